"""The inner loops of large matchings, compiled: scanning, accepting, standing in line.

Everything is 64-bit integers. Workers are numbered by their place in the order of work, not
by their row; `compiled.py` translates. Each kernel says in machine words what `pairs.py` says
in plain ones, and is tested against it.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
from typing import Any

import numpy as np
from numba import njit, prange

from jiedui.engine.match.layout import CHUNK, FREE

SHARE = 256  # workers that a thread takes in one go
LAST = (1 << 63) - 1
TIE = (1 << 41) - 1  # the part of a code that is no kind

# Fields of an eligibility word, lowest first: bits of the value; one guard bit above each.
AGE, AGED, EDUCATION, PAY, START, YEARS, LODGING, COUPLE = 0, 8, 16, 20, 38, 51, 58, 60
GUARDS = sum(
    1 << bit
    for bit in (AGED - 1, EDUCATION - 1, PAY - 1, START - 1, YEARS - 1, LODGING - 1, COUPLE - 1, 61)
)
GUARD = np.uint64(GUARDS)
ZERO, ONE = np.uint64(0), np.uint64(1)
M1, M2 = np.uint64(0x5555555555555555), np.uint64(0x3333333333333333)
M4, H01 = np.uint64(0x0F0F0F0F0F0F0F0F), np.uint64(0x0101010101010101)
BY1, BY2, BY4, BY56 = np.uint64(1), np.uint64(2), np.uint64(4), np.uint64(56)

# Without reference counts: two threads that count references to the same columns spend most
# of their time doing so. Such functions may not create arrays.
_WITHOUT_COUNTS: dict[str, Any] = {"cache": True, "error_model": "numpy", "_nrt": False}
leaf = njit(**_WITHOUT_COUNTS, forceinline=True)
lean = njit(**_WITHOUT_COUNTS)


@leaf
def bits(word):
    """Number of set bits of an unsigned 64-bit integer."""
    word = word - ((word >> BY1) & M1)
    word = (word & M2) + ((word >> BY2) & M2)
    word = (word + (word >> BY4)) & M4
    return np.int64((word * H01) >> BY56)


@leaf
def pay_points(pay, least, points):
    """Points for pay above the least."""
    return min(max(np.int64(pay) - np.int64(least), 0), points.pay_cap) // 10 * points.pay


@leaf
def years_in(w, code, people):
    """Longest experience in one occupation."""
    most = 0
    for e in range(people.past_start[w], people.past_start[w + 1]):
        if people.past_low[e] <= code < people.past_high[e] and people.past_years[e] > most:
            most = people.past_years[e]
    return np.int64(most)


@leaf
def merit_of(w, v, people, posts, points):
    """The vacancy's score of an admissible worker."""
    trait = posts.trait[v, 1]
    merit = people.merit[w] - (trait & 0xFF) * points.education
    if people.past_start[w] < people.past_start[w + 1]:
        years = years_in(w, trait >> 8, people)
        merit += min(years, points.experience_cap) * points.experience
    both = people.certificates[w] & np.uint64(posts.trait[v, 0])
    return merit + bits(both) * points.certificate


@leaf
def liking(w, v, code, people, posts, points):
    """The part of a worker's score that neither ranks nor pay nor lodging give."""
    score = 0
    if (people.kinds[w] >> (code >> 41)) & 1:
        score += points.kind
    if posts.distances.size + posts.compatriots.size:
        home = people.home[w]
        if home >= 0 and posts.distances.size and posts.table_region[v] >= 0:
            band = np.int64(posts.distances[home, posts.table_region[v]])
            score += (7 - band) * points.near
        if home >= 0 and posts.compatriots.size:
            kin = np.int64(posts.compatriots[v, home])
            score += min(kin, points.kin_cap) * points.kin
    return score


@leaf
def tied(tie, code):
    """The lower 40 bits of a worker's key: tie and standing."""
    tie += (code & TIE) >> 24
    if tie >= 65_521:
        tie -= 65_521
    return (tie << 24) | (code & 0xFFFFFF)


