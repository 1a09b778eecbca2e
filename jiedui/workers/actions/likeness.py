"""Look for records that are one person; an officer decides each pair, once."""

import logging

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiedui.core.events import record
from jiedui.core.locks import lock, one_at_a_time
from jiedui.core.refusal import Refusal
from jiedui.workers import bridge
from jiedui.workers.actions.merging import merge, unmerge
from jiedui.workers.models import (
    Likeness,
    LikenessStage,
    Merge,
    Sifting,
    SiftingStage,
    Worker,
)

log = logging.getLogger("jiedui.workers")


@transaction.atomic
def find_likenesses(home, *, on, by):
    """Look through a county, or county by county through a prefecture; `step` does the work."""
    one_at_a_time("sifting", home.pk)
    if Sifting.objects.unfinished().filter(home=home).exists():
        raise Refusal("already-sifting", _("正在查重：请等这一次查完。"))
    sifting = Sifting.objects.create(home=home, asked_on=on, asked_by=by)
    record("sifting.asked", sifting, by=by)
    return sifting


def step(sifting):
    """Take a search one county further; safe to repeat after a kill at any point."""
    sifting = Sifting.objects.get(pk=sifting.pk)
    if sifting.stage == SiftingStage.ASKED:
        return _begin(sifting)
    if sifting.stage == SiftingStage.BEGUN:
        return _look_through(sifting)
    return sifting


@transaction.atomic
def _begin(sifting):
    [sifting] = lock([sifting])
    if sifting.stage != SiftingStage.ASKED:
        return sifting
    low, high = sifting.home.interval()
    homes = Worker.objects.present().filter(home__gte=low, home__lt=high)
    sifting.counties = sorted(homes.values_list("home_id", flat=True).distinct())
    sifting.save(update_fields=["counties"])
    sifting.move(SiftingStage.BEGUN)
    record("sifting.begun", sifting, by=None, counties=len(sifting.counties))
    return sifting


def _look_through(sifting):
    """The next county. The comparing runs outside the transaction, so that nobody waits for it."""
    done = sifting.done
    if done == len(sifting.counties):
        return _finish(sifting)
    found, people = bridge.alike(sifting.counties[done])
    with transaction.atomic():
        [sifting] = lock([sifting])
        if sifting.stage != SiftingStage.BEGUN or sifting.done != done:
            return sifting  # another worker was faster
        _keep(found, sifting.counties[done])
        sifting.done, sifting.people = done + 1, sifting.people + people
        sifting.found += len(found)
        sifting.save(update_fields=["done", "people", "found"])
        if sifting.done < len(sifting.counties):
            return sifting
    return _finish(sifting)


@transaction.atomic
def _finish(sifting):
    [sifting] = lock([sifting])
    if sifting.stage == SiftingStage.BEGUN:
        sifting.move(SiftingStage.SIFTED)
        record("sifting.sifted", sifting, by=None, people=sifting.people, found=sifting.found)
    return sifting


def _keep(found, county):
    """New pairs are asked about, open ones weighed anew; what was decided stays decided."""
    here = Likeness.objects.filter(one__home=county)
    decided = set(here.decided().values_list("one_id", "other_id"))
    told = {(pair.one, pair.other): pair for pair in found}
    waiting = {(row.one_id, row.other_id): row for row in here.filter(stage=LikenessStage.OPEN)}
    gone = [row.pk for pair, row in waiting.items() if pair not in told]
    for start in range(0, len(gone), 500):
        Likeness.objects.filter(pk__in=gone[start : start + 500]).delete()
    again = [_weighed(row, told[pair]) for pair, row in waiting.items() if pair in told]
    Likeness.objects.bulk_update(again, ["percent", "rank", "reasons"], batch_size=200)
    Likeness.objects.bulk_create(
        [
            _weighed(Likeness(one_id=one, other_id=other), pair)
            for (one, other), pair in told.items()
            if (one, other) not in waiting and (one, other) not in decided
        ],
        batch_size=500,
    )


def _weighed(row, pair):
    row.percent, row.reasons = min(pair.percent, 99), pair.reasons
    # Likeliest first; the keys make it unlike that of any other pair of the same weight.
    row.rank = round((pair.weight + 100) * 100) * 10**10 + (
        (row.one_id * 100_003 + row.other_id) % 10**10
    )
    return row


