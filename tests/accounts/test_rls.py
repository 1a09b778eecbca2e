"""The server itself shows nobody the people of another county, whatever a query forgot to ask."""

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test import override_settings

from jiedui.accounts import rls
from jiedui.candidacies import actions as candidacies
from jiedui.candidacies.models import Candidacy
from jiedui.clockwork.management.commands.grant_roles import WRITTEN_ONCE
from jiedui.workers.models import Intention, Worker
from tests.registry import seeker

pytestmark = [
    pytest.mark.skipif("postgresql" not in settings.DATABASES["default"]["ENGINE"],
                       reason="row-level security is PostgreSQL's"),
    pytest.mark.django_db,
]  # fmt: skip
NEIGHBOURS = 513224


@pytest.fixture
def wall(six, three, officer, eastern_officer, neighbour):
    """The application's role; inside the test's transaction the house does not act by itself."""
    seeker(home=NEIGHBOURS, available_from=None)
    candidacies.propose([(six["阿"], three["缝纫工"])], because="test", by=officer)
    with override_settings(ROW_GUARD=True), connection.cursor() as cursor:
        cursor.execute("SET ROLE jiedui_application")
        rls.see_nobody()
        yield
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT set_config('jiedui.house', '', false)")


def homes():
    """What a query finds that asks nothing."""
    return sorted(set(Worker.objects.values_list("home_id", flat=True)))


def test_a_query_that_forgot_to_ask_shows_only_the_own_county(wall, officer, neighbour):
    rls.see_as(officer)
    assert homes() == [513225]
    assert Worker.objects.count() == 6
    assert not Intention.objects.exclude(worker__home=513225).exists()

    rls.see_as(neighbour)
    assert homes() == [NEIGHBOURS]
    assert Worker.objects.count() == 1
    assert not Candidacy.objects.exists()


def test_it_says_the_same_as_visible_to(wall, officer, eastern_officer, neighbour):
    for user in (officer, neighbour):
        rls.see_as(user)
        with rls.as_the_house():
            rule = set(Worker.objects.visible_to(user).values_list("pk", flat=True))
        assert set(Worker.objects.values_list("pk", flat=True)) == rule
    for user in (officer, eastern_officer, neighbour):
        rls.see_as(user)
        with rls.as_the_house():
            rule = set(Candidacy.objects.visible_to(user).values_list("pk", flat=True))
        assert set(Candidacy.objects.values_list("pk", flat=True)) == rule


def test_a_candidacy_opens_the_person_to_the_pair_and_nothing_that_hangs_on_it(
    wall, six, eastern_officer
):
    rls.see_as(eastern_officer)

    assert [worker.pk for worker in Worker.objects.all()] == [six["阿"].pk]
    assert [one.worker_id for one in Candidacy.objects.all()] == [six["阿"].pk]
    assert not Intention.objects.exists()


def test_who_is_not_signed_in_sees_nobody(wall):
    rls.see_as(AnonymousUser())

    assert not Worker.objects.exists()
    assert not Candidacy.objects.exists()


def test_a_connection_that_was_told_nothing_sees_nobody(wall):
    with connection.cursor() as cursor:
        for name in (*rls.TOLD, "house"):
            cursor.execute("SELECT set_config(%s, '', false)", [f"jiedui.{name}"])

    assert not Worker.objects.exists()


def test_one_link_shows_one_person(wall, six):
    rls.see_one(six["白"].pk)

    assert [worker.pk for worker in Worker.objects.all()] == [six["白"].pk]


def test_nobody_writes_to_whom_one_does_not_see(wall, six, neighbour):
    rls.see_as(neighbour)

    assert Worker.objects.filter(pk=six["阿"].pk).update(remark="x") == 0
    assert Candidacy.objects.all().delete()[0] == 0


def test_the_house_counts_what_a_person_does_not_see(wall, three, neighbour):
    rls.see_as(neighbour)
    with rls.as_the_house():
        assert Candidacy.objects.count() == 1

    assert Candidacy.objects.count() == 0


def test_the_application_cannot_change_the_log(wall):
    with connection.cursor() as cursor:
        for table in WRITTEN_ONCE:
            cursor.execute(
                "SELECT has_table_privilege('jiedui_application', %s, 'UPDATE, DELETE, TRUNCATE')",
                [table],
            )
            assert cursor.fetchone() == (False,), table


@pytest.mark.django_db(transaction=True)
def test_inside_a_transaction_the_house_acts():
    with override_settings(ROW_GUARD=True):
        rls.see_nobody()
        assert rls._house() == ""
        with transaction.atomic():
            assert rls._house() == "on"
        assert rls._house() == ""


def test_every_table_with_a_person_in_it_is_guarded_or_named_here():
    """A new table that hangs on a person needs a policy, or its reason here."""
    unguarded = {
        # known by a digest that only the holder of the link has
        "workers_link",
        # pairs of records, merges and splits: read through the people they join
        "workers_likeness", "workers_merge", "workers_split",
        # the outbox and who wants to be told; nothing of it is shown but by person
        "notices_notice", "notices_tip", "notices_optout", "notices_binding",
        # behind a call, counted and never shown
        "matching_wisher",
        # that a number was shown, that somebody is forgotten, that a paper came: no words on them
        "workers_reveal", "workers_erasure", "accounts_receipt",
        # the log names people by number
        "core_event",
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
            "WHERE c.relkind = 'r' AND NOT c.relrowsecurity AND NOT a.attisdropped "
            "AND a.attname IN ('worker_id', 'one_id', 'kept_id')"
        )
        found = {name for (name,) in cursor.fetchall()}
    assert found - unguarded == set()
