"""Every consequence on one page: after this fact, upstairs does that.

A follower is told of each event of its verbs in the order they were written, after the
writing transaction has ended, at least once. Its place in the events is kept in the same
transaction as what it did, so a crash in between repeats the telling and nothing else;
followers are written so that twice is once. A follower that falls over is asked again after a
pause; it holds up nobody but itself.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from jiedui.accounts import actions as accounts
from jiedui.candidacies import actions as candidacies
from jiedui.clockwork.following import due, follower_of, take
from jiedui.matching import actions as matching
from jiedui.notices import actions as notices
from jiedui.sheets import erasing as sheets
from jiedui.vacancies import actions as vacancies
from jiedui.workers import actions as workers

FOLLOWS = {
    "worker.merged": [candidacies.follow_merge, workers.follow_merge],
    "worker.left": [candidacies.follow_leaving],
    "worker.erased": [
        accounts.follow_erasure,
        candidacies.follow_erasure,
        notices.follow_erasure,
        sheets.follow_erasure,
    ],
    "worker.unmerged": [candidacies.follow_merge, workers.follow_unmerge],
    "vacancy.published": [vacancies.word_again, notices.gather_tips],
    "vacancy.amended": [vacancies.word_again],
    "vacancy.closed": [vacancies.word_again, matching.withdraw_proposals],
    "candidacy.proposed": [notices.tell_candidate],
    "candidacy.registered": [notices.tell_candidate, notices.tell_employer_of_applicant],
    "candidacy.interviewed": [notices.tell_candidate],
    "candidacy.offered": [notices.tell_candidate],
    "candidacy.hired": [notices.tell_candidate],
    "candidacy.working": [notices.tell_candidate],
    "candidacy.ended": [notices.tell_candidate_of_the_end],
    "vacancy.expiring": [notices.tell_employer_of_vacancy],
    "vacancy.returned": [notices.tell_employer_of_vacancy],
    "vacancy.submitted": [notices.tell_reviewers_of_vacancy],
    "licence.expiring": [notices.tell_firm_of_licence],
    "licence.lapsed": [notices.tell_firm_of_licence],
    "licence.verified": [notices.tell_firm_of_licence],
    "licence.refused": [notices.tell_firm_of_licence],
    "licence.uploaded": [notices.tell_reviewers_of_licence],
    "employer.registered": [notices.tell_reviewers_of_firm],
    "employer.approved": [notices.tell_applicant],
    "employer.returned": [notices.tell_applicant],
    "call.sent": [notices.tell_pair_of_call],
    "request.answered": [notices.tell_west_of_request],
    "request.declined": [notices.tell_west_of_request],
    "request.asked_back": [notices.tell_west_of_request],
    "request.explained": [notices.tell_east_of_explanation],
    "request.forwarded": [notices.tell_employer_of_request],
    "help.asked": [notices.tell_who_can_help],
    "help.answered": [notices.tell_who_asked_for_help],
}

# These weigh many people and nobody waits for them: the clockwork that stays up tells them.
PATIENT = {notices.gather_tips}

LONGEST_PAUSE = timedelta(minutes=10)

log = logging.getLogger("jiedui.clockwork")


class Switchboard:
    """Tells the followers what has happened since they were last told."""

    def __init__(self, follows=None):
        self.followers = _by_follower(FOLLOWS if follows is None else follows)
        self.falls = {}

    def deliver(self):
        """Tell every follower a batch; how many tellings there were."""
        return sum(self._tell(name, *told) for name, told in self.followers.items())

    def _tell(self, name, react, verbs):
        falls, not_before = self.falls.get(name, (0, None))
        if not_before and timezone.now() < not_before:
            return 0
        follower = follower_of(name)
        told = 0
        for event in due(follower, verbs):
            try:
                with transaction.atomic():
                    if take(follower, event):
                        react(event)
            except Exception as error:  # the outermost loop: one follower must not stop the rest
                self._fell(name, falls + 1, event, error)
                return told
            told += 1
        self.falls.pop(name, None)
        return told

    def _fell(self, name, falls, event, error):
        pause = min(timedelta(seconds=2**falls), LONGEST_PAUSE)
        self.falls[name] = falls, timezone.now() + pause
        log.error(
            "follower %s fell over event %s (%s), asked again in %s",
            name, event.pk, type(error).__name__, pause,
        )  # fmt: skip


def at_once():
    """The switchboard without its patient followers."""
    return {verb: [one for one in told if one not in PATIENT] for verb, told in FOLLOWS.items()}


def _by_follower(follows):
    """{verb: [reaction]} turned round: name → (reaction, verbs)."""
    turned = {}
    for verb, reactions in follows.items():
        for react in reactions:
            name = f"{react.__module__}.{react.__qualname__}"
            turned.setdefault(name, (react, []))[1].append(verb)
    return turned
