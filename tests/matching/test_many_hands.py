"""Two officers confirm the same list at once: each seat is filled once."""

from datetime import UTC, datetime

from jiedui.candidacies.models import Candidacy
from jiedui.catalog.models import Region
from jiedui.core.refusal import Refusal
from jiedui.matching import actions
from jiedui.matching.models import Proposal
from tests.candidacies.test_many_hands import an_office
from tests.many_hands import alone, at_once, file_database  # noqa: F401 -- a fixture
from tests.registry import ON, seeker, vacancy

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def a_finished_run():
    actions.load_policies()
    officer = an_office()
    posts = [vacancy(officer, title, openings=3, region=513225) for title in ("保安", "服务员")]
    for _ in range(6):
        seeker()
    west = Region.objects.get(code=513225)
    run = actions.ask(west=west, as_of=ON, seed=7, by=officer, at=AT)
    for _ in range(3):
        run = actions.step(run)
    return officer, posts, list(Proposal.objects.filter(run=run))


def test_the_same_list_is_confirmed_once(file_database):  # noqa: F811
    officer, posts, chosen = alone(a_finished_run)
    assert len(chosen) == 6

    answers = at_once(*[lambda: actions.confirm(chosen, by=officer)] * 4)

    done = [answer for answer in answers if isinstance(answer, actions.Confirmed)]
    codes = [answer.code for answer in answers if isinstance(answer, Refusal)]
    assert [len(one.candidacies) for one in done] == [6]
    assert codes == ["already-confirmed"] * 3
    seats = alone(lambda: list(Candidacy.objects.live().values_list("vacancy_id", flat=True)))
    assert sorted(seats) == sorted([post.pk for post in posts] * 3)


def test_overlapping_lists_fill_each_seat_once(file_database):  # noqa: F811
    officer, _posts, chosen = alone(a_finished_run)

    at_once(
        lambda: actions.confirm(chosen[:4], by=officer),
        lambda: actions.confirm(chosen[2:], by=officer),
        lambda: actions.confirm(list(reversed(chosen)), by=officer),
    )

    standing = alone(lambda: list(Candidacy.objects.live().values_list("worker_id", flat=True)))
    assert len(standing) == len(set(standing))
    taken = alone(lambda: Candidacy.objects.live().count())
    assert taken == alone(lambda: Proposal.objects.confirmed().count())


def test_one_stage_is_taken_once_by_two_workers(file_database):  # noqa: F811
    def asked():
        actions.load_policies()
        officer = an_office()
        vacancy(officer, openings=3, region=513225)
        seeker()
        west = Region.objects.get(code=513225)
        return actions.ask(west=west, as_of=ON, seed=7, by=officer, at=AT)

    run = alone(asked)

    for _ in range(3):
        at_once(*[lambda: actions.step(run)] * 3)

    assert alone(lambda: actions.step(run)).stage == "published"
    assert alone(lambda: Proposal.objects.filter(run=run).count()) == 1