@leaf
def passed_over(w, v, bound, i, j, people, posts):
    """Whether the pair is counted under a better wish, unseasoned, or barred."""
    if people.overlap[w] & 1:
        code = posts.trait[v, 1] >> 8
        for e in range(people.work_start[w], i):
            span = people.work_span[e]
            if posts.work_low[span] <= code < posts.work_high[span]:
                return True
    if people.overlap[w] & 2:
        code = posts.region[v]
        for e in range(people.place_start[w], j):
            span = people.place_span[e]
            if posts.place_low[span] <= code < posts.place_high[span]:
                return True
    need = np.int64((bound >> np.uint64(YEARS)) & np.uint64(63))
    if need > 0 and years_in(w, posts.trait[v, 1] >> 8, people) < need:
        return True
    if len(people.barred):
        for e in range(people.barred_start[w], people.barred_start[w + 1]):
            if people.barred[e] == v:
                return True
    return False


@leaf
def ranges_of(w, people, posts, blocks, points, ranges):
    """The blocks of a worker's wishes, rows of (low, high, base, i, j, …).

    Base is the score without pay and liking. The last column lists the rows, best first: the
    score that no vacancy of the block exceeds << 16 | row.
    """
    count = 0
    places = len(posts.place_low)
    least = people.least[w]
    for i in range(people.work_start[w], people.work_start[w + 1]):
        for j in range(people.place_start[w], people.place_start[w + 1]):
            block = 2 * (np.int64(people.work_span[i]) * places + people.place_span[j])
            base = (7 - np.int64(people.work_rank[i])) * points.occupation
            base += (7 - np.int64(people.place_rank[j])) * points.place
            for without in range(2 - np.int64(people.lodging[w])):
                low, high = blocks.start[block + without], blocks.start[block + without + 1]
                if low == high:
                    continue
                sure = base + (1 - without) * points.lodging
                bound = sure + pay_points(blocks.pay[low], least, points) + people.extra[w]
                ranges[count, 0], ranges[count, 1], ranges[count, 2] = low, high, sure
                ranges[count, 3], ranges[count, 4] = i, j
                mark, at = (bound << 16) | count, count
                while at > 0 and ranges[at - 1, 5] < mark:
                    ranges[at, 5] = ranges[at - 1, 5]
                    at -= 1
                ranges[at, 5] = mark
                count += 1
    return count


@leaf
def fitting(low, high, word, lacking, reach, blocks, need):
    """Which entries of one chunk pass the eligibility word, certificates and cutoff bound.

    Bit i stands for entry low + i. Always tests a whole chunk without a branch, which is what
    lets the compiler test eight entries in one instruction; columns end in a spare chunk.
    """
    mask, first = ZERO, np.uint64(low)
    for i in range(CHUNK):
        e = first + np.uint64(i)
        fits = ((word - blocks.bound[e]) & GUARD) == GUARD
        fits &= (blocks.required[e] & lacking) == ZERO
        fits &= need[e] <= reach
        mask |= np.uint64(fits) << np.uint64(i)
    return mask & ((ONE << np.uint64(high - low)) - ONE)


@leaf
def lowest_bit(mask):
    """Position of the lowest set bit of an unsigned 64-bit integer that has one."""
    return bits((mask & (~mask + ONE)) - ONE)


