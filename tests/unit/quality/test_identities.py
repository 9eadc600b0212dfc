"""What stands in identity and certificate numbers, set-based, against one number at a time."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwang.kernel.identity import read_disability, read_identity
from shouwang.watch.quality import identities

# Nobody's: the county 360799 does not exist.
GOOD = "36079919850624022X"


def flags(**given: object) -> dict[str, object]:
    plain = {
        "person_id": "P1",
        "identity": GOOD,
        "certificate": None,
        "birth_on": date(1985, 6, 24),
        "sex": 2,
        "grade": 0,
    }
    row = identities.flags(pl.DataFrame([{**plain, **given}], schema=identities.SCHEMA))
    return row.drop("person_id").row(0, named=True)


def test_a_sound_number_raises_no_flag():
    assert flags() == {
        "identity_length": 18,
        "identity_valid": True,
        "identity_birth_differs": False,
        "identity_sex_differs": False,
        "certificate_length": None,
        "certificate_valid": False,
        "certificate_differs": False,
    }


@pytest.mark.parametrize(
    ("given", "raised"),
    [
        ({"identity": None}, {"identity_length": None, "identity_valid": False}),
        ({"identity": " "}, {"identity_length": None, "identity_valid": False}),
        ({"identity": GOOD[:17]}, {"identity_length": 17, "identity_valid": False}),
        ({"identity": GOOD[:17] + "1"}, {"identity_valid": False}),
        ({"identity": GOOD[:17] + "x"}, {}),
        ({"identity": "360799198506240A2X"}, {"identity_valid": False}),
        ({"birth_on": date(1985, 6, 25)}, {"identity_birth_differs": True}),
        ({"birth_on": None}, {}),
        ({"sex": 1}, {"identity_sex_differs": True}),
        ({"sex": 9}, {}),
        ({"certificate": GOOD + "43"}, {"certificate_length": 20, "certificate_valid": True}),
        (
            {"certificate": GOOD + "43B1", "grade": 3},
            {"certificate_length": 22, "certificate_valid": True},
        ),
        ({"certificate": GOOD + "83"}, {"certificate_length": 20}),
        (
            {"certificate": GOOD + "43", "grade": 1},
            {"certificate_length": 20, "certificate_valid": True, "certificate_differs": True},
        ),
        (
            {"certificate": "360799197001010013" + "11"},
            {"certificate_length": 20, "certificate_differs": True},
        ),
    ],
)
def test_what_is_wrong_is_said(given, raised):
    assert flags(**given) == {**flags(), **raised}


@given(st.from_regex(r"[0-9]{6}(19|20)[0-9]{9}[0-9X]", fullmatch=True))
def test_valid_means_what_the_kernel_means(number):
    assert flags(identity=number)["identity_valid"] == (read_identity(number).value is not None)


@given(st.from_regex(r"36079919850624022X[0-9]{2}([0-9A-Z]{2})?", fullmatch=True))
def test_a_valid_certificate_means_what_the_kernel_means(number):
    found = flags(certificate=number)["certificate_valid"]
    assert found == (read_disability(number).value is not None)