@transaction.atomic
def give_up(sifting, *, because):
    """A search that cannot be finished says so, and why; what it found so far stays."""
    [sifting] = lock([sifting])
    if sifting.stage in {SiftingStage.SIFTED, SiftingStage.FAILED}:
        return sifting
    sifting.trouble = because
    sifting.save(update_fields=["trouble"])
    sifting.move(SiftingStage.FAILED)
    record("sifting.failed", sifting, by=None, code=because.get("code", ""))
    return sifting


@transaction.atomic
def merge_alike(likeness, *, kept, choose=(), by, because, on):
    """The two are one person: `kept` (one of them) stays, with the chosen values of the other."""
    [likeness] = lock([likeness])
    _refuse_decided(likeness)
    if kept.pk not in (likeness.one_id, likeness.other_id):
        raise Refusal("not-of-this-pair", _("要保留的档案不在这一对里：请刷新页面再选。"))
    gone = likeness.other if kept.pk == likeness.one_id else likeness.one
    likeness.merge = merge(kept, gone, by=by, because=because, on=on, choose=choose)
    _decide(likeness, LikenessStage.MERGED, by=by, because=because, on=on)
    record("likeness.merged", likeness, by=by, worker_id=kept.pk, merge=likeness.merge_id)
    return likeness


@transaction.atomic
def tell_apart(likeness, *, by, on, because=""):
    """They are two people; remembered, and not asked again."""
    [likeness] = lock([likeness])
    _refuse_decided(likeness)
    _decide(likeness, LikenessStage.DIFFERENT, by=by, because=because, on=on)
    record("likeness.different", likeness, by=by, worker_id=likeness.one_id,
           other=likeness.other_id)  # fmt: skip
    return likeness


@transaction.atomic
def reopen(likeness, *, by, on, because=""):
    """The decision is taken back: a merge is undone, the pair waits again."""
    [likeness] = lock([likeness])
    if likeness.stage == LikenessStage.OPEN:
        raise Refusal("still-open", _("这一对还没有核对过：请刷新页面。"))
    merged = likeness.merge
    if merged is not None and merged.undone_on is None:
        unmerge(merged, by=by, because=because, on=on)
    _open(likeness)
    record("likeness.reopened", likeness, by=by, worker_id=likeness.one_id,
           other=likeness.other_id)  # fmt: skip
    return likeness


def _refuse_decided(likeness):
    if likeness.stage != LikenessStage.OPEN:
        raise Refusal("already-decided", _("这一对已经核对过了：请刷新页面看结论。"))


def _decide(likeness, stage, *, by, because, on):
    likeness.because, likeness.decided_on = because.strip()[:120], on
    likeness.by_id = by.pk if by is not None else None
    likeness.save(update_fields=["merge", "because", "decided_on", "by_id"])
    likeness.move(stage)


def _open(likeness):
    likeness.merge, likeness.because, likeness.by_id, likeness.decided_on = None, "", None, None
    likeness.save(update_fields=["merge", "because", "by_id", "decided_on"])
    likeness.move(LikenessStage.OPEN)


@transaction.atomic
def follow_merge(event):
    """Merged on the person's own page: the pair, if it was asked about, is answered by that."""
    merged = Merge.objects.filter(pk=event.facts.get("merge"), undone_on=None).first()
    if merged is None:
        return
    for likeness in lock(_of(merged).filter(stage=LikenessStage.OPEN)):
        likeness.merge, likeness.by_id = merged, merged.by_id
        likeness.because, likeness.decided_on = merged.because, merged.done_on
        likeness.save(update_fields=["merge", "by_id", "because", "decided_on"])
        likeness.move(LikenessStage.MERGED)
        record("likeness.merged", likeness, by=None, worker_id=merged.kept_id, merge=merged.pk)


@transaction.atomic
def follow_unmerge(event):
    """Undone on the person's own page: the pair waits for a decision again."""
    merged = Merge.objects.filter(pk=event.facts.get("merge"), undone_on__isnull=False).first()
    if merged is None:
        return
    for likeness in lock(_of(merged).filter(merge=merged, stage=LikenessStage.MERGED)):
        _open(likeness)
        record("likeness.reopened", likeness, by=None, worker_id=merged.kept_id,
               other=merged.other_id)  # fmt: skip


def _of(merged):
    pair = sorted((merged.kept_id, merged.other_id))
    return Likeness.objects.filter(one=pair[0], other=pair[1])