@leaf
def top_of(
    w, below, people, posts, blocks, cutoffs, points, ranges, keys, vacancies, merits, scores
):  # fmt: skip
    """The best len(keys) vacancies under key `below` whose cutoff the worker beats.

    Fills keys, vacancies, merits, scores (best first; the last two may have no room); returns
    (how many, pairs scanned).
    """
    k = len(keys)
    count, scanned = 0, 0
    group = people.group[w]
    need = blocks.need[group]
    word, lacking, reach = people.word[w], ~people.certificates[w], people.reach[w]
    least, extra, ceiling = people.least[w], people.extra[w], below >> 40
    tie, kinds = np.int64(people.tie[w]), people.kinds[w]
    barred = len(people.barred) and people.barred_start[w] < people.barred_start[w + 1]
    doubtful = people.overlap[w] != 0 or barred
    tables = posts.distances.size + posts.compatriots.size > 0
    for best in range(ranges_of(w, people, posts, blocks, points, ranges)):
        r = ranges[best, 5] & 0xFFFF
        if count == k and ((ranges[best, 5] >> 16) + 1) << 40 <= keys[k - 1]:
            break
        low, high, sure = ranges[r, 0], ranges[r, 1], ranges[r, 2]
        while low < high:
            bound = sure + extra + pay_points(blocks.pay[low], least, points)
            if count == k and (bound + 1) << 40 <= keys[k - 1]:
                break
            stop = min(low + CHUNK, high)
            if sure + pay_points(blocks.pay[stop - 1], least, points) > ceiling:
                low = stop
                continue
            scanned += stop - low
            mask = fitting(low, stop, word, lacking, reach, blocks, need)
            while mask:
                e = np.uint64(low) + np.uint64(lowest_bit(mask))  # unsigned: no negative index
                mask &= mask - ONE
                score = sure + pay_points(blocks.pay[e], least, points)
                if count == k and (score + extra + 1) << 40 <= keys[k - 1]:
                    continue
                v, code, asked = blocks.vacancy[e], blocks.code[e], blocks.bound[e]
                if tables:
                    score += liking(w, v, code, people, posts, points)
                else:
                    score += np.int64((kinds >> (code >> 41)) & 1) * points.kind
                key = (score << 40) | tied(tie, code)
                if key >= below or (count == k and key <= keys[k - 1]):
                    continue
                if (doubtful or (asked >> np.uint64(YEARS)) & np.uint64(63)) and passed_over(
                    w, v, asked, ranges[r, 3], ranges[r, 4], people, posts
                ):
                    continue
                if need[e] != FREE:
                    merit = merit_of(w, v, people, posts, points)
                    if ((merit << 32) | np.int64(people.lot[w])) <= cutoffs[v, group]:
                        continue
                at = count if count < k else k - 1
                count = min(count + 1, k)
                while at > 0 and keys[at - 1] < key:
                    keys[at], vacancies[at] = keys[at - 1], vacancies[at - 1]
                    at -= 1
                keys[at], vacancies[at] = key, v
            low = stop
    for at in range(count if len(merits) else 0):
        merits[at] = merit_of(w, vacancies[at], people, posts, points)
        if len(scores):
            scores[at] = keys[at] >> 40
    return count, scanned


@njit(cache=True, parallel=True)
def fetch(
    asking, below, people, posts, blocks, cutoffs, points, most_ranges, threads,
    vacancies, merits, scores,
):  # fmt: skip
    """Next lists of the workers in `asking`; `below` is moved down to each list's last key.

    Fills vacancies (len(asking), k) and, where they have columns, merits and scores; returns
    (lengths, pairs scanned).
    """
    n, k = vacancies.shape
    lengths = np.zeros(n, np.int32)
    scanned = np.zeros(threads * 8, np.int64)
    for t in prange(threads):
        keys = np.empty(k, np.int64)
        ranges = np.empty((most_ranges, 6), np.int64)
        for share in range(t * SHARE, n, threads * SHARE):
            for at in range(share, min(share + SHARE, n)):
                w = asking[at]
                count, pairs = top_of(
                    w,
                    below[w],
                    people,
                    posts,
                    blocks,
                    cutoffs,
                    points,
                    ranges,
                    keys,
                    vacancies[at],
                    merits[at],
                    scores[at],
                )
                lengths[at] = count
                scanned[t * 8] += pairs
                below[w] = keys[k - 1] if count == k else -1
    return lengths, scanned.sum()


@lean
def gather(lengths, vacancies, merits, scores, used, flat, worths):
    """Append fetched lists to one column of vacancies, and of both scores' sums if there is one."""
    for at in range(len(lengths)):
        for e in range(lengths[at]):
            flat[used] = vacancies[at, e]
            if len(worths):
                worths[used] = merits[at, e] + scores[at, e]
            used += 1


