"""Every write to runs and proposals: ask, one stage after another, confirm, set aside."""

import json
import logging
import tomllib
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import connection, models, transaction
from django.db.models import prefetch_related_objects
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jiedui.candidacies import actions as candidacies
from jiedui.candidacies.models import VACANCY_CLOSED, Candidacy
from jiedui.candidacies.models import Stage as CandidacyStage
from jiedui.catalog.models import Region
from jiedui.core.events import event, record, record_all
from jiedui.core.fields import index_key_name
from jiedui.core.locks import lock
from jiedui.core.refusal import Refusal
from jiedui.core.rows import insert
from jiedui.matching import bridge
from jiedui.matching.models import (
    Exhibit,
    Obstacle,
    Policy,
    Proposal,
    Run,
    Stage,
    Unfilled,
    Unmatched,
    Verdict,
    Waiting,
)
from jiedui.vacancies.models import Stage as VacancyStage
from jiedui.vacancies.models import Vacancy
from jiedui.workers.models import Worker

log = logging.getLogger("jiedui.matching")

POLICIES = Path(__file__).parents[1] / "policies"
SEEDS = 1 << 63  # what a whole number of the database can hold


@transaction.atomic
def load_policies(folder=POLICIES, *, by=None):
    """Bring the table of policies up to the files; what the files no longer name stays."""
    counted = {"new": 0, "changed": 0, "same": 0}
    for path in sorted(Path(folder).glob("*.toml")):
        counted[_keep_policy(tomllib.loads(path.read_text(encoding="utf-8")), by)] += 1
    return counted


def _keep_policy(told, by):
    bridge.checked_weights({name: one["value"] for name, one in told["weights"].items()})
    values = {
        "region": Region.objects.get(code=told["region"]) if "region" in told else None,
        "valid_until": told.get("valid_until"),
        "weights": told["weights"],
        "classes": told["classes"],
        "source": told["source"],
    }
    policy, is_new = Policy.objects.get_or_create(
        name=told["name"], valid_from=told["valid_from"], defaults=values
    )
    changed = [name for name, value in values.items() if getattr(policy, name) != value]
    if not is_new and not changed:
        return "same"
    for name in changed:
        setattr(policy, name, values[name])
    policy.save()
    record("policy.loaded", policy, by=by)
    return "new" if is_new else "changed"


@transaction.atomic
def ask(
    *, west, as_of: date, seed: int, by, at, title="", beside=None, what_if=None,
    with_drafts=False, people=None, vacancies=None,
) -> Run:  # fmt: skip
    """Put a question: who of `west` stands for which vacancy on that day, with that lottery?

    A what-if names the run it stands `beside` and changes something of that run's question
    (see bridge.what_ifs); it is never confirmed. `with_drafts` also reckons with vacancies
    that are not published yet. `people` and `vacancies` (lists of keys, which the door has
    scoped) limit the question to those on a list. The answer comes by `step`.
    """
    if not 0 <= seed < SEEDS:
        raise Refusal("bad-seed", _("抽签种子应是不小于0的整数（最多18位）：请重新填写。"))
    if beside is None and what_if:
        raise Refusal("nothing-beside", _("假设测算要以一次已出结果的匹配为准：请先选定那一次。"))
    if beside is not None:
        return _ask_beside(beside, bridge.what_ifs(what_if), seed, by, at, title)
    policy = bridge.policy_over(west, as_of)
    run = Run.objects.create(
        title=title[:80] or f"{west.name} {as_of:%Y-%m-%d}",
        west=west,
        asked_by=by,
        asked_at=at,
        as_of=as_of,
        seed=seed,
        policy=policy.name,
        weights={name: one["value"] for name, one in policy.weights.items()},
        classes=policy.classes,
        with_drafts=with_drafts,
        people=None if people is None else sorted(set(people)),
        vacancies=None if vacancies is None else sorted(set(vacancies)),
    )
    record("run.asked", run, by=by, seed=str(seed), as_of=as_of.isoformat())
    return run


def _ask_beside(beside, what_if, seed, by, at, title):
    if beside.stage != Stage.PUBLISHED:
        raise Refusal("beside-unfinished", _("原来那次匹配还没有结果：请等它完成后再做假设测算。"))
    run = Run.objects.create(
        title=title[:80] or f"{beside.title}?"[:80],
        west=beside.west,
        asked_by=by,
        asked_at=at,
        as_of=beside.as_of,
        seed=seed,
        policy=beside.policy,
        weights=beside.weights | what_if.get("weights", {}),
        classes=beside.classes,
        with_drafts=beside.with_drafts,
        people=beside.people,
        vacancies=beside.vacancies,
        beside=beside,
        what_if=what_if,
    )
    bridge.checked_weights(run.weights)
    record("run.asked", run, by=by, seed=str(seed), beside=beside.pk)
    return run


