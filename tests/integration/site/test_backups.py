"""Backup and restore, in processes of their own, with the people of a small county."""

import io
import json
import os
import shutil
import signal
import subprocess
import tarfile
import time

import pytest
from tests.integration.site.installation import Installation, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("site"), pytest.mark.timeout(1800)]

# what a restored installation must be able to do: log in, open a field, find a person by identity
READ = """
import json
from shouwang.site.cli.connection import connected
with connected("watch"):
    from django.contrib.auth.hashers import check_password
    from shouwang.kernel.scope import Scope, entered
    from shouwang.people import demonstration
    from shouwang.people.models import Account
    from shouwang.watch.registry.models import Person
    with entered(Scope.everywhere()):
        account = Account.objects.get(username="xian")
        person = Person.objects.filter(identity__isnull=False).order_by("pk")[0]
        found = Person.objects.filter(identity_index=str(person.identity)).count()
        fits = account.check_password(demonstration.PASSWORD)
        print(json.dumps([fits, str(person.identity), found]))
"""


def _python(site: Installation, code: str) -> str:
    done = site.run_code(code)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def file(county, tmp_path_factory):
    """Its backup."""
    path = tmp_path_factory.mktemp("backups") / "county.backup"
    done = county.do("backup", str(path))
    assert done.returncode == 0, done.stderr
    assert path.stat().st_mode & 0o777 == 0o600
    return path


@pytest.fixture
def copied(install, county) -> Installation:
    site = install()
    subprocess.run(["cp", "-a", str(county.data), str(site.data)], check=True)
    return site


def test_restored_elsewhere_it_is_the_same(install, county, file):
    site = install()
    done = site.do("restore", str(file))
    assert done.returncode == 0, done.stderr
    again = site.data / "again.backup"
    assert site.do("backup", str(again)).returncode == 0
    assert _manifest(again) == _manifest(file)
    assert _manifest(file)["tables"]["registry_household"][0] > 100
    read = json.loads(_python(site, READ))
    assert (read, read[0], read[2]) == (json.loads(_python(county, READ)), True, 1)
    assert site.do("journal", "verify").returncode == 0
    site.has_ended()


def test_a_server_before_17_is_restored_by_a_script(install, county, file):
    """The bundled server stands in for an older one: the way is the same, the setting left out."""
    site = install()
    restore = f"""
import sys
from shouwang.site import backups
from shouwang.site.cli import main
backups.KNOWS_ALL_SETTINGS = 1_000_000
sys.argv = ["shouwang", "restore", {str(file)!r}]
main()
"""
    assert "checked against the backup" in _python(site, restore)
    assert json.loads(_python(site, READ)) == json.loads(_python(county, READ))


def test_it_does_not_overwrite_unasked(copied, file):
    done = copied.do("restore", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "This database already holds accounts or households: restore into an empty one (another "
        "SHOUWANG_DATA), or add --replace to throw its contents away.\n"
    )
    done = copied.do("restore", str(file), "--replace")
    assert done.returncode == 0, done.stderr
    assert json.loads(_python(copied, READ))[0] is True


def test_a_file_that_is_no_whole_backup_changes_nothing(copied, file, tmp_path):
    before = copied.data / "before.backup"
    assert copied.do("backup", str(before)).returncode == 0
    keys = (copied.data / "keys.json").read_bytes()
    for name, content in _spoiled(file).items():
        (tmp_path / name).write_bytes(content)
        done = copied.do("restore", str(tmp_path / name), "--replace")
        assert done.returncode == 2, name
        (sentence,) = done.stderr.splitlines()
        assert "nothing was changed" in sentence or "differ from the backup" in sentence
    after = copied.data / "after.backup"
    assert copied.do("backup", str(after)).returncode == 0
    assert _manifest(after) == _manifest(before)
    assert (copied.data / "keys.json").read_bytes() == keys
    assert not (copied.data / "keys.restored.json").exists()


