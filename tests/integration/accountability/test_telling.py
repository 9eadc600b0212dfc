"""What is late is told once a day, to the place and to the level above it."""

from datetime import date

import pytest
from tests import factories_accountability as made
from tests.factories_procedures import at
from tests.integration.people.factories import COUNTY, OTHER_TOWN

from shouwang.messaging.models import Message
from shouwang.watch.accountability import operations

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everywhere")]


def told():
    rows = Message.objects.order_by("account__username", "kind")
    return list(rows.values_list("account__username", "kind", "text"))


def test_late_findings_and_tasks_are_told_once_a_day():
    office = made.office()
    made.cadre()
    made.clerk()
    made.clerk("elsewhere", OTHER_TOWN)
    made.finding(office)
    made.finding(office, place=COUNTY.code)
    made.task(office, due_on=date(2024, 7, 2))
    assert operations.tell_late(at=at(date(2024, 7, 3))) == 1  # the task alone is late
    assert operations.tell_late(at=at(date(2024, 7, 5))) == 4
    assert operations.tell_late(at=at(date(2024, 7, 5))) == 0
    finding = "有 1 条督查问题整改已经超期，请办理或督办。"
    task = "有 1 项任务已经超期，请尽快办理并报办结。"
    assert told() == [
        ("cadre", "accountability_late_findings", finding),
        ("cadre", "accountability_late_tasks", task),
        ("cadre", "accountability_late_tasks", task),
        ("clerk", "accountability_late_findings", finding),
        ("office", "accountability_late_findings", finding),
    ]
