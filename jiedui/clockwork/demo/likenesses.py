"""A few people whom other ledgers wrote otherwise, and the search that finds them."""

from jiedui.clockwork import runner
from jiedui.workers import actions as workers
from jiedui.workers.models import Worker
from jiedui.workers.queries import Person

# As another office would have written it: another transliteration, a homophone.
OTHERWISE = {
    "卓玛": "志玛", "次仁": "泽仁", "多吉": "道吉", "尼玛": "尼马", "索朗": "索南", "仁青": "仁钦",
    "桑吉": "桑杰", "拉姆": "拉毛", "华": "花", "军": "君", "英": "瑛", "明": "铭", "芳": "方",
}  # fmt: skip
PAIRS = 5


def plant(by, on):
    """Some are registered a second time, without the number; then everybody is looked through."""
    again = [_otherwise(worker) for worker in _chosen(by)]
    workers.keep_people(again, on=on, by=by, source="demo")
    workers.find_likenesses(by.organisation.region, on=on, by=by)
    runner.work(until_idle=True)


def _chosen(by):
    """The first of each spelling, so that no two pairs are alike."""
    people = Worker.objects.visible_to(by).present().exclude(phone_index=None).order_by("pk")
    chosen = {}
    for worker in people:
        heard = next((said for said in OTHERWISE if said in worker.name[1:]), None)
        if heard and heard not in chosen:
            chosen[heard] = worker
        if len(chosen) == PAIRS:
            break
    return chosen.values()


def _otherwise(worker):
    heard = next(said for said in OTHERWISE if said in worker.name[1:])
    name = worker.name[0] + worker.name[1:].replace(heard, OTHERWISE[heard], 1)
    return Person(
        name=name,
        born_on=worker.born_on,
        home=worker.home_id,
        town=worker.town_id,
        village=worker.village.removesuffix("村"),
        phone=worker.phone,
        sex=worker.sex or None,
    )
