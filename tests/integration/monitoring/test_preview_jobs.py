"""A preview is asked for, worked out by the worker, found again; a killed one says so."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from tests import factories
from tests.factories import COUNTY, ON
from tests.integration.monitoring.conftest import YEAR, until_free
from tests.integration.people.factories import someone

from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, entered
from shouwang.people.rules import Kind
from shouwang.policies.models import EnteredValue
from shouwang.watch.monitoring import operations
from shouwang.watch.monitoring.models import PolicyPreview
from shouwang.watch.monitoring.operations import previews

NOW = datetime(2024, 7, 1, 2, tzinfo=UTC)
LINE = "monitoring_line"
FORM = {
    "value": "1000",
    "from_on": "2024-06-01",
    "to_on": "",
    "document": "赣防返贫办〔2024〕7号",
    "clause": "",
    "note": "",
}
pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def office():
    return someone("office", Kind.COUNTY_OFFICE, RegionCode.of("360781"))


@pytest.fixture
def client(office) -> Client:
    browser = Client()
    browser.force_login(office)
    return browser


def screened() -> None:
    with entered(Scope.everywhere()):
        for number, yuan in (("H1", 9_400), ("H2", 30_000)):
            home = factories.household(number=number)
            factories.member(home)
            factories.income(home, month=YEAR[0], amount_fen=yuan * 100)
        run = operations.request_screening(by=None, at=NOW, region_code=COUNTY, as_of=ON)
    operations.screen_place(run.pk)


def asked(client: Client, **changed: str):
    address = reverse("policy_enter", args=[LINE])
    return client.post(address, FORM | {"preview": "1"} | changed)


def the_preview() -> PolicyPreview:
    with entered(Scope.everywhere()):
        return PolicyPreview.objects.select_related("run").get()


def worked() -> PolicyPreview:
    previews.preview_place(the_preview().pk, COUNTY)
    return the_preview()


def test_it_is_queued_left_done_and_found_again_with_what_was_typed(client):
    screened()
    assert asked(client).status_code == 302
    page = client.get(reverse("policy_enter", args=[LINE]))
    assert page.context["preview_job"]["state"] == "running"
    assert page.context["form"].data == FORM
    progress = reverse("policy_preview", args=[the_preview().pk])
    assert "HX-Refresh" not in client.get(progress).headers
    done = worked()
    assert (done.state, done.percent, done.refusal) == ("done", 100, "")
    assert client.get(progress).headers["HX-Refresh"] == "true"
    page = client.get(reverse("policy_enter", args=[LINE]))
    found = page.context["preview"]
    with entered(Scope.everywhere()):
        assert found == operations.preview_value(parameter=LINE, region_code=COUNTY, value=100_000)
    assert (found.dropped, found.dropped_sample) == (1, ("H1",))
    assert page.context["form"].data == FORM
    assert "一律当作 2024-06-30 已经生效来算" in page.content.decode()


def test_one_is_under_way_per_person_and_parameter(client, office):
    screened()
    asked(client)
    first = the_preview().pk
    asked(client, value="9500")
    assert (the_preview().pk, the_preview().value) == (first, 100_000)
    worked()
    asked(client, value="9500")
    assert (the_preview().pk > first, the_preview().value) == (True, 950_000)


def test_saving_checks_again_and_forgets_the_preview(client):
    screened()
    asked(client)
    worked()
    address = reverse("policy_enter", args=[LINE])
    refused = client.post(address, FORM | {"save": "1", "to_on": "2024-05-01"})
    assert refused.context["findings"]
    with entered(Scope.everywhere()):
        assert not EnteredValue.objects.exists()
    kept = client.post(address, FORM | {"save": "1", "confirmed": "on"})
    assert kept.status_code == 302
    with entered(Scope.everywhere()):
        assert EnteredValue.objects.get().value == 100_000
        assert not PolicyPreview.objects.exists()


def test_what_was_typed_can_be_thrown_away(client):
    asked(client)
    client.post(reverse("policy_enter", args=[LINE]), {"discard": "1"})
    page = client.get(reverse("policy_enter", args=[LINE]))
    assert not page.context["form"].is_bound


def test_a_refusal_is_shown_and_it_can_be_asked_for_again(client):
    asked(client)
    failed = worked()
    assert (failed.state, failed.refusal) == (
        "failed",
        "本地区还没有完成过筛查，无法试算：请先筛查一次。",
    )
    page = client.get(reverse("policy_enter", args=[LINE]))
    assert page.context["preview_job"]["message"] == failed.refusal
    asked(client)
    assert the_preview().state == "queued"


def test_nobody_sees_the_preview_of_another(client):
    asked(client)
    other = Client()
    other.force_login(someone("other", Kind.COUNTY_OFFICE, RegionCode.of("360781")))
    assert other.get(reverse("policy_preview", args=[the_preview().pk])).status_code == 404
    assert "preview_job" not in other.get(reverse("policy_enter", args=[LINE])).context


CHILD = """
import sys, time, django
django.setup()
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
from shouwang.watch.monitoring.operations import previews
def stopping(**given):
    given["note"](55, "比较")
    print("working", flush=True)
    time.sleep(120)
previews.preview_value = stopping
previews.preview_place(int(sys.argv[2]), sys.argv[3])
"""


def test_a_killed_worker_leaves_a_preview_that_says_so(client):
    screened()
    asked(client)
    number, name = the_preview().pk, connection.settings_dict["NAME"]
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, name, str(number), COUNTY],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "working\n"
    assert previews.recover_previews(at=NOW) == 0
    child.kill()
    child.wait()
    child.stdout.close()
    until_free(number, previews.LOCK)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = %s",
            [previews.PREVIEW_VALUE],
        )
    assert (the_preview().state, the_preview().percent) == ("running", 55)
    assert previews.recover_previews(at=NOW) == 1
    assert the_preview().refusal == previews.CUT_OFF
    job = ProcrastinateJob.objects.get(task_name=previews.PREVIEW_VALUE)
    assert job.status == "todo"
    assert worked().state == "failed"
    asked(client)
    assert worked().state == "done"


def test_one_whose_job_is_gone_is_marked_and_one_that_waits_is_not(client):
    asked(client)
    assert previews.recover_previews(at=NOW) == 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    assert previews.recover_previews(at=NOW) == 1
    assert the_preview().state == "failed"
