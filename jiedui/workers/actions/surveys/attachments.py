"""Photos of paper forms: told by their content, drawn anew, sealed under a random name."""

import io
import warnings

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from jiedui.core.events import record
from jiedui.core.fields import seal_bytes, unseal_bytes
from jiedui.core.locks import lock
from jiedui.core.refusal import Refusal
from jiedui.workers.models import Attachment, AttachmentKind, Household, Response

LARGEST = 12 * 1024 * 1024
MOST_PIXELS = 40_000_000
WIDEST = 2400  # a page of handwriting stays legible
MOST = 10  # of one form
FOLDER = "attachments"


@transaction.atomic
def attach(to, *, photo, by, at, submission):
    """Keep a photo with a form or a roof; `submission` (a UUID) sent twice is kept once.

    The picture is drawn anew: where it was taken, with which telephone and whatever else a
    file may carry along stays behind.
    """
    lock([to])  # the same photo sent twice at once: the second finds the first
    if kept := Attachment.objects.filter(code=submission).first():
        return kept
    hangs_on = _place_of(to)
    if Attachment.objects.filter(**hangs_on).count() >= MOST:
        raise Refusal("enough-photos", _("这里已经有10张照片：请先看看是不是重复上传了。"))
    body = drawn_anew(photo)
    name = f"{FOLDER}/{submission}"
    attachment = Attachment(
        code=submission, kind=AttachmentKind.PHOTO, file=name, bytes=len(body), made_by=by,
        made_at=at, **hangs_on,
    )  # fmt: skip
    attachment.save(force_insert=True)
    record("photo.attached", attachment, by=by, worker_id=getattr(to, "worker_id", None))
    default_storage.save(name, ContentFile(seal_bytes(body, _bound(attachment))))
    return attachment


def _place_of(to):
    if isinstance(to, Response):
        return {"response": to}
    if isinstance(to, Household):
        return {"household": to}
    raise TypeError(f"nothing hangs on a {type(to).__name__}")


@transaction.atomic
def show_attachment(attachment, *, by):
    """The picture itself (a JPEG); who looked at it stays on record."""
    worker_id = attachment.response.worker_id if attachment.response_id else None
    record("photo.shown", attachment, by=by, worker_id=worker_id)
    with default_storage.open(attachment.file) as file:
        return unseal_bytes(file.read(), _bound(attachment))


def _bound(attachment):
    return f"{FOLDER}:{attachment.code}"


def drawn_anew(photo):
    """The bytes of a JPEG that shows what the photo showed, upright, and says nothing else."""
    body = photo.read(LARGEST + 1)
    if not body:
        raise Refusal("photo-empty", _("照片是空的：请重新拍一张。"))
    if len(body) > LARGEST:
        raise Refusal("photo-too-large", _("照片超过12兆：请用普通清晰度重拍一张。"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(body), formats=("JPEG", "PNG", "WEBP")) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise Refusal("photo-too-large", _("照片太大：请用普通清晰度重拍一张。"))
                return _redrawn(picture)
    except (
        UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):  # fmt: skip
        raise Refusal(
            "not-a-photo", _("这个文件不是照片（JPG、PNG、WebP）：请用手机拍照后再上传。")
        ) from None


def _redrawn(picture):
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((WIDEST, WIDEST))
    ground = Image.new("RGB", upright.size, "white")
    flat = upright.convert("RGBA")
    ground.paste(flat, mask=flat.getchannel("A"))
    out = io.BytesIO()
    ground.save(out, "JPEG", quality=82)
    return out.getvalue()


def forget_photos(*, before):
    """Delete sealed files that no row names and that are older than `before`; how many.

    A process killed between writing the row's transaction and its end leaves such a file.
    """
    if not default_storage.exists(FOLDER):
        return 0
    named = set(Attachment.objects.values_list("file", flat=True))
    forgotten = 0
    for name in default_storage.listdir(FOLDER)[1]:
        path = f"{FOLDER}/{name}"
        if path not in named and default_storage.get_modified_time(path) < before:
            default_storage.delete(path)
            forgotten += 1
    return forgotten
