"""The rooms of the demonstration county are alive: done by their own operations, and done once."""

import json
import subprocess

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("site"), pytest.mark.timeout(1800)]

FURNISH = """
import json
from datetime import datetime, UTC
from shouwang.site.cli.connection import connected
with connected("watch"):
    from django.apps import apps
    from shouwang.demo import rooms
    from shouwang.demo.rooms import furnishing
    from shouwang.kernel import scope
    AT = datetime(2026, 6, 10, 2, tzinfo=UTC)
    {before}
    rooms.furnish(at=AT, say=lambda text: None)
    counted = {{}}
    with scope.entered(scope.Scope.everywhere()):
        for label in {labels!r}:
            counted[label] = apps.get_model(label).objects.count()
        def standings(label, name):
            return sorted(set(apps.get_model(label).objects.values_list(name, flat=True)))
        print(json.dumps([
            counted, standings("procedures.Case", "step"), standings("reports.Report", "state"),
            standings("assistance.Measure", "state"),
        ]))
"""
CUT_OFF = """
    class CutOff(Exception):
        pass
    from shouwang.demo.rooms import supervising
    whole, done = supervising.hand_out, []
    def killed(*given):
        whole(*given)
        raise CutOff  # what it did is taken back
    supervising.hand_out = killed
    try:
        rooms.furnish(at=AT, say=done.append)
    except CutOff:
        supervising.hand_out = whole
    assert not rooms.is_furnished() and done
"""
LABELS = (
    "accountability.Finding", "accountability.Task", "assistance.Measure", "assistance.Plan",
    "kernel.JournalEntry", "messaging.Message", "pairing.Pairing", "people.Account",
    "procedures.Act", "procedures.Case", "reports.Report", "reviews.Meeting", "reviews.Notice",
    "visits.HomeVisit", "visits.Signature",
)  # fmt: skip


def furnished(installation, before="pass"):
    done = installation.run_code(FURNISH.format(before=before, labels=LABELS))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_room_is_alive_and_a_cut_off_furnishing_goes_on(install, county):
    site = install()
    subprocess.run(["cp", "-a", str(county.data), str(site.data)], check=True)
    first = furnished(site, CUT_OFF.strip())
    counted, steps, reported, measures = first
    assert [label for label, number in counted.items() if number == 0] == []
    assert {"listed", "public_notice", "verification", "village_review"} <= set(steps)
    assert {"received", "taken_up", "answered", "closed"} <= set(reported)
    assert measures == ["delivered", "planned"]
    assert furnished(site) == first
    verified = site.do("journal", "verify")
    assert verified.returncode == 0, verified.stdout
