from datetime import date

import pytest
from django.db import connection

from jiedui.core.events import Event
from jiedui.core.refusal import Refusal
from jiedui.workers.actions import (
    correct,
    keep_people,
    keep_person,
    record_intention,
    worker_code,
)
from jiedui.workers.models import (
    Certificate,
    Household,
    HouseholdStatus,
    Intention,
    Worker,
)
from jiedui.workers.queries import Person, Wish, answers, check_digit, household_code, road

ON = date(2026, 3, 2)
SEWING = (1, 6050000, 6060000, "服装厂")
ZHEJIANG = (1, 330000, 340000, "浙江")


def identity(sequence=1, born="19900101"):
    seventeen = f"513225{born}{sequence:03d}"
    return seventeen + check_digit(seventeen)


def person(sequence=1, **told):
    born = told.pop("born_on", date(1990, 1, 1))
    base = {
        "name": "扎西·多吉", "born_on": born, "home": 513225,
        "identity": identity(sequence, f"{born:%Y%m%d}"), "phone": f"138{sequence:08d}",
        "education": 2, "village": "一村",
    }  # fmt: skip
    return Person(**base | told)


def keep(*people, on=ON, by=None):
    return [kept.outcome for kept in keep_people(people, on=on, by=by)]


@pytest.fixture(autouse=True)
def _catalogue(catalogue):
    pass


def test_a_new_person_is_registered_with_all_that_was_told(officer):
    wish = Wish(
        channel="visit", wants_work=True, occupations=(SEWING,), places=(ZHEJIANG,),
        least_pay=4000, needs_lodging=True, employer_kinds=("private",),
    )  # fmt: skip
    told = person(
        household_classes=("lifted",), certificates=("forklift",), wish=wish,
        experience=(("6-05-02-01", 3),),
    )  # fmt: skip

    assert keep(told, by=officer) == ["new"]

    worker = Worker.objects.get()
    assert (worker.identity, worker.phone, worker.name) == (identity(), "13800000001", "扎西·多吉")
    assert worker.code == worker_code(worker.pk)
    assert worker.spelling == " zhaxiduoji zxdj "
    assert list(worker.household.statuses.values_list("kind", "valid_from")) == [("lifted", ON)]
    intention = Intention.objects.get()
    assert (intention.least_pay, intention.asked_on, intention.channel) == (4000, ON, "visit")
    assert [(w.low, w.high) for w in intention.occupations.all()] == [SEWING[1:3]]
    assert [kind.pk for kind in intention.employer_kinds.all()] == ["private"]
    assert list(worker.certificates.values_list("kind", flat=True)) == ["forklift"]
    assert list(worker.experiences.values_list("occupation", "years")) == [("6-05-02-01", 3)]


def test_the_same_again_changes_nothing_and_leaves_no_event(officer):
    told = person(household_classes=("lifted",), wish=Wish(occupations=(SEWING,)))
    keep(told, by=officer)
    before = Event.objects.count()

    assert keep(told, by=officer) == ["same"]
    assert Event.objects.count() == before
    assert Intention.objects.count() == 1


def test_what_was_not_told_is_not_overwritten():
    keep(person(workplace="成都", wish=Wish(occupations=(SEWING,), least_pay=4000)))

    assert keep(person(workplace=None, education=3, wish=Wish(least_pay=4500))) == ["changed"]

    worker = Worker.objects.get()
    assert (worker.workplace, worker.education) == ("成都", 3)
    current = Intention.objects.current().get()
    assert current.least_pay == 4500
    assert [w.said for w in current.occupations.all()] == ["服装厂"]
    assert Intention.objects.filter(superseded=True).get().least_pay == 4000


def test_an_older_answer_is_history_and_supersedes_nothing():
    keep(person(wish=Wish(asked_on=date(2026, 2, 1), least_pay=4000)))

    keep(person(wish=Wish(asked_on=date(2025, 2, 1), least_pay=3000)))

    assert Intention.objects.current().get().least_pay == 4000
    assert Intention.objects.get(asked_on=date(2025, 2, 1)).superseded


def test_certificates_are_added_never_taken_away():
    keep(person(certificates=("forklift",)))
    keep(person(certificates=("welder",)))

    assert set(Certificate.objects.values_list("kind", flat=True)) == {"forklift", "welder"}


def test_a_new_class_ends_the_former_one_the_day_before():
    keep(person(household_classes=("lifted",)), on=date(2025, 3, 1))

    keep(person(household_classes=("unstable",)), on=ON)

    assert list(
        HouseholdStatus.objects.order_by("valid_from").values_list(
            "kind", "valid_from", "valid_until"
        )
    ) == [("lifted", date(2025, 3, 1), date(2026, 3, 1)), ("unstable", ON, None)]


def test_a_class_corrected_on_the_same_day_leaves_no_trace_of_the_error():
    keep(person(household_classes=("lifted",)))
    keep(person(household_classes=("general",)))

    assert list(HouseholdStatus.objects.values_list("kind", flat=True)) == ["general"]


