from datetime import timedelta

import pytest
from django.utils import timezone

from jiedui.clockwork import leases
from jiedui.clockwork.models import Lease

pytestmark = pytest.mark.django_db


def run_out(lease):
    Lease.objects.filter(pk=lease.pk).update(until=timezone.now() - timedelta(seconds=1))


def test_a_row_is_held_by_one_worker_only():
    assert leases.take("sheets.book", 7) is not None
    assert leases.take("sheets.book", 7) is None
    assert leases.take("sheets.book", 8) is not None
    assert leases.take("matching.run", 7) is not None


def test_a_row_given_back_is_free_again():
    leases.give_back(leases.take("sheets.book", 7))

    assert leases.take("sheets.book", 7).falls == 0


def test_a_hold_that_ran_out_is_taken_over_and_counted():
    run_out(leases.take("sheets.book", 7))

    assert leases.take("sheets.book", 7).falls == 1


def test_a_worker_who_lost_its_row_cannot_keep_or_give_it_back():
    lost = leases.take("sheets.book", 7)
    run_out(lost)
    theirs = leases.take("sheets.book", 7)

    assert not leases.renew(lost)
    assert not leases.give_back(lost)
    assert leases.renew(theirs)


def test_a_renewed_hold_is_given_back_by_its_new_key():
    lease = leases.take("sheets.book", 7)

    assert leases.renew(lease)
    assert leases.give_back(lease)
    assert not Lease.objects.exists()


def test_a_row_left_alone_for_a_while_is_not_taken():
    leases.leave(leases.take("sheets.book", 7), timedelta(minutes=1))

    assert leases.take("sheets.book", 7) is None


def test_a_dead_worker_is_replaced_within_a_minute():
    assert leases.LASTING.total_seconds() < 60
    assert leases.LASTING.total_seconds() > 3 * leases.BEAT
