import pytest

from jiedui.core.events import Event, event, record, record_all
from jiedui.core.locks import lock

pytestmark = pytest.mark.django_db


def test_an_event_says_what_by_whom_and_of_what(officer, west):
    record("region.named", west, by=officer, worker_id=7, how="test")

    happened = Event.objects.of(west).get()
    assert (happened.verb, happened.by_id, happened.worker_id) == ("region.named", officer.pk, 7)
    assert happened.facts == {"how": "test"}
    assert happened.at is not None


def test_many_events_are_written_at_once(officer, west, django_assert_num_queries):
    with django_assert_num_queries(1):
        record_all(event("region.named", west, by=None) for _ in range(20))


@pytest.mark.django_db(transaction=True)
def test_a_lock_outside_a_transaction_is_a_bug(officer):
    with pytest.raises(RuntimeError):
        lock([officer])
