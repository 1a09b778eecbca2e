"""Who takes part, with what wishes and terms: rows of the rooms below as columns of integers."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from django.db.models import Q

from jiedui.accounts.models import Pairing
from jiedui.accounts.scope import within
from jiedui.candidacies.models import (
    DECLINED,
    MERGED,
    PLACED,
    VACANCY_CLOSED,
    Candidacy,
    Declined,
)
from jiedui.candidacies.queries import taken
from jiedui.catalog.models import Occupation
from jiedui.core.fields import keyed
from jiedui.engine.match.problem import Experience, Problem, Vacancies, Wishes, Workers
from jiedui.matching.bridge.weighed import checked_weights
from jiedui.matching.models import Obstacle, Shortage
from jiedui.vacancies.models import Breach, Vacancy
from jiedui.vacancies.models import Stage as VacancyStage
from jiedui.workers.models import (
    Certificate,
    Consent,
    HouseholdStatus,
    Intention,
    Purpose,
    WishedOccupation,
    WishedPlace,
    Worker,
)
from jiedui.workers.models import Experience as Worked

WORKING_AGE = 16  # the law forbids work below it (禁止使用童工规定)
LOWEST_RANK = 7
MOST_PAY = (1 << 17) - 1
FARTHEST_DAY = (1 << 20) - 1
PART = 500
NO_BAR = (VACANCY_CLOSED, MERGED)  # ends that say nothing of the person
NOBODY = -1
NO_AGE_LIMIT = 127
KIND_UNTOLD = 31  # a bit that no kind of employer has, so that nobody's wish is met by it
# How far a workplace is from home, by the codes alone: the same county, city, province, or not.
BANDS = {"county": 0, "city": 1, "province": 3, "away": 6}


@dataclass(frozen=True)
class Question:
    """Everything a run was asked, and who could not take part in it.

    `workers` and `vacancies` are the keys behind the rows of the problem. `stated_age_max`
    keeps upper ages that have no lawful reason: they never count, but a what-if may show
    what they would do. `left_out` and `shut` list {key: code} of those who took no part,
    `shut_because` the reasons of a vacancy that did not.
    """

    problem: Problem
    workers: np.ndarray
    vacancies: np.ndarray
    stated_age_max: np.ndarray
    left_out: dict[int, str] = field(default_factory=dict)
    left_out_klass: dict[int, int] = field(default_factory=dict)
    shut: dict[int, str] = field(default_factory=dict)
    shut_openings: dict[int, int] = field(default_factory=dict)
    shut_because: dict[int, list] = field(default_factory=dict)


def gather(run, *, classes) -> Question:
    """Read the question of this run; `classes` says which household class has which priority."""
    people = _People(run, classes)
    posts = _Posts(run)
    workers = people.columns()
    vacancies = posts.columns()
    homes, regions = np.unique(workers.home), np.unique(vacancies.region)
    barred = _barred(people.rows, posts.rows)
    problem = Problem(
        workers=workers,
        vacancies=vacancies,
        weights=checked_weights(run.weights),
        seed=run.seed,
        barred_workers=np.array([worker for worker, _vacancy in barred], np.int32),
        barred_vacancies=np.array([vacancy for _worker, vacancy in barred], np.int32),
        homes=homes,
        regions=regions,
        compatriots=_compatriots(posts, homes),
        distances=_distances(homes, regions),
    )
    return Question(
        problem=problem,
        workers=np.array(people.keys, np.int64),
        vacancies=np.array(posts.keys, np.int64),
        stated_age_max=posts.stated_age_max(),
        left_out=people.left_out,
        left_out_klass={pk: people.klass[pk] for pk in people.left_out},
        shut=posts.shut,
        shut_openings=posts.shut_openings,
        shut_because=_why_shut(posts.shut),
    )


def _in_parts(queryset, path, keys):
    """The rows of a queryset that speak of these keys, a few hundred keys at a time."""
    keys = sorted(keys)
    for start in range(0, len(keys), PART):
        yield from queryset.filter(**{f"{path}__in": keys[start : start + PART]}).iterator(5000)


def lots(names: list[tuple[str, int]]) -> np.ndarray:
    """The number under which each draws its lot: 63 bits of a keyed digest of who it is.

    Drawn on what a person or a vacancy is, not on the key that the registry happened to give,
    the same people and vacancies get the same result in whatever order a list was sorted
    before it was brought. Namesakes in everything are told apart by their keys. The digest is
    keyed (decision 0005): an exhibit keeps these numbers for ever, and whoever reads it must not
    find out by trying names who stood there.
    """
    drawn, seen = np.empty(len(names), np.int64), set()
    for at, (name, key) in enumerate(names):
        lot = _lot(name)
        if lot in seen:
            lot = _lot(f"{name}|{key}")
        seen.add(lot)
        drawn[at] = lot
    return drawn


def _lot(name):
    return int.from_bytes(keyed("lot", name)[:8], "big") >> 1


# Of somebody who was never asked: no wish, which is met by everything.
NOTHING_SAID = (None, None, True, None, False, False, None, None)
PERSON = ("pk", "born_on", "education", "home_id", "household_id", "name", "village")


class _People:
    """Everybody who lives in the run's region (or is on its list), and what each has told."""

    def __init__(self, run, classes):
        self.on, self.run = run.as_of, run
        people = self._ask(Worker.objects.present(), "pk")
        self.told = {row[0]: row for row in people.values_list(*PERSON)}
        self.intentions = {
            row[0]: row
            for row in self._ask(Intention.objects.current(), "worker").values_list(
                "worker_id", "pk", "wants_work", "least_pay", "needs_lodging",
                "needs_couple_room", "partner_id", "available_from")
        }  # fmt: skip
        for pk in set(self.told) - set(self.intentions):
            self.intentions[pk] = NOTHING_SAID
        self.klass = self._classes(classes)
        self.left_out = self._left_out()
        self.keys = sorted(set(self.told) - set(self.left_out))
        self.rows = {pk: row for row, pk in enumerate(self.keys)}
        self.row_of_intention = {self.intentions[pk][1]: row for pk, row in self.rows.items()}

    def _ask(self, queryset, path):
        """Rows of one table that speak of the run's people."""
        if self.run.people is not None:
            return _Listed(queryset, path, self.run.people)
        home = "home" if path == "pk" else f"{path}__home"
        return queryset.filter(within([self.run.west.interval()], home))

    def _classes(self, classes):
        """The best class of each household on the day of the run; 0 without one."""
        of_household = {}
        households = {row[4] for row in self.told.values() if row[4]}
        statuses = HouseholdStatus.objects.in_force(self.on).values_list("household_id", "kind")
        if self.run.people is None:
            rows = statuses.filter(within([self.run.west.interval()], "household__home"))
        else:
            rows = _in_parts(statuses, "household", households)
        for household, kind in rows:
            klass = classes.get(kind, 0)
            of_household[household] = max(klass, of_household.get(household, 0))
        return {pk: of_household.get(row[4], 0) for pk, row in self.told.items()}

    def _left_out(self):
        standing, placed = set(), set()
        live = self._ask(Candidacy.objects.live(), "worker").values_list("worker_id", "stage")
        for worker, stage in live:
            (placed if stage in PLACED else standing).add(worker)
        withdrawn = self._withdrawn()
        left = {}
        for pk, (_pk, born, *_rest) in self.told.items():
            asked = self.intentions.get(pk)
            if pk in placed:
                left[pk] = Obstacle.PLACED.value
            elif pk in standing:
                left[pk] = Obstacle.STANDING.value
            elif self._age(born) < WORKING_AGE:
                left[pk] = Obstacle.UNDER_AGE.value
            elif asked is NOTHING_SAID:
                left[pk] = Obstacle.NO_INTENTION.value
            elif not asked[2]:
                left[pk] = Obstacle.NOT_SEEKING.value
            elif pk in withdrawn:
                left[pk] = Obstacle.WITHDRAWN.value
        also = {obstacle.value for obstacle in getattr(self.run, "also", ())}
        return {pk: why for pk, why in left.items() if why not in also}

    def _withdrawn(self):
        """Those who have said that no work is to be looked for, or nothing kept of them."""
        asked = Consent.objects.filter(purpose__in=[Purpose.REGISTRY, Purpose.MATCHING])
        rows = self._ask(asked, "worker").values_list("worker_id", "purpose", "withdrawn_on")
        live, taken_back = set(), set()
        for worker, purpose, withdrawn_on in rows:
            (taken_back if withdrawn_on else live).add((worker, purpose))
        return {worker for worker, _purpose in taken_back - live}

    def _age(self, born):
        on = self.on
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))

    def columns(self) -> Workers:
        told = [self.told[pk] for pk in self.keys]
        asked = [self.intentions[pk] for pk in self.keys]
        return Workers(
            number=self._lots(),
            age=[min(self._age(row[1]), 120) for row in told],
            education=[row[2] for row in told],
            certificates=self._certificates(),
            klass=[self.klass[pk] for pk in self.keys],
            home=[row[3] for row in told],
            least_pay=[min(row[3] or 0, MOST_PAY) for row in asked],
            needs_lodging=np.array([row[4] for row in asked], np.bool_),
            needs_couple_room=np.array([row[5] for row in asked], np.bool_),
            employer_kinds=self._employer_kinds(),
            available_from=[_ordinal(row[7]) for row in asked],
            partner=self._partners(),
            occupations=self._wishes(WishedOccupation),
            places=self._wishes(WishedPlace),
            experience=self._experience(),
        )

    def _lots(self):
        """By name, day of birth and village; namesakes in all of these by identity number."""
        who = {}
        for pk in self.keys:
            _pk, born, _education, home, _household, name, village = self.told[pk]
            who[pk] = f"{name}|{born.isoformat()}|{home}|{village}"
        often = Counter(who.values())
        alike = [pk for pk, name in who.items() if often[name] > 1]
        for worker in _in_parts(Worker.objects.only("code", "identity"), "pk", alike):
            who[worker.pk] += f"|{worker.identity}"
        return lots([(name, pk) for pk, name in who.items()])

    def _certificates(self):
        held = np.zeros(len(self.keys), np.uint64)
        rows = self._ask(Certificate.objects.all(), "worker")
        for worker, bit, until in rows.values_list("worker_id", "kind__bit", "valid_until"):
            row = self.rows.get(worker)
            if row is not None and (until is None or until >= self.on):
                held[row] |= np.uint64(1 << bit)
        return held

    def _employer_kinds(self):
        wished = np.zeros(len(self.keys), np.uint32)
        through = Intention.employer_kinds.through.objects.filter(intention__superseded=False)
        rows = self._ask(through, "intention__worker")
        for intention, bit in rows.values_list("intention_id", "employerkind__bit"):
            row = self.row_of_intention.get(intention)
            if row is not None:
                wished[row] |= np.uint32(1 << bit)
        return wished

    def _wishes(self, table) -> Wishes:
        """Ranks counted from each person's own first wish, whatever number the sheet began with."""
        mine = [[] for _ in self.keys]
        current = table.objects.filter(intention__superseded=False).order_by("intention_id", "pk")
        rows = self._ask(current, "intention__worker")
        for intention, rank, low, high in rows.values_list("intention_id", "rank", "low", "high"):
            row = self.row_of_intention.get(intention)
            if row is not None:
                mine[row].append((rank, low, high))
        return Wishes.of([_from_the_first(wishes) for wishes in mine])

    def _experience(self) -> Experience:
        intervals = {one.pk: one.interval() for one in Occupation.objects.only("code")}
        mine = [[] for _ in self.keys]
        rows = self._ask(Worked.objects.order_by("worker_id", "pk"), "worker")
        for worker, occupation, years in rows.values_list("worker_id", "occupation_id", "years"):
            row = self.rows.get(worker)
            if row is not None:
                mine[row].append((*intervals[occupation], min(years, 63)))
        return Experience.of(mine)

    def _partners(self):
        """Rows of those who must stay together.

        Two people are a couple when each names the other, or when one names the other and the
        other names nobody. Whoever is named by several, or whose partner takes no part, goes
        alone.
        """
        named = {pk: self.intentions[pk][6] for pk in self.keys}
        wooers = Counter(
            mate for pk, mate in named.items() if mate in named and named[mate] in {None, pk}
        )
        partner = np.full(len(self.keys), NOBODY, np.int32)
        for pk, mate in named.items():
            if mate is None or mate == pk or mate not in named:
                continue
            if named[mate] == pk or (named[mate] is None and wooers[mate] == 1 and not wooers[pk]):
                partner[self.rows[pk]] = self.rows[mate]
                partner[self.rows[mate]] = self.rows[pk]
        return partner


