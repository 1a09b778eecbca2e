"""The table of schemes, brought up to its files."""

import tomllib
from pathlib import Path

from django.db import transaction

from jiedui.catalog.models import Region
from jiedui.core.events import record
from jiedui.subsidies.models import Scheme

SCHEMES = Path(__file__).parent / "schemes"
PLAIN = (
    "name", "beneficiary", "classes", "amount", "conditions", "frequency", "exclusion",
    "procedure", "document", "announced", "valid_from", "valid_until", "source",
)  # fmt: skip


@transaction.atomic
def load_schemes(folder=SCHEMES, *, by=None):
    """Safe to repeat; what the files no longer name stays, for it was true for a time."""
    counted = {"new": 0, "changed": 0, "same": 0}
    for path in sorted(Path(folder).glob("*.toml")):
        for code, told in tomllib.loads(path.read_text(encoding="utf-8")).items():
            counted[_keep(code, told, by)] += 1
    return counted


def _keep(code, told, by):
    values = {name: told[name] for name in PLAIN if name in told}
    for end in ("west", "east"):
        values[end] = Region.objects.get(code=told[end]) if end in told else None
    scheme, is_new = Scheme.objects.get_or_create(code=code, defaults=values)
    changed = [name for name, value in values.items() if getattr(scheme, name) != value]
    if not is_new and not changed:
        return "same"
    for name in changed:
        setattr(scheme, name, values[name])
    scheme.save()
    record("scheme.loaded", scheme, by=by)
    return "new" if is_new else "changed"
