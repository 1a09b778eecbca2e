"""What happens by the clock. Each entry has its turn once a day, or as soon after as we are up."""

import logging
from datetime import time, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import OperationalError, transaction
from django.utils import timezone

from jiedui.accounts import actions as accounts
from jiedui.candidacies import actions as candidacies
from jiedui.clockwork import chaining
from jiedui.clockwork.models import Turn
from jiedui.notices import actions as notices
from jiedui.sheets import actions as sheets
from jiedui.sheets import erasing
from jiedui.vacancies import actions as vacancies
from jiedui.workers import actions as workers

log = logging.getLogger("jiedui.clockwork")


def close_expired(on):
    """A vacancy past its last day is closed; its open proposals are withdrawn by that event."""
    vacancies.close_expired(on=on)


def remind_of_expiring(on):
    """A firm hears a week before a post of its own ends; the telling is the notices' affair."""
    vacancies.remind_of_expiring(on=on)


def watch_licences(on):
    """Firms are told before their half-yearly check is due, and once when they may not post."""
    accounts.warn_of_licences(on=on)
    accounts.lapse_licences(on=on)


def print_unprinted(on):
    """Posts brought before texts had prints can be met again too."""
    vacancies.print_unprinted()


def forget_sessions(on):
    """Signed-out and timed-out sessions do not pile up."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


def forget_uploads(on):
    """What a killed process left of an uploaded sheet or photo is taken away."""
    sheets.forget_uploads(before=timezone.now() - timedelta(days=1))
    workers.forget_photos(before=timezone.now() - timedelta(days=1))


def close_waves(on):
    """A week past its last day a survey wave ends: helpers no longer see the people."""
    workers.close_overdue(on=on)


def forget_codes(on):
    """Sign-in codes that have had their time are wiped; that they were sent stays known."""
    notices.forget_codes(before=timezone.now() - timedelta(hours=1))


def publish_head(on):
    """The head of the log's chain is told to the outside once a day."""
    chaining.publish_head(on)


def forget_people(on):
    """What was locked away until a day is destroyed after it; who left long ago is forgotten."""
    candidacies.forget_due(on=on)
    if settings.KEEP_LEFT_YEARS:
        before = on - timedelta(days=round(365.25 * settings.KEEP_LEFT_YEARS))
        candidacies.forget_left(before=before, years=settings.KEEP_RECORDS_YEARS, on=on)


def forget_words(on):
    """Words of old messages and raw cells of old sheets; what became of them stays known."""
    now = timezone.now()
    if settings.KEEP_MESSAGES_DAYS:
        notices.forget_words(before=now - timedelta(days=settings.KEEP_MESSAGES_DAYS))
    if settings.KEEP_CELLS_DAYS:
        erasing.forget_cells(before=now - timedelta(days=settings.KEEP_CELLS_DAYS))


TIMETABLE = [
    (time(0, 10), close_expired),
    (time(0, 15), close_waves),
    (time(0, 20), watch_licences),
    (time(0, 30), publish_head),
    (time(3, 10), forget_people),
    (time(3, 20), forget_words),
    (time(3, 50), print_unprinted),
    (time(8, 0), remind_of_expiring),
    (time(3, 30), forget_sessions),
    (time(3, 40), forget_uploads),
    (time(3, 50), forget_codes),
]


def keep_time(now=None, timetable=None):
    """Give every entry its turn whose hour has come today; the names of those that had it."""
    now = timezone.localtime(now)
    return [
        entry.__name__
        for hour, entry in (TIMETABLE if timetable is None else timetable)
        if now.time() >= hour and _take_turn(entry, now.date())
    ]


def _take_turn(entry, today):
    """True for exactly one worker a day.

    The turn and what it did are kept together: whoever is killed in the middle, or meets a
    busy database, leaves the turn to be taken again. An entry with a bug has had its turn,
    so that it does not fall over every second until somebody mends it.
    """
    name = entry.__name__
    if Turn.objects.filter(name=name, done_on__gte=today).exists():
        return False
    try:
        with transaction.atomic():
            if not _its_turn(name, today):
                return False
            entry(today)
    except OperationalError:
        raise
    except Exception as error:  # the outermost loop: one entry must not stop the rest
        log.error("timetable: %s fell over (%s)", name, type(error).__name__)
        return _its_turn(name, today)
    log.info("timetable: %s", name)
    return True


def _its_turn(name, today):
    with transaction.atomic():
        turn, is_new = Turn.objects.get_or_create(name=name, defaults={"done_on": today})
        if is_new:
            return True
        return Turn.objects.filter(pk=turn.pk, done_on__lt=today).update(done_on=today) == 1
