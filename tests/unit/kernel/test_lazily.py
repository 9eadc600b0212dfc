"""A module that stands for another loads it when something in it is asked for, and once."""

import subprocess
import sys

import pytest

from shouwang.kernel.lazily import lazily

HEAVY = ("docxtpl", "pyarrow", "pypinyin", "splink", "typst")
WEB = f"""
import sys
from django.core.wsgi import get_wsgi_application
get_wsgi_application()
from django.urls import get_resolver
get_resolver().url_patterns
print(*sorted(set({HEAVY}) & set(sys.modules)), sep=",", end="")
"""


def test_a_module_is_loaded_with_its_first_name(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    colours = lazily("colorsys")
    assert repr(colours) == "Lazily('colorsys')"
    assert "colorsys" not in sys.modules
    assert colours.rgb_to_hsv(0, 0, 0) == (0.0, 0.0, 0)
    assert colours.rgb_to_hsv is sys.modules["colorsys"].rgb_to_hsv


def test_what_is_not_there_is_missed_when_it_is_asked_for():
    with pytest.raises(ModuleNotFoundError):
        assert lazily("shouwang.nowhere").name
    with pytest.raises(AttributeError):
        assert lazily("colorsys").nothing


def test_the_web_server_starts_without_what_few_of_its_pages_need():
    """Each of these takes between 7 and 60 MB."""
    done = subprocess.run([sys.executable, "-c", WEB], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
