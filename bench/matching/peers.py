"""Candidate lists as other engines make them, from frames they may prepare beforehand.

Every engine gets the same courtesy: wishes without repetitions, places resolved to a city or a
province, the cities that a better wish already covers named beside a province, ties worked out.
The clock starts after that. All keys are the product's own 64-bit integers, so the lists must
agree to the last entry.
"""

from dataclasses import dataclass
from itertools import pairwise

import duckdb
import numpy as np
import polars as pl

from jiedui.engine.match.lottery import TIE_PRIME, vacancy_ties, worker_ties
from jiedui.engine.match.problem import Problem

K = 40
BATCH = {"numpy": 20_000, "polars": 200_000, "duckdb": 200_000}
LAST = (1 << 24) - 1


@dataclass(frozen=True)
class Frames:
    """Columns: wishes (a row for occupation x place), workers, vacancies by span."""

    wishes: dict[str, np.ndarray]
    vacancies: dict[str, np.ndarray]
    workers: int


def frames_of(problem: Problem) -> Frames:
    """The prepared columns of an instance of `instance.py` (one occupation a wish)."""
    people, weights = problem.workers, problem.weights
    n = len(people)
    works = _first_of_each(_flat(people.occupations, n), people.occupations.low)
    places = _first_of_each(_flat(people.places, n), people.places.low)
    skips = _skips(people.places, places, n)
    first = np.searchsorted(places[0], np.arange(n + 1))
    counts = np.diff(first)[works[0]]
    wish = np.repeat(np.arange(len(works[0])), counts)
    offset = np.repeat(first[works[0]] - (np.cumsum(counts) - counts), counts)
    place = offset + np.arange(len(wish))
    w = works[0][wish]
    past = people.experience
    seasoned = np.diff(past.start) > 0
    occupation, years = np.zeros((2, n), np.int64)
    occupation[seasoned], years[seasoned] = past.low, past.years
    code = works[1][wish]
    wishes = {
        "w": w,
        "occupation": code,
        "span": places[1][place],
        "base": (7 - works[2][wish]) * weights.occupation + (7 - places[2][place]) * weights.place,
        "skip1": skips[0][place],
        "skip2": skips[1][place],
        "age": people.age[w].astype(np.int64),
        "education": people.education[w].astype(np.int64),
        "lacking": ~people.certificates[w].view(np.int64),
        "years": np.where(occupation[w] == code, years[w], 0),
        "least": people.least_pay[w].astype(np.int64),
        "from_pay": np.where(people.least_pay > 0, people.least_pay, weights.pay_reference)[w],
        "lodging": people.needs_lodging[w].astype(np.int64),
        "couple": people.needs_couple_room[w].astype(np.int64),
        "kinds": people.employer_kinds[w].astype(np.int64),
        "ready": people.available_from[w].astype(np.int64),
        "tie": worker_ties(people.number)[w],
    }
    return Frames(wishes, _vacancies(problem), n)


