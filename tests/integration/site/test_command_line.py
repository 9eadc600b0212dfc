"""Commands end to end, each in a process of its own, on a hundredth of the demonstration county."""

import json
import re
import subprocess
from collections.abc import Iterator

import polars as pl
import pytest
from tests.integration.site.installation import Installation

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("site"), pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def site(tmp_path_factory, county) -> Iterator[Installation]:
    """The small county, running for all of the module's commands."""
    running = Installation(tmp_path_factory.mktemp("running") / "data")
    subprocess.run(["cp", "-a", str(county.data), str(running.data)], check=True)
    running.start()
    yield running
    assert running.stop() == 0


def test_facts_from_the_registry_can_be_screened_and_explained(site, tmp_path):
    facts, clues = tmp_path / "facts", tmp_path / "clues.parquet"
    done = site.do("facts", "export", "--region", "360781", "--as-of", "2024-06-30",
                     "--out", str(facts))  # fmt: skip
    assert done.returncode == 0, done.stderr
    households = site.ask("SELECT count(*) FROM registry_household")[0][0]
    assert f"households {households}" in done.stdout
    again = site.do("facts", "export", "--region", "360781", "--as-of", "2024-06-30",
                      "--out", str(facts))  # fmt: skip
    assert (again.returncode, len(again.stderr.splitlines())) == (2, 1)
    done = site.do("screen", str(facts), "--as-of", "2024-06-30", "--out", str(clues))
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["clues"] == pl.read_parquet(clues).height > 0
    household = pl.read_parquet(clues)["household_id"][0]
    done = site.do("explain", str(facts), "--as-of", "2024-06-30", "--household", household)
    assert (done.returncode, household in done.stdout) == (0, True)


def test_the_journal_is_verified_and_exported_and_tampering_is_named(site, tmp_path):
    done = site.do("journal", "verify")
    whole = re.fullmatch(r"The journal is whole: (\d+) entries in (\d+) chains\.\n", done.stdout)
    assert (done.returncode, whole is not None) == (0, True), done.stderr
    file = tmp_path / "journal.jsonl"
    done = site.do("journal", "export", str(file))
    written = re.fullmatch(rf"(\d+) entries written to {re.escape(str(file))}\.\n", done.stdout)
    # the running site may have written more by now
    assert len(file.read_text().splitlines()) == int(written[1]) >= int(whole[1])
    site.ask("SET session_replication_role = replica; UPDATE kernel_journalentry SET reason ="
               " reason || ' ' WHERE id = (SELECT min(id) FROM kernel_journalentry)")  # fmt: skip
    done = site.do("journal", "verify")
    assert done.returncode == 1
    assert "entry 1 (row " in done.stderr
    assert "BROKEN" in done.stdout


def test_regions_are_loaded_twice_alike(site):
    first, second = (site.do("regions", "load", "--demo") for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0), second.stderr
    assert "0 opened, 0 closed" in second.stdout


def test_accounts_from_the_command_line(site):
    made = site.do(
        "accounts", "create-administrator", "--username", "guanli", "--display-name", "关立",
        "--region", "360781", "--password", "a long Passw0rd 37",
    )  # fmt: skip
    assert (made.returncode, made.stdout) == (0, "guanli may log in and grant duties.\n")
    again = site.do(
        "accounts", "create-administrator", "--username", "guanli", "--display-name", "关立",
        "--region", "360781", "--password", "a long Passw0rd 37",
    )  # fmt: skip
    assert (again.returncode, len(again.stderr.splitlines())) == (2, 1)
    assert site.do("accounts", "unlock", "guanli").returncode == 0
    reset = site.do("accounts", "reset-password", "guanli")
    assert re.fullmatch(r"guanli: \S{10,}\n", reset.stdout)
    unknown = site.do("accounts", "unlock", "niemand")
    assert (unknown.returncode, unknown.stderr) == (2, "There is no account named 'niemand'.\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("facts", "export", "--region", "36x", "--as-of", "2024-06-30", "--out", "/tmp/x"),
        ("facts", "export", "--region", "36", "--as-of", "2024-06-31", "--out", "/tmp/x"),
        ("journal", "verify", "--county", "36"),
        ("journal", "export", "/proc/nowhere/x.jsonl"),
        ("regions", "load"),
        ("regions", "load", "--file", "/nowhere.csv", "--valid-from", "2024-01-01"),
        ("restore", "/nowhere.backup"),
        ("backup", "/proc/nowhere/x.backup"),
        ("accounts", "create-administrator", "--username", "x", "--display-name", "x",
         "--region", "99", "--password", "a long Passw0rd 37"),
        ("members", "operator", "niemand"),
        ("members", "reset-password", "niemand"),
        ("run", "--demo=7"),
        ("screen", "/nowhere", "--as-of", "2024-06-30", "--out", "/tmp/x.parquet"),
        ("demo", "generate", "--households", "0", "--out", "/tmp/x"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_without_a_trace(site, arguments):
    done = site.do(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.strip() != ""
