"""Loading lists: whole or not at all, repeatable, later releases close and open."""

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from tests.integration.regions.conftest import as_owner

from shouwang.kernel.regioncode import RegionCodeInvalid
from shouwang.regions import operations, queries
from shouwang.regions.errors import EditionOlder, ListRefused
from shouwang.regions.models import Division, Edition

AUTUMN, LATER = date(2024, 9, 1), date(2025, 9, 1)
ROWS = {
    "36": "江西省",
    "3607": "赣州市",
    "360781": "瑞金市",
    "360781100": "象湖镇",
    "360781100001": "解放路居委会",
    "360781100002": "红都大道居委会",
    "360781100003": "河背街居委会",
}


def release(tmp_path: Path, rows: dict[str, str], name: str = "nbs-2024") -> Path:
    path = tmp_path / f"{name}.csv"
    lines = "".join(f"{code},{title}\n" for code, title in rows.items())
    path.write_text("code,name\n" + lines, encoding="utf-8")
    return path


def load(path: Path, on: date = AUTUMN, **options: object) -> operations.LoadSummary:
    with as_owner():
        return operations.load_release(path, valid_from=on, **options)  # type: ignore[arg-type]


def opened_closed(summary: operations.LoadSummary) -> tuple[int, int]:
    return summary.opened, summary.closed


@pytest.mark.usefixtures("no_divisions")
def test_the_demonstration_county_is_loaded_once() -> None:
    with as_owner():
        first, second = operations.load_demonstration(), operations.load_demonstration()
    assert (opened_closed(first), opened_closed(second)) == ((268, 0), (0, 0))
    assert (Division.objects.count(), Edition.objects.count()) == (268, 1)
    town = Division.objects.get(code="360781100000")
    assert (town.name, town.initials, town.level) == ("象湖镇", "xhz", 4)
    assert (town.parent_code, str(town.during)) == ("360781000000", "(None, None)")


@pytest.mark.usefixtures("no_divisions")
def test_a_part_of_the_national_list_brings_the_places_above_it() -> None:
    with as_owner():
        operations.load_demonstration()
        summary = operations.load_national(prefix="360732")
    assert Division.objects.filter(code__startswith="360732").count() == summary.opened > 250
    above = Division.objects.exclude(code__startswith="360732").exclude(code__startswith="360781")
    assert sorted(above.values_list("name", flat=True)) == ["江西省", "赣州市"]


@pytest.mark.usefixtures("no_divisions")
@pytest.mark.parametrize(
    ("prefix", "error"),
    [("99", ListRefused), ("360", RegionCodeInvalid), ("三六", RegionCodeInvalid)],
)
def test_a_wrong_prefix_is_refused(prefix: str, error: type[Exception]) -> None:
    with as_owner(), pytest.raises(error):
        operations.load_national(prefix=prefix)
    assert Division.objects.count() == 0


@pytest.mark.usefixtures("no_divisions")
def test_a_later_release_closes_opens_and_renames(tmp_path: Path) -> None:
    load(release(tmp_path, ROWS), date(2023, 9, 1))
    later = ROWS | {"360781100002": "红都社区居委会", "360781100004": "八一路居委会"}
    del later["360781100003"]
    path = release(tmp_path, later)
    summary = load(path, accept_closures=True)
    assert opened_closed(summary) == (2, 2)
    assert opened_closed(load(path, accept_closures=True)) == (0, 0)
    before = queries.divisions_on(date(2024, 8, 31)).filter(level=5)
    after = queries.divisions_on(AUTUMN).filter(level=5)
    assert dict(before.values_list("code", "short_name")) == {
        "360781100001": "解放路",
        "360781100002": "红都大道",
        "360781100003": "河背街",
    }
    assert dict(after.values_list("code", "short_name")) == {
        "360781100001": "解放路",
        "360781100002": "红都社区",
        "360781100004": "八一路",
    }


