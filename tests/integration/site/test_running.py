"""The promises about starting and stopping, kept by real processes."""

import contextlib
import os
import signal
import socket
import subprocess
import sys

import psycopg
import pytest
from tests.integration.site.installation import (
    PATIENCE,
    Installation,
    end,
    is_there,
    wait_for,
)

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("site"), pytest.mark.timeout(1800)]


def test_first_start_makes_everything_and_the_second_keeps_it(install):
    site = install()
    site.start()
    assert site.ask("SELECT rolname FROM pg_roles WHERE rolname LIKE 'shouwang%' ORDER BY 1") == [
        ("shouwang_market",),
        ("shouwang_owner",),
        ("shouwang_watch",),
    ]
    assert site.ask("SELECT datlocprovider::text, datlocale FROM pg_database"
                    " WHERE datname = 'shouwang'") == [("b", "C.UTF-8")]  # fmt: skip
    site.ask("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('守望')")
    assert site.stop() == 0
    site.has_ended()
    site.start()
    assert site.ask("SELECT word FROM kept") == [("守望",)]
    assert site.stop() == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_the_supervisor_stops_everything(site, number):
    site.start()
    assert site.stop(number) == 0
    site.has_ended()
    assert not (site.data / "postgres/postmaster.pid").exists()


def test_ctrl_c_reaches_the_whole_group_and_stops_everything_in_order(site):
    site.start()
    os.killpg(site.process.pid, signal.SIGINT)
    assert site.process.wait(PATIENCE) == 0
    site.has_ended()
    log = (site.data / "postgres/server.log").read_text()
    assert "received fast shutdown request" in log
    assert "Traceback" not in site.said()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_while_it_prepares_leaves_nothing_running(install, number, code):
    site = install()
    process = site.begin("run", "--demo=0")
    wait_for(lambda: "bringing the tables" in site.said())
    os.killpg(process.pid, number)
    assert process.wait(PATIENCE) == code
    site.has_ended()
    site.start()
    assert site.stop() == 0


def test_two_instances_on_one_directory_refuse_each_other(site):
    site.start()
    second = Installation(site.data)
    done = second.do("run", "--demo=0")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"Another Shouwang (process {site.process.pid}) is using {site.data}: stop it first, or "
        "name another directory with SHOUWANG_DATA and another PORT.\n"
    )
    assert site.answers() == 200


def test_a_taken_port_is_named_before_anything_is_made(install):
    site = install()
    with socket.socket() as other:
        other.bind(("127.0.0.1", site.port))
        other.listen()
        done = site.do("run", "--demo=0")
    assert done.returncode == 2
    assert done.stderr == (
        f"Port {site.port} on 127.0.0.1 cannot be used (Address already in use): stop the program "
        f"that has it, or name another, as in PORT={site.port + 1} make run.\n"
    )
    assert not (site.data / "postgres").exists()


@pytest.mark.parametrize("part", ["granian", "procrastinate worker"])
def test_a_killed_child_is_started_again(site, part):
    site.start()
    killed = site.child(part)
    grandchildren = killed.children(recursive=True)
    killed.kill()
    wait_for(lambda: "starting it again" in site.said())
    wait_for(lambda: site.children(part) != [])
    assert [one.pid for one in grandchildren if is_there(one)] == []
    wait_for(lambda: _listens(site))
    assert site.answers() == 200
    assert site.stop() == 0
    site.has_ended()


def test_a_killed_database_is_started_again_with_what_was_committed(site):
    site.start()
    site.ask("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('守望')")
    killed = site.postmaster()
    killed.kill()
    wait_for(lambda: "the database stopped; starting it again" in site.said())
    wait_for(lambda: _database_answers(site))
    assert site.ask("SELECT word FROM kept") == [("守望",)]
    assert site.answers() == 200
    assert site.stop() == 0


def test_after_the_supervisor_is_killed_the_port_is_free_and_the_next_start_works(site):
    site.start()
    site.ask("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('守望')")
    site.supervisor().kill()
    site.process.wait()
    wait_for(lambda: all("bin/postgres" in line for line in site.left_over()))
    site.start()
    assert site.ask("SELECT word FROM kept") == [("守望",)]
    assert site.stop() == 0
    site.has_ended()


def test_everything_killed_at_once_is_whole_at_the_next_start(site):
    site.start()
    site.ask("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('守望')")
    end(site.postmaster(), *site.supervisor().children(recursive=True), site.supervisor())
    site.process.wait()
    wait_for(lambda: site.left_over() == [])
    site.start()
    assert site.ask("SELECT word FROM kept") == [("守望",)]
    assert site.stop() == 0


def test_a_start_killed_while_it_migrates_is_completed_by_the_next(install):
    site = install()
    process = site.begin("run", "--demo=0")
    wait_for(lambda: _migrations(site) > 5)
    process.kill()
    process.wait()
    cut = _migrations(site)
    site.start()
    assert _migrations(site) > cut
    assert site.stop() == 0


def test_an_initdb_killed_in_the_middle_is_made_anew(install):
    site = install()
    process = site.begin("run", "--demo=0")
    making = site.data / "postgres.making"
    wait_for(lambda: (making / "base").exists())
    end(*site.supervisor().children(recursive=True))
    process.kill()
    process.wait()
    assert not (site.data / "postgres").exists()
    site.start()
    assert not making.exists()
    assert site.stop() == 0


def test_the_first_administrator_is_asked_for_at_a_terminal(install):
    site = install()
    answers = ["guanli", "关立", "360781", "a long Passw0rd 37", "a long Passw0rd 37"]
    said = _at_terminal(site, answers, until="is ready after")
    assert "There is no administrator yet" in said
    assert site.ask("SELECT display_name FROM people_account WHERE username = 'guanli'") == [
        ("关立",)
    ]
    assert site.stop() == 0


def _at_terminal(site: Installation, answers: list[str], until: str) -> str:
    """Run the site at a pseudo-terminal, answer its questions, wait until it says a text."""
    ours, theirs = os.openpty()
    site.process = subprocess.Popen(
        [sys.executable, "-m", "shouwang.site", "run", "--demo=0"],
        env=site.variables(), stdin=theirs, stdout=theirs, stderr=theirs,
        start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    os.set_blocking(ours, False)
    said, pending = "", list(answers)

    def enough() -> bool:
        nonlocal said
        with contextlib.suppress(BlockingIOError):
            said += os.read(ours, 65536).decode(errors="replace")
        asked = said.count("digits): ") + said.count("letters): ") + said.count("person: ")
        asked += said.count("characters): ") + said.count("confirmation: ")
        while pending and len(answers) - len(pending) < asked:
            os.write(ours, f"{pending.pop(0)}\n".encode())
        assert site.process.poll() is None, said
        return until in said

    wait_for(enough)
    return said


def _listens(site: Installation) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", site.port)) == 0


def _database_answers(site: Installation) -> bool:
    try:
        return site.ask("SELECT 1") == [(1,)]
    except psycopg.OperationalError:
        return False


def _migrations(site: Installation) -> int:
    try:
        return site.ask("SELECT count(*) FROM django_migrations")[0][0]
    except (psycopg.Error, OSError):
        return 0
