"""The judge of a plan: slow, obvious, and without a line of the solver's code.

Everything is recomputed from the raw columns in plain NumPy. Pairs are asked about occupation
by occupation and place by place; only pairs that could not block whatever the worker's wishes
are (the merit of such a worker, generously rounded up, does not reach the vacancy's lowest
key) are passed over, so a plan without faults has no blocking pair among *all* admissible pairs.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from jiedui.engine.match.plan import Plan
from jiedui.engine.match.problem import Ints, Problem, Wishes

BLOCK_CELLS = 1 << 20
LIMIT = 1_000


@dataclass(frozen=True, order=True)
class Fault:
    """One reason why a plan may not be used; rows of the problem, -1 where none is meant.

    kind: `seed` `digest` `shape` `seat` `quota` `cutoff` `rank` `waiting` `blocking` `couple`
    `couple-room`, or `inadmissible-` and the hard condition that the seat breaks.
    """

    kind: str
    worker: int = -1
    vacancy: int = -1


def faults(plan: Plan, problem: Problem, limit: int = LIMIT) -> list[Fault]:
    """Every reason why the plan may not be used, at most `limit` of each kind.

    Checked: the question's digest and seed, quotas, every hard condition of every seat, wish
    ranks, cutoffs, couples, no blocking pair over all admissible pairs (a worker who rather
    wants a vacancy that would choose them under its reserves), and waiting lists.
    An empty list is the proof that `solve` owes. Memory stays below 0.6 GiB at 2.2 million
    workers; couples are held to their own rules, not to blocking as single workers.
    """
    basic = _basic(plan, problem)
    if basic:
        return basic
    judge = _Judge(plan, problem)
    found: dict[str, list[Fault]] = {}
    for fault in judge.found():
        same = found.setdefault(fault.kind, [])
        if len(same) < limit:
            same.append(fault)
    return [fault for same in found.values() for fault in same]


def _basic(plan: Plan, problem: Problem) -> list[Fault]:
    """What must hold before anything else can be looked up."""
    n, m = len(problem.workers), len(problem.vacancies)
    if plan.seed != problem.seed:
        return [Fault("seed")]
    if plan.digest != problem.digest():
        return [Fault("digest")]
    shapes = (plan.seats, plan.occupation_ranks, plan.place_ranks)
    if any(a.shape != (n,) or a.dtype.kind != "i" for a in shapes) or plan.cutoffs.shape != (m, 2):
        return [Fault("shape")]
    start, waiting = plan.waiting_start, plan.waiting
    if start.shape != (m + 1,) or start[0] != 0 or start[-1] != len(waiting):
        return [Fault("shape")]
    if (np.diff(start) < 0).any() or (np.diff(start) > plan.waiting_length).any():
        return [Fault("shape")]
    if ((waiting < 0) | (waiting >= n)).any():
        return [Fault("shape")]
    wild = np.flatnonzero((plan.seats < -1) | (plan.seats >= m))
    return [Fault("seat", int(w), int(plan.seats[w])) for w in wild]


def _lots(number: Ints, seed: int) -> Ints:
    """Lottery places by SplitMix64, written out once more."""
    key = _mixed(np.array([seed], np.uint64))
    lots = np.empty(len(number), np.int64)
    lots[np.argsort(_mixed(number.astype(np.uint64) ^ key))] = np.arange(len(number))
    return lots


def _mixed(words: Ints) -> Ints:
    words = words + np.uint64(11400714819323198485)
    words ^= words >> np.uint64(30)
    words *= np.uint64(13787848793156543929)
    words ^= words >> np.uint64(27)
    words *= np.uint64(10723151780598845931)
    mixed: Ints = words ^ (words >> np.uint64(31))
    return mixed


class _Rows:
    """Wishes of the workers, findable by interval."""

    def __init__(self, wishes: Wishes, n: int) -> None:
        counts = np.diff(wishes.start)
        silent = np.flatnonzero(counts == 0)
        self.worker = np.concatenate((np.repeat(np.arange(n), counts), silent)).astype(np.int32)
        self.rank = np.concatenate((wishes.rank, np.zeros(len(silent), np.int8)))
        wide = np.int64(1) << 32
        span = np.concatenate(
            (
                wishes.low.astype(np.int64) * wide + wishes.high,
                np.full(len(silent), 1 << 31, np.int64),
            )
        )
        self.spans, self.span_at = np.unique(span, return_inverse=True)
        self.low, self.high = self.spans // wide, self.spans % wide

    def holding(self, code: int) -> Ints:
        """Which distinct intervals hold a code."""
        return np.flatnonzero((self.low <= code) & (code < self.high))


class _Judge:
    def __init__(self, plan: Plan, problem: Problem) -> None:
        self.plan, self.problem = plan, problem
        self.people, self.posts, self.w = problem.workers, problem.vacancies, problem.weights
        self.n, self.m = len(self.people), len(self.posts)
        self.lot = _lots(self.people.number, problem.seed)
        self.lower_lot = 0xFFFFFFFF - self.lot
        self.vacancy_order = np.argsort(np.argsort(self.posts.number))
        self.single = self.people.partner < 0
        self.eligible = self.people.klass >= 1
        self.home = self._index(problem.homes, self.people.home)
        self.region = self._index(problem.regions, self.posts.region)
        self.seated = np.flatnonzero(plan.seats >= 0).astype(np.int32)
        self.seat = plan.seats[self.seated]
        self.barred = set(
            zip(problem.barred_workers.tolist(), problem.barred_vacancies.tolist(), strict=True)
        )

    @staticmethod
    def _index(codes: Ints, values: Ints) -> Ints:
        known = {int(code): at for at, code in enumerate(codes)}
        distinct, inverse = np.unique(values, return_inverse=True)
        return np.array([known.get(int(code), -1) for code in distinct], np.int64)[inverse]

    def found(self) -> Iterator[Fault]:
        """Every fault there is."""
        yield from self._quota()
        ranks = self._seat_ranks()
        yield from self._seats(*ranks)
        yield from self._couples()
        self.own = np.full(self.n, -1, np.int64)
        rank_o, rank_p = (np.minimum(rank, 7) for rank in ranks)
        self.own[self.seated] = self._liking(self.seated, self.seat, rank_o, rank_p)
        self.cut = self._own_cutoffs()
        for v in np.flatnonzero((self.cut != self.plan.cutoffs).any(axis=1)):
            yield Fault("cutoff", -1, int(v))
        yield from self._waiting_order()
        yield from self._envy()

    def _quota(self) -> Iterator[Fault]:
        held = np.bincount(self.seat, minlength=self.m)
        for v in np.flatnonzero(held > self.posts.openings):
            yield Fault("quota", -1, int(v))

    def _seat_ranks(self) -> tuple[Ints, Ints]:
        """Best rank of the wishes that each seat meets, 99 if it meets none."""
        ranks = []
        for wishes, code in (
            (self.people.occupations, self.posts.occupation),
            (self.people.places, self.posts.region),
        ):
            start, stop = wishes.start[self.seated], wishes.start[self.seated + 1]
            best = np.where(start == stop, 0, 99)
            for step in range(int((stop - start).max(initial=0))):
                at = np.flatnonzero(start + step < stop)
                e = start[at] + step
                here = code[self.seat[at]]
                hit = (wishes.low[e] <= here) & (here < wishes.high[e])
                best[at[hit]] = np.minimum(best[at[hit]], wishes.rank[e[hit]])
            ranks.append(best)
        return ranks[0], ranks[1]

    def _seats(self, rank_o: Ints, rank_p: Ints) -> Iterator[Fault]:
        """Hard conditions and ranks of the seats."""
        w, v, p, q = self.seated, self.seat, self.people, self.posts
        ready, latest = p.available_from[w], q.latest_start[v]
        missing = q.certificates_required[v] & ~p.certificates[w]
        room = q.couple_rooms[v] >= 1
        broken = {
            "occupation": rank_o == 99,
            "place": rank_p == 99,
            "age": (p.age[w] < q.age_min[v]) | (p.age[w] > q.age_max[v]),
            "education": p.education[w] < q.education_min[v],
            "certificates": missing != 0,
            "experience": self._years(w, v) < q.experience_min[v],
            "pay": (q.pay_high[v] != 0) & (q.pay_high[v] < p.least_pay[w]),
            "lodging": (p.needs_lodging[w] == 1) & (q.lodging[v] == 0),
            "couple-room": (p.needs_couple_room[w] == 1) & ~room,
            "start": (latest != 0) & (ready > latest),
        }
        for condition, bad in broken.items():
            for at in np.flatnonzero(bad):
                yield Fault(f"inadmissible-{condition}", int(w[at]), int(v[at]))
        for one, post in self.barred:
            if self.plan.seats[one] == post:
                yield Fault("inadmissible-barred", one, post)
        said_o, said_p = self.plan.occupation_ranks, self.plan.place_ranks
        wrong = (said_o[w] != rank_o) | (said_p[w] != rank_p)
        unseated = (self.plan.seats < 0) & ((said_o != -1) | (said_p != -1))
        for at in np.concatenate((w[wrong], np.flatnonzero(unseated))):
            yield Fault("rank", int(at), int(self.plan.seats[at]))

    def _years(self, worker: Ints, vacancy: Ints) -> Ints:
        past = self.people.experience
        years = np.zeros(len(worker), np.int64)
        start, stop = past.start[worker], past.start[worker + 1]
        code = self.posts.occupation[vacancy]
        for step in range(int((stop - start).max(initial=0))):
            at = np.flatnonzero(start + step < stop)
            e = start[at] + step
            hit = (past.low[e] <= code[at]) & (code[at] < past.high[e])
            years[at[hit]] = np.maximum(years[at[hit]], past.years[e[hit]])
        return years

    def _liking(self, worker: Ints, vacancy: Ints, rank_o: Ints, rank_p: Ints) -> Ints:
        """The worker's key of each pair, higher is liked better."""
        w, p, q = self.w, self.people, self.posts
        points = (7 - rank_o.astype(np.int64)) * w.occupation
        points += (7 - rank_p.astype(np.int64)) * w.place
        least = p.least_pay[worker].astype(np.int64)
        least[least == 0] = w.pay_reference
        gain = np.minimum(np.maximum(q.pay_low[vacancy] - least, 0), w.pay_cap)
        points += gain // 10 * w.pay
        points[q.lodging[vacancy] == 1] += w.lodging
        wish = np.uint32(1) << q.employer_kind[vacancy].astype(np.uint32)
        points[(p.employer_kinds[worker] & wish) != 0] += w.employer_kind
        home, region = self.home[worker], self.region[vacancy]
        if self.problem.distances is not None:
            known = (home >= 0) & (region >= 0)
            band = self.problem.distances[home[known], region[known]]
            points[known] += (7 - band.astype(np.int64)) * w.near
        if self.problem.compatriots is not None:
            known = home >= 0
            kin = self.problem.compatriots[vacancy[known], home[known]].astype(np.int64)
            points[known] += np.minimum(kin, w.compatriot_cap) * w.compatriot
        tie = p.number[worker] % 65521 * 7919 + q.number[vacancy] % 65521 * 104729
        last = 16_777_215 - self.vacancy_order[vacancy]
        key: Ints = (points * 65536 + tie % 65521) * 16_777_216 + last
        return key

    def _worth(self, worker: Ints, vacancy: Ints) -> Ints:
        """The vacancy's key of each pair."""
        p, q, w = self.people, self.posts, self.w
        both = p.certificates[worker] & q.certificates_preferred[vacancy]
        merit = np.minimum(self._years(worker, vacancy), w.experience_cap) * w.experience
        spare = p.education[worker].astype(np.int64) - q.education_min[vacancy]
        merit += np.maximum(spare, 0) * w.education
        merit += np.bitwise_count(both).astype(np.int64) * w.certificate
        merit += np.array(w.priority)[p.klass[worker]]
        key: Ints = merit * (1 << 32) + self.lower_lot[worker]
        return key

    def _own_cutoffs(self) -> Ints:
        """What a key must exceed, for class 0 and for the others, from those who are held."""
        key = self._worth(self.seated, self.seat)
        favoured = self.eligible[self.seated]
        most = np.iinfo(np.int64).max
        lowest, lowest_general = np.full((2, self.m), most)
        np.minimum.at(lowest, self.seat, key)
        np.minimum.at(lowest_general, self.seat[~favoured], key[~favoured])
        held = np.bincount(self.seat, minlength=self.m)
        inside = np.bincount(self.seat[favoured], minlength=self.m)
        cut = np.full((self.m, 2), -1)
        for v in np.flatnonzero(held >= self.posts.openings):
            reserve = self.posts.reserved[v]
            if self.posts.openings[v] == 0:
                cut[v] = most
                continue
            cut[v, 0] = lowest[v] if inside[v] > reserve else lowest_general[v]
            cut[v, 1] = lowest[v] if inside[v] >= reserve else -1
        return cut

    def _couples(self) -> Iterator[Fault]:
        seats, p = self.plan.seats, self.people
        ones = np.flatnonzero(p.partner > np.arange(self.n))
        others = p.partner[ones]
        sharing = (p.needs_couple_room[ones] == 1) | (p.needs_couple_room[others] == 1)
        a, b = seats[ones], seats[others]
        apart = (a < 0) != (b < 0)
        both = (a >= 0) & (b >= 0)
        far = both & (self.posts.region[a] != self.posts.region[b]) if self.m else both
        split = both & sharing & (a != b)
        for at in np.flatnonzero(apart | far | split):
            yield Fault("couple", int(ones[at]), int(a[at]))
        rooms = np.bincount(a[both & sharing], minlength=self.m)
        for v in np.flatnonzero(rooms > self.posts.couple_rooms):
            yield Fault("couple-room", -1, int(v))

    def _waiting_order(self) -> Iterator[Fault]:
        """Lists fall by the vacancy's key; sets the threshold that no one left out exceeds."""
        start, worker = self.plan.waiting_start, self.plan.waiting
        post = np.repeat(np.arange(self.m), np.diff(start))
        key = self._worth(worker, post)
        rising = (post[1:] == post[:-1]) & (key[1:] >= key[:-1])
        for at in np.flatnonzero(rising):
            yield Fault("waiting", int(worker[at + 1]), int(post[at + 1]))
        full = np.diff(start) == self.plan.waiting_length
        self.line_end = np.full(self.m, -1, np.int64)
        if self.plan.waiting_length == 0:
            self.line_end[:] = np.iinfo(np.int64).max
        elif len(key):
            self.line_end[full] = key[start[1:][full] - 1]
        self.waits = np.sort(post * np.int64(1 << 32) + worker)
        self.wait_seen = np.zeros(len(self.waits), np.bool_)

    def _envy(self) -> Iterator[Fault]:
        """Blocking pairs and those missing in a line or standing in it without envy."""
        works, places = _Rows(self.people.occupations, self.n), _Rows(self.people.places, self.n)
        place_start = np.zeros(self.n + 1, np.int64)
        by_worker = np.argsort(places.worker, kind="stable")
        np.cumsum(np.bincount(places.worker, minlength=self.n), out=place_start[1:])
        by_span = np.argsort(works.span_at, kind="stable").astype(np.int32)
        span_start = np.searchsorted(works.span_at[by_span], np.arange(len(works.spans) + 1))
        scratch = np.zeros(self.n, np.int32)
        posts_by_work = np.lexsort((self.posts.region, self.posts.occupation))
        work_of = self.posts.occupation[posts_by_work]
        for code in np.unique(work_of):
            posts = posts_by_work[work_of == code]
            entries = [by_span[span_start[s] : span_start[s + 1]] for s in works.holding(code)]
            entry = np.concatenate(entries) if entries else np.zeros(0, np.int32)
            worker, rank = _best(works.worker[entry], works.rank[entry], scratch)
            keep = self.single[worker]
            worker, rank = worker[keep], rank[keep]
            crowd = _Crowd(self, worker, rank, posts, places, place_start, by_worker)
            for group in np.split(posts, np.flatnonzero(np.diff(self.posts.region[posts])) + 1):
                yield from self._envy_of(group, *crowd.wanting(group, scratch))
        for at in np.flatnonzero(~self.wait_seen):
            pair = int(self.waits[at])
            yield Fault("waiting", pair & 0xFFFFFFFF, pair >> 32)

    def threshold(self, posts: Ints) -> Ints:
        """The lowest key that could matter at each post."""
        lowest: Ints = np.minimum(self.cut[posts].min(axis=1), self.line_end[posts])
        return lowest

    def _envy_of(self, posts: Ints, worker: Ints, rank_o: Ints, rank_p: Ints) -> Iterator[Fault]:
        step = max(1, BLOCK_CELLS // len(posts))
        for low in range(0, len(worker), step):
            part = slice(low, low + step)
            at, post = self._fitting(worker[part], posts)
            who, which = worker[part][at], posts[post]
            key = self._worth(who, which)
            near = key >= self.threshold(which)
            at, who, which, key = at[near], who[near], which[near], key[near]
            envy = self._liking(who, which, rank_o[part][at], rank_p[part][at]) > self.own[who]
            if self.barred and envy.any():
                pairs = zip(who.tolist(), which.tolist(), strict=True)
                envy &= np.array([pair not in self.barred for pair in pairs])
            who, which, key = who[envy], which[envy], key[envy]
            chosen = key > self.cut[which, self.eligible[who].astype(np.int64)]
            for one, v in zip(who[chosen].tolist(), which[chosen].tolist(), strict=True):
                yield Fault("blocking", one, v)
            yield from self._stand_in_line(who, which, key)

    def _fitting(self, worker: Ints, posts: Ints) -> tuple[Ints, Ints]:
        """Pairs that keep every condition but wishes and refusals, which are settled outside."""
        p, q = self.people, self.posts
        w = worker[:, None]
        fit = (p.age[w] >= q.age_min[posts]) & (p.age[w] <= q.age_max[posts])
        fit &= p.education[w] >= q.education_min[posts]
        fit &= (q.pay_high[posts] >= p.least_pay[w]) | (q.pay_high[posts] == 0)
        fit &= q.lodging[posts].astype(np.bool_) | ~p.needs_lodging[w].astype(np.bool_)
        fit &= (q.couple_rooms[posts] > 0) | ~p.needs_couple_room[w].astype(np.bool_)
        fit &= (q.latest_start[posts] >= p.available_from[w]) | (q.latest_start[posts] == 0)
        needed = q.certificates_required[posts]
        if needed.any():
            fit &= (needed & p.certificates[w]) == needed
        at, post = np.nonzero(fit)
        least = q.experience_min[posts[post]]
        if least.any():
            seasoned = self._years(worker[at], posts[post]) >= least
            at, post = at[seasoned], post[seasoned]
        return at, post

    def _stand_in_line(self, worker: Ints, post: Ints, key: Ints) -> Iterator[Fault]:
        if self.plan.waiting_length == 0:
            return
        due = key >= self.line_end[post]
        worker, post = worker[due], post[due]
        pair = post * np.int64(1 << 32) + worker
        at = np.searchsorted(self.waits, pair)
        there = at < len(self.waits)
        there[there] = self.waits[at[there]] == pair[there]
        self.wait_seen[at[there]] = True
        for one, v in zip(worker[~there].tolist(), post[~there].tolist(), strict=True):
            yield Fault("waiting", one, v)


def _best(worker: Ints, rank: Ints, scratch: Ints) -> tuple[Ints, Ints]:
    """Each worker once, at the best rank."""
    order = np.argsort(-rank, kind="stable")
    worker, rank = worker[order], rank[order]
    scratch[worker] = np.arange(len(worker))  # of several, the last and best is remembered
    last = scratch[worker] == np.arange(len(worker))
    return worker[last], rank[last]


class _Crowd:
    """Those who wish one occupation, findable by place and by how much merit they can have."""

    def __init__(
        self,
        judge: _Judge,
        worker: Ints,
        rank: Ints,
        posts: Ints,
        places: _Rows,
        start: Ints,
        by_worker: Ints,
    ) -> None:
        self.judge, self.places, self.worker, self.rank = judge, places, worker, rank
        counts = start[worker + 1] - start[worker]
        owner = np.repeat(np.arange(len(worker)), counts)
        shift = np.repeat(start[worker] - (np.cumsum(counts) - counts), counts)
        entry = by_worker[shift + np.arange(len(owner))]
        reach = self._reach(posts)[owner]
        order = np.lexsort((-reach, places.span_at[entry]))
        self.owner, self.entry, self.reach = owner[order], entry[order], reach[order]
        self.start = np.searchsorted(places.span_at[self.entry], np.arange(len(places.spans) + 1))

    def _reach(self, posts: Ints) -> Ints:
        """A merit that no worker exceeds at any of the posts."""
        judge, p, w = self.judge, self.judge.people, self.judge.w
        if len(self.worker) == 0:
            return np.zeros(0, np.int64)
        years = judge._years(self.worker, np.full(len(self.worker), posts[0]))
        useful = np.bitwise_or.reduce(judge.posts.certificates_preferred[posts])
        spare = p.education[self.worker].astype(np.int64)
        spare -= int(judge.posts.education_min[posts].min())
        kept = np.bitwise_count(p.certificates[self.worker] & useful).astype(np.int64)
        reach: Ints = (
            np.minimum(years, w.experience_cap) * w.experience
            + np.maximum(spare, 0) * w.education
            + kept * w.certificate
            + np.array(w.priority)[p.klass[self.worker]]
        )
        return reach

    def wanting(self, posts: Ints, scratch: Ints) -> tuple[Ints, Ints, Ints]:
        """Workers who wish the place of the posts and might matter there, with both ranks."""
        least = int(self.judge.threshold(posts).min()) >> 32
        region = int(self.judge.posts.region[posts[0]])
        parts = []
        for span in self.places.holding(region):
            low, high = self.start[span], self.start[span + 1]
            enough = np.searchsorted(-self.reach[low:high], -least, side="right")
            parts.append(np.arange(low, low + enough))
        take = np.concatenate(parts) if parts else np.zeros(0, np.int64)
        owner, rank_p = _best(self.owner[take], self.places.rank[self.entry[take]], scratch)
        return self.worker[owner], self.rank[owner], rank_p
