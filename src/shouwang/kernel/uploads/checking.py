"""Looking at an uploaded file before it is kept: by its content, within bounded memory."""

import io
import struct
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from shouwang.kernel.findings import Reading, refused
from shouwang.kernel.uploads import kinds, photos
from shouwang.kernel.uploads.kinds import Limits

_HEAD = 1024
_TAIL = 1 << 16
_CHUNK = 1 << 20
_ARCHIVE_END = b"PK\x05\x06"
_ARCHIVE_END_BYTES = 22
# what makes a PDF act instead of being read; names shorter than these occur by chance
_ACTIVE = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")
_MARKUP = (b"<script", b"<html", b"<!doctype", b"<?php", b"<svg")


@dataclass(frozen=True, slots=True)
class Ready:
    """A file fit to be kept: what it is, its content, and a small picture of a photo."""

    media_type: str
    file: BinaryIO
    size: int
    small: bytes | None = None


def look(name: str, file: BinaryIO, limits: Limits) -> Reading[Ready]:
    """The file ready to be kept, or the finding that says in plain words why it is not taken."""
    size = file.seek(0, io.SEEK_END)
    if size == 0:
        return refused("empty", _("文件是空的（0 字节）。请重新拍照或导出后再上传。"))
    if size > limits.bytes:
        return refused("too_large", too_large(limits))
    head, tail = _ends(file, size)
    kind = kinds.media_type(head)
    if not kind:
        return refused("unknown_type", _unknown(head))
    if kinds.lies(name, kind):
        return refused("lies", _lie(name, kind))
    if _is_two_files(kind, head, tail):
        return refused(
            "polyglot",
            _("文件里藏着别的内容，不安全。请用手机重新拍照，或重新打印成 PDF 再上传。"),
        )
    return _document(file, size, tail) if kind == kinds.PDF else _photo(file, kind, limits)


def too_large(limits: Limits) -> str:
    """The sentence for a file over the limit."""
    return _("文件超过 %(most)s MB。照片请用手机的普通画质重拍，PDF 请分成几份上传。") % {
        "most": limits.bytes >> 20
    }


def _ends(file: BinaryIO, size: int) -> tuple[bytes, bytes]:
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(max(0, size - _TAIL))
    return head, file.read()


def _unknown(head: bytes) -> str:
    if kinds.is_heic(head):
        return _(
            "这是苹果手机的 HEIC 照片，本系统读不了。请在手机“设置—相机—格式”选“兼容性最佳”后重拍，"
            "或转成 JPG 再上传。"
        )
    return _("只收 JPG、PNG、WebP 照片和 PDF 文件。Word、Excel 请先“另存为 PDF”再上传。")


def _lie(name: str, kind: str) -> str:
    ending = name.rpartition(".")[2][:10]
    sentence = _("文件名以“.%(ending)s”结尾，内容却是%(kind)s。请确认选对了文件，用原名上传。")
    return sentence % {"ending": ending, "kind": "PDF" if kind == kinds.PDF else _("照片")}


def _is_two_files(kind: str, head: bytes, tail: bytes) -> bool:
    """Whether another program would take the file for an archive, a document or a page."""
    if kind != kinds.PDF and b"%PDF-" in head:
        return True
    return _ends_an_archive(tail) or any(word in head.lower() for word in _MARKUP)


def _ends_an_archive(tail: bytes) -> bool:
    at = tail.rfind(_ARCHIVE_END)
    if at < 0 or len(tail) - at < _ARCHIVE_END_BYTES:
        return False
    (comment,) = struct.unpack_from("<H", tail, at + _ARCHIVE_END_BYTES - 2)
    return bool(at + _ARCHIVE_END_BYTES + comment == len(tail))


def _document(file: BinaryIO, size: int, tail: bytes) -> Reading[Ready]:
    if b"%%EOF" not in tail[-_HEAD:]:
        return refused("truncated", _("PDF 不完整，可能没有传完或下载中断。请重新导出后再上传。"))
    if b"/Encrypt" in tail:
        return refused("encrypted", _("PDF 加了密码，以后没人打得开。请去掉密码后再上传。"))
    if _holds_any(file, _ACTIVE):
        return refused("active", _("PDF 里有脚本或附件，不安全。请用“打印”另存为 PDF 后再上传。"))
    return Reading(Ready(kinds.PDF, file, size))


def _holds_any(file: BinaryIO, words: tuple[bytes, ...]) -> bool:
    file.seek(0)
    overlap, kept = max(map(len, words)) - 1, b""
    while piece := file.read(_CHUNK):
        seen = kept + piece
        if any(word in seen for word in words):
            return True
        kept = seen[-overlap:]
    return False


def _photo(file: BinaryIO, kind: str, limits: Limits) -> Reading[Ready]:
    try:
        made = photos.cleaned(file, kind, limits.pixels)
    except photos.TooManyPixels as refusal:
        return refused("too_many_pixels", str(refusal))
    except photos.Unreadable:
        return refused(
            "unreadable",
            _("照片打不开，可能没有传完或已损坏。请打开看一眼，重新拍照或重新传。"),
        )
    return Reading(Ready(kinds.JPEG, io.BytesIO(made.photo), len(made.photo), made.small))
