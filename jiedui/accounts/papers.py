"""Papers that firms show: told by their content, cleaned, and kept sealed on the disk.

What a file calls itself is not believed. A picture is drawn anew, so that nothing rides along
(places, thumbnails, a second file behind the picture); a PDF that would run something when it is
opened is not taken.
"""

import io
import re
import secrets
import warnings

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from jiedui.core.fields import seal_bytes, unseal_bytes
from jiedui.core.refusal import Refusal

LARGEST = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
WIDEST = 2600  # enough to read the smallest print of a licence
PDF, JPEG = "application/pdf", "image/jpeg"
# What makes a PDF do something by itself, or carry another file.
LIVELY = (
    b"/JavaScript", b"/JS", b"/Launch", b"/OpenAction", b"/AA", b"/EmbeddedFile", b"/RichMedia",
    b"/XFA", b"/SubmitForm", b"/ImportData",
)  # fmt: skip
FOLDER = "licences"


def examine(file):
    """(media type, cleaned bytes) of an upload, or the refusal it meets."""
    body = file.read(LARGEST + 1)
    if not body:
        raise Refusal("empty", _("文件是空的：请重新选择证照的照片或 PDF。"))
    if len(body) > LARGEST:
        raise Refusal("too-large", _("文件超过8兆：请拍小一点的照片，或压缩后再上传。"))
    if body.startswith(b"%PDF-"):
        return PDF, _plain_pdf(body)
    return JPEG, _drawn_anew(body)


def _plain_pdf(body):
    if b"%%EOF" not in body[-2048:]:
        raise Refusal("broken-file", _("这份 PDF 不完整：请重新导出，或改传照片。"))
    # A name may be spelled with numbers of its signs: /J#61vaScript.
    names = re.sub(rb"#([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), body)
    if any(_names(names, word) for word in LIVELY):
        raise Refusal(
            "lively-pdf", _("这份 PDF 带有脚本或附件，不能接收：请打印成普通 PDF，或改传照片。")
        )
    return body


def _names(body, word):
    """Whether the PDF bears this very name: /AA is one, /AAPL is not."""
    at = body.find(word)
    while at != -1:
        after = body[at + len(word) : at + len(word) + 1]
        if not (after.isalnum() or (after in b"_-." and after)):
            return True
        at = body.find(word, at + 1)
    return False


def _drawn_anew(body):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(body), formats=("JPEG", "PNG")) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise Refusal("too-many-pixels", _("照片太大：请用手机普通清晰度重拍一张。"))
                upright = ImageOps.exif_transpose(picture)
                upright.thumbnail((WIDEST, WIDEST))
                out = io.BytesIO()
                _on_white(upright).save(out, "JPEG", quality=85)
    except (
        UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):  # fmt: skip
        raise Refusal(
            "unknown-file", _("这个文件不是照片（JPG、PNG），也不是 PDF：请换一个再上传。")
        ) from None
    return out.getvalue()


def _on_white(picture):
    if picture.mode not in {"RGBA", "LA", "P"}:
        return picture.convert("RGB")
    picture = picture.convert("RGBA")
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def keep(body):
    """Seal the bytes under a name that says nothing; the name."""
    code = secrets.token_hex(20)
    default_storage.save(_place(code), ContentFile(seal_bytes(body, _bound(code))))
    return code


def read(code):
    with default_storage.open(_place(code)) as file:
        return unseal_bytes(file.read(), _bound(code))


def forget(code):
    default_storage.delete(_place(code))


def _place(code):
    return f"{FOLDER}/{code}"


def _bound(code):
    return f"{FOLDER}:{code}"
