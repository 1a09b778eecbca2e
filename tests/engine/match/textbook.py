"""Deferred acceptance as the textbooks define it, in plain Python and one pair at a time.

Nothing here knows of cutoffs, lists or words of bits: conditions and scores are written from
`docs/rules/matching.md`, the choice of a vacancy from the definition of soft reserves.
"""


def lottery(problem):
    mask = (1 << 64) - 1

    def mixed(word):
        word = (word + 0x9E3779B97F4A7C15) & mask
        word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 & mask
        word = (word ^ (word >> 27)) * 0x94D049BB133111EB & mask
        return word ^ (word >> 31)

    first = mixed(problem.seed)
    numbers = problem.workers.number.tolist()
    order = sorted(range(len(numbers)), key=lambda w: mixed(numbers[w] ^ first))
    return {w: place for place, w in enumerate(order)}


def entries(rows, w, *names):
    span = range(int(rows.start[w]), int(rows.start[w + 1]))
    return [tuple(int(getattr(rows, name)[e]) for name in names) for e in span]


def rank(wishes, w, code):
    listed = entries(wishes, w, "rank", "low", "high")
    if not listed:
        return 0
    return min((r for r, low, high in listed if low <= code < high), default=None)


def years(problem, w, v):
    code = int(problem.vacancies.occupation[v])
    past = entries(problem.workers.experience, w, "low", "high", "years")
    return max((y for low, high, y in past if low <= code < high), default=0)


def broken(problem, w, v):
    """The hard conditions that a pair breaks, one `if` each."""
    a, b = problem.workers, problem.vacancies
    found = []
    if rank(a.occupations, w, int(b.occupation[v])) is None:
        found.append("occupation")
    if rank(a.places, w, int(b.region[v])) is None:
        found.append("place")
    if not int(b.age_min[v]) <= int(a.age[w]) <= int(b.age_max[v]):
        found.append("age")
    if int(a.education[w]) < int(b.education_min[v]):
        found.append("education")
    if int(b.certificates_required[v]) & ~int(a.certificates[w]):
        found.append("certificates")
    if years(problem, w, v) < int(b.experience_min[v]):
        found.append("experience")
    if b.pay_high[v] and a.least_pay[w] and b.pay_high[v] < a.least_pay[w]:
        found.append("pay")
    if a.needs_lodging[w] and not b.lodging[v]:
        found.append("lodging")
    if a.needs_couple_room[w] and b.couple_rooms[v] == 0:
        found.append("couple-room")
    if b.latest_start[v] and a.available_from[w] and a.available_from[w] > b.latest_start[v]:
        found.append("start")
    pairs = zip(problem.barred_workers.tolist(), problem.barred_vacancies.tolist(), strict=True)
    if (w, v) in set(pairs):
        found.append("barred")
    return found


def score(problem, w, v):
    a, b, weight = problem.workers, problem.vacancies, problem.weights
    least = int(a.least_pay[w]) or weight.pay_reference
    above = min(max(int(b.pay_low[v]) - least, 0), weight.pay_cap)
    points = (7 - rank(a.occupations, w, int(b.occupation[v]))) * weight.occupation
    points += (7 - rank(a.places, w, int(b.region[v]))) * weight.place
    points += above // 10 * weight.pay
    points += weight.lodging if b.lodging[v] else 0
    points += weight.employer_kind if int(a.employer_kinds[w]) >> int(b.employer_kind[v]) & 1 else 0
    homes, regions = problem.homes.tolist(), problem.regions.tolist()
    home, region = int(a.home[w]), int(b.region[v])
    if problem.distances is not None and home in homes and region in regions:
        band = int(problem.distances[homes.index(home), regions.index(region)])
        points += (7 - band) * weight.near
    if problem.compatriots is not None and home in homes:
        kin = int(problem.compatriots[v, homes.index(home)])
        points += min(kin, weight.compatriot_cap) * weight.compatriot
    return points


def merit(problem, w, v):
    a, b, weight = problem.workers, problem.vacancies, problem.weights
    points = min(years(problem, w, v), weight.experience_cap) * weight.experience
    points += max(int(a.education[w]) - int(b.education_min[v]), 0) * weight.education
    both = int(a.certificates[w]) & int(b.certificates_preferred[v])
    return points + both.bit_count() * weight.certificate + weight.priority[int(a.klass[w])]


def liking(problem, w, v):
    """The order in which a worker likes vacancies; larger is better."""
    a, b = problem.workers, problem.vacancies
    tie = (int(a.number[w]) * 7919 + int(b.number[v]) * 104729) % 65521
    return score(problem, w, v), tie, -int(b.number[v])


def choose(applicants, openings, reserved, order, eligible):
    """The reserve's best first, then the best of all who are left (Hafalir et al. 2013)."""
    best = sorted(applicants, key=order, reverse=True)
    kept = [w for w in best if eligible(w)][:reserved]
    for w in best:
        if w not in kept and len(kept) < openings:
            kept.append(w)
    return set(kept)


def match(problem):
    """Worker-proposing deferred acceptance over complete lists: worker -> vacancy."""
    n, m = len(problem.workers), len(problem.vacancies)
    lots = lottery(problem)
    fits = {w: [v for v in range(m) if not broken(problem, w, v)] for w in range(n)}
    lists = {w: sorted(fits[w], key=lambda v, w=w: liking(problem, w, v)) for w in range(n)}
    held = {v: set() for v in range(m)}
    free = [w for w in range(n) if lists[w]]
    while free:
        w = free.pop()
        v = lists[w].pop()
        asked = held[v] | {w}
        held[v] = choose(
            asked,
            int(problem.vacancies.openings[v]),
            int(problem.vacancies.reserved[v]),
            lambda x, v=v: (merit(problem, x, v), -lots[x]),
            lambda x: problem.workers.klass[x] > 0,
        )
        free += [x for x in asked - held[v] if lists[x]]
    return {w: v for v, kept in held.items() for w in kept}
