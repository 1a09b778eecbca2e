"""Columns laid out for the kernels: wishes in the order of work, vacancies in sorted blocks."""

# mypy: allow-untyped-defs, allow-untyped-calls
from typing import Any, NamedTuple

import numpy as np
from numba import njit

CHUNK = 32  # entries that are tested at once; columns of blocks end in so many spare ones
FREE = -(1 << 31)  # a need that anybody meets


class Points(NamedTuple):
    """The weights as machine integers."""

    occupation: int
    place: int
    pay: int
    pay_cap: int
    lodging: int
    kind: int
    near: int
    kin: int
    kin_cap: int
    experience: int
    experience_cap: int
    education: int
    certificate: int


class People(NamedTuple):
    """Workers in the order of work; columns of n, wishes and experience in compressed rows."""

    word: Any  # values of the eligibility word, guards set
    certificates: Any
    merit: Any  # class and education, what every vacancy sees
    reach: Any  # merit with the longest experience: nothing but certificates can exceed it
    least: Any  # pay from which points count
    extra: Any  # the most that liking can add
    kinds: Any
    home: Any
    tie: Any
    lot: Any  # 2**32 - 1 - lottery place
    group: Any  # 1 if reserved openings are for this worker
    lodging: Any  # 1 if needed
    overlap: Any  # 1 occupation, 2 place wishes overlap
    work_start: Any
    work_span: Any
    work_rank: Any
    place_start: Any
    place_span: Any
    place_rank: Any
    past_start: Any
    past_low: Any
    past_high: Any
    past_years: Any
    barred_start: Any
    barred: Any


class Posts(NamedTuple):
    """Vacancies by row, the spans of wishes, and the tables of homes."""

    bound: Any  # lower bounds of the eligibility word
    required: Any
    trait: Any  # (m, 2): preferred certificates, occupation << 8 | education_min
    code: Any  # employer kind << 41 | tie << 24 | 2**24 - 1 - standing
    region: Any
    pay: Any
    lodging: Any
    slack: Any  # education_min points minus all preferred certificates: makes cutoffs comparable
    table_region: Any
    distances: Any
    compatriots: Any
    work_low: Any
    work_high: Any
    place_low: Any
    place_high: Any


class Blocks(NamedTuple):
    """Vacancies by (occupation span, place span, lodging first), pay falling inside."""

    start: Any
    vacancy: Any
    bound: Any
    required: Any
    pay: Any
    code: Any
    need: Any  # (2, entries) for each group: what `reach` must attain, `FREE` if nothing


@njit(cache=True)
def number_spans(low, high, ids):
    """Number distinct (low, high) from 0 in order of appearance; returns them as one column."""
    size = 1 << 12
    table = np.full(size, -1, np.int32)
    spans = np.empty(1 << 11, np.int64)
    count = 0
    for e in range(len(low)):
        key = (np.int64(low[e]) << 32) | np.int64(high[e])
        slot = ((key * 0x9E3779B1) ^ (key >> 29)) & (size - 1)
        while table[slot] >= 0 and spans[table[slot]] != key:
            slot = (slot + 1) & (size - 1)
        if table[slot] < 0:
            if count == len(spans):
                longer = np.empty(2 * count, np.int64)
                longer[:count] = spans
                spans = longer
                size = 4 * count
                table = np.full(size, -1, np.int32)
                for old in range(count):
                    place = ((spans[old] * 0x9E3779B1) ^ (spans[old] >> 29)) & (size - 1)
                    while table[place] >= 0:
                        place = (place + 1) & (size - 1)
                    table[place] = old
                slot = ((key * 0x9E3779B1) ^ (key >> 29)) & (size - 1)
                while table[slot] >= 0:
                    slot = (slot + 1) & (size - 1)
            spans[count] = key
            table[slot] = count
            count += 1
        ids[e] = table[slot]
    return spans[:count].copy()