@njit(cache=True)
def store(asking, lengths, vacancies, merits, position, end, used, arena):
    """Append fetched lists to the arena of (vacancy, merit); returns how much of it is used."""
    for at in range(len(asking)):
        w = asking[at]
        position[w] = used
        for e in range(lengths[at]):
            arena[used, 0], arena[used, 1] = vacancies[at, e], merits[at, e]
            used += 1
        end[w] = used
    return used


@leaf
def sift_up(heap, who, at, base, step):
    """Restore a heap (lowest key first) after a push at its end."""
    while at > 0:
        above = (at - 1) >> 1
        x, y = base + step * at, base + step * above
        if heap[y] <= heap[x]:
            return
        heap[x], heap[y] = heap[y], heap[x]
        who[x], who[y] = who[y], who[x]
        at = above


@leaf
def sift_down(heap, who, size, base, step):
    """Restore a heap after its top was replaced."""
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size:
            return
        if child + 1 < size and heap[base + step * (child + 1)] < heap[base + step * child]:
            child += 1
        x, y = base + step * at, base + step * child
        if heap[x] <= heap[y]:
            return
        heap[x], heap[y] = heap[y], heap[x]
        who[x], who[y] = who[y], who[x]
        at = child


@lean
def propose(
    asking,
    position,
    end,
    below,
    arena,
    people,
    cutoffs,
    openings,
    reserved,
    slot,
    heap,
    who,
    size,
    seats,
    counts,
    hungry,
):
    """Let the workers ask, one after the other, and whoever is put out ask on.

    Two heaps a vacancy grow towards each other in openings + 1 slots: those with reserve from
    the left, the others from the right. Most proposals end at a cutoff without touching one.
    Fills `hungry` with those whose list is used up although more vacancies may follow and
    returns how many they are.
    """
    hungry_count = 0
    for first in range(len(asking)):
        w = asking[first]
        while w >= 0:
            if position[w] == end[w]:
                if below[w] >= 0:
                    hungry[hungry_count] = w
                    hungry_count += 1
                break
            v, merit = arena[position[w], 0], np.int64(arena[position[w], 1])
            position[w] += 1
            group = people.group[w]
            key = (merit << 32) | np.int64(people.lot[w])
            counts[0] += 1
            if key <= cutoffs[v, group]:
                continue
            counts[1] += 1
            left, right = slot[v], slot[v + 1] - 1
            base, step = (left, 1) if group else (right, -1)
            at = base + step * size[v, group]
            heap[at], who[at] = key, w
            size[v, group] += 1
            sift_up(heap, who, size[v, group] - 1, base, step)
            seats[w] = v
            out = -1
            if size[v, 0] + size[v, 1] > openings[v]:
                side = 0
                if size[v, 1] > reserved[v]:
                    side = 1 if size[v, 0] == 0 or heap[left] < heap[right] else 0
                base, step = (left, 1) if side else (right, -1)
                out = who[base]
                size[v, side] -= 1
                tail = base + step * size[v, side]
                heap[base], who[base] = heap[tail], who[tail]
                sift_down(heap, who, size[v, side], base, step)
                seats[out] = -1
                counts[1] += 1
            if size[v, 0] + size[v, 1] == openings[v]:
                lowest = LAST
                if size[v, 0]:
                    lowest = heap[right]
                others = lowest
                if size[v, 1]:
                    lowest = min(lowest, heap[left])
                cutoffs[v, 0] = lowest if size[v, 1] > reserved[v] else others
                cutoffs[v, 1] = lowest if size[v, 1] >= reserved[v] else -1
            w = out
    return hungry_count


@njit(cache=True, parallel=True)
def queue_up(
    low, high, own, people, posts, blocks, points, most_ranges, line, names, size, threads
):
    """Workers low..high stand in line wherever they rather were; one line a thread and vacancy.

    `own` is each worker's key of the seat, -1 without one, above every key for those who do
    not queue. line (threads, m, length) holds keys as heaps, names the workers.
    """
    length = line.shape[2]
    for t in prange(threads):
        ranges = np.empty((most_ranges, 6), np.int64)
        for share in range(low + t * SHARE, high, threads * SHARE):
            for w in range(share, min(share + SHARE, high)):
                if own[w] == LAST:
                    continue
                floor = own[w] >> 40
                for best in range(ranges_of(w, people, posts, blocks, points, ranges)):
                    r = ranges[best, 5] & 0xFFFF
                    if ranges[best, 5] >> 16 < floor:
                        break
                    stand_in(
                        w,
                        r,
                        own[w],
                        people,
                        posts,
                        blocks,
                        points,
                        ranges,
                        line[t],
                        names[t],
                        size[t],
                        length,
                    )


