"""`jiedui export`: people, vacancies or the result of a run, as a workbook."""

from django.utils.translation import gettext_lazy

from jiedui.accounts.roles import require
from jiedui.clockwork.terminal.outcome import OK, print_json, say
from jiedui.clockwork.terminal.staff import member
from jiedui.clockwork.terminal.words import _
from jiedui.core.refusal import Refusal
from jiedui.matching.models import Run, Stage
from jiedui.sheets import actions as sheets
from jiedui.sheets import out, results
from jiedui.vacancies.models import Vacancy
from jiedui.workers.models import Worker

VERBS = {"people": "people.export", "vacancies": "vacancies.export", "run": "matching.see"}


def run(arguments):
    verb = VERBS[arguments.what]
    by = member(arguments.as_user, verb)
    require(by, verb)
    written = {"people": _people, "vacancies": _vacancies, "run": _run}[arguments.what]
    kind = "result" if arguments.what == "run" else arguments.what
    sheets.record_export(kind, rows=written(arguments, by), by=by)
    if arguments.json:
        print_json({"out": arguments.out})
    else:
        say(_("已写入 {out}").format(out=arguments.out))
    return OK


def _people(arguments, by):
    return out.write_people(Worker.objects.visible_to(by).present(), arguments.out)


def _vacancies(arguments, by):
    return out.write_vacancies(Vacancy.objects.visible_to(by), arguments.out)


def _run(arguments, by):
    seen = Run.objects.visible_to(by).filter(stage=Stage.PUBLISHED).order_by("-pk")
    done = seen.filter(pk=arguments.run).first() if arguments.run else seen.first()
    if done is None:
        raise Refusal("no-such-run", gettext_lazy("没有这个匹配批次，或还没有结果。"))
    return sum(results.write_result(done, arguments.out).values())
