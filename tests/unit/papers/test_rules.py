"""What a file is by its beginning, when a name lies, codes and numbers."""

from datetime import date

import pytest

from shouwang.watch.papers import rules


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"\xff\xd8\xff\xe0", rules.JPEG),
        (b"\x89PNG\r\n\x1a\n....", rules.PNG),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", rules.WEBP),
        (b"%PDF-1.4", rules.PDF),
        (b"PK\x03\x04", ""),
        (b"GIF89a", ""),
        (b"", ""),
    ],
)
def test_a_file_is_what_it_begins_with(head, found):
    assert rules.media_type(head) == found


@pytest.mark.parametrize(
    ("name", "found", "lies"),
    [
        ("a.jpg", rules.JPEG, False),
        ("a.PNG", rules.JPEG, False),  # messengers rename photos; nothing is hidden by it
        ("a.jpg", rules.PDF, True),
        ("a.pdf", rules.JPEG, True),
        ("a.exe", rules.JPEG, True),
        ("无后缀", rules.PDF, False),
    ],
)
def test_a_name_that_lies(name, found, lies):
    assert rules.lies(name, found) is lies


def test_codes_are_read_as_people_type_them():
    code = rules.new_code()
    assert len(code) == rules.CODE_LETTERS
    assert rules.read_code(f" {code[:4].lower()}-{code[4:]} ") == code
    assert rules.read_code("o1il") == "0111"


def test_numbers_name_county_and_year():
    assert rules.number("360781", date(2026, 3, 1), 123) == "360781-2026-00000123"
