"""What makes a first start quick changes nothing that it makes."""

import json
import os
import subprocess

import pytest
from django.conf import settings
from tests.conftest import TEMPLATE

from shouwang.site import database
from shouwang.site.cli import drawing
from shouwang.site.postgres_programs import binaries

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("site"), pytest.mark.timeout(1800)]


def tables_of(administrator) -> str:
    """Everything about a database but its rows, as pg_dump writes it."""
    named = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    done = subprocess.run(
        [str(binaries() / "pg_dump"), "--schema-only", administrator["dbname"]],
        env={**os.environ, **{named[key]: administrator[key] for key in named}},
        capture_output=True,
        text=True,
        check=True,
    )
    return "\n".join(line for line in done.stdout.splitlines() if "restrict" not in line)


def _tables_in(installation) -> str:
    secrets = json.loads((installation.data / "secrets.json").read_text())
    place = database.place("", installation.data, secrets)
    with database.available(place):
        return tables_of(place.administrator)


def test_the_lighter_states_make_the_same_tables_as_django_itself(site, django_db_setup):
    as_django_does = tables_of({**settings.PLACE.administrator, "dbname": TEMPLATE})
    assert _tables_in(site) == as_django_does


def test_loading_leaves_every_key_and_index_as_it_was(site, install, county):
    loaded = install("loaded")
    subprocess.run(["cp", "-a", str(county.data), str(loaded.data)], check=True)
    assert _tables_in(loaded) == _tables_in(site)


def test_a_drawing_that_fails_says_why(tmp_path):
    place = tmp_path / "no directory"
    place.touch()
    with (
        drawing.beside(place, begin=False) as drawn,
        pytest.raises(drawing.NotDrawn, match="could not be drawn: NotADirectoryError"),
    ):
        drawn.finished()


def test_a_drawing_ends_with_its_block_and_clears_away_what_a_cut_off_one_left(tmp_path):
    left = tmp_path / ".demonstration" / "rows"
    left.mkdir(parents=True)
    with drawing.beside(tmp_path, begin=True) as drawn:
        process = drawn.process
        assert process is not None
        assert not left.exists()
    assert process.returncode < 0
    assert list(tmp_path.iterdir()) == []


def test_only_a_server_that_was_never_made_is_unmade(site, tmp_path):
    secrets = dict.fromkeys(("postgres", *database.ROLES), "x")
    assert database.place("", tmp_path / "new", secrets).is_unmade
    assert not database.place("", site.data, secrets).is_unmade
    assert not database.place("postgresql://db.example/x", tmp_path / "new", secrets).is_unmade