def step(run) -> Run:
    """Take a run one stage further. Safe to repeat after a kill at any point: whatever a
    stage writes, it writes in one transaction together with the stage itself."""
    run = Run.objects.get(pk=run.pk)
    stages = {Stage.ASKED: gather, Stage.GATHERED: solve, Stage.SOLVED: publish}
    return stages[run.stage](run) if run.stage in stages else run


def gather(run) -> Run:
    """Read the question from the registry, all of it as it stands at one moment.

    Reading a county and packing it take seconds, in which nobody should wait to write: they
    are done from a snapshot, and only what came of them is written under the lock.
    """
    run = Run.objects.select_related("west").get(pk=run.pk)
    if run.stage != Stage.ASKED:
        return run
    with at_one_moment():
        question = _question_of(run)
    filed, digest = bridge.write_question(question), question.problem.digest()
    with transaction.atomic():
        [run] = lock([run])
        if run.stage != Stage.ASKED:
            return run
        Exhibit.objects.create(run=run, question=filed)
        run.digest, run.lots_key = digest, index_key_name()
        return _move(run, Stage.GATHERED, 20, ["digest", "lots_key"])


def _question_of(run):
    if not run.beside_id:
        return bridge.gather(run, classes=run.classes)
    filed = Exhibit.objects.get(run=run.beside_id).question
    return bridge.supposing(
        bridge.read_question(filed), run.what_if, weights=run.weights, seed=run.seed
    )


@contextmanager
def at_one_moment():
    """A transaction that only reads, all of it as it stood when it began. On SQLite it must not
    begin with the lock for writing; on PostgreSQL it must be asked to see one moment."""
    usual = getattr(connection, "transaction_mode", None)
    if usual is None:
        outermost = not connection.in_atomic_block
        with transaction.atomic():
            if outermost:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    connection.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic():
            connection.transaction_mode = usual
            yield
    finally:
        connection.transaction_mode = usual


def solve(run) -> Run:
    """Work out the answer and have it checked by code that shares nothing with the solver.

    The arithmetic runs outside the transaction, so that nobody waits for it; a plan with a
    single fault ends the run, loudly.
    """
    question = bridge.read_question(Exhibit.objects.get(run=run).question)
    plan = bridge.solved(question)
    found = bridge.prove(question, plan)
    with transaction.atomic():
        [run] = lock([run])
        if run.stage != Stage.GATHERED:
            return run
        if found:
            log.error("run %s is unusable: %s", run.pk, found[:3])
            run.verdict = Verdict.FAULTY
            run.save(update_fields=["verdict"])
            return _fail(run, {"code": "plan-faulty", "faults": found[:20]})
        Exhibit.objects.filter(run=run).update(answer=bridge.write_answer(plan))
        run.counters, run.verdict = plan.counters, Verdict.STABLE
        return _move(run, Stage.SOLVED, 70, ["counters", "verdict"])


def publish(run) -> Run:
    """Write down who is put forward, who waits, who is left over and why."""
    exhibit = Exhibit.objects.get(run=run)
    question = bridge.read_question(exhibit.question)
    told = bridge.explain(question, bridge.read_answer(exhibit.answer))
    with transaction.atomic():
        [run] = lock([run])
        if run.stage != Stage.SOLVED:
            return run
        for table, rows in (
            (Proposal, told.proposals),
            (Waiting, told.waiting),
            (Unmatched, told.unmatched),
            (Unfilled, told.unfilled),
        ):
            _insert(table, run, rows)
        run.counts = told.counts
        return _move(run, Stage.PUBLISHED, 100, ["counts"])


def _insert(table, run, rows):
    """Thousands of rows by one prepared statement: building model instances would take most
    of the time in which an officer waits for the result."""
    columns = [field for field in table._meta.concrete_fields if not field.primary_key]
    usual = {field.attname: field.get_default() for field in columns} | {"run_id": run.pk}
    jsons = {field.attname for field in columns if isinstance(field, models.JSONField)}

    def values(row):
        for field in columns:
            value = row.get(field.attname, usual[field.attname])
            yield json.dumps(value) if field.attname in jsons else value

    insert(table, [field.column for field in columns], [tuple(values(row)) for row in rows])


