"""The catalogue is brought up to its sheets: inserted, changed, retired, never torn."""

import shutil
import time

import pytest

from jiedui.catalog import actions as catalog
from jiedui.catalog import queries
from jiedui.catalog.models import (
    CertificateType,
    Edition,
    EmployerKind,
    KeyCounty,
    Occupation,
    OccupationTitle,
    Region,
)
from jiedui.core.events import Event
from jiedui.core.refusal import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheets(tmp_path):
    """The sheets in a folder of one's own, to be edited."""
    for sheet in catalog.CATALOGUE:
        shutil.copy(catalog.SHEETS / f"{sheet.name}.csv", tmp_path)
    return tmp_path


def edit(folder, name, change):
    path = folder / f"{name}.csv"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def sizes():
    return [sheet.model.objects.count() for sheet in catalog.CATALOGUE]


def test_loading_twice_changes_nothing(catalogue):
    before, told = sizes(), Event.objects.count()

    counted = catalog.load_catalogue()

    assert {(c["new"], c["changed"], c["retired"]) for c in counted.values()} == {(0, 0, 0)}
    assert sum(c["same"] for c in counted.values()) == sum(before)
    assert sizes() == before
    assert Event.objects.count() == told


def test_it_loads_from_nothing_within_the_time_an_officer_waits():
    for sheet in reversed(catalog.CATALOGUE):
        # Straight from the table: the keys that protect regions are not asked.
        sheet.model.objects.all()._raw_delete("default")
    Edition.objects.all().delete()

    started = time.process_time()
    counted = catalog.load_catalogue()

    assert time.process_time() - started < 4
    assert counted["regions"]["new"] == Region.objects.count() == 3235
    assert counted["occupations"]["new"] == Occupation.objects.count() == 2048


def test_a_new_edition_inserts_changes_and_retires(catalogue, sheets):
    edit(
        sheets,
        "certificates",
        lambda text: text.replace("缝纫工证,服装制作证", "缝纫证书,服装制作证"),
    )
    edit(
        sheets,
        "employer_kinds",
        lambda text: text.replace("platform,平台企业,11\n", "home,居家,12\n"),
    )

    counted = catalog.load_catalogue(sheets)

    assert counted["certificates"] == {"new": 0, "changed": 1, "same": 59, "retired": 0}
    assert counted["employer_kinds"] == {"new": 1, "changed": 0, "same": 11, "retired": 1}
    assert CertificateType.objects.get(pk="sewing").name == "缝纫证书"
    assert EmployerKind.objects.get(pk="platform").retired
    assert "platform" not in EmployerKind.objects.current().values_list("pk", flat=True)
    assert set(
        Event.objects.filter(verb="catalogue.loaded", facts__changed=1).values_list(
            "facts__sheet", flat=True
        )
    ) == {"certificates"}


def test_what_was_retired_comes_back(catalogue, sheets):
    edit(sheets, "employer_kinds", lambda text: text.replace("platform,平台企业,11\n", ""))
    catalog.load_catalogue(sheets)

    counted = catalog.load_catalogue()

    assert counted["employer_kinds"]["changed"] == 1
    assert not EmployerKind.objects.get(pk="platform").retired


def test_a_retired_region_stays_for_those_who_refer_to_it(catalogue, sheets):
    edit(
        sheets,
        "regions",
        lambda text: "".join(
            line for line in text.splitlines(True) if not line.startswith("330421112,")
        ),
    )

    assert catalog.load_catalogue(sheets)["regions"]["retired"] == 1

    assert Region.objects.get(pk=330421112).retired
    assert queries.place_for("浙江嘉善姚庄镇").pk == 330421


def test_a_listing_that_is_withdrawn_goes(catalogue, sheets):
    edit(
        sheets,
        "key_counties",
        lambda text: "".join(line for line in text.splitlines(True) if "九寨沟县" not in line),
    )

    assert catalog.load_catalogue(sheets)["key_counties"]["retired"] == 1
    assert not KeyCounty.objects.filter(region=513225).exists()


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("regions", lambda text: ""),
        ("regions", lambda text: text.replace("code,", "number,", 1)),
        ("regions", lambda text: text.replace("110101,东城区", "x10101,东城区")),
        ("regions", lambda text: text.replace(",county,110000,", ",parish,110000,", 1)),
        ("employer_kinds", lambda text: text + "state,国有企业,0\n"),
        ("key_counties", lambda text: text.replace("2021-08-27", "2021-13-27")),
    ],
)
def test_a_sheet_that_cannot_be_used_is_refused_whole(catalogue, sheets, name, change):
    edit(sheets, name, change)
    before, told = sizes(), Event.objects.count()

    with pytest.raises(Refusal) as refused:
        catalog.load_catalogue(sheets)

    assert refused.value.code == "catalogue-unusable"
    assert name in str(refused.value)
    assert (sizes(), Event.objects.count()) == (before, told)


def test_a_missing_sheet_and_a_foreign_encoding_are_refused(catalogue, sheets):
    path = sheets / "occupations.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    with pytest.raises(Refusal, match="UTF-8"):
        catalog.load_catalogue(sheets)

    path.unlink()
    with pytest.raises(Refusal, match="不存在"):
        catalog.load_catalogue(sheets)


def test_a_taught_title_is_suggested_first_and_survives_a_reload(catalogue, officer):
    cook = Occupation.objects.get(pk="4-03-02-01")
    assert queries.occupations_for("白案墩子")[0].occupation.pk == cook.pk
    pastry = Occupation.objects.get(pk="4-03-02-02")

    catalog.teach_title(" 白案墩子 ", occupation=pastry, by=officer)
    catalog.load_catalogue()

    first = queries.occupations_for("白案墩子")[0]
    assert (first.occupation.pk, first.score) == ("4-03-02-02", 100)
    assert Event.objects.get(verb="title.taught").by_id == officer.pk
    assert OccupationTitle.objects.filter(source="office").count() == 1


def test_a_title_of_one_letter_is_not_taught(catalogue, officer):
    with pytest.raises(Refusal) as refused:
        catalog.teach_title("工", occupation=Occupation.objects.get(pk="4-03-02-01"), by=officer)

    assert refused.value.code == "title-unusable"
    assert not Event.objects.filter(verb="title.taught").exists()
