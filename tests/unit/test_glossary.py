"""The glossary tells the truth about the code, and no word of the field is lost from it."""

import csv
import functools
import pkgutil
import re
from pathlib import Path

import pytest
from django.apps import apps

from shouwang.engine.pack.reading import load_pack
from shouwang.procedures.reading import load_procedures

PAGE = (Path(__file__).parents[2] / "docs/reference/glossary.md").read_text(encoding="utf-8")
FIRST, SECOND = PAGE.split("## Not yet in the code")
PRESENT = re.findall(r"^\| (.+?) \| (.+?) \| `(.+?)` \|$", FIRST, re.MULTILINE)
ABSENT = re.findall(r"^\| (.+?) \| (.+?) \|$", SECOND, re.MULTILINE)[1:]
with (Path(__file__).parent / "glossary.csv").open(encoding="utf-8", newline="") as file:
    WORDS = list(csv.DictReader(file))


@pytest.mark.parametrize("path", [path for _, _, path in PRESENT])
def test_every_path_leads_somewhere(path):
    if path.startswith("policy:"):
        assert path.removeprefix("policy:") in {*_policy_names(), *load_pack("cn").codes}
    else:
        assert pkgutil.resolve_name(path) is not None


def test_every_word_of_the_field_is_in_one_of_the_tables():
    listed = sorted([(zh, en) for zh, en, _ in PRESENT] + ABSENT)
    assert listed == sorted((word["zh"], word["en"]) for word in WORDS)


def test_what_the_code_has_by_its_own_name_is_not_called_absent():
    names = {word["zh"]: word["identifier"] for word in WORDS}
    absent = {names[zh] for zh, _ in ABSENT}
    models = {model.__name__ for model in apps.get_models()}
    assert absent & (models | _policy_names()) == set()


@functools.cache
def _policy_names() -> set[str]:
    pack = load_pack("cn")
    procedures = load_procedures("cn", pack).keys
    return {*pack.parameters, *pack.indicators, *pack.rules, *procedures}