def test_a_family_shares_its_roof_and_partners_are_found_in_any_order():
    roof = household_code(home=513225, head_name="扎西·多吉", village="一村")
    husband = person(1, household=roof, wish=Wish(partner="卓玛"))
    wife = person(2, name="卓玛", household=roof, wish=Wish(partner=identity(1)))

    keep(husband)
    keep(wife)

    assert Household.objects.count() == 1
    partners = dict(Intention.objects.values_list("worker__name", "partner__name"))
    assert partners == {"扎西·多吉": "卓玛", "卓玛": "扎西·多吉"}


def test_partners_without_a_common_roof_must_name_each_other():
    keep(person(1, wish=Wish(partner="卓玛")), person(2, name="卓玛", wish=Wish(least_pay=3000)))
    assert Intention.objects.get(worker__name="扎西·多吉").partner is None

    keep(person(2, name="卓玛", wish=Wish(partner="扎西·多吉")))

    assert set(Intention.objects.current().values_list("partner__name", flat=True)) == {
        "卓玛",
        "扎西·多吉",
    }


def test_a_name_that_fits_two_people_is_left_open():
    roof = household_code(home=513225, head_name="扎西·多吉", village="一村")
    people = [person(i, name="卓玛", household=roof) for i in (2, 3)]

    keep(person(1, household=roof, wish=Wish(partner="卓玛")), *people)

    assert Intention.objects.get().partner is None


def test_somebody_without_a_number_is_known_by_name_day_and_county():
    told = person(identity=None, phone=None)

    assert keep(told) == ["new"]
    assert keep(told) == ["same"]
    assert keep(person(identity=None, phone=None, name="另一人")) == ["new"]


def test_a_child_is_refused_and_nothing_is_kept():
    child = person(2, born_on=date(2010, 3, 3))

    with pytest.raises(Refusal) as caught:
        keep(person(1), child)

    assert caught.value.code == "under-age"
    assert not Worker.objects.exists()
    assert not Event.objects.filter(worker_id__isnull=False).exists()


def test_a_person_of_another_county_is_not_taken_over():
    keep(person())

    with pytest.raises(Refusal) as caught:
        keep(person(home=513224))

    assert caught.value.code == "registered-elsewhere"


def test_the_same_person_twice_in_one_list_is_one_person():
    assert keep(person(), person(education=4)) == ["new", "changed"]
    assert Worker.objects.get().education == 4


def test_events_name_the_fields_and_never_the_values(officer):
    keep(person(), by=officer)
    keep(person(phone="13900000009", wish=Wish(least_pay=5000)), by=officer)

    facts = list(Event.objects.filter(worker_id__gt=0).order_by("id").values_list("verb", "facts"))
    assert facts == [
        ("worker.registered", {"asked": False}),
        ("worker.corrected", {"fields": ["least_pay", "phone"]}),
    ]


def test_the_database_holds_neither_number_nor_telephone_in_clear():
    keep(person())
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM workers_worker")
        row = "|".join(str(value) for value in cursor.fetchone())

    assert identity() not in row
    assert "13800000001" not in row


def test_a_correction_mends_a_name_and_a_number(officer):
    keep(person(), person(2, name="卓玛"))
    worker = Worker.objects.get(name="扎西·多吉")

    correct(worker, on=ON, by=officer, name="扎西·次仁", identity=identity(9))

    worker = Worker.objects.get(pk=worker.pk)
    assert (worker.name, worker.identity) == ("扎西·次仁", identity(9))
    assert worker.spelling == " zhaxiciren zxcr "
    with pytest.raises(Refusal) as caught:
        correct(worker, on=ON, by=officer, identity=identity(2))
    assert caught.value.code == "identity-taken"


def test_an_answer_is_recorded_for_one_person(officer):
    kept = keep_person(person(), on=ON, by=officer)
    worker = Worker.objects.get(pk=kept.worker_id)

    record_intention(
        worker, asked_on=date(2026, 3, 5), channel="phone", by=officer,
        occupations=(SEWING,), places=(ZHEJIANG,), wants_work=True,
    )  # fmt: skip

    told = answers(worker)[0]
    assert (told.asked_on, told.occupations, told.places) == (
        date(2026, 3, 5),
        ("服装厂",),
        ("浙江",),
    )
    assert [line.verb for line in road(worker)] == ["intention.recorded", "worker.registered"]


def test_many_people_take_few_queries(django_assert_max_num_queries):
    people = [person(i, wish=Wish(occupations=(SEWING,))) for i in range(1, 41)]

    with django_assert_max_num_queries(30):
        keep(*people)


def test_the_codes_last_digit_catches_a_slip():
    codes = {worker_code(i) for i in range(2000)}

    assert len({code[:-1] for code in codes}) == 2000
    for code in sorted(codes)[:50]:
        digits = code[1:-1]
        for place in range(len(digits)):
            slipped = digits[:place] + str((int(digits[place]) + 1) % 10) + digits[place + 1 :]
            assert worker_code(int(slipped)) != f"P{slipped}{code[-1]}"