class _Listed:
    """A queryset asked only about the people on a list, in parts that the database can take."""

    def __init__(self, queryset, path, keys):
        self.queryset, self.path, self.keys = queryset, path, keys

    def values_list(self, *names):
        return _in_parts(self.queryset.values_list(*names), self.path, self.keys)


def _from_the_first(wishes):
    if not wishes:
        return wishes
    first = min(rank for rank, _low, _high in wishes)
    return [(min(rank - first, LOWEST_RANK), low, high) for rank, low, high in wishes]


def _ordinal(day: date | None) -> int:
    """0 for no day; days beyond what the engine can count are as far away as it can count."""
    return min(day.toordinal(), FARTHEST_DAY) if day else 0


VACANCY = (
    "pk", "stage", "employer_id", "employer__employer_kind__bit", "occupation__number",
    "region_id", "openings", "reserved", "age_min", "age_max", "age_reason", "education",
    "experience", "pay_low", "pay_high", "lodging", "couple_rooms", "latest_start",
    "employer__name", "title", "mark",
)  # fmt: skip


class _Posts:
    """The vacancies that this run may propose, with the openings that are still free."""

    def __init__(self, run):
        self.run = run
        asked = {row[0]: dict(zip(VACANCY, row, strict=True)) for row in self._ask(VACANCY)}
        self.taken = taken(asked)
        self.shut, self.shut_openings = {}, {}
        prohibited = {row[0] for row in self._ask(("pk",), objectionable=True)}
        for pk, post in asked.items():
            if pk in prohibited:
                self._shut(pk, Shortage.PROHIBITED, post)
            elif post["stage"] == VacancyStage.DRAFT and not run.with_drafts:
                self._shut(pk, Shortage.DRAFT, post)
            elif self._free(post) == 0:
                self._shut(pk, Shortage.TAKEN, post)
        self.posts = [asked[pk] for pk in sorted(set(asked) - set(self.shut))]
        self.keys = [post["pk"] for post in self.posts]
        self.rows = {pk: row for row, pk in enumerate(self.keys)}

    def _shut(self, pk, why, post):
        self.shut[pk], self.shut_openings[pk] = why.value, self._free(post)

    def _free(self, post):
        return max(0, post["openings"] - self.taken.get(post["pk"], 0))

    def _ask(self, names, *, objectionable=False):
        """Open vacancies of one's own place and of the places paired with it on that day, and
        one's own drafts; or those on the list."""
        posts = Vacancy.objects.exclude(stage=VacancyStage.CLOSED).valid(self.run.as_of)
        if objectionable:
            posts = posts.objectionable()
        if self.run.vacancies is not None:
            return list(_in_parts(posts.values_list(*names), "pk", self.run.vacancies))
        own = posts.in_regions([self.run.west.interval()])
        paired = posts.in_regions(self._paired()).filter(stage=VacancyStage.OPEN)
        return list((own | paired).values_list(*names))

    def _paired(self):
        low, high = self.run.west.interval()
        vouched = Pairing.objects.in_force(self.run.as_of).vouched()
        pairings = vouched.filter(west__gte=low, west__lt=high).select_related("east")
        return sorted({pairing.east.interval() for pairing in pairings})

    def stated_age_max(self):
        stated = [min(post["age_max"] or NO_AGE_LIMIT, NO_AGE_LIMIT) for post in self.posts]
        return np.array(stated, np.int8)

    def columns(self) -> Vacancies:
        posts = self.posts
        free = [self._free(post) for post in posts]
        return Vacancies(
            number=lots([(self._who(post), post["pk"]) for post in posts]),
            occupation=[post["occupation__number"] or 0 for post in posts],
            region=[post["region_id"] for post in posts],
            openings=free,
            reserved=[min(post["reserved"], left) for post, left in zip(posts, free, strict=True)],
            age_min=[_lowest_age(post) for post in posts],
            age_max=[self._lawful_age_max(post) for post in posts],
            education_min=[post["education"] for post in posts],
            certificates_required=self._certificates("certificates"),
            certificates_preferred=self._certificates("preferred"),
            experience_min=[min(post["experience"], 63) for post in posts],
            pay_low=[min(post["pay_low"] or 0, MOST_PAY) for post in posts],
            pay_high=[min(post["pay_high"] or 0, MOST_PAY) for post in posts],
            lodging=np.array([bool(post["lodging"]) for post in posts], np.bool_),
            couple_rooms=[post["couple_rooms"] for post in posts],
            employer_kind=[self._kind(post) for post in posts],
            latest_start=[_ordinal(post["latest_start"]) for post in posts],
        )

    @staticmethod
    def _who(post):
        told = ("employer__name", "region_id", "title", "mark")
        return "|".join(str(post[name]) for name in told)

    @staticmethod
    def _kind(post):
        bit = post["employer__employer_kind__bit"]
        return KIND_UNTOLD if bit is None else bit

    @staticmethod
    def _lawful_age_max(post):
        """Without an accepted reason an upper age keeps nobody out."""
        if not (post["age_reason"] and post["age_max"]):
            return NO_AGE_LIMIT
        return max(min(post["age_max"], NO_AGE_LIMIT), _lowest_age(post))

    def _certificates(self, name):
        masks = np.zeros(len(self.keys), np.uint64)
        through = getattr(Vacancy, name).through.objects
        rows = through.values_list("vacancy_id", "certificatetype__bit")
        for vacancy, bit in _in_parts(rows, "vacancy", self.keys):
            masks[self.rows[vacancy]] |= np.uint64(1 << bit)
        return masks


