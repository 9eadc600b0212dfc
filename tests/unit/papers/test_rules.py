"""What a file is by its beginning, when a name lies, codes and numbers."""

from datetime import date

import pytest

from shouwang.kernel.uploads import kinds
from shouwang.watch.papers import rules


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"\xff\xd8\xff\xe0", kinds.JPEG),
        (b"\x89PNG\r\n\x1a\n....", kinds.PNG),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", kinds.WEBP),
        (b"%PDF-1.4", kinds.PDF),
        (b"PK\x03\x04", ""),
        (b"GIF89a", ""),
        (b"", ""),
    ],
)
def test_a_file_is_what_it_begins_with(head, found):
    assert kinds.media_type(head) == found


@pytest.mark.parametrize(
    ("name", "found", "lies"),
    [
        ("a.jpg", kinds.JPEG, False),
        ("a.PNG", kinds.JPEG, False),  # messengers rename photos; nothing is hidden by it
        ("a.jpg", kinds.PDF, True),
        ("a.pdf", kinds.JPEG, True),
        ("a.exe", kinds.JPEG, True),
        ("无后缀", kinds.PDF, False),
    ],
)
def test_a_name_that_lies(name, found, lies):
    assert kinds.lies(name, found) is lies


def test_codes_are_read_as_people_type_them():
    code = rules.new_code()
    assert len(code) == rules.CODE_LETTERS
    assert rules.read_code(f" {code[:4].lower()}-{code[4:]} ") == code
    assert rules.read_code("o1il") == "0111"


def test_numbers_name_county_and_year():
    assert rules.number("360781", date(2026, 3, 1), 123) == "360781-2026-00000123"
