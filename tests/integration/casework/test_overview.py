"""What is late, where and why; the daily line; batches that were cut off."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from tests import factories_casework as made
from tests.factories_casework import browser

from shouwang.kernel.scope import Scope, entered
from shouwang.procedures import queries as procedures
from shouwang.procedures.models import Act, Case
from shouwang.watch.casework import operations
from shouwang.watch.casework.models import BulkAct
from shouwang.watch.casework.operations import many
from shouwang.watch.casework.queries import digest

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(people):
    today = timezone.localdate()
    with entered(Scope.everywhere()):
        late = [made.case(people.village, on=today - timedelta(days=40)) for _ in range(2)]
        return [*late, made.case(people.village, on=today)]


def test_the_overview_counts_what_is_late_where_and_why(people, cases):
    page = browser(people.county).get("/casework/overview/").context_data
    assert (page["under_way"], page["late"]) == (3, 2)
    (step,), (place,), (why,) = page["steps"], page["places"], page["why"]
    assert (step["cases"], step["late"], step["median"]) == (3, 2, 40)
    assert place["href"] == "/casework/overview/?place=360781102000"
    assert (why["late"], why["returned"], why["owing"], why["awaits"]) == (2, 0, 0, "乡镇经办")
    listed = browser(people.county).get(step["late_href"]).context_data["rows"]
    assert len(listed) == 2
    township = browser(people.town).get("/casework/overview/").context_data
    assert township["places"][0]["href"].startswith("/casework/?which=open&place=360781102201")


def test_the_daily_line_counts_what_waits(people, cases):
    with entered(Scope.everywhere()):
        today = timezone.localdate()
        assert digest(people.town, today) == ["待您办理 3 件，已超期 2 件"]
        assert digest(people.county, today) == ["下级超期、须您督促 2 件"]
        assert digest(people.village, today) == []


def test_a_batch_that_was_cut_off_goes_on_where_it_stopped(people, cases, monkeypatch):
    monkeypatch.setattr(many, "AT_ONCE", 0)
    monkeypatch.setattr(many, "PART", 1)
    way = procedures.declaration_of(cases[0].version).transitions["take_up"]
    with entered(Scope.everywhere()):
        batch = operations.request_many(
            by=people.town, at=timezone.now(), number=uuid4(), place=made.place(made.TOWN),
            procedure="monitored_identification", step="taking_up", way=way, label="受理",
            cases={case.pk: 1 for case in cases},
        )  # fmt: skip
    part = many._part
    monkeypatch.setattr(many, "_part", lambda one, cases: part(one, cases) or _cut(one))
    with pytest.raises(KeyboardInterrupt):
        operations.do_many(batch.pk)
    monkeypatch.setattr(many, "_part", part)
    ProcrastinateJob.objects.filter(task_name=operations.DO_MANY).update(status="doing")
    assert operations.recover_batches(at=timezone.now()) == 1
    assert ProcrastinateJob.objects.get(task_name=operations.DO_MANY).status == "todo"
    operations.do_many(batch.pk)
    with entered(Scope.everywhere()):
        found = BulkAct.objects.get(pk=batch.pk)
        assert (found.state, found.done, found.handled) == ("done", 3, 3)
        assert (Act.objects.count(), Case.objects.filter(step="verification").count()) == (6, 3)


def _cut(batch):
    if batch.handled == 2:
        raise KeyboardInterrupt


def test_a_batch_without_a_job_is_marked(people, cases, monkeypatch):
    monkeypatch.setattr(many, "AT_ONCE", 0)
    way = procedures.declaration_of(cases[0].version).transitions["take_up"]
    with entered(Scope.everywhere()):
        batch = operations.request_many(
            by=people.town, at=timezone.now(), number=uuid4(), place=made.place(made.TOWN),
            procedure="monitored_identification", step="taking_up", way=way, label="受理",
            cases={cases[0].pk: 1},
        )  # fmt: skip
    ProcrastinateJob.objects.filter(task_name=operations.DO_MANY).delete()
    assert operations.recover_batches(at=timezone.now()) == 1
    page = browser(people.town).get(f"/casework/many/{batch.number}/").context_data
    assert page["batch"].refusal == many.CUT_OFF
