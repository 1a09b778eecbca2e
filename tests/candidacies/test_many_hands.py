"""Several officers put people forward at once: real threads, a database in a file."""

from jiedui.accounts.actions import enrol_user
from jiedui.accounts.models import Organisation
from jiedui.accounts.roles import Role
from jiedui.candidacies import actions
from jiedui.candidacies.models import Candidacy
from jiedui.catalog.models import Region
from jiedui.core.events import Event
from jiedui.core.refusal import Refusal
from tests.many_hands import alone, at_once, file_database  # noqa: F401 -- a fixture
from tests.registry import seeker, vacancy

OPENINGS, OFFICERS, EACH = 5, 4, 3


def an_office():
    house = Organisation.objects.create(
        name="测试局", kind="bureau", region=Region.objects.get(code=513225)
    )
    return enrol_user(
        username="hands",
        password="nine-villages-1",
        full_name="测试",
        organisation=house,
        role=Role.WEST,
        by=None,
    )


def test_the_last_opening_goes_to_one_of_them(file_database):  # noqa: F811
    def prepare():
        officer = an_office()
        post = vacancy(officer, openings=OPENINGS)
        return officer, post, [[seeker() for _ in range(EACH)] for _ in range(OFFICERS)]

    officer, post, lists = alone(prepare)

    def put_forward(people):
        return lambda: actions.propose(
            [(worker, post) for worker in people], because="officer", by=officer
        )

    answers = at_once(*map(put_forward, lists))

    done = [answer for answer in answers if isinstance(answer, list)]
    codes = [answer.code for answer in answers if isinstance(answer, Refusal)]
    assert len(done) == 1
    assert codes == ["vacancy-full"] * 3
    assert alone(lambda: Candidacy.objects.live().count()) == EACH
    assert alone(lambda: Event.objects.filter(verb="candidacy.proposed").count()) == EACH


def test_the_same_person_is_put_forward_once(file_database):  # noqa: F811
    def prepare():
        officer = an_office()
        return officer, vacancy(officer, openings=OPENINGS), seeker()

    officer, post, worker = alone(prepare)

    answers = at_once(
        *[lambda: actions.propose([(worker, post)], because="officer", by=officer)] * OFFICERS
    )

    codes = sorted(answer.code for answer in answers if isinstance(answer, Refusal))
    assert codes == ["already-standing"] * (OFFICERS - 1)
    assert alone(lambda: Candidacy.objects.live().count()) == 1
