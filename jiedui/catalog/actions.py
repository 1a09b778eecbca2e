"""Every write to the catalogue: its sheets are loaded, and an officer may teach a title."""

import csv
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.db import models, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jiedui.catalog.models import (
    CertificateType,
    Edition,
    EmployerKind,
    FormerRegion,
    HouseholdClass,
    KeyCounty,
    MinimumWage,
    Occupation,
    OccupationTitle,
    PlaceGroup,
    Region,
    RegionLevel,
    Seat,
    WishGroup,
    interval_of,
    squeezed,
)
from jiedui.core.events import record
from jiedui.core.refusal import Refusal

SHEETS = Path(__file__).resolve().parent / "data"
TAUGHT = "taught_titles"


@dataclass(frozen=True)
class Sheet:
    """One file, the table it fills, the columns that name a row, and how a row is read."""

    name: str
    model: type[models.Model]
    key: tuple[str, ...]
    read: Callable[[list[dict]], list[dict]]


def _day(text):
    return date.fromisoformat(text) if text else None


def _split(text):
    return [part for part in text.split("/") if part]


def _regions(rows):
    """Regions with their full names, which need the rows above them."""
    above = {row["code"]: row for row in rows}

    def full_name(row):
        names = [row["name"]]
        while row["parent"]:
            row = above[row["parent"]]
            names.insert(0, row["name"] if row["level"] == RegionLevel.PROVINCE else row["plain"])
        return "".join(names)

    return [
        {
            "code": int(row["code"]),
            "name": row["name"],
            "level": RegionLevel(row["level"]).value,
            "parent_id": int(row["parent"]) if row["parent"] else None,
            "prefix": int(row["code"][:6]),
            "full_name": full_name(row),
            "short": row["short"],
            "plain": row["plain"],
            "also": f"/{row['aliases']}/" if row["aliases"] else "",
            "pinyin": row["pinyin"],
            "initials": row["initials"],
            "valid_from": _day(row["valid_from"]),
            "valid_until": _day(row["valid_until"]),
            "retired": False,
        }
        for row in rows
    ]


def _former_regions(rows):
    return [
        {
            "code": int(row["code"]),
            "name": row["name"],
            "region_id": int(row["region"]),
            "until": int(row["until"]),
        }
        for row in rows
    ]


def _seats(rows):
    return [
        {
            "region_id": int(row["region"]),
            "longitude": Decimal(row["longitude"]),
            "latitude": Decimal(row["latitude"]),
            "source": row["source"],
        }
        for row in rows
    ]


def _key_counties(rows):
    return [
        {
            "region_id": int(row["region"]),
            "listed_as": row["list"],
            "valid_from": _day(row["valid_from"]),
            "valid_until": _day(row["valid_until"]),
            "confidence": row["confidence"],
            "source": row["source"],
        }
        for row in rows
    ]


def _occupations(rows):
    return [
        {
            "code": row["code"],
            "name": row["name"],
            "level": row["level"],
            "parent_id": row["parent"] or None,
            "number": interval_of(row["code"])[0],
            "marks": row["marks"],
            "retired": False,
        }
        for row in rows
    ]


def _titles(rows):
    return [
        {"title": row["title"], "occupation_id": row["occupation"], "source": row["source"]}
        for row in rows
    ]


def _certificates(rows):
    return [
        {
            "code": row["code"],
            "name": row["name"],
            "aliases": _split(row["aliases"]),
            "prefixes": _split(row["occupations"]),
            "bit": int(row["bit"]),
            "retired": False,
        }
        for row in rows
    ]


def _wish_groups(rows):
    return [
        {
            "code": row["code"],
            "name": row["name"],
            "order": int(row["order"]),
            "prefixes": _split(row["prefixes"]),
            "aliases": _split(row["aliases"]),
            "retired": False,
        }
        for row in rows
    ]


def _place_groups(rows):
    return [
        {
            "code": row["code"],
            "name": row["name"],
            "order": int(row["order"]),
            "regions": [int(code) for code in _split(row["regions"])],
            "aliases": _split(row["aliases"]),
            "retired": False,
        }
        for row in rows
    ]


def _employer_kinds(rows):
    return [
        {"code": row["code"], "name": row["name"], "bit": int(row["bit"]), "retired": False}
        for row in rows
    ]


def _household_classes(rows):
    return [
        {
            "code": row["code"],
            "name": row["name"],
            "order": int(row["order"]),
            "aliases": _split(row["aliases"]),
            "monitored": row["monitored"] == "yes",
            "valid_from": _day(row["valid_from"]),
            "valid_until": _day(row["valid_until"]),
            "confidence": row["confidence"],
            "source": row["source"],
            "retired": False,
        }
        for row in rows
    ]


def _minimum_wages(rows):
    return [
        {
            "region_id": int(row["region"]),
            "valid_from": _day(row["valid_from"]),
            "valid_until": _day(row["valid_until"]),
            "monthly": int(row["monthly"]) if row["monthly"] else None,
            "hourly_fen": int(Decimal(row["hourly"]) * 100) if row["hourly"] else None,
            "notice": row["notice"],
            "confidence": row["confidence"],
            "source": row["source"],
        }
        for row in rows
    ]


