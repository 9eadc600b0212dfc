"""Every setting is documented, and a wrong one is refused by name."""

import re
from pathlib import Path

import pytest

from shouwang.site import environment

SETTINGS_PAGE = Path(__file__).parents[3] / "docs/reference/settings.md"


def test_every_variable_is_documented_and_no_other():
    documented = re.findall(r"^\| `([A-Z_]+)` \|", SETTINGS_PAGE.read_text(), re.MULTILINE)
    assert documented == [variable.name for variable in environment.DECLARED]


def test_an_empty_environment_gives_the_defaults():
    values = environment.read({})
    assert values["PORT"] == 8000
    assert values["SHOUWANG_DEBUG"] is False
    assert values["SHOUWANG_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("PORT", "eighty", "invalid literal for int() with base 10: 'eighty'"),
        ("PORT", "70000", "a port lies between 1 and 65535"),
        ("SHOUWANG_DEBUG", "perhaps", "write 1 or 0"),
        ("SHOUWANG_PROXIES", "-1", "write a number, 0 or more"),
        ("SHOUWANG_WORKERS", "0", "write a number, 1 or more"),
        (
            "DATABASE_URL",
            "mysql://root@localhost/x",
            "write postgresql://user:password@host:5432/database",
        ),
        ("SHOUWANG_CIPHER", "rot13", "write one of aes, sm4"),
    ],
)
def test_a_value_that_cannot_be_understood_is_named(name, text, reason):
    with pytest.raises(environment.EnvironmentRefused) as refused:
        environment.read({name: text})
    meaning = next(v.meaning for v in environment.DECLARED if v.name == name)
    assert str(refused.value) == (
        f"{name}={text!r} cannot be understood: {reason}. It means: {meaning}."
    )