def _vacancies(problem: Problem) -> dict[str, np.ndarray]:
    posts = problem.vacancies
    m = len(posts)
    twice = np.tile(np.arange(m), 2)
    region = posts.region.astype(np.int64)
    columns = {
        "occupation": posts.occupation[twice].astype(np.int64),
        "span": np.concatenate((region // 100 * 100, region // 10_000 * 10_000)),
        "city": (region // 100 * 100)[twice],
        "v_tie": vacancy_ties(posts.number)[twice],
        "last": LAST - twice,
        "required": posts.certificates_required.view(np.int64)[twice],
    }
    for name in (
        "age_min", "age_max", "education_min", "experience_min", "pay_low", "pay_high",
        "lodging", "couple_rooms", "employer_kind", "latest_start",
    ):  # fmt: skip
        columns[f"v_{name}"] = getattr(posts, name)[twice].astype(np.int64)
    return columns


def _flat(wishes, n):
    return np.repeat(np.arange(n), np.diff(wishes.start)), wishes.rank.astype(np.int64)


def _first_of_each(flat, low):
    """(worker, code, rank) without repetitions, at the best rank, by worker and rank."""
    worker, rank = flat
    by = np.lexsort((rank, low, worker))
    keep = np.ones(len(by), np.bool_)
    keep[1:] = (worker[by][1:] != worker[by][:-1]) | (low[by][1:] != low[by][:-1])
    by = by[keep]
    by = by[np.lexsort((rank[by], worker[by]))]
    return worker[by], low[by].astype(np.int64), rank[by]


def _skips(wishes, places, n):
    """For each place wish: up to two cities (or the province) that a better wish covers."""
    worker, code, _ = places
    province = code % 10_000 == 0
    skips = np.zeros((2, len(code)), np.int64)
    for back in (1, 2):
        earlier = np.arange(len(code)) - back
        same = (earlier >= 0) & (worker[earlier] == worker)
        inside = same & province & (code[earlier] // 10_000 * 10_000 == code)
        skips[back - 1, inside] = code[earlier][inside]
        swallowed = same & ~province & (code // 10_000 * 10_000 == code[earlier])
        skips[back - 1, swallowed] = code[swallowed]
    return skips


POINTS = "least(greatest(v_pay_low - from_pay, 0), {cap}) // 10 * {pay}"
SQL = """
select w, max(key, {k}) keys from (
  select w, ((base + {points} + v_lodging * {lodging}
     + ((kinds >> v_employer_kind) & 1) * {kind}) << 40)
     | (((tie + v_tie) % {prime}) << 24) | last as key
  from wishes join vacancies using (occupation, span)
  where w >= {low} and w < {high}
    and age >= v_age_min and age <= v_age_max and education >= v_education_min
    and (required & lacking) = 0 and years >= v_experience_min
    and (v_pay_high = 0 or v_pay_high >= least)
    and lodging <= v_lodging and (couple = 0 or v_couple_rooms > 0)
    and (v_latest_start = 0 or ready <= v_latest_start)
    and city <> skip1 and city <> skip2)
group by w"""


def duckdb_lists(frames: Frames, problem: Problem, threads: int):
    """`max(key, 40)`, the fastest of the formulations tried, in batches of workers."""
    weights = problem.weights
    base = duckdb.connect()
    base.execute(f"set threads = {threads}")
    base.register("given_wishes", pl.DataFrame(frames.wishes).to_arrow())
    base.register(
        "given_vacancies",
        pl.DataFrame(frames.vacancies).rename({"v_lodging": "v_lodging"}).to_arrow(),
    )
    base.execute("create table wishes as select * from given_wishes")
    base.execute("create table vacancies as select * from given_vacancies")
    points = POINTS.format(cap=weights.pay_cap, pay=weights.pay)

    def run():
        found = []
        for low in range(0, frames.workers, BATCH["duckdb"]):
            query = SQL.format(
                k=K, points=points, lodging=weights.lodging, kind=weights.employer_kind,
                prime=TIE_PRIME, low=low, high=low + BATCH["duckdb"],
            )  # fmt: skip
            found.append(base.sql(query).pl())
        return pl.concat(found)

    return run


def polars_lists(frames: Frames, problem: Problem, threads: int):
    """Lazy joins and `top_k` a group, in batches of workers."""
    weights = problem.weights
    wishes, vacancies = pl.DataFrame(frames.wishes), pl.DataFrame(frames.vacancies)

    def batch(low):
        c = pl.col
        high = low + BATCH["polars"]
        points = (c.v_pay_low - c.from_pay).clip(0, weights.pay_cap) // 10 * weights.pay
        liked = pl.when(c.kinds & (2**c.v_employer_kind).cast(pl.Int64) > 0)
        score = c.base + points + c.v_lodging * weights.lodging
        score = score + liked.then(weights.employer_kind).otherwise(0)
        tie = (c.tie + c.v_tie) % TIE_PRIME
        return (
            wishes.lazy()
            .filter((c.w >= low) & (c.w < high))
            .join(vacancies.lazy(), on=["occupation", "span"])
            .filter(
                (c.age >= c.v_age_min)
                & (c.age <= c.v_age_max)
                & (c.education >= c.v_education_min)
                & (c.required & c.lacking == 0)
                & (c.years >= c.v_experience_min)
                & ((c.v_pay_high == 0) | (c.v_pay_high >= c.least))
                & (c.lodging <= c.v_lodging)
                & ((c.couple == 0) | (c.v_couple_rooms > 0))
                & ((c.v_latest_start == 0) | (c.ready <= c.v_latest_start))
                & (c.city != c.skip1)
                & (c.city != c.skip2)
            )
            .select("w", key=score * (1 << 40) + tie * (1 << 24) + c.last)
            .group_by("w")
            .agg(keys=c.key.top_k(K))
            .collect()
        )

    def run():
        return pl.concat([batch(low) for low in range(0, frames.workers, BATCH["polars"])])

    return run


def numpy_lists(frames: Frames, problem: Problem, threads: int):
    """Ranges of the sorted vacancies expanded to pairs, filtered, sorted; 20,000 at a time."""
    weights, v = problem.weights, frames.vacancies
    joined = v["occupation"] * 1_000_000 + v["span"]
    order = np.argsort(joined, kind="stable")
    joined = joined[order]
    v = {name: column[order] for name, column in v.items()}
    wishes = frames.wishes
    asked = wishes["occupation"] * 1_000_000 + wishes["span"]
    bounds = np.searchsorted(
        wishes["w"], np.arange(0, frames.workers + BATCH["numpy"], BATCH["numpy"])
    )

    def batch(low, high):
        c = {name: column[low:high] for name, column in wishes.items()}
        first = np.searchsorted(joined, asked[low:high])
        counts = np.searchsorted(joined, asked[low:high], side="right") - first
        p = np.repeat(np.arange(high - low), counts)
        q = np.repeat(first - (np.cumsum(counts) - counts), counts) + np.arange(len(p))
        for name, test in (
            ("age", lambda a, p, q: (a >= v["v_age_min"][q]) & (a <= v["v_age_max"][q])),
            ("education", lambda a, p, q: a >= v["v_education_min"][q]),
            ("lacking", lambda a, p, q: (a & v["required"][q]) == 0),
            ("least", lambda a, p, q: (v["v_pay_high"][q] == 0) | (v["v_pay_high"][q] >= a)),
            ("lodging", lambda a, p, q: a <= v["v_lodging"][q]),
            ("years", lambda a, p, q: a >= v["v_experience_min"][q]),
            ("couple", lambda a, p, q: (a == 0) | (v["v_couple_rooms"][q] > 0)),
            (
                "ready",
                lambda a, p, q: (v["v_latest_start"][q] == 0) | (a <= v["v_latest_start"][q]),
            ),
            ("skip1", lambda a, p, q: a != v["city"][q]),
            ("skip2", lambda a, p, q: a != v["city"][q]),
        ):
            keep = test(c[name][p], p, q)
            p, q = p[keep], q[keep]
        above = np.clip(v["v_pay_low"][q] - c["from_pay"][p], 0, weights.pay_cap)
        score = c["base"][p] + above // 10 * weights.pay + v["v_lodging"][q] * weights.lodging
        score += (c["kinds"][p] >> v["v_employer_kind"][q] & 1) * weights.employer_kind
        tie = (c["tie"][p] + v["v_tie"][q]) % TIE_PRIME
        key = score << 40 | tie << 24 | v["last"][q]
        w = c["w"][p]
        by = np.lexsort((-key, w))
        w, key = w[by], key[by]
        head = np.searchsorted(w, w)
        keep = np.arange(len(w)) - head < K
        return w[keep], key[keep]

    def run():
        parts = [batch(a, b) for a, b in pairwise(bounds) if b > a]
        return tuple(np.concatenate(column) for column in zip(*parts, strict=True))

    return run


def entries_of(found) -> tuple[np.ndarray, np.ndarray]:
    """(worker, key) of any engine's answer, by worker and falling key."""
    if not isinstance(found, tuple):
        long = found.explode("keys").drop_nulls()
        found = (long["w"].to_numpy(), long["keys"].to_numpy())
    by = np.lexsort((-found[1], found[0]))
    return found[0][by], found[1][by]


def checksum(worker: np.ndarray, vacancy: np.ndarray) -> str:
    """A sum over (worker, place in the list, vacancy); entries are by worker, best first."""
    place = np.arange(len(worker)) - np.searchsorted(worker, worker)
    words = (worker.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    words ^= (place.astype(np.uint64) + np.uint64(1)) * np.uint64(0xBF58476D1CE4E5B9)
    words *= (vacancy.astype(np.uint64) + np.uint64(1)) * np.uint64(2) + np.uint64(1)
    return f"{len(words)}:{int(words.sum(dtype=np.uint64)):016x}"