@njit(cache=True)
def wish_rows(order, start, rank, span, low, high, everything, flag, overlap):
    """Wishes in the order of work: by rank inside a worker, those swallowed by better left out."""
    n = len(order)
    rows = np.zeros(n + 1, np.int64)
    spans = np.empty(len(rank) + n, np.int32)
    ranks = np.empty(len(rank) + n, np.int8)
    count = 0
    for at in range(n):
        w = order[at]
        first = count
        if start[w] == start[w + 1]:
            spans[count], ranks[count] = everything, 0
            count += 1
        for e in range(start[w], start[w + 1]):
            place = count
            while place > first and ranks[place - 1] > rank[e]:
                spans[place], ranks[place] = spans[place - 1], ranks[place - 1]
                place -= 1
            spans[place], ranks[place] = span[e], rank[e]
            count += 1
        kept = first
        for e in range(first, count):
            swallowed, touches = False, False
            for better in range(first, kept):
                a, b = spans[better], spans[e]
                swallowed |= low[a] <= low[b] and high[b] <= high[a]
                touches |= low[a] < high[b] and low[b] < high[a]
            if not swallowed:
                spans[kept], ranks[kept] = spans[e], ranks[e]
                kept += 1
                if touches:
                    overlap[at] |= flag
        count = kept
        rows[at + 1] = count
    return rows, spans[:count].copy(), ranks[:count].copy()


@njit(cache=True)
def entry_rows(order, start):
    """Compressed rows moved into the order of work: (new start, entries to take)."""
    rows = np.zeros(len(order) + 1, np.int64)
    for at in range(len(order)):
        rows[at + 1] = rows[at] + start[order[at] + 1] - start[order[at]]
    take = np.empty(rows[-1], np.int64)
    for at in range(len(order)):
        for e in range(rows[at + 1] - rows[at]):
            take[rows[at] + e] = start[order[at]] + e
    return rows, take


@njit(cache=True)
def longest(start, years):
    """Longest experience of each worker, whatever it was in."""
    most = np.zeros(len(start) - 1, np.int64)
    for w in range(len(start) - 1):
        for e in range(start[w], start[w + 1]):
            most[w] = max(most[w], years[e])
    return most


@njit(cache=True)
def lay_out(
    by_pay,
    lodging,
    work_at,
    work_rows,
    work_spans,
    place_at,
    place_rows,
    place_spans,
    places,
    blocks,
):
    """Place every vacancy into each block whose two spans hold it; pay falls inside a block."""
    start = np.zeros(blocks + 1, np.int64)
    for v in by_pay:
        for o in range(work_rows[work_at[v]], work_rows[work_at[v] + 1]):
            for p in range(place_rows[place_at[v]], place_rows[place_at[v] + 1]):
                block = 2 * (work_spans[o] * places + place_spans[p]) + 1 - lodging[v]
                start[block + 1] += 1
    for block in range(blocks):
        start[block + 1] += start[block]
    fill = start[:-1].copy()
    vacancy = np.empty(start[-1], np.int32)
    for v in by_pay:
        for o in range(work_rows[work_at[v]], work_rows[work_at[v] + 1]):
            for p in range(place_rows[place_at[v]], place_rows[place_at[v] + 1]):
                block = 2 * (work_spans[o] * places + place_spans[p]) + 1 - lodging[v]
                vacancy[fill[block]] = v
                fill[block] += 1
    return start, vacancy


@njit(cache=True)
def still_open(start, vacancy, posts, cutoffs, reach):
    """The blocks without the vacancies that no one of at most this reach can enter any more."""
    need = np.empty((2, len(posts.slack)), np.int32)
    alive = np.empty(len(posts.slack), np.bool_)
    slack, bounds, requires, pays, codes = (
        posts.slack, posts.bound, posts.required, posts.pay, posts.code
    )  # fmt: skip
    for v in range(len(slack)):
        for group in range(2):
            need[group, v] = FREE
            if cutoffs[v, group] >= 0:
                need[group, v] = min((cutoffs[v, group] >> 32) + slack[v], 0x7FFFFFFF)
        alive[v] = min(need[0, v], need[1, v]) <= reach
    count = 0
    for e in range(len(vacancy)):
        count += alive[vacancy[e]]
    starts = np.empty(len(start), np.int64)
    room = count + CHUNK
    who, pay = np.empty(room, np.int32), np.empty(room, np.int32)
    bound, required = np.empty(room, np.uint64), np.empty(room, np.uint64)
    needs, code = np.empty((2, room), np.int32), np.empty(room, np.int64)
    bound[count:], required[count:], needs[:, count:] = 0, 0, 0
    at = 0
    for block in range(len(start) - 1):
        starts[block] = at
        for e in range(start[block], start[block + 1]):
            v = vacancy[e]
            if alive[v]:
                who[at], bound[at], required[at] = v, bounds[v], requires[v]
                pay[at], needs[0, at], needs[1, at] = pays[v], need[0, v], need[1, v]
                code[at] = codes[v]
                at += 1
    starts[-1] = at
    return Blocks(starts, who, bound, required, pay, code, needs)