def _spoiled(file) -> dict[str, bytes]:
    whole = file.read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes((whole[middle] ^ 255,)) + whole[middle + 1 :]
    counts = _manifest(file)
    counts["tables"]["registry_household"][0] += 1
    return {
        "empty": b"",
        "foreign": b"PK\x03\x04 a spreadsheet" * 1000,
        "short": whole[: len(whole) // 3],
        "flipped": flipped,
        "miscounted": _with_manifest(file, json.dumps(counts).encode()),
        "listed": _with_manifest(file, b"[1, 2]"),
    }


def _with_manifest(file, text: bytes) -> bytes:
    target = io.BytesIO()
    with tarfile.open(file) as old, tarfile.open(fileobj=target, mode="w") as new:
        for member in old.getmembers():
            content = text if member.name == "manifest.json" else old.extractfile(member).read()
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return target.getvalue()


@pytest.mark.parametrize("moment", ["loading", "exchanging"])
def test_killed_in_the_middle_it_is_whole_before_or_whole_after(copied, file, moment):
    other = copied.data / "keys.json"
    identity = json.loads(_python(copied, READ))[1]
    shutil.copy(other, copied.data / "kept.json")
    process = copied.begin("restore", str(file), "--replace")
    if moment == "loading":
        wait_for(lambda: _databases(copied) == {"shouwang", "shouwang_restoring"})
        time.sleep(1)
    else:
        wait_for(lambda: (copied.data / "keys.restored.json").exists() or process.poll() == 0)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert json.loads(_python(copied, READ)) == [True, identity, 1]
    copied.start()
    assert _databases(copied) == {"shouwang"}
    assert copied.stop() == 0


def test_killed_between_database_and_keys_the_next_command_finishes(install, county, file):
    """The restored database is in place and the old keys still lie there."""
    site = install()
    assert site.do("restore", str(file)).returncode == 0
    shutil.move(site.data / "keys.json", site.data / "keys.restored.json")
    fresh = install("fresh")
    done = fresh.do("journal", "verify")  # makes keys of its own
    assert done.returncode == 2
    assert done.stderr.endswith("(run `shouwang database prepare` first)\n")
    shutil.copy(fresh.data / "keys.json", site.data / "keys.json")
    assert json.loads(_python(site, READ)) == json.loads(_python(county, READ))
    assert not (site.data / "keys.restored.json").exists()


def test_the_site_runs_on_while_it_is_backed_up_but_not_while_restored(copied, file):
    copied.start()
    done = copied.do("backup", str(copied.data / "warm.backup"))
    assert done.returncode == 0, done.stderr
    done = copied.do("restore", str(file), "--replace")
    assert done.returncode == 2
    assert done.stderr.startswith(f"Another Shouwang (process {copied.process.pid}) is using")
    assert copied.answers() == 200
    assert copied.stop() == 0


def test_keys_rotate(copied):
    before = json.loads(_python(copied, READ))
    done = copied.do("keys", "rotate")
    assert done.returncode == 0, done.stderr
    assert "registry_person: " in done.stdout
    assert _keys(copied) == [2, 1]
    process = copied.begin("keys", "rotate")
    wait_for(lambda: "registry_person: " in copied.said() or process.poll() is not None)
    process.kill()
    process.wait()
    assert json.loads(_python(copied, READ)) == before
    done = copied.do("keys", "rotate", "--resume", "--drop-old")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "old keys dropped: 2, 1"
    assert _keys(copied) == [3]
    assert json.loads(_python(copied, READ)) == before
    assert os.stat(copied.data / "keys.json").st_mode & 0o777 == 0o600


def _keys(site: Installation) -> list[int]:
    return [key["id"] for key in json.loads((site.data / "keys.json").read_text())["keys"]]


def _manifest(file) -> dict:
    with tarfile.open(file) as tar:
        return json.load(tar.extractfile("manifest.json"))


def _databases(site: Installation) -> set[str]:
    try:
        found = site.ask("SELECT datname FROM pg_database WHERE datname LIKE 'shouwang%'")
    except Exception:
        return set()
    return {name for (name,) in found}
