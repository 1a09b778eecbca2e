"""One person's values told one by one: corrected, added to, and where the person works now."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiedui.core.refusal import Refusal
from jiedui.workers.actions import values
from jiedui.workers.actions.changes import locked, set_values
from jiedui.workers.actions.people import LEAST_AGE, LIMITS, keep_person
from jiedui.workers.models import Employment, Sex, Worker
from jiedui.workers.queries import (
    Kept,
    Person,
    age_on,
    is_name,
    read_identity,
    read_name,
    read_phone,
)


@transaction.atomic
def correct(worker, *, by, on, because="", channel="", source="", wish=None, **told):
    """Mend what is written of one person: what is named is told, `None` or "" clears it.

    The refusals are those of a sheet. A `wish` is an answer and goes among the intentions.
    """
    worker = locked(worker)
    told = _checked(worker, told, on)
    changed = set_values(
        worker, told, by=by, on=on, because=because, channel=channel, source=source
    )
    outcome = "changed" if changed else "same"
    if wish is not None:
        person = Person(
            name=worker.name,
            born_on=worker.born_on,
            home=worker.home_id,
            worker_id=worker.pk,
            wish=wish,
        )
        kept = keep_person(person, on=on, by=by, source=source, channel=channel)
        outcome = max(outcome, kept.outcome, key=("same", "changed").index)
    return Kept(worker.pk, outcome)


@transaction.atomic
def register(home, *, on, by, channel="", source="", **told):
    """Somebody new, entered by hand; refused as a line of a sheet would be.

    Whoever is registered already is refused too: what is new of a known person is corrected on
    that person's own page.
    """
    told = checked({field: value for field, value in told.items() if value}, home=home, on=on)
    kept = keep_person(Person(home=home, **told), on=on, by=by, source=source, channel=channel)
    if kept.outcome != "new":
        raise Refusal("person-known", _("这个人已经登记过：请打开他的页面更正，不要重复登记。"))
    return Worker.objects.get(pk=kept.worker_id)


def checked(told, *, home, on):
    """What is told of somebody new, as it will be kept; refuses as a line of a sheet."""
    told = _checked(Worker(home_id=home), told, on)
    if not told.get("name"):
        raise Refusal("name-missing", _("没有姓名：请照证件填写。"))
    if not told.get("born_on"):
        raise Refusal("birthday-missing", _("没有出生日期：请照证件填写。"))
    return told


def _checked(worker, told, on):
    """The values as they will be kept; refuses what cannot be true of this person."""
    if unknown := told.keys() - set(values.FIELDS):
        raise TypeError(f"no such value of a person: {sorted(unknown)}")
    if told.get("home", worker.home_id) != worker.home_id:
        raise Refusal("registered-elsewhere", _("户籍迁到别的县，请先办“迁出”，再由迁入县登记。"))
    told = {field: value for field, value in told.items() if field != "home"}
    for field, read in (("name", _name), ("identity", _number), ("phone", _phone)):
        if told.get(field):
            told[field] = read(told[field])
    if "name" in told and not told["name"]:
        raise Refusal("name-missing", _("没有姓名：请照证件填写。"))
    _agree_on_birth(worker, told, on)
    return {
        field: value[: LIMITS[field]] if field in LIMITS and value else value
        for field, value in told.items()
    }


def _name(text):
    name = read_name(text)
    if not is_name(name):
        raise Refusal("name-odd", _("这不像一个姓名：请照证件填写。"))
    return name


def _number(text):
    return read_identity(text).number


def _phone(text):
    number = read_phone(text)
    if number is None:
        raise Refusal("phone-wrong", _("电话号码不对：手机应是11位，座机请带区号。"))
    return number


def _agree_on_birth(worker, told, on):
    """The identity number says the day of birth; a day beside it must be the same one."""
    if told.get("identity"):
        says = read_identity(told["identity"])
        if told.setdefault("born_on", says.born_on) != says.born_on:
            raise Refusal("birthday-differs", _("出生日期和身份证号里的不一致：请照证件核对。"))
        if worker.sex == Sex.UNTOLD:
            told.setdefault("sex", says.sex)
    if "born_on" not in told:
        return
    if told["born_on"] is None:
        raise Refusal("birthday-missing", _("没有出生日期：请照证件填写。"))
    number = told.get("identity", worker.identity)
    if number and read_identity(number).born_on != told["born_on"]:
        raise Refusal("birthday-differs", _("出生日期和身份证号里的不一致：请照证件核对。"))
    if age_on(told["born_on"], on) < LEAST_AGE:
        raise Refusal("under-age", _("未满16周岁，不能登记求职（禁止使用童工）：请核对出生日期。"))


def _add(worker, field, item, *, on, **origin):
    """One more row of a list, in the place of one of the same kind."""
    with transaction.atomic():
        worker = locked(worker)
        rest = [row for row in values.read(worker, field, on=on) if row[0] != item[0]]
        return set_values(worker, {field: [*rest, item]}, on=on, **origin)


def record_certificate(worker, *, kind, level="", issued_on=None, valid_until=None, on, by,
                       because="", channel="", source=""):  # fmt: skip
    """A certificate that was seen; one of the same kind is replaced, for people rise."""
    if valid_until and issued_on and valid_until < issued_on:
        raise Refusal("certificate-ends-first", _("有效期早于发证日期：请照证书核对。"))
    return _add(
        worker, "certificates", [kind, level, issued_on, valid_until],
        on=on, by=by, because=because, channel=channel, source=source,
    )  # fmt: skip


def record_experience(worker, *, occupation, years, on, by, because="", channel="", source=""):
    return _add(
        worker, "experience", [occupation, years],
        on=on, by=by, because=because, channel=channel, source=source,
    )  # fmt: skip


def record_language(worker, *, tongue, level="", on, by, because="", channel="", source=""):
    return _add(
        worker, "spoken", [tongue, level],
        on=on, by=by, because=because, channel=channel, source=source,
    )  # fmt: skip


def record_care(worker, *, kind, number=1, covered=False, on, by, because="", channel="",
                source=""):  # fmt: skip
    """Whom the person looks after. `number` 0: the duty is over."""
    origin = {"on": on, "by": by, "because": because, "channel": channel, "source": source}
    if number:
        return _add(worker, "cares", [kind, number, covered], **origin)
    return forget(worker, "cares", kind, **origin)


@transaction.atomic
def forget(worker, field, first, *, on, by, because="", channel="", source=""):
    """Take one row out of a list (a certificate never held, a duty that is over)."""
    worker = locked(worker)
    rest = [row for row in values.read(worker, field, on=on) if str(row[0]) != str(first)]
    return set_values(
        worker, {field: rest}, on=on, by=by, because=because, channel=channel, source=source
    )


@transaction.atomic
def record_spell(worker, *, employment, began_on, ended_on=None, employer_name="", workplace="",
                 work="", pay=None, found="", on, by, because="", channel="",
                 source=""):  # fmt: skip
    """A stretch of work. A running one ends what ran before and is where the person works now."""
    if ended_on and ended_on < began_on:
        raise Refusal("spell-ends-first", _("结束日期早于开始日期：请核对。"))
    if began_on > on:
        raise Refusal("spell-not-begun", _("开始日期在今天之后：到岗以后再登记。"))
    worker = locked(worker)
    told = [
        began_on.isoformat(), ended_on and ended_on.isoformat(), employment, employer_name[:120],
        workplace[:120], work[:60], pay, found,
    ]  # fmt: skip
    spells = values.read(worker, "spells", on=on)
    changes = {}
    if ended_on is None:
        spells = [_ended(spell, began_on) for spell in spells if spell[0] != told[0]]
        changes = {"employment": employment, "employer_name": told[3], "workplace": told[4]}
    return set_values(
        worker, {"spells": [*spells, told]} | changes,
        on=on, by=by, because=because, channel=channel, source=source,
    )  # fmt: skip


def _ended(spell, on):
    """A spell still running when another begins has ended on that day at the latest."""
    if spell[1] is not None:
        return spell
    return [spell[0], max(spell[0], on.isoformat()), *spell[2:]]


@transaction.atomic
def end_spell(worker, *, ended_on, on, by, because="", channel="", source=""):
    """The work is over: the person is without work until told otherwise."""
    worker = locked(worker)
    spells = values.read(worker, "spells", on=on)
    running = [spell for spell in spells if spell[1] is None]
    if not running:
        raise Refusal("no-running-spell", _("没有正在进行的务工经历。"))
    if ended_on.isoformat() < running[0][0]:
        raise Refusal("spell-ends-first", _("结束日期早于开始日期：请核对。"))
    over = [_ended(spell, ended_on) for spell in spells]
    told = {"spells": over, "employment": Employment.NONE.value, "employer_name": "",
            "workplace": ""}  # fmt: skip
    return set_values(worker, told, on=on, by=by, because=because, channel=channel, source=source)