@pytest.mark.usefixtures("no_divisions")
def test_levels_that_a_release_leaves_out_stay(tmp_path: Path) -> None:
    load(release(tmp_path, ROWS), date(2023, 9, 1))
    upper = {code: name for code, name in ROWS.items() if len(code) <= 6}
    assert opened_closed(load(release(tmp_path, upper))) == (0, 0)


@pytest.mark.usefixtures("no_divisions")
def test_what_a_release_may_not_do(tmp_path: Path) -> None:
    load(release(tmp_path, ROWS), AUTUMN)
    fewer = {code: name for code, name in ROWS.items() if code != "360781100003"}
    with pytest.raises(ListRefused, match="would end 1 of the 7"):
        load(release(tmp_path, fewer), LATER)
    with pytest.raises(EditionOlder, match="360781100003 is already known from 2024-09-01"):
        load(release(tmp_path, fewer), AUTUMN, accept_closures=True)
    with pytest.raises(ListRefused, match="360782100000 lies in 360782000000"):
        load(release(tmp_path, ROWS | {"360782100": "某镇"}), LATER)
    with pytest.raises(ListRefused, match="names 360000000000, outside 360781"):
        load(release(tmp_path, ROWS), LATER, prefix="360781")
    assert Division.objects.filter(during__upper_inf=True).count() == len(ROWS)


@pytest.mark.usefixtures("no_divisions")
def test_two_rows_for_one_code_and_day_are_refused_by_the_database(owner) -> None:
    insert = (
        "INSERT INTO regions_division (scheme, code, name, short_name, initials, level, "
        "parent_code, urban_rural, during, source) "
        "VALUES (%s, '360000000000', '江西省', '江西省', 'jxs', 1, '', '', %s, 'test')"
    )
    owner.execute(insert, ["nbs", "[2020-01-01,2024-01-01)"])
    owner.execute(insert, ["nbs", "[2024-01-01,)"])
    owner.execute(insert, ["mca", "(,)"])
    with pytest.raises(psycopg.errors.ExclusionViolation):
        owner.execute(insert, ["nbs", "[2023-12-31,2024-01-01)"])


@pytest.mark.usefixtures("no_divisions")
def test_the_site_may_not_write_divisions() -> None:
    with pytest.raises(Exception, match="permission denied"):
        operations.load_demonstration()


LOADER = """
import django
django.setup()
from shouwang.regions import operations
operations.load_national(on_progress=lambda done, total: print(done, flush=True))
"""


@pytest.mark.slow
def test_a_killed_load_leaves_nothing(no_divisions, owner) -> None:
    with as_owner():
        operations.load_demonstration()
    indexes = _indexes(owner)
    environment = {
        **os.environ,
        "SHOUWANG_ROLE": "owner",
        "SHOUWANG_TEST_DATABASE": settings.PLACE.administrator["dbname"],
        "DJANGO_SETTINGS_MODULE": "tests.settings_owner",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", LOADER], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process.stdout as lines:
        assert next(lines).strip() == "50000"
        process.send_signal(signal.SIGKILL)
    process.wait()
    _wait_for_rollback(owner)
    assert Division.objects.count() == 268
    assert _indexes(owner) == indexes
    with as_owner():
        assert operations.load_national(prefix="11").opened > 7000
    assert Division.objects.filter(code__startswith="11", level=2).count() == 1


def _wait_for_rollback(owner) -> None:
    """The server notices a dead client when it next writes to it or reads from it."""
    held = (
        "SELECT count(*) FROM pg_locks WHERE relation = 'regions_division'::regclass"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    for _ in range(1200):
        if owner.execute(held).fetchone()[0] == 0:
            return
        time.sleep(0.1)


def _indexes(owner) -> int:
    query = "SELECT count(*) FROM pg_indexes WHERE tablename = 'regions_division'"
    return int(owner.execute(query).fetchone()[0])
