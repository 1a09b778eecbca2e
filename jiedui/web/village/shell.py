"""The offline app: its page, its modules under a name that changes with them, its icons."""

import hashlib
import io
import json
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe
from PIL import Image, ImageDraw

SHELL = Path(__file__).parent / "shell"
START = "app.mjs"
MODULES = tuple(sorted(path.name for path in SHELL.glob("*.mjs")))
# In the order of the cascade; the last one is the door's own.
SHEETS = ("tokens.css", "ground.css", "layout.css", "parts.css", "phone.css", "village.css")
KINDS = {".mjs": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
FOR_EVER = "public, max-age=31536000, immutable"
RIVER, WHITE = "#0b6a66", "#ffffff"
ICONS = (192, 512)


def _source(name):
    ours = SHELL / name
    return ours if ours.exists() else Path(finders.find(f"kit/{name}"))


@lru_cache(maxsize=64)
def _read(path, _changed):
    return path.read_bytes()


def part(name):
    """A file of the shell, read again only when it has changed."""
    path = _source(name)
    return _read(path, path.stat().st_mtime_ns)


def digest():
    """The name of this version of the shell's files."""
    told = hashlib.sha256()
    for name in (*MODULES, *SHEETS):
        told.update(part(name))
    return told.hexdigest()[:16]


def _address(name, version):
    return reverse("village:shell", args=[version, name])


def _page(request):
    version = digest()
    return render_to_string(
        "village/app.html",
        {
            "sheets": [_address(name, version) for name in SHEETS],
            "modules": [_address(name, version) for name in MODULES if name != START],
            "start": _address(START, version),
        },
        request,
    )


@require_safe
def page(request):
    """The same for everybody: who it is for is known only on the phone."""
    answer = HttpResponse(_page(request))
    answer["Cache-Control"] = "no-cache"
    return answer


@require_safe
def worker(request):
    """The service worker, at an address that never changes and above all that it serves.

    It names every file by its version, and itself by the page in the reader's language: any
    change makes the browser fetch the shell again, all of it or none.
    """
    version = digest()
    name = f"jiedui-village-{hashlib.sha256(_page(request).encode()).hexdigest()[:16]}"
    files = [reverse("village:app"), *(_address(part, version) for part in (*MODULES, *SHEETS))]
    files += [reverse("village:manifest"), reverse("village:icon", args=["mark.svg"])]
    text = f"const SHELL = {json.dumps(name)};\nconst FILES = {json.dumps(files)};\n"
    answer = HttpResponse(text + (SHELL / "worker.js").read_text(), "text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer


@require_safe
def file(request, version, name):
    if version != digest() or name not in (*MODULES, *SHEETS):
        raise Http404
    return HttpResponse(part(name), KINDS[Path(name).suffix], headers={"Cache-Control": FOR_EVER})


@require_safe
def manifest(request):
    """What makes it an app on the home screen."""
    icons = [
        {"src": reverse("village:icon", args=[f"{size}.png"]), "sizes": f"{size}x{size}",
         "type": "image/png", "purpose": "any maskable"}
        for size in ICONS
    ]  # fmt: skip
    icons.append(
        {"src": reverse("village:icon", args=["mark.svg"]), "sizes": "any", "type": "image/svg+xml"}
    )
    told = {
        "id": reverse("village:app"),
        "name": _("结对走访"),
        "short_name": pgettext("village", "走访"),
        "start_url": reverse("village:app"),
        "scope": reverse("village:app"),
        "display": "standalone",
        "background_color": WHITE,
        "theme_color": RIVER,
        "icons": icons,
    }
    return JsonResponse(told, content_type="application/manifest+json")


@require_safe
def icon(request, name):
    """Two places joined by a line: the mark of the house, drawn in the size asked for."""
    drawn = {f"{size}.png": size for size in ICONS}
    if name == "mark.svg":
        answer = HttpResponse(part("mark.svg"), "image/svg+xml")
    elif name in drawn:
        answer = HttpResponse(draw(drawn[name]), "image/png")
    else:
        raise Http404
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


@lru_cache(maxsize=4)
def draw(size):
    """The mark as a picture that fills its square, so that a phone may cut it to any shape."""
    unit = size / 40
    picture = Image.new("RGB", (size, size), RIVER)
    pen = ImageDraw.Draw(picture)
    pen.line([(11 * unit, 20 * unit), (29 * unit, 20 * unit)], WHITE, round(3 * unit))
    for x, radius, inside in ((10, 5, WHITE), (30, 5.5, WHITE), (30, 2.5, RIVER)):
        box = [(x - radius) * unit, (20 - radius) * unit, (x + radius) * unit, (20 + radius) * unit]
        pen.ellipse(box, inside)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
