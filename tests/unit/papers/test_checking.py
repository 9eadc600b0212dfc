"""Files are taken by their content, made anew, and refused with a sentence that says what to do."""

import io
import zipfile

import pytest
from PIL import Image
from tests.factories_papers import PDF, photo

from shouwang.kernel.uploads import checking, kinds, photos
from shouwang.kernel.uploads.kinds import Limits

LIMITS = Limits(bytes=2 << 20, pixels=1_000_000)


def look(name: str, content: bytes, limits: Limits = LIMITS):
    return checking.look(name, io.BytesIO(content), limits)


def code(name: str, content: bytes) -> str:
    reading = look(name, content)
    assert reading.value is None
    assert "请" in reading.findings[0].message or "只收" in reading.findings[0].message
    return reading.findings[0].code


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_made_anew_without_its_place(kind):
    ready = look(f"房.{kind.lower()}", photo(kind)).value
    ready.file.seek(0)
    made = opened(ready.file.read())
    assert (made.format, made.size, dict(made.getexif())) == ("JPEG", (400, 200), {})
    assert ready.media_type == kinds.JPEG
    assert b"Exif" not in ready.file.getvalue()
    assert opened(ready.small).size == (400, 200)


def test_a_photo_taken_sideways_stands_upright():
    ready = look("a.jpg", photo(turned=True)).value
    made = opened(ready.file.getvalue())
    assert made.size == (200, 400)
    assert made.getpixel((100, 10))[2] > 200  # the blue quarter is on top
    assert made.getpixel((100, 390))[0] > 200


def test_a_large_photo_becomes_smaller():
    ready = look("a.jpg", photo(size=(4000, 1000)), Limits(9 << 20, 9_000_000)).value
    assert opened(ready.file.getvalue()).size == (photos.LONGEST_SIDE, 640)
    assert max(opened(ready.small).size) == photos.SMALL_SIDE


def test_what_shows_through_is_white():
    file = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(file, "PNG")
    made = opened(look("a.png", file.getvalue()).value.file.getvalue())
    assert made.getpixel((20, 20)) == (255, 255, 255)


def test_a_document_is_kept_as_it_is():
    ready = look("申请书.pdf", PDF).value
    assert (ready.media_type, ready.size, ready.small) == (kinds.PDF, len(PDF), None)


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("a.txt", "hidden")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.jpg", b"", "empty"),
        ("a.jpg", b"\xff\xd8\xff" + b"0" * (3 << 20), "too_large"),
        ("a.docx", archive(), "unknown_type"),
        ("a.heic", b"\x00\x00\x00\x18ftypheic", "unknown_type"),
        ("a.pdf", photo(), "lies"),
        ("a.jpg", PDF, "lies"),
        ("a.jpg", photo() + archive(), "polyglot"),
        ("a.pdf", PDF + archive(), "polyglot"),
        ("a.jpg", b"\xff\xd8\xff\xe0%PDF-1.4", "polyglot"),
        ("a.jpg", b"\xff\xd8\xff\xe0<script>alert(1)</script>", "polyglot"),
        ("a.jpg", photo(size=(800, 800), quality=95)[:-600], "unreadable"),
        ("a.jpg", b"\xff\xd8\xff" + b"nonsense" * 99, "unreadable"),
        ("a.png", photo("PNG")[:60], "unreadable"),
        ("a.jpg", photo(size=(1100, 1000)), "too_many_pixels"),
        ("a.png", photo("PNG", size=(600, 600)), "too_many_pixels"),
        ("a.pdf", PDF[:-8], "truncated"),
        ("a.pdf", PDF.replace(b"/Root", b"/Encrypt 2 0 R/Root"), "encrypted"),
        ("a.pdf", PDF.replace(b"/Catalog", b"/Catalog/S/JavaScript"), "active"),
    ],
)
def test_what_is_refused(name, content, found):
    assert code(name, content) == found


def test_a_bomb_is_refused_before_it_is_decoded():
    file = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(file, "PNG")  # 900 million pixels in a few kilobytes
    assert len(file.getvalue()) < 200_000
    assert code("a.png", file.getvalue()) == "too_many_pixels"


def test_a_word_hidden_between_two_pieces_is_found(monkeypatch):
    monkeypatch.setattr(checking, "_CHUNK", 32)
    content = PDF.replace(b"trailer", b"x" * 37 + b"/EmbeddedFile trailer")
    assert code("a.pdf", content) == "active"
