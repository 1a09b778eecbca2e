"""What makes pages light on a weak network: style sheets, scripts and phone pages go out gzipped.

Static files are the same for everybody and hold no secret. Pages are compressed only at the
doors that people open on a phone, and only because a compressed length tells a listener nothing
there (BREACH): no text that a stranger can put into an address stands in them beside a secret,
the form token is masked anew in every answer, the session cookie does not travel with requests
that another site makes (SameSite=Lax), and Django adds up to a hundred random bytes to each
answer. The desk, whose lists repeat what was searched for, is never compressed.
"""

import gzip
import mimetypes
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotAllowed
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

LIGHT_DOORS = {"me", "village", "public"}
# Already compressed; a second time would only cost the phone's battery.
PACKED = {".png", ".jpg", ".jpeg", ".webp", ".woff2", ".gz"}
A_DAY, A_YEAR = 86_400, 31_536_000


class LightMiddleware:
    """Answers for static files where no server in front does, and packs phone pages."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.packer = GZipMiddleware(get_response)

    def __call__(self, request):
        if request.path.startswith(settings.STATIC_URL):
            answer = static(request)
            if answer is not None:
                return answer
        response = self.get_response(request)
        match = request.resolver_match
        if match is not None and match.app_name in LIGHT_DOORS and _is_text(response):
            return self.packer.process_response(request, response)
        return response


def _is_text(response):
    kind = response.get("Content-Type", "")
    return not response.streaming and kind.startswith(("text/", "application/json"))


def static(request):
    """The collected file of this address, or None if there is none."""
    root = Path(settings.STATIC_ROOT).resolve()
    path = (root / request.path[len(settings.STATIC_URL) :].lstrip("/")).resolve()
    if not path.is_relative_to(root) or not path.is_file():
        return None
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    told = path.stat()
    plain, packed = _read(path, told.st_mtime_ns)
    wanted = packed is not None and "gzip" in request.headers.get("Accept-Encoding", "")
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    response = HttpResponse(packed if wanted else plain, content_type=_in_full(kind))
    if wanted:
        response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(response.content))
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = f"public, max-age={_lasting()}"
    response["Last-Modified"] = http_date(told.st_mtime)
    response["ETag"] = f'"{told.st_mtime_ns:x}{"-gz" if wanted else ""}"'
    return get_conditional_response(
        request,
        etag=response["ETag"],
        last_modified=int(told.st_mtime),
        response=response,
    )


def _lasting():
    """Names that carry a digest of what is in them never change their content."""
    hashed = "Manifest" in settings.STORAGES["staticfiles"]["BACKEND"]
    return A_YEAR if hashed else A_DAY


def _in_full(kind):
    readable = kind.startswith("text/") or kind in {"application/json", "image/svg+xml"}
    return f"{kind}; charset=utf-8" if readable else kind


@lru_cache(maxsize=256)
def _read(path, _changed):
    """A file and its packed form, read once; another time of change is another entry."""
    plain = path.read_bytes()
    if path.suffix in PACKED:
        return plain, None
    packed = gzip.compress(plain, compresslevel=9, mtime=0)
    return plain, packed if len(packed) < len(plain) else None
