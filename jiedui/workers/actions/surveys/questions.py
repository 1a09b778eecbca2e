"""The questions as data: those shipped with the house, and those a county brings."""

import hashlib
import json
import tomllib
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiedui.core.events import record
from jiedui.core.locks import one_at_a_time
from jiedui.core.refusal import Refusal
from jiedui.workers.models import QuestionSet
from jiedui.workers.queries.asking import faults
from jiedui.workers.queries.meaning import fits_target

QUESTIONS = Path(__file__).resolve().parents[2] / "questions"


@transaction.atomic
def load_questions(folder=QUESTIONS, *, by=None):
    """Bring in the versions that the files name; a version that is known is never changed."""
    counted = {"new": 0, "same": 0}
    for path in sorted(Path(folder).glob("*.toml")):
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        counted[_load(told, by)] += 1
    return counted


def _load(told, by):
    body = told["questions"]
    digest = digest_of(told["title"], body)
    known = QuestionSet.objects.filter(code=told["code"], version=told["version"]).first()
    if known and known.digest == digest:
        return "same"
    if known:
        raise Refusal(
            "questions-changed", _("题组文件改过但版本号没有变：请把版本号加一，再重新装入。")
        )
    _keep(
        code=told["code"], version=told["version"], title=told["title"],
        title_en=told["title_en"], region=None, body=body, digest=digest, by=by,
    )  # fmt: skip
    return "new"


@transaction.atomic
def keep_questions(region, *, code, title, body, by, title_en=""):
    """A county's own questions: the next version of its set, or the one that says the same."""
    code, digest = f"{region.pk}-{code}"[:60], digest_of(title, body)
    one_at_a_time("questions", code)
    versions = QuestionSet.objects.filter(code=code).order_by("-version")
    if same := versions.filter(digest=digest).first():
        return same
    newest = versions.first()
    return _keep(
        code=code, version=newest.version + 1 if newest else 1, title=title, title_en=title_en,
        region=region, body=body, digest=digest, by=by,
    )  # fmt: skip


def _keep(*, body, by, **told):
    if wrong := faults(body):
        raise Refusal("questions-faulty", wrong[0])
    for question in body:
        if "maps_to" in question and not fits_target(question):
            raise Refusal(
                "questions-faulty",
                _("题目“%(name)s”不能记成“%(maps_to)s”：类型或选项对不上。") % question,
            )
    kept = QuestionSet.objects.create(body=body, **told)
    record("questions.kept", kept, by=by, code=kept.code, version=kept.version)
    return kept


def digest_of(title, body):
    """Equal questions have an equal digest, in whatever order their parts were written."""
    text = json.dumps([title, body], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