def tell_why(rows):
    """The reasons of a page of Unmatched or Unfilled rows of one run, worked out now if they
    were left to be worked out when somebody looks; returns the rows.

    Only a run of more than a hundred million pairs leaves any; for others nothing is done.
    """
    left = [row for row in rows if row.obstacle == Obstacle.UNTOLD]
    if not left:
        return rows
    exhibit = Exhibit.objects.select_related("run").get(run=left[0].run_id)
    question, plan = bridge.read_question(exhibit.question), bridge.read_answer(exhibit.answer)
    table = type(left[0])
    explain, key = {
        Unmatched: (bridge.explain_workers, "worker_id"),
        Unfilled: (bridge.explain_vacancies, "vacancy_id"),
    }[table]
    told = explain(question, plan, [getattr(row, key) for row in left])
    for row in left:
        row.obstacle, row.reasons = told[getattr(row, key)]
    with transaction.atomic():
        table.objects.bulk_update(left, ["obstacle", "reasons"], batch_size=200)
        record("reasons.told", exhibit.run, by=None, rows=len(left))
    return rows


def _move(run, stage, progress, fields):
    run.progress = progress
    run.save(update_fields=["progress", *fields])
    run.move(stage)
    record(f"run.{stage}", run, by=None)
    return run


def _fail(run, trouble):
    run.trouble = trouble
    run.save(update_fields=["trouble"])
    run.move(Stage.FAILED)
    record("run.failed", run, by=None, code=trouble.get("code", ""))
    return run


@transaction.atomic
def give_up(run, *, because: dict) -> Run:
    """A run that cannot be finished says so, and why; nothing of it is kept as a result."""
    [run] = lock([run])
    return run if run.stage in {Stage.PUBLISHED, Stage.FAILED} else _fail(run, because)


