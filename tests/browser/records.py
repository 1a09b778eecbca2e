"""People to whom everything has happened, so that the pages about it can be opened: corrected,
left, merged, split. What such a page's address is made of is kept beside the sessions."""

from datetime import date

from django.urls import reverse

from jiedui.catalog.queries import occupations_for
from jiedui.workers import actions as workers
from jiedui.workers.models import Change, Merge, Split
from jiedui.workers.queries import Person
from tests.browser import handed
from tests.web import counted

ON = counted.ON
ADDED = ("wish", "contact", "consent", "certificate", "experience", "language", "care", "spell")


def settle(west):
    full, left, kept, other, whole = counted.people(5, by=west)[-5:]
    told = {"on": ON, "by": west}
    _everything(full, told)
    workers.mark_left(left, why="moved", because="随家人迁到成都", **told)
    workers.merge(kept, other, because="同一个人，两次登记", **told)
    twin = Person(name="王小兰", born_on=date(1996, 3, 4), home=513225)
    workers.split(whole, person=twin, because="姐妹共用一份", **told)
    handed.keep_addresses(
        {
            "person-everything": at("person", full),
            "person-identity": at("person_identity", full),
            "person-phone": at("person_phone", full),
            "person-erase": at("person_erase", full),
            "erasure": reverse("desk:erasure", args=[_asks_to_be_forgotten(whole, west)]),
            "person-forget": at("person_forget", full, "spoken", "tibetan"),
            "person-withdraw": at("person_withdraw", full, "matching"),
            "person-undo": at("person_undo", full, Change.objects.get(field="village").pk),
            "person-gone": at("person", left),
            "person-back": at("person_back", left),
            "person-merged": at("person", kept),
            "person-same-as": at("person", other),
            "person-unmerge": at("person_unmerge", kept, Merge.objects.get().pk),
            "person-unsplit": at("person_unsplit", whole, Split.objects.get().pk),
            "person-pair": f"{at('person_merge', whole)}?with={full.code}",
        }
        | {f"person-add-{what}": at("person_add", full, what) for what in ADDED}
    )


def _asks_to_be_forgotten(worker, west):
    return workers.ask_erasure(worker, on=ON, by=west).code


def at(name, worker, *more):
    return reverse(f"desk:{name}", args=[worker.code, *more])


def _everything(worker, told):
    sewing = occupations_for("缝纫工")[0].occupation
    workers.correct(worker, village="漳扎村2组", because="照户口簿核对", **told)
    workers.record_certificate(worker, kind="welder", level="4", valid_until=ON, **told)
    workers.record_experience(worker, occupation=sewing.code, years=4, **told)
    workers.record_language(worker, tongue="tibetan", level="talk", **told)
    workers.record_care(worker, kind="elder", number=2, covered=True, **told)
    workers.record_spell(
        worker, employment="away", began_on=date(2024, 3, 1), ended_on=date(2025, 12, 20),
        employer_name="嘉善云帆服饰有限公司", workplace="嘉善县", work="平车", pay=5600, **told,
    )  # fmt: skip
    workers.record_consent(
        worker, purpose="matching", wording="用您的资料为您匹配岗位，可以吗？",
        language="tibetan", heard_by="罗帮办", **told,
    )  # fmt: skip
    workers.record_contact(worker, outcome="absent", channel="phone", at=counted.AT, by=told["by"])
