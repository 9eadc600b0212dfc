"""Receipt numbers and limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwang.watch.reports.rules import (
    LIMITS,
    Limits,
    read_receipt,
    receipt_of,
    spoken,
    tail_fits,
)


@given(st.binary(min_size=16, max_size=16))
def test_a_number_is_read_back_however_it_is_written(digest):
    number = receipt_of(digest)
    assert (len(number), number.isdigit()) == (12, True)
    assert read_receipt(spoken(number)) == number
    assert read_receipt("-".join(number)) == number


@given(st.binary(min_size=16, max_size=16), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(digest, at, by):
    number = receipt_of(digest)
    wrong = number[:at] + str((int(number[at]) + by) % 10) + number[at + 1 :]
    assert read_receipt(wrong) == ""


@pytest.mark.parametrize(
    "typed", ["", "1", "abc", "😀" * 12, "1" * 10_000, "<script>", "000000000001", "\x00"]
)
def test_what_is_no_number_reads_as_none(typed):
    assert read_receipt(typed) == ""


def test_full_width_digits_are_digits():
    number = receipt_of(b"0123456789abcdef")
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in number)
    assert read_receipt(wide) == number


def test_numbers_are_spoken_in_fours():
    assert spoken("482109375516") == "4821 0937 5516"


@pytest.mark.parametrize(
    ("of_address", "of_telephone", "called"), [(59, 29, False), (60, 0, True), (0, 30, True)]
)
def test_plenty_is_called_back_first(of_address, of_telephone, called):
    assert LIMITS.to_be_called(of_address=of_address, of_telephone=of_telephone) is called


def test_wrong_numbers_ask_for_the_tail():
    limits = Limits(wrong_per_address=2)
    assert [limits.asks_tail(wrong_of_address=n) for n in (1, 2)] == [False, True]


@pytest.mark.parametrize(
    ("tail", "telephones", "fits"),
    [
        ("1234", ("13800001234",), True),
        ("1234", ("", "13900001234"), True),
        ("4321", ("13800001234",), False),
        ("", ("13800001234",), False),
        ("234", ("13800001234",), False),
        ("1234", (), False),
    ],
)
def test_the_tail_is_of_a_telephone_given(tail, telephones, fits):
    assert tail_fits(tail, telephones) is fits
