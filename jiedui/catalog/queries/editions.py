"""Which edition of the sheets is loaded: an index in memory is good for exactly one."""

from jiedui.catalog.models import Edition


def edition_of(*sheets):
    """The digests of the loaded sheets, as the key under which an index is kept."""
    return tuple(
        Edition.objects.filter(sheet__in=sheets).order_by("sheet").values_list("sheet", "digest")
    )