@leaf
def stand_in(w, r, own, people, posts, blocks, points, ranges, line, names, size, length):
    """One worker, one range of vacancies: join each line where the key still counts."""
    low, high, sure = ranges[r, 0], ranges[r, 1], ranges[r, 2]
    group = people.group[w]
    need, least = blocks.need[group], people.least[w]
    word, lacking = people.word[w], ~people.certificates[w]
    while low < high:
        if sure + people.extra[w] + pay_points(blocks.pay[low], least, points) < own >> 40:
            return
        stop = min(low + CHUNK, high)
        mask = fitting(low, stop, word, lacking, people.reach[w], blocks, need)
        while mask:
            e = low + lowest_bit(mask)
            mask &= mask - ONE
            v = blocks.vacancy[e]
            lot = np.int64(people.lot[w])
            key = (merit_of(w, v, people, posts, points) << 32) | lot
            if size[v] == length and key <= line[v, 0]:
                continue
            if passed_over(w, v, blocks.bound[e], ranges[r, 3], ranges[r, 4], people, posts):
                continue
            score = sure + pay_points(blocks.pay[e], least, points)
            score += liking(w, v, blocks.code[e], people, posts, points)
            if (score << 40) | tied(np.int64(people.tie[w]), blocks.code[e]) <= own:
                continue
            if size[v] < length:
                line[v, size[v]], names[v, size[v]] = key, w
                size[v] += 1
                sift_up(line[v], names[v], size[v] - 1, 0, 1)
            else:
                line[v, 0], names[v, 0] = key, w
                sift_down(line[v], names[v], length, 0, 1)
        low = stop


@lean
def auction(start, vacancy, value, openings, slot, step, price, heap, who, size, seats, stack):
    """Workers bid for openings until nobody wants to bid more; returns the number of bids.

    `stack` holds the workers first to bid, then is used as their stack. Prices begin at 0.
    """
    top, bids = len(stack), 0
    while top > 0:
        top -= 1
        w = stack[top]
        best, second, chosen = 0, 0, -1
        for e in range(start[w], start[w + 1]):
            gain = np.int64(value[e]) - price[vacancy[e]]
            if gain > best:
                second, best, chosen = best, gain, vacancy[e]
            elif gain > second:
                second = gain
        if chosen < 0 or openings[chosen] == 0:
            continue
        bids += 1
        bid, base = price[chosen] + best - second + step, slot[chosen]
        if size[chosen] == openings[chosen]:
            seats[who[base]] = -1
            stack[top] = who[base]
            top += 1
            heap[base], who[base] = bid, w
            sift_down(heap, who, size[chosen], base, 1)
        else:
            heap[base + size[chosen]], who[base + size[chosen]] = bid, w
            size[chosen] += 1
            sift_up(heap, who, size[chosen] - 1, base, 1)
        seats[w] = chosen
        if size[chosen] == openings[chosen]:
            price[chosen] = heap[base]
    return bids


@lean
def dual_gain(start, vacancy, value, price):
    """The most that all workers together could still gain at these prices."""
    total = 0
    for w in range(len(start) - 1):
        best = 0
        for e in range(start[w], start[w + 1]):
            best = max(best, value[e] - price[vacancy[e]])
        total += best
    return total


@lean
def total_value(start, vacancy, value, seats):
    """(sum of values, number) of the seats that lie on an arc."""
    total, number = 0, 0
    for w in range(len(start) - 1):
        for e in range(start[w], start[w + 1]):
            if vacancy[e] == seats[w]:
                total += value[e]
                number += 1
    return total, number
