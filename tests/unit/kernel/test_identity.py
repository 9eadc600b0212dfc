from datetime import date

import pytest

from shouwang.kernel.findings import Weight
from shouwang.kernel.identity import (
    Sex,
    read_bank_card,
    read_credit_code,
    read_disability,
    read_identity,
    read_telephone,
)

VECTOR = "11010519491231002X"


def codes(reading):
    return [finding.code for finding in reading.findings]


WRITTEN = [
    VECTOR,
    VECTOR.lower(),
    "１１０１０５１９４９１２３１００２ｘ",
    f" '{VECTOR[:6]} {VECTOR[6:]}\ufeff",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_the_vector_however_written(text):
    reading = read_identity(text)
    assert reading.sound
    assert reading.value.number == VECTOR
    assert reading.value.birth_on == date(1949, 12, 31)
    assert reading.value.sex is Sex.FEMALE
    assert reading.value.issued_in == "110105"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("110105491231002", "identity_old"),
        ("1101051949123100", "identity_length"),
        ("", "identity_length"),
        ("11010519491231002Y", "identity_shape"),
        ("1101051949123100２X"[:17] + "٣", "identity_shape"),
        ("110105194902310021", "identity_birth"),
        ("110105194912310021", "identity_check"),
        ("11010519491231012X", "identity_check"),
    ],
)
def test_what_is_wrong_is_named(text, code):
    reading = read_identity(text)
    assert reading.value is None
    assert codes(reading) == [code]


def test_a_birth_to_come_is_refused():
    assert codes(read_identity(VECTOR, on=date(1949, 12, 30))) == ["identity_future"]
    assert read_identity(VECTOR, on=date(1949, 12, 31)).sound


def test_numbers_never_show_in_logs():
    assert VECTOR not in repr(read_identity(VECTOR))
    assert VECTOR not in repr(read_disability(VECTOR + "41"))


def test_disability_numbers():
    reading = read_disability(VECTOR + "41")
    assert (reading.value.kind, reading.value.grade, reading.value.reissue) == (4, 1, "")
    assert read_disability(VECTOR + "72B1").value.reissue == "B1"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (VECTOR, "disability_length"),
        (VECTOR + "4", "disability_length"),
        (VECTOR + "4A", "disability_shape"),
        (VECTOR + "81", "disability_kind"),
        (VECTOR + "45", "disability_grade"),
        ("110105194912310021" + "41", "identity_check"),
    ],
)
def test_wrong_disability_numbers(text, code):
    assert codes(read_disability(text)) == [code]


def test_credit_code():
    assert read_credit_code(" 91110000600037341l").value == "91110000600037341L"
    assert codes(read_credit_code("91110000600037341A")) == ["credit_code_check"]
    assert codes(read_credit_code("9111000060003734IL")) == ["credit_code_shape"]
    assert codes(read_credit_code("9111")) == ["credit_code_length"]


def test_a_bank_card_without_check_digit_is_taken_with_a_warning():
    assert read_bank_card("4111 1111 1111 1111").sound
    doubted = read_bank_card("4111 1111 1111 1112")
    assert doubted.value == "4111111111111112"
    assert [finding.weight for finding in doubted.findings] == [Weight.WARN]
    assert codes(read_bank_card("4111")) == ["bank_card_shape"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("138 0013 8000", "13800138000"),
        ("+86-13800138000", "13800138000"),
        ("(0797)2522222", "07972522222"),
        ("12800138000", None),
        ("2522222", None),
    ],
)
def test_telephones(text, number):
    assert read_telephone(text).value == number
