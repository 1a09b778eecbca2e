"""Charts drawn on the server: one description, an SVG picture. Each page has a table beside it.

A picture stands in its page as an image of its own (a data address, which the content security
policy allows for images): it brings no script and no style, and whoever reads without pictures
reads the table.
"""

from base64 import b64encode
from functools import cache, lru_cache
from pathlib import Path
from types import ModuleType

import pylopdf_fonts_zh_cn

# The face that the picture is measured in, and what a reader's machine may have instead.
FACE = "Noto Sans SC, PingFang SC, HarmonyOS Sans SC, Microsoft YaHei, sans-serif"
INK, QUIET, LINE, RIVER, AMBER = "#1b2430", "#5a6672", "#d5dbdd", "#0b6a66", "#c98a1b"
WIDTH, ROW = 420, 30


@cache
def _drawing() -> tuple[ModuleType, ModuleType]:
    """The two libraries, brought in when the first chart is asked for; the face registered once."""
    import altair  # noqa: PLC0415  half a second that no other page should wait for
    import vl_convert  # noqa: PLC0415

    vl_convert.register_font_directory(str(Path(pylopdf_fonts_zh_cn.sans_path()).parent))
    return altair, vl_convert


def drawn(chart) -> str:
    """The chart as SVG, in our face and colours."""
    face = {"labelFont": FACE, "titleFont": FACE, "labelColor": INK, "titleColor": QUIET}
    axis = {
        **face,
        "labelFontSize": 13,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "gridColor": LINE,
        "domainColor": LINE,
        "tickColor": LINE,
        "labelLimit": 190,
    }
    dressed = (
        chart.configure(font=FACE, background="#ffffff")
        .configure_axis(**axis)
        .configure_legend(**face, labelFontSize=13, orient="top", title=None)
        .configure_view(stroke=None)
    )  # fmt: skip
    return _svg(dressed.to_json())


@lru_cache(maxsize=128)
def _svg(described: str) -> str:
    """The same figures are drawn once."""
    return _drawing()[1].vegalite_to_svg(described)


def bars(rows, *, series, unit) -> str:
    """Bars side by side: rows are (label, one value for each of the series)."""
    altair, _convert = _drawing()
    told = [
        {"label": label, "series": name, "value": value, "order": at}
        for label, *values in rows
        for at, (name, value) in enumerate(zip(series, values, strict=True))
    ]
    labels = [label for label, *_values in rows]
    chart = altair.Chart(altair.Data(values=told)).encode(
        y=altair.Y("label:N", sort=labels, title=None),
        x=altair.X("value:Q", title=unit, axis=altair.Axis(tickMinStep=1, format=",d")),
        yOffset=altair.YOffset("series:N", sort=list(series)),
    )
    colour = altair.Color(
        "series:N",
        sort=list(series),
        scale=altair.Scale(domain=list(series), range=[RIVER, AMBER, QUIET][: len(series)]),
        legend=altair.Legend() if len(series) > 1 else None,
    )
    figures = chart.mark_text(align="left", dx=4, color=INK, font=FACE, fontSize=12)
    height = max(60, ROW * len(rows) * max(1, len(series) * 2 // 3))
    layered = chart.mark_bar().encode(color=colour) + figures.encode(text="value:Q")
    return drawn(layered.properties(width=WIDTH, height=height))


def steps(rows, *, series, unit, across) -> str:
    """Lines over amounts: rows are (amount, one value for each of the series)."""
    altair, _convert = _drawing()
    told = [
        {"at": amount, "series": name, "value": value}
        for amount, *values in rows
        for name, value in zip(series, values, strict=True)
    ]
    chart = altair.Chart(altair.Data(values=told)).encode(
        x=altair.X("at:Q", title=across, axis=altair.Axis(format=",d")),
        y=altair.Y("value:Q", title=unit, axis=altair.Axis(tickMinStep=1, format=",d")),
        color=altair.Color(
            "series:N",
            sort=list(series),
            scale=altair.Scale(domain=list(series), range=[RIVER, AMBER][: len(series)]),
        ),
        strokeDash=altair.StrokeDash("series:N", sort=list(series), legend=None),
    )
    return drawn(chart.mark_line(point=True, strokeWidth=2).properties(width=WIDTH, height=240))


def as_image(svg: str) -> str:
    """The address of an image that is its own content."""
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
