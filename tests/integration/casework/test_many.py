"""One act over many cases: chosen, foreseen, done at once or by the worker, taken up again."""

from contextlib import closing
from uuid import uuid4

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from tests import factories_casework as made
from tests import factories_reports
from tests.factories_casework import browser

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.scope import Scope, entered
from shouwang.procedures import queries
from shouwang.procedures.models import Act, Case
from shouwang.watch.casework import operations
from shouwang.watch.casework.operations import many
from shouwang.watch.reports.operations import handling

pytestmark = pytest.mark.django_db
TAKE_UP = "monitored_identification:taking_up:take_up"


@pytest.fixture
def cases(people):
    with entered(Scope.everywhere()):
        return [made.case(people.village) for _ in range(3)]


def preview(client, **given):
    return client.post("/casework/many/preview/", {"query": "", "what": TAKE_UP, **given})


def confirm(client, page, **given):
    form = page.context_data["form"]
    sent = {"number": form["number"].value(), "seen": form["seen"].value(), "confirmed": "1"}
    return preview(client, **{**sent, **given})


def steps():
    with entered(Scope.everywhere()):
        return sorted(Case.objects.values_list("step", flat=True))


def test_all_that_match_are_taken_at_once(people, cases):
    client = browser(people.town)
    page = client.get("/casework/many/")
    assert [(one["count"], [way["value"] for way in one["ways"]])
            for one in page.context_data["groups"]] == [
        (3, [TAKE_UP]),
    ]  # fmt: skip
    seen = preview(client)
    assert (seen.context_data["count"], seen.context_data["ready"]) == (3, 3)
    assert seen.context_data["places"][0]["count"] == 3
    answer = confirm(client, seen, reason="集中受理")
    assert steps() == ["verification"] * 3
    again = confirm(client, seen, reason="集中受理")
    assert again.url == answer.url
    result = client.get(answer.url).context_data
    assert (result["batch"].done, result["refused"], result["over"]) == (3, 0, True)
    with entered(Scope.everywhere()):
        assert Act.objects.filter(transition="take_up", reason="集中受理").count() == 3
        assert JournalEntry.objects.filter(act="procedures.advance").count() == 3


def test_those_ticked_alone_are_meant(people, cases):
    client, picked = browser(people.town), [str(cases[0].pk), str(cases[2].pk)]
    assert client.post("/casework/many/", {"picked": picked}).context_data["count"] == 2
    confirm(client, preview(client, picked=picked), picked=picked)
    assert steps() == ["taking_up", "verification", "verification"]
    assert client.post("/casework/many/", {"picked": ["x"]}).status_code == 404


def test_what_changed_after_the_preview_is_shown_first(people, cases):
    client = browser(people.town)
    seen = preview(client)
    with entered(Scope.everywhere()):
        made.case(people.village)
    page = confirm(client, seen)
    assert (page.context_data["changed"], page.context_data["count"]) == (True, 4)
    assert steps() == ["taking_up"] * 4
    assert confirm(client, page).status_code == 302
    assert steps() == ["verification"] * 4


def test_nobody_takes_what_waits_for_others(people, cases):
    client = browser(people.village)
    assert client.get("/casework/many/").url == "/casework/?"
    assert preview(client).status_code == 404


def batch_of(people, of, **given):
    """A batch of the township's, as the page asks for it."""
    way = queries.declaration_of(of[0].version).transitions["take_up"]
    plain = {
        "by": people.town, "at": timezone.now(), "number": uuid4(), "place": made.place(made.TOWN),
        "procedure": "monitored_identification", "step": "taking_up", "way": way, "label": "受理",
        "cases": {case.pk: case.revision for case in of},
    }  # fmt: skip
    with entered(Scope.everywhere()):
        return operations.request_many(**{**plain, **given})


def test_a_large_batch_goes_to_the_worker_and_says_what_it_refused(people, cases, monkeypatch):
    monkeypatch.setattr(many, "AT_ONCE", 1)
    gone = uuid4()
    seen = {cases[0].pk: 1, cases[1].pk: 1, cases[2].pk: 2, gone: 1}
    batch = batch_of(people, cases, cases=seen)
    assert steps() == ["taking_up"] * 3
    assert ProcrastinateJob.objects.filter(task_name=operations.DO_MANY).count() == 1
    client = browser(people.town)
    assert client.get(f"/casework/many/{batch.number}/").context_data["over"] is False
    operations.do_many(batch.pk)
    operations.do_many(batch.pk)
    page = client.get(f"/casework/many/{batch.number}/").context_data
    assert (page["batch"].done, page["batch"].handled, page["refused"]) == (2, 4, 2)
    assert [row["why"].startswith("您打开以后") for row in page["rows"]] == [True]
    assert steps() == ["taking_up", "verification", "verification"]
    other = browser(people.county)
    assert other.get(f"/casework/many/{batch.number}/").status_code == 404
    with closing(client.get(f"/casework/many/{batch.number}/export/")) as answer:
        assert answer.status_code == 200


@pytest.fixture
def told(divisions, people):
    """A report taken up: its case waits for the township as the others do."""
    with entered(Scope.everywhere()):
        report = factories_reports.report()
        taken = handling.take_up(
            by=people.town, at=factories_reports.AT, act_id=uuid4(), report=report.pk
        )
        assert taken.value is not None
        return Case.objects.get(subject_kind="report")


def test_a_case_of_another_room_is_shown_and_moved_there_alone(people, told):
    client = browser(people.village)  # whom it waits for
    shown = client.get("/casework/").context_data["rows"]
    assert [row["href"] for row in shown] == [f"/reports/{told.subject_id}/"]
    assert client.get(f"/casework/{told.pk}/").status_code == 404
    with entered(Scope.everywhere()):
        way = queries.declaration_of(told.version).ways_from(told.step)[0]
    assert client.get(f"/casework/{told.pk}/act/{way.key}/").status_code == 404
    assert client.get("/casework/many/").url == "/casework/?"
    picked = client.post("/casework/many/", {"picked": [str(told.pk)]})
    assert picked.url == "/casework/?"
    what = f"{told.procedure}:{told.step}:{way.key}"
    assert preview(client, what=what, picked=[str(told.pk)]).status_code == 404
