"""Acting for somebody: what was read out and agreed to, and whether a form is complete."""

from jiedui.core.refusal import Refusal
from jiedui.workers import actions as workers
from jiedui.workers.models import Channel, Outcome, ResponseStage


def hear_consent(wave, worker, *, question, agreed, language, by, at):
    """Kept with the words as they stand at the office, the language and who read them out.

    A no to what the whole form rests on ends the asking; a no to anything else does not.
    """
    workers.record_consent(
        worker,
        purpose=question["maps_to"].removeprefix("consent."),
        wording=question["label"]["zh"],
        language=language,
        heard_by=by,
        on=at.date(),
        by=by,
        given=agreed,
        channel=Channel.VISIT,
    )
    if question.get("required") and not agreed:
        workers.record_no_answer(
            wave, worker, outcome=Outcome.REFUSED, by=by, at=at, channel=Channel.VISIT
        )


def finish_if_ready(response, *, by, on):
    """Why the form is not finished yet, or nothing. What was answered stays in either case."""
    if response.stage == ResponseStage.FINISHED:
        return {}
    try:
        workers.finish(response, by=by, on=on)
    except Refusal as refusal:
        return {"code": refusal.code}
    return {}
