"""Who is told of what has happened in the rooms below; each is told once, however often we hear.

A follower finds the thing by the event's subject. If it is gone, there is nobody to tell.
"""

from django.utils.translation import override

from jiedui.accounts.models import (
    Licence,
    Organisation,
    OrganisationKind,
    Registration,
)
from jiedui.candidacies.models import DECLINED, MERGED, WORKER_LEFT, Candidacy, Help
from jiedui.candidacies.models import Stage as Step
from jiedui.matching.models import Call, Request
from jiedui.notices.actions.telling import tell, tell_organisation
from jiedui.vacancies.models import Vacancy

# Ends of which nobody is told: one's own no, two records become one, and who is there no longer.
SILENT = (DECLINED, MERGED, WORKER_LEFT)
CANDIDATE = {
    "candidacy.proposed": "put_forward",
    "candidacy.registered": "application_received",
    "candidacy.interviewed": "application_interviewed",
    "candidacy.offered": "application_offered",
    "candidacy.hired": "application_hired",
    "candidacy.working": "application_working",
}


def tell_candidate(event):
    """The person hears how it stands, in words of one's own and not of the office's."""
    candidacy = _subject(event, Candidacy, "worker", "vacancy__region")
    if candidacy is None:
        return
    vacancy = candidacy.vacancy
    values = {"post": vacancy.title}
    if event.verb == "candidacy.proposed":
        values["place"] = vacancy.region.name
    tell(
        CANDIDATE[event.verb], worker=candidacy.worker, values=values, at=event.at, about=event,
        place={"vacancy": vacancy.code, "candidacy": candidacy.pk},
    )  # fmt: skip


def tell_candidate_of_the_end(event):
    """Why it ended; nobody is told of one's own no, or of two records becoming one."""
    candidacy = _subject(event, Candidacy, "worker", "vacancy")
    if candidacy is None or candidacy.ended_because.startswith(SILENT):
        return
    template, values = "application_ended", {"post": candidacy.vacancy.title}
    if event.facts.get("was") == Step.PROPOSED:
        template = "proposal_ended"
    else:
        with override("zh-hans"):
            values["reason"] = str(candidacy.ended_said) or "用人单位选了别人"
    tell(
        template, worker=candidacy.worker, values=values, at=event.at, about=event,
        place={"vacancy": candidacy.vacancy.code},
    )  # fmt: skip


def tell_employer_of_applicant(event):
    """The employer hears that somebody stands for a post, and not who: that is behind the door."""
    candidacy = _subject(event, Candidacy, "vacancy__employer")
    if candidacy is not None:
        vacancy = candidacy.vacancy
        _tell_firm(
            "application_came", vacancy.employer, event, {"post": vacancy.title},
            {"vacancy": vacancy.code},
        )  # fmt: skip


VACANCY = {"vacancy.expiring": "vacancy_expiring", "vacancy.returned": "vacancy_returned"}


def tell_employer_of_vacancy(event):
    vacancy = _subject(event, Vacancy, "employer")
    if vacancy is None:
        return
    values = {"post": vacancy.title}
    if event.verb == "vacancy.expiring":
        values["day"] = event.facts.get("last_day", "")
    _tell_firm(VACANCY[event.verb], vacancy.employer, event, values, {"vacancy": vacancy.code})


def tell_reviewers_of_vacancy(event):
    vacancy = _subject(event, Vacancy, "employer")
    if vacancy is not None:
        _tell_region(
            "vacancy_submitted", vacancy.region_id, "vacancies.publish", event,
            {"post": vacancy.title, "employer": vacancy.employer.name}, {"vacancy": vacancy.code},
        )  # fmt: skip


LICENCE = {
    "licence.expiring": "licence_due",
    "licence.lapsed": "licence_lapsed",
    "licence.verified": "licence_verified",
    "licence.refused": "licence_refused",
}


def tell_firm_of_licence(event):
    """Verified, refused, due or overdue: the people of the firm hear of it."""
    licence = _subject(event, Licence, "organisation", "registration__user")
    known = event.facts.get("organisation_id")
    firm = Organisation.objects.filter(pk=known).first() if known else None
    firm = firm or (licence.organisation if licence else None)
    template = LICENCE[event.verb]
    if firm is not None:
        values = {"employer": firm.name}
        if template == "licence_due":
            values["day"] = event.facts.get("last_day", "")
        _tell_firm(template, firm, event, values)
    elif licence is not None and licence.registration:
        applicant = licence.registration
        tell(template, user=applicant.user, values={"employer": applicant.name}, at=event.at,
             about=event)  # fmt: skip


