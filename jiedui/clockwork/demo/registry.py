"""What a year of work leaves on the register: consent, knocks, corrections, a double."""

from datetime import datetime, time, timedelta
from random import Random

from django.utils import timezone

from jiedui.workers import actions as workers
from jiedui.workers.models import (
    CareKind,
    Channel,
    Fluency,
    Found,
    Outcome,
    Purpose,
    Relation,
    Tongue,
    Worker,
)
from jiedui.workers.queries import Person

CONSENT = (
    "我们登记您的姓名、身份证号、电话和就业意愿，只用来给您找工作和办理就业补贴；"
    "您可以随时要求查看、更正，也可以随时不同意。您同意吗？"
)
HEARD_BY = "驻村工作队"
OUTCOMES = (
    Outcome.REACHED, Outcome.REACHED, Outcome.NO_NUMBER, Outcome.NO_ANSWER, Outcome.NOT_HOME,
    Outcome.GONE_AWAY, Outcome.REFUSED, Outcome.COME_AGAIN,
)  # fmt: skip


def live(seed, by, on):
    """Some of the people of the county, visited, corrected, and one met twice."""
    random = Random(seed)
    people = list(Worker.objects.visible_to(by).present().order_by("pk"))
    chosen = random.sample(people, min(60, len(people) // 2))
    for worker in chosen:
        _consent(random, worker, by, on)
        _contacts(random, worker, by, on)
    for worker in chosen[:30]:
        _skills(random, worker, by, on)
    for worker in chosen[30:34]:
        _work(random, worker, by, on)
    _families(people, by, on)
    _correct(chosen[40], by, on)
    _leave(chosen[41], chosen[42], by, on)
    _meet_twice(chosen[43], by, on)


def _tongue(worker):
    return Tongue.TIBETAN if worker.ethnicity == "藏族" else Tongue.MANDARIN


def _consent(random, worker, by, on):
    asked_on = on - timedelta(days=random.randint(20, 60))
    for purpose in (Purpose.REGISTRY, Purpose.MATCHING):
        workers.record_consent(
            worker, purpose=purpose, wording=CONSENT, language=_tongue(worker), heard_by=HEARD_BY,
            on=asked_on, by=by, channel=Channel.VISIT,
        )  # fmt: skip
    if random.random() < 0.05:
        workers.withdraw_consent(
            worker, purpose=Purpose.MATCHING, because="已自己找到工作", on=on, by=by
        )


def _contacts(random, worker, by, on):
    for days in sorted(random.sample(range(1, 20), random.randint(1, 3)), reverse=True):
        outcome = random.choice(OUTCOMES)
        day = on - timedelta(days=days)
        at = timezone.make_aware(datetime.combine(day, time(random.randint(9, 17), 30)))
        channel = random.choice((Channel.PHONE, Channel.VISIT))
        if outcome in (Outcome.NO_NUMBER, Outcome.NO_ANSWER):
            channel = Channel.PHONE
        again_on = on + timedelta(days=5) if outcome == Outcome.COME_AGAIN else None
        workers.record_contact(
            worker, outcome=outcome, channel=channel, at=at, by=by, again_on=again_on
        )


def _skills(random, worker, by, on):
    told = {"on": on - timedelta(days=3), "by": by, "channel": Channel.VISIT}
    workers.record_language(
        worker, tongue=Tongue.MANDARIN,
        level=random.choice((Fluency.SOME, Fluency.TALK, Fluency.WRITE)), **told,
    )  # fmt: skip
    if worker.ethnicity == "藏族":
        workers.record_language(worker, tongue=Tongue.TIBETAN, level=Fluency.TALK, **told)
    if random.random() < 0.5:
        workers.record_care(
            worker, kind=random.choice((CareKind.INFANT, CareKind.PUPIL, CareKind.ELDER)),
            number=random.randint(1, 2), covered=random.random() < 0.6, **told,
        )  # fmt: skip
    if random.random() < 0.3:
        workers.record_certificate(
            worker, kind=random.choice(("welder", "forklift", "security-guard")), level="4",
            issued_on=on - timedelta(days=900),
            valid_until=on + timedelta(days=random.choice((-40, 60, 700))), **told,
        )  # fmt: skip


def _work(random, worker, by, on):
    began_on = on - timedelta(days=random.randint(200, 500))
    told = {"on": on, "by": by, "channel": Channel.PHONE}
    workers.record_spell(
        worker, employment="away", employer_name="嘉善云帆服饰有限公司", workplace="浙江嘉善",
        work="缝纫工", pay=5200, found=Found.ORGANISED, began_on=began_on, **told,
    )  # fmt: skip
    if random.random() < 0.5:
        workers.end_spell(worker, ended_on=on - timedelta(days=20), **told)


def _families(people, by, on):
    """The eldest of some households is its head, as a booklet of registration would say."""
    first = {}
    for worker in sorted(people[:80], key=lambda one: one.born_on):
        is_head = first.setdefault(worker.household_id, worker) is worker
        relation = Relation.HEAD if is_head else Relation.OTHER
        if not is_head and abs(worker.born_on.year - first[worker.household_id].born_on.year) < 8:
            relation = Relation.SPOUSE
        elif not is_head:
            relation = Relation.CHILD
        workers.correct(
            worker, relation=relation.value, on=on, by=by, because="照户口簿补登", source="户口簿"
        )


def _correct(worker, by, on):
    workers.correct(
        worker, village=f"{worker.village[:-2]}2组", on=on, by=by, because="本人来电：搬到二组",
        channel=Channel.PHONE,
    )  # fmt: skip


def _leave(dead, moved, by, on):
    workers.mark_left(
        dead, why="deceased", on=on - timedelta(days=30), told_on=on, by=by, because="家属告知"
    )
    workers.mark_left(
        moved, why="moved", on=on - timedelta(days=12), told_on=on, by=by, because="户口迁往成都"
    )


def _meet_twice(worker, by, on):
    """Entered again by a helper without the card: found to be one person, and merged."""
    double = Person(
        name=worker.name, born_on=worker.born_on + timedelta(days=1), home=worker.home_id,
        town=worker.town_id, village=worker.village, remark="没带身份证",
    )  # fmt: skip
    kept = workers.keep_person(double, on=on, by=by, source="desk", channel=Channel.VISIT)
    other = Worker.objects.get(pk=kept.worker_id)
    workers.merge(worker, other, by=by, on=on, because="电话核实：同一个人，第二次没带证件")
