"""A synthetic province: seeded, vectorised, with the demand and supply of a year of placements.

31 provinces, 340 cities, 120 occupations (Zipf 0.85 on the side of demand, 0.75 of supply);
12 % of the vacancies at home, eight eastern partners with 2 to 26 % each. Openings are
log-normal with a mean of 8.3; two vacancies in five reserve 10 to 50 %. Workers rank one to
three occupations and places, 45 % of the places are a city, the others a province, and a city
may lie inside a province wished as well.
"""

import numpy as np

from jiedui.engine.match.problem import Experience, Problem, Vacancies, Wishes, Workers
from jiedui.engine.match.weights import Weights

SIZES = {
    "10k": (10_000, 2_000, 2_489),
    "100k": (100_000, 10_000, 18_055),
    "1M": (1_000_000, 30_000, 152_141),
    "2.206M": (2_206_000, 40_000, 332_045),
}
SEED = 20_210_226
PROVINCES, CITIES, OCCUPATIONS = 31, 340, 120
PARTNERS = (0.26, 0.18, 0.14, 0.10, 0.07, 0.05, 0.03, 0.02)


def _zipf(count: int, power: float) -> np.ndarray:
    weight = 1 / np.arange(1, count + 1) ** power
    return weight / weight.sum()


class _Geography:
    def __init__(self, rng: np.random.Generator) -> None:
        share = np.full(PROVINCES, 0.003)
        share[0] = 0.12
        share[1 : 1 + len(PARTNERS)] = PARTNERS
        self.share = share / share.sum()
        self.province_of = np.sort(rng.integers(0, PROVINCES, CITIES - PROVINCES))
        self.province_of = np.sort(np.concatenate((self.province_of, np.arange(PROVINCES))))
        first = np.searchsorted(self.province_of, self.province_of)
        self.within = np.arange(CITIES) - first
        self.code = (11 + self.province_of) * 10_000 + (1 + self.within) * 100
        inside = 1 / (1 + self.within)
        total = np.bincount(self.province_of, inside)
        self.city_share = self.share[self.province_of] * inside / total[self.province_of]
        self.city_share /= self.city_share.sum()


def _occupation_codes() -> np.ndarray:
    at = np.arange(OCCUPATIONS)
    return 6_000_000 + at // 12 * 10_000 + at % 12 // 4 * 100 + at % 4 + 1


def _vacancies(rng: np.random.Generator, land: _Geography, m: int, openings: int) -> Vacancies:
    quota = np.maximum(1, rng.lognormal(1.6, 1.1, m).astype(np.int64))
    quota = np.minimum(quota, 381)
    quota = np.maximum(1, quota * openings // int(quota.sum()))
    short = openings - int(quota.sum())
    if short > 0:
        np.add.at(quota, rng.integers(0, m, short), 1)
    else:
        quota[np.flatnonzero(quota > 1)[:-short]] -= 1
    city = rng.choice(CITIES, m, p=land.city_share)
    low = rng.integers(28, 75, m) * 100
    reserve = np.where(rng.random(m) < 0.4, rng.integers(10, 51, m), 0)
    needed = rng.random(m) < 0.2
    return Vacancies(
        number=np.arange(1, m + 1) * 7,
        occupation=rng.choice(_occupation_codes(), m, p=_zipf(OCCUPATIONS, 0.85)),
        region=land.code[city] + rng.integers(1, 4, m),
        openings=quota,
        reserved=(quota * reserve + 50) // 100,
        age_min=np.full(m, 18),
        age_max=rng.choice([45, 50, 55, 60], m),
        education_min=rng.choice(5, m, p=[0.3, 0.3, 0.25, 0.1, 0.05]),
        certificates_required=np.where(needed, 1 << rng.integers(0, 24, m), 0).astype(np.uint64),
        certificates_preferred=(1 << rng.integers(0, 24, m)).astype(np.uint64),
        experience_min=rng.choice(4, m, p=[0.8, 0.1, 0.05, 0.05]),
        pay_low=low,
        pay_high=np.where(rng.random(m) < 0.05, 0, low + rng.integers(0, 20, m) * 100),
        lodging=rng.random(m) < 0.75,
        couple_rooms=np.where(rng.random(m) < 0.2, rng.integers(1, 10, m), 0),
        employer_kind=rng.integers(0, 5, m),
        latest_start=np.where(rng.random(m) < 0.3, 739_600 + rng.integers(0, 120, m), 0),
    )


def _place_wishes(rng: np.random.Generator, land: _Geography, n: int) -> Wishes:
    count = rng.choice([1, 2, 3], n, p=[0.35, 0.4, 0.25])
    start = np.append(0, np.cumsum(count))
    rows = int(start[-1])
    city = rng.choice(CITIES, rows, p=land.city_share)
    exact = rng.random(rows) < 0.45
    province = (11 + land.province_of[city]) * 10_000
    low = np.where(exact, land.code[city], province)
    rank = np.arange(rows) - np.repeat(start[:-1], count)
    return Wishes(start, rank, low, low + np.where(exact, 100, 10_000))


def _work_wishes(rng: np.random.Generator, n: int) -> tuple[Wishes, np.ndarray]:
    count = rng.choice([1, 2, 3], n, p=[0.4, 0.35, 0.25])
    start = np.append(0, np.cumsum(count))
    rows = int(start[-1])
    code = rng.choice(_occupation_codes(), rows, p=_zipf(OCCUPATIONS, 0.75))
    rank = np.arange(rows) - np.repeat(start[:-1], count)
    return Wishes(start, rank, code, code + 1), code[start[:-1]]


def province(workers: int, vacancies: int, openings: int, seed: int = SEED) -> Problem:
    """The instance of a size; the same seed gives the same bits with the same NumPy."""
    rng = np.random.default_rng(seed)
    land = _Geography(rng)
    posts = _vacancies(rng, land, vacancies, openings)
    n = workers
    works, first = _work_wishes(rng, n)
    seasoned = rng.random(n) < 0.4
    past = first[seasoned]
    certificates = np.where(rng.random(n) < 0.5, 1 << rng.integers(0, 24, n), 0)
    certificates |= np.where(rng.random(n) < 0.3, 1 << rng.integers(0, 24, n), 0)
    home = np.sort(land.code[land.province_of == 0])
    people = Workers(
        number=np.arange(1, n + 1) * 3,
        age=np.clip(rng.normal(36, 10, n), 17, 63).astype(np.int64),
        education=rng.choice(7, n, p=[0.03, 0.17, 0.4, 0.25, 0.1, 0.04, 0.01]),
        certificates=certificates.astype(np.uint64),
        klass=rng.choice([2, 1, 0], n, p=[0.04, 0.26, 0.7]),
        home=rng.choice(home, n) + 21,
        least_pay=np.where(rng.random(n) < 0.1, 0, rng.integers(25, 70, n) * 100),
        needs_lodging=rng.random(n) < 0.55,
        needs_couple_room=rng.random(n) < 0.03,
        employer_kinds=np.where(rng.random(n) < 0.3, 1 << rng.integers(0, 5, n), 0),
        available_from=np.where(rng.random(n) < 0.2, 739_600 + rng.integers(0, 90, n), 0),
        partner=np.full(n, -1),
        occupations=works,
        places=_place_wishes(rng, land, n),
        experience=Experience(
            np.append(0, np.cumsum(seasoned)), past, past + 1, rng.integers(1, 15, len(past))
        ),
    )
    return Problem(people, posts, Weights(), seed)