def tell_reviewers_of_licence(event):
    """A new paper of a known firm; one that came with a request to join is told of there."""
    licence = _subject(event, Licence, "organisation")
    if licence is not None and licence.organisation:
        whose = licence.organisation
        _tell_region(
            "licence_uploaded", whose.region_id, "employers.verify", event,
            {"employer": whose.name}, {"licence": licence.pk},
        )  # fmt: skip


def tell_reviewers_of_firm(event):
    asked = _subject(event, Registration)
    if asked is not None:
        _tell_region(
            "employer_registered", asked.region_id, "employers.verify", event,
            {"employer": asked.name}, {"registration": asked.code},
        )  # fmt: skip


FIRM = {"employer.approved": "employer_approved", "employer.returned": "employer_returned"}


def tell_applicant(event):
    asked = _subject(event, Registration, "user")
    if asked is not None:
        tell(FIRM[event.verb], user=asked.user, values={"employer": asked.name}, at=event.at,
             about=event)  # fmt: skip


def tell_pair_of_call(event):
    """A call has gone east."""
    call = _subject(event, Call, "west")
    if call is not None:
        _tell_region(
            "call_received", call.east_id, "calls.answer", event,
            {"title": call.title, "office": call.west.name}, {"call": call.pk},
        )  # fmt: skip


REQUEST = {
    "request.answered": "call_answered",
    "request.declined": "call_declined",
    "request.asked_back": "call_asked_back",
}


def tell_west_of_request(event):
    """What the pair said to one line of a call."""
    request = _subject(event, Request, "call__east")
    if request is None:
        return
    call = request.call
    values = {"title": call.title, "office": call.east.name}
    if event.verb == "request.answered":
        vacancy = Vacancy.objects.filter(pk=event.facts.get("vacancy_id")).first()
        if vacancy is None:
            return
        values["post"] = vacancy.title
    _tell_region(REQUEST[event.verb], call.west_id, "calls.draw", event, values, {"call": call.pk})


def tell_east_of_explanation(event):
    request = _subject(event, Request, "call__west")
    if request is not None:
        call = request.call
        _tell_region(
            "call_explained", call.east_id, "calls.answer", event,
            {"title": call.title, "office": call.west.name}, {"call": call.pk},
        )  # fmt: skip


def tell_employer_of_request(event):
    request = _subject(event, Request, "call__east")
    firm = Organisation.objects.filter(pk=event.facts.get("organisation_id")).first()
    if request is not None and firm is not None:
        _tell_firm(
            "request_forwarded", firm, event,
            {"request": request.wording, "office": request.call.east.name},
            {"request": request.pk},
        )  # fmt: skip


def tell_who_asked_for_help(event):
    called = _subject(event, Help, "worker", "answered_by__organisation")
    if called is not None and called.answered_by:
        house = called.answered_by.organisation
        tell(
            "help_answered", worker=called.worker, values={"office": house.name if house else ""},
            at=event.at, about=event, place={"help": called.code},
        )  # fmt: skip


def tell_who_can_help(event):
    called = _subject(event, Help, "worker")
    if called is not None:
        with override("zh-hans"):
            about = str(called.get_about_display())
        _tell_region(
            "help_asked", called.worker.home_id, "people.see", event, {"about": about},
            {"worker": called.worker.code},
        )  # fmt: skip


def _subject(event, model, *related):
    """The row that the event is about, or None if it is gone, or is of another kind."""
    if event.subject_kind != model._meta.label_lower:
        return None
    return model.objects.filter(pk=event.subject_id).select_related(*related).first()


def _tell_firm(template, firm, event, values, place=None):
    """Everybody of a firm but whoever did it."""
    tell_organisation(
        template, firm, verb="employer.post", values=values, at=event.at, about=event, place=place
    )


def _tell_region(template, region, verb, event, values, place=None):
    """The bureaus of a place, those in them who may act on it."""
    bureaus = Organisation.objects.filter(kind=OrganisationKind.BUREAU, region=region)
    for bureau in bureaus.order_by("pk"):
        tell_organisation(
            template, bureau, verb=verb, values=values, at=event.at, about=event, place=place
        )
