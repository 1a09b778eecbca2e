"""A finished form becomes what the registry knows, through the registry's own actions."""

from jiedui.workers.actions.consents import record_consent
from jiedui.workers.actions.corrections import record_care, record_language
from jiedui.workers.actions.people import keep_person
from jiedui.workers.models import Care, Channel, Consent, Tongue
from jiedui.workers.queries import Person, Wish
from jiedui.workers.queries.meaning import meant_by


def write_through(response, *, by, on):
    """Values, wish, languages, duties and consent of one form; what was not told stays."""
    worker, questions = response.worker, response.wave.questions
    meant = meant_by(questions.body, response.values, home=worker.home_id, on=on)
    origin = {"on": on, "by": by, "channel": response.channel, "source": response.wave.title}
    for purpose, wording, answer in meant.consents:
        _agree(response, purpose, wording, answer, by=by, on=on)
    keep_person(_told(worker, meant, response, by=by, on=on), **origin)
    for tongue, level in meant.languages.items():
        record_language(worker, tongue=tongue, level=level, **origin)
    if meant.cares is not None:
        _care(worker, meant, **origin)


def _told(worker, meant, response, *, by, on):
    wish = None
    if meant.wish:
        asked_by = by.full_name if by is not None else ""
        channel = response.channel or None
        wish = Wish(asked_on=on, channel=channel, asked_by=asked_by, **meant.wish)
    return Person(
        name=worker.name,
        born_on=worker.born_on,
        home=worker.home_id,
        worker_id=worker.pk,
        wish=wish,
        **meant.person,
    )


def _agree(response, purpose, wording, answer, *, by, on):
    """Kept with the words that were read out; the same yes to the same words is not repeated."""
    live = Consent.objects.live().filter(worker=response.worker, purpose=purpose)
    if answer == "yes" and live.filter(wording=wording).exists():
        return
    record_consent(
        response.worker,
        purpose=purpose,
        wording=wording,
        language=Tongue.MANDARIN,
        # Who answers for oneself had nobody who read the words out.
        heard_by=(by.full_name if by is not None else "") or Channel(response.channel).label,
        on=on,
        by=by,
        channel=response.channel,
        given=answer == "yes",
    )


def _care(worker, meant, **origin):
    held = dict(Care.objects.filter(worker=worker).values_list("kind", "number"))
    for kind in meant.cares:
        number = held.get(kind, 1)
        record_care(worker, kind=kind, number=number, covered=meant.covered, **origin)
    for kind in held.keys() - set(meant.cares):
        record_care(worker, kind=kind, number=0, **origin)