def recompute(run) -> bool:
    """Whether the stored question, worked out again, gives the stored answer to the last seat."""
    exhibit = Exhibit.objects.get(run=run)
    question = bridge.read_question(exhibit.question)
    again, stored = bridge.solved(question), bridge.read_answer(exhibit.answer)
    return again.same_outcome(stored) and stored.digest == run.digest


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The candidacies that came of it, and the vacancies for which nothing was done, and why."""

    candidacies: list[Candidacy]
    refused: list


@transaction.atomic
def confirm(proposals, *, by) -> Confirmed:
    """An officer puts these people forward: each proposal becomes a candidacy.

    For each vacancy all of its proposals are confirmed or none, within the locked head-count,
    so two officers with the same list fill every seat once. Couples are confirmed together.
    If nothing at all could be confirmed, the first refusal is raised.
    """
    chosen = list(proposals)
    if not chosen:
        raise Refusal("nothing-chosen", _("还没有选人：请先勾选要推荐的人。"))
    fresh = lock(chosen)
    # All people, then all vacancies: whatever is confirmed in parts later, nobody waits in a ring.
    lock([Worker(pk=proposal.worker_id) for proposal in fresh])
    lock([Vacancy(pk=proposal.vacancy_id) for proposal in fresh])
    for start in range(0, len(fresh), 400):  # SQLite takes no longer list in one question
        prefetch_related_objects(fresh[start : start + 400], "worker", "vacancy")
    _refuse_unpublished(fresh)
    groups = _groups(fresh)
    done, confirmed, refused = _confirm_groups([fresh], by)
    if refused and len(groups) > 1:  # not all of it at once: vacancy by vacancy
        done, confirmed, refused = _confirm_groups(groups, by)
    if not done:
        raise refused[0][1]
    Proposal.objects.bulk_update(confirmed, ["candidacy"], batch_size=400)
    record_all(
        event(
            "proposal.confirmed",
            proposal,
            by=by,
            worker_id=proposal.worker_id,
            candidacy_id=proposal.candidacy_id,
        )
        for proposal in confirmed
    )
    return Confirmed(done, refused)


def _refuse_unpublished(proposals):
    runs = Run.objects.filter(pk__in={proposal.run_id for proposal in proposals})
    if any(run.beside_id for run in runs):
        raise Refusal("what-if-run", _("这是假设测算，不能据此推荐：请到原来那次匹配中确认。"))
    if any(run.stage != Stage.PUBLISHED for run in runs):
        raise Refusal("run-unfinished", _("这次匹配还没有结果：请等它完成。"))


def _groups(proposals):
    """Proposals by vacancy, in the order of the vacancies; a couple binds its two together."""
    root = {}

    def top(vacancy):
        while root.setdefault(vacancy, vacancy) != vacancy:
            vacancy = root[vacancy]
        return vacancy

    at = {proposal.worker_id: proposal.vacancy_id for proposal in proposals}
    for proposal in proposals:
        if proposal.together_with_id in at:
            one, other = top(proposal.vacancy_id), top(at[proposal.together_with_id])
            root[max(one, other)] = min(one, other)
    groups = {}
    for proposal in proposals:
        groups.setdefault(top(proposal.vacancy_id), []).append(proposal)
    return [groups[vacancy] for vacancy in sorted(groups)]


def _confirm_groups(groups, by):
    done, confirmed, refused = [], [], []
    for group in groups:
        try:
            with transaction.atomic():
                done += _confirm_group(group, by)
            confirmed += group
        except Refusal as refusal:
            vacancies = {proposal.vacancy_id: proposal.vacancy for proposal in group}
            refused += [(vacancy, refusal) for vacancy in vacancies.values()]
    return done, confirmed, refused


def _confirm_group(group, by):
    for proposal in group:
        if proposal.candidacy_id:
            raise Refusal("already-confirmed", _("名单中有人已经推荐过：请刷新页面再试。"))
        if proposal.set_aside_because:
            raise Refusal("already-set-aside", _("名单中有人已标为不采纳：请把此人移出名单。"))
    _refuse_half_couples(group)
    _refuse_standing_elsewhere(group)
    made = candidacies.propose(
        [(proposal.worker, proposal.vacancy) for proposal in group], because="matching", by=by
    )
    for proposal, candidacy in zip(group, made, strict=True):
        proposal.candidacy = candidacy
    return made


def _refuse_standing_elsewhere(group):
    """A result may be older than what has happened since: nobody gets a second seat by it."""
    keys = [proposal.worker_id for proposal in group]
    standing = set()
    for start in range(0, len(keys), 400):
        live = Candidacy.objects.live().filter(worker__in=keys[start : start + 400])
        standing |= set(live.values_list("worker_id", flat=True))
    if standing:
        people = [one.worker.name for one in group if one.worker_id in standing]
        raise Refusal(
            "standing-elsewhere",
            format_lazy(
                _("{names}等{count}人在这次匹配之后已推荐到岗位：请把他们移出名单再确认。"),
                names="、".join(people[:3]),
                count=len(people),
            ),
        )


def _refuse_half_couples(group):
    """Whoever must not be separated goes together with the partner, or neither goes."""
    together = {proposal.worker_id for proposal in group}
    for proposal in group:
        mate = proposal.together_with_id
        if mate is None or mate in together:
            continue
        there = Proposal.objects.filter(run=proposal.run_id, worker=mate)
        if there.waiting().exists():
            raise Refusal(
                "couple-apart", _("名单中有人要与同行人一起走：请把两人一并勾选，或都不勾选。")
            )


@transaction.atomic
def set_aside(proposal, *, because, by) -> Proposal:
    """An officer does not follow the proposal, and says why."""
    [proposal] = lock([proposal])
    if not because.strip():
        raise Refusal("no-reason", _("请写明不采纳的理由。"))
    if proposal.candidacy_id:
        raise Refusal("already-confirmed", _("此人已经推荐：如要撤回，请结束这个推荐。"))
    proposal.set_aside_by_id, proposal.set_aside_because = by.pk, because.strip()[:120]
    proposal.save(update_fields=["set_aside_by_id", "set_aside_because"])
    record("proposal.set_aside", proposal, by=by, worker_id=proposal.worker_id)
    return proposal


@transaction.atomic
def withdraw_proposals(closed):
    """A vacancy has closed: nobody is put forward for it any more. Twice is once.

    Proposals still waiting are set aside; candidacies that had got no further than being
    put forward end. Whoever has registered or been interviewed is for people to decide.
    """
    if not Vacancy.objects.filter(pk=closed.subject_id, stage=VacancyStage.CLOSED).exists():
        return  # open again since: an old event told once more
    for proposal in lock(Proposal.objects.waiting().filter(vacancy=closed.subject_id)):
        proposal.set_aside_because = VACANCY_CLOSED
        proposal.save(update_fields=["set_aside_because"])
        record("proposal.set_aside", proposal, by=None, worker_id=proposal.worker_id)
    standing = Candidacy.objects.filter(vacancy=closed.subject_id, stage=CandidacyStage.PROPOSED)
    for candidacy in standing:
        candidacies.end(candidacy, because=VACANCY_CLOSED, by=None)
