"""Loading needs the owner's connection; pages are asked for as people with duties."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connections

from shouwang.regions import operations


@contextmanager
def as_owner() -> Iterator[None]:
    """Inside the block Django's connection is the owner's, with commits."""
    site = connections["default"]
    owner = site.copy(alias="default")
    owner.settings_dict = {
        **site.settings_dict,
        "USER": "shouwang_owner",
        "PASSWORD": settings.PLACE.passwords["shouwang_owner"],
    }
    connections["default"] = owner
    try:
        yield
    finally:
        owner.close()
        connections["default"] = site


def _empty(owner) -> None:
    # not TRUNCATE: it would wait for a test that is still reading
    owner.execute("DELETE FROM regions_division")
    owner.execute("DELETE FROM regions_edition")


@pytest.fixture
def no_divisions(django_db_setup, django_db_blocker, owner) -> Iterator[None]:
    """An empty table of divisions, before and after."""
    _empty(owner)
    with django_db_blocker.unblock():
        yield
        connections["default"].close()
    _empty(owner)


@pytest.fixture
def ganzhou(no_divisions) -> None:
    """The divisions of the prefecture of the demonstration county."""
    with as_owner():
        operations.load_national(prefix="3607")


@pytest.fixture(autouse=True)
def static_folder() -> None:
    """Where collected files would lie; the test run collects none."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
