"""Random markets, dense enough that every rule bites, with all the fields in use."""

from dataclasses import replace

import numpy as np

from jiedui.engine.match.problem import Experience, Problem, Vacancies, Wishes, Workers
from jiedui.engine.match.weights import Weights

OCCUPATIONS = np.array([6310101, 6310102, 6310201, 6320101, 4030101, 4030201])
REGIONS = np.array([330421, 330402, 330481, 330106, 320505, 320583, 510402, 440305])
HOMES = np.array([511124, 511129, 513225])
WORK_WISHES = [(code, code + 1) for code in OCCUPATIONS.tolist()] + [
    (6310100, 6310200),
    (6310000, 6320000),
    (6000000, 7000000),
    (4030000, 4040000),
    *[(6000000, 7000000), (0, 10_000_000)] * 3,
]
PLACE_WISHES = [(code, code + 1) for code in REGIONS.tolist()] + [
    (330400, 330500),
    (330000, 340000),
    (320000, 330000),
    (440000, 450000),
    *[(330000, 340000), (300000, 400000), (0, 1_000_000)] * 2,
]


def _wishes(rng, n, choices, longest):
    rows = []
    for _ in range(n):
        size = int(rng.integers(0, longest + 1))
        picks = rng.integers(0, len(choices), size)
        ranks = np.sort(rng.integers(0, 4, size))
        rows.append([(int(r), *choices[int(p)]) for r, p in zip(ranks, picks, strict=True)])
    return Wishes.of(rows)


def _couples(rng, n, couples):
    partner = np.full(n, -1)
    chosen = rng.permutation(n)[: 2 * couples]
    partner[chosen[::2]], partner[chosen[1::2]] = chosen[1::2], chosen[::2]
    return partner


def random_workers(rng, n, couples=0):
    experience = [
        [
            (*WORK_WISHES[int(rng.integers(0, len(WORK_WISHES)))], int(rng.integers(1, 12)))
            for _ in range(int(rng.integers(0, 3)))
        ]
        for _ in range(n)
    ]
    return Workers(
        number=rng.permutation(10 * n)[:n] + 1,
        age=rng.integers(16, 60, n),
        education=rng.integers(0, 7, n),
        certificates=rng.integers(0, 8, n).astype(np.uint64),
        klass=rng.choice(3, n, p=[0.6, 0.3, 0.1]),
        home=rng.choice(np.append(HOMES, 999999), n),
        least_pay=rng.choice([0, 2500, 3000, 3500, 4500], n),
        needs_lodging=rng.random(n) < 0.3,
        needs_couple_room=rng.random(n) < 0.05,
        employer_kinds=rng.choice([0, 0, 1, 2, 5], n),
        available_from=rng.choice([0, 0, 739600, 739640], n),
        partner=_couples(rng, n, couples),
        occupations=_wishes(rng, n, WORK_WISHES, 3),
        places=_wishes(rng, n, PLACE_WISHES, 3),
        experience=Experience.of(experience),
    )


def random_vacancies(rng, m, most=4):
    openings = rng.integers(0, most + 1, m)
    low = rng.choice([0, 2500, 3000, 3500, 4200, 5200], m)
    high = np.where(rng.random(m) < 0.2, 0, low + rng.choice([0, 500, 1500], m))
    return Vacancies(
        number=rng.permutation(10 * m)[:m] + 1,
        occupation=rng.choice(OCCUPATIONS, m),
        region=rng.choice(REGIONS, m),
        openings=openings,
        reserved=(openings * rng.choice([0, 0.3, 0.6, 1.0], m)).astype(np.int32),
        age_min=rng.choice([0, 18], m),
        age_max=rng.choice([45, 55, 127], m),
        education_min=rng.choice([0, 0, 0, 1, 2, 3], m),
        certificates_required=rng.choice([0, 0, 0, 0, 0, 0, 1, 2], m).astype(np.uint64),
        certificates_preferred=rng.integers(0, 8, m).astype(np.uint64),
        experience_min=rng.choice([0, 0, 0, 0, 0, 0, 1, 3], m),
        pay_low=low,
        pay_high=high,
        lodging=rng.random(m) < 0.6,
        couple_rooms=rng.choice([0, 0, 1, 2], m),
        employer_kind=rng.integers(0, 3, m),
        latest_start=rng.choice([0, 0, 0, 739620, 739660], m),
    )


def random_market(seed, workers=40, vacancies=12, couples=0, most=4, **extra):
    """A problem with every field in use; the tables are left out for every third seed."""
    rng = np.random.default_rng(seed)
    people, posts = random_workers(rng, workers, couples), random_vacancies(rng, vacancies, most)
    tables = {}
    if seed % 3:
        tables = {
            "homes": HOMES,
            "regions": np.sort(REGIONS[:-1]),
            "compatriots": rng.integers(0, 9, (vacancies, len(HOMES))).astype(np.uint8),
            "distances": rng.integers(0, 8, (len(HOMES), len(REGIONS) - 1)).astype(np.uint8),
        }
    barred = rng.random((workers, vacancies)) < 0.03
    who, which = np.nonzero(barred)
    given = {
        "weights": Weights(),
        "seed": seed,
        "barred_workers": who,
        "barred_vacancies": which,
        **tables,
        **extra,
    }
    return Problem(workers=people, vacancies=posts, **given)


def reordered(problem, seed):
    """The same problem with its rows shuffled: (problem, old worker rows, old vacancy rows)."""
    rng = np.random.default_rng(seed)
    people, posts = problem.workers, problem.vacancies
    workers, vacancies = rng.permutation(len(people)), rng.permutation(len(posts))
    new_worker, new_vacancy = np.argsort(workers), np.argsort(vacancies)
    moved = {}
    for name in Workers.__dataclass_fields__:
        column = getattr(people, name)
        if name == "partner":
            mates = column[workers]
            moved[name] = np.where(mates >= 0, new_worker[mates], -1)
        elif hasattr(column, "start"):
            moved[name] = _rows_moved(column, workers)
        else:
            moved[name] = column[workers]
    posts = Vacancies(
        **{name: getattr(posts, name)[vacancies] for name in Vacancies.__dataclass_fields__}
    )
    kin = None if problem.compatriots is None else problem.compatriots[vacancies]
    again = replace(
        problem,
        workers=Workers(**moved),
        vacancies=posts,
        compatriots=kin,
        barred_workers=new_worker[problem.barred_workers],
        barred_vacancies=new_vacancy[problem.barred_vacancies],
    )
    return again, workers, vacancies


def _rows_moved(rows, order):
    """Compressed rows in another order; entries of a row are turned round as well."""
    names = [name for name in type(rows).__dataclass_fields__ if name != "start"]
    table = [
        list(
            zip(
                *(getattr(rows, n)[rows.start[w] : rows.start[w + 1]].tolist() for n in names),
                strict=True,
            )
        )[::-1]
        for w in order
    ]
    return type(rows).of(table)