CATALOGUE = (
    Sheet("regions", Region, ("code",), _regions),
    Sheet("former_regions", FormerRegion, ("code", "name"), _former_regions),
    Sheet("seats", Seat, ("region_id",), _seats),
    Sheet("key_counties", KeyCounty, ("region_id", "listed_as", "valid_from"), _key_counties),
    Sheet("occupations", Occupation, ("code",), _occupations),
    Sheet("occupation_titles", OccupationTitle, ("title", "source"), _titles),
    Sheet("certificates", CertificateType, ("code",), _certificates),
    Sheet("wish_groups", WishGroup, ("code",), _wish_groups),
    Sheet("place_groups", PlaceGroup, ("code",), _place_groups),
    Sheet("employer_kinds", EmployerKind, ("code",), _employer_kinds),
    Sheet("household_classes", HouseholdClass, ("code",), _household_classes),
    Sheet("minimum_wages", MinimumWage, ("region_id", "valid_from"), _minimum_wages),
)


@transaction.atomic
def load_catalogue(path=SHEETS, *, by=None):
    """Bring every table of the catalogue up to the sheets in a folder.

    What is new is inserted, what differs is changed, and what the sheets no longer name is
    retired: kept for those who refer to it, and offered to nobody. Rows that nothing can
    refer to (titles, former names, listings) are removed. Loading the same sheets again
    changes nothing. Returns {sheet: {"new", "changed", "same", "retired"}}.
    """
    return {sheet.name: _load(sheet, Path(path), by) for sheet in CATALOGUE}


def _load(sheet, folder, by):
    rows, digest = _read(sheet, folder)
    # The sheet answers for its own sources; what officers taught is theirs.
    owned = sheet.model.objects.all()
    if sheet.model is OccupationTitle:
        owned = owned.filter(source__in={row["source"] for row in rows})
    told = {_key(sheet, row): row for row in rows}
    if len(told) < len(rows):
        raise _unusable(sheet, _("同一行出现了两次"))
    known = {_key(sheet, row): row for row in owned.values(*rows[0])}
    fresh = [row for key, row in told.items() if key not in known]
    moved = [row for key, row in told.items() if key in known and known[key] != row]
    counted = {
        "new": len(fresh),
        "changed": len(moved),
        "same": len(rows) - len(fresh) - len(moved),
        "retired": _retire(sheet, owned, known.keys() - told.keys()),
    }
    if fresh or moved:
        sheet.model.objects.bulk_create(
            [sheet.model(**row) for row in fresh + moved],
            batch_size=2000,
            update_conflicts=True,
            unique_fields=[name.removesuffix("_id") for name in sheet.key],
            update_fields=[name.removesuffix("_id") for name in rows[0] if name not in sheet.key],
        )
    if fresh or moved or counted["retired"]:
        _stamp(sheet.name, digest, len(rows), by, **counted)
    return counted


def _key(sheet, row):
    return tuple(row[name] for name in sheet.key)


def _read(sheet, folder):
    try:
        content = (folder / f"{sheet.name}.csv").read_bytes()
        rows = sheet.read(list(csv.DictReader(content.decode("utf-8-sig").splitlines())))
    except FileNotFoundError:
        raise _unusable(sheet, _("文件不存在")) from None
    except UnicodeDecodeError:
        raise _unusable(sheet, _("文件不是 UTF-8 编码")) from None
    except (KeyError, ValueError, InvalidOperation) as found:
        raise _unusable(sheet, str(found)) from None
    if not rows:
        raise _unusable(sheet, _("文件里没有数据行"))
    return rows, hashlib.sha256(content).hexdigest()


def _unusable(sheet, why):
    return Refusal(
        "catalogue-unusable",
        format_lazy(
            _("目录表 {sheet}.csv 不能用（{why}）：请照 docs/catalogue.md 修正后再装载。"),
            sheet=sheet.name,
            why=why,
        ),
    )


def _retire(sheet, owned, gone):
    """Rows that others may refer to stay and are marked; the rest goes."""
    if not hasattr(sheet.model, "retired"):
        leaving = [row.pk for row in owned if _key(sheet, vars(row)) in gone] if gone else []
        sheet.model.objects.filter(pk__in=leaving).delete()
        return len(leaving)
    codes = [code for (code,) in gone]
    return sheet.model.objects.filter(pk__in=codes, retired=False).update(retired=True)


def _stamp(name, digest, rows, by, **counted):
    edition, _new = Edition.objects.update_or_create(
        sheet=name, defaults={"digest": digest, "rows": rows}
    )
    record("catalogue.loaded", edition, by=by, sheet=name, **counted)


@transaction.atomic
def teach_title(title, *, occupation, by):
    """Remember what people here call an occupation; it is suggested first from now on."""
    title = squeezed(title)
    if not 2 <= len(title) <= 60:
        raise Refusal("title-unusable", _("岗位叫法要在2到60个字之间：请改写后再记住。"))
    taught, _new = OccupationTitle.objects.update_or_create(
        title=title, source="office", defaults={"occupation": occupation}
    )
    before = Edition.objects.filter(sheet=TAUGHT).first()
    words = f"{before.digest if before else ''} {title} {occupation.pk}"
    Edition.objects.update_or_create(
        sheet=TAUGHT,
        defaults={
            "digest": hashlib.sha256(words.encode()).hexdigest(),
            "rows": OccupationTitle.objects.filter(source="office").count(),
        },
    )
    record("title.taught", taught, by=by, occupation=occupation.pk)
    return taught