def _lowest_age(post):
    return min(max(post["age_min"] or 0, WORKING_AGE), NO_AGE_LIMIT)


def _why_shut(shut):
    """What keeps a vacancy out: the prohibited words with their remedy, or what is missing."""
    because = {pk: [] for pk in shut}
    prohibited = [pk for pk, why in shut.items() if why == Shortage.PROHIBITED]
    standing = Breach.objects.standing().order_by("pk")
    for breach in _in_parts(standing, "vacancy", prohibited):
        told = {"code": "prohibited", "words": breach.words, "rewording": breach.rewording}
        because[breach.vacancy_id].append(told)
    drafts = [pk for pk, why in shut.items() if why == Shortage.DRAFT]
    for vacancy in _in_parts(Vacancy.objects.select_related("employer", "region"), "pk", drafts):
        if missing := vacancy.missing_elements():
            elements = [element.value for element in missing]
            because[vacancy.pk].append({"code": "missing", "elements": elements})
    return because


def _barred(workers, vacancies):
    """Pairs that have been tried and ended, and those to which the person has said no.

    A vacancy that merely closed bars nobody; nor does a no that was taken back.
    """
    ended = Candidacy.objects.exclude(pk__in=Candidacy.objects.live().values("pk"))
    ended = ended.exclude(Q(ended_because__in=NO_BAR) | Q(ended_because__startswith=DECLINED))
    pairs = {
        (workers[worker], vacancies[vacancy])
        for found in (ended, Declined.objects.all())
        for worker, vacancy in _in_parts(
            found.values_list("worker_id", "vacancy_id"), "vacancy", vacancies
        )
        if worker in workers
    }
    return sorted(pairs)


def _compatriots(posts, homes):
    """(vacancies, homes): people of each county whom the employer has already taken on."""
    counted = np.zeros((len(posts.keys), len(homes)), np.uint8)
    column = {int(home): at for at, home in enumerate(homes)}
    employers = {post["employer_id"] for post in posts.posts}
    rows = Candidacy.objects.placed().values_list("vacancy__employer_id", "worker__home_id")
    there = Counter(_in_parts(rows, "vacancy__employer", employers))
    of_employer = {}
    for (employer, home), count in there.items():
        if home in column:
            of_employer.setdefault(employer, []).append((column[home], min(count, 255)))
    for row, post in enumerate(posts.posts):
        for at, count in of_employer.get(post["employer_id"], ()):
            counted[row, at] = count
    return counted


def _distances(homes, regions):
    """(homes, regions): bands by the codes of county, city and province."""
    home, region = homes.astype(np.int64)[:, None], regions.astype(np.int64)[None, :]
    bands = np.full(np.broadcast_shapes(home.shape, region.shape), BANDS["away"], np.uint8)
    for name, width in (("province", 10_000), ("city", 100), ("county", 1)):
        bands[home // width == region // width] = BANDS[name]
    return bands
