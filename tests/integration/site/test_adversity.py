"""What can be wrong with a machine is said in one sentence, and nothing is left half-made."""

import json
import os
import pwd
import shutil
import subprocess

import pytest
from tests.integration.site.installation import free_port

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("site"), pytest.mark.timeout(1800)]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can do this")


def test_a_directory_of_another_version_is_refused(site):
    (site.data / "postgres/PG_VERSION").write_text("14\n")
    done = site.do("run", "--demo=0")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == (
        f"{site.data}/postgres was made by PostgreSQL 14, and this Shouwang brings PostgreSQL 18: "
        "back up with the Shouwang that made it and restore here, or name another directory with "
        "SHOUWANG_DATA."
    )


def test_secrets_of_another_installation_are_recognised(site):
    secrets = json.loads((site.data / "secrets.json").read_text())
    (site.data / "secrets.json").write_text(json.dumps({**secrets, "postgres": "another"}))
    done = site.do("run", "--demo=0")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith(
        f"The secrets.json beside {site.data}/postgres is not the one this database was made with"
    )
    site.has_ended()


@as_root
def test_a_small_disk_is_refused_before_anything_is_made(install, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "none", str(disk)], check=True)
    try:
        site = install("disk/data")
        done = site.do("run", "--demo=0")
        assert done.returncode == 2
        assert "needs at least 600 MB: free some, or name" in done.stderr.splitlines()[-1]
        assert not (site.data / "postgres").exists()
        shutil.rmtree(site.data)
        _fill(disk)
        done = site.do("run", "--demo=0")
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
        assert "disk is full" in done.stderr or "No space left on device" in done.stderr
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@as_root
def test_a_backup_on_a_full_disk_leaves_nothing(site, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32k", "none", str(disk)], check=True)
    try:
        done = site.do("backup", str(disk / "county.backup"))
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
        assert "No space left on device" in done.stderr or "disk is full" in done.stderr
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.parametrize("name", ["a b 县城", "长" * 30, "it's (1), 50%"])
def test_paths_with_blanks_chinese_and_great_length(install, name):
    site = install(name)
    done = site.do("database", "prepare")
    assert (done.returncode, done.stdout) == (0, "The database is ready.\n"), done.stderr
    site.has_ended()
    site.start()
    assert site.ask("SELECT 1") == [(1,)]
    assert site.stop() == 0


def test_a_path_that_postgresql_cannot_use_is_refused(install):
    site = install("a$b")
    done = site.do("database", "prepare")
    assert (done.returncode, done.stderr) == (
        2,
        f"PostgreSQL cannot use the path {site.data}/postgres, because of '$' in it: name another "
        "data directory with SHOUWANG_DATA.\n",
    )


@as_root
def test_an_ordinary_user_runs_it_too(install, tmp_path):
    nobody = pwd.getpwnam("nobody")
    home = tmp_path / "home"
    home.mkdir()
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    # nobody may read everything, because the interpreter may lie in root's home
    site = install("home/data", before=(*_AS_NOBODY, "--ambient-caps", "+dac_read_search"))
    site.environment["HOME"] = site.environment["TMPDIR"] = str(home)
    site.start()
    assert site.postmaster().username() == "nobody"
    assert site.stop() == 0
    site.has_ended()


_AS_NOBODY = (
    "setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups",
    "--inh-caps", "+dac_read_search",
)  # fmt: skip


@as_root
def test_as_root_a_private_directory_serves_as_well(install, tmp_path):
    site = install("private/data")
    site.data.mkdir(parents=True, mode=0o700)
    site.data.parent.chmod(0o700)
    done = site.do("database", "prepare")
    assert (done.returncode, done.stdout) == (0, "The database is ready.\n"), done.stderr


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://root@localhost/x", "DATABASE_URL='mysql://root@localhost/x' cannot be understood:"
         " write postgresql://user:password@host:5432/database."),
        ("postgresql://a:b@127.0.0.1:{port}/x", "The database does not answer (connection failed:"),
        ("postgresql://a:b@no-such-host.invalid/x", "The database does not answer ("),
    ],
)  # fmt: skip
def test_a_server_that_is_not_there(install, url, sentence):
    site = install()
    site.environment["DATABASE_URL"] = url.format(port=free_port())
    for command in (("run", "--demo=0"), ("database", "prepare")):
        done = site.do(*command)
        assert done.returncode == 2
        assert done.stderr.splitlines()[-1].startswith(sentence)
        assert "Traceback" not in done.stderr
    done = site.do("backup", str(site.data / "x.backup"))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def _fill(disk) -> None:
    free = shutil.disk_usage(disk).free
    (disk / "filler").write_bytes(b"0" * free)
