"""What of help is due, late or not planned is told to village and township."""

from datetime import date

import pytest
from tests import factories_assistance as made
from tests.factories_procedures import at, somebody
from tests.integration.people.factories import OTHER_TOWN

from shouwang.kernel.regioncode import RegionCode
from shouwang.messaging.models import Message
from shouwang.people.rules import Kind
from shouwang.watch.assistance import operations
from shouwang.watch.assistance.models import MeasureState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everywhere")]


def told():
    rows = Message.objects.order_by("account__username", "kind", "pk")
    return list(rows.values_list("account__username", "kind", "text"))


def test_each_is_told_once_to_village_and_township(home):
    somebody("village", Kind.VILLAGE_CADRE, RegionCode(home.region_code))
    somebody("town", Kind.TOWNSHIP_CLERK, RegionCode.of(home.region_code[:9]))
    somebody("other", Kind.TOWNSHIP_CLERK, OTHER_TOWN)
    assert operations.tell_due(at=at(date(2024, 7, 1))) == 2
    unplanned = "有 1 户已经纳入监测，还没有制定帮扶计划，请在期限前制定。"
    assert told() == [
        ("town", "assistance_unplanned", unplanned),
        ("village", "assistance_unplanned", unplanned),
    ]
    Message.objects.all().delete()
    plan = made.plan(home)
    made.measure(plan, start_on=date(2024, 7, 1))
    made.measure(plan, start_on=date(2024, 7, 8))
    made.measure(plan, start_on=date(2024, 7, 9))
    ended = made.measure(plan, start_on=date(2024, 7, 2))
    ended.state = MeasureState.ENDED
    ended.save()
    assert operations.tell_due(at=at(date(2024, 7, 2))) == 4
    assert operations.tell_due(at=at(date(2024, 7, 2))) == 0
    due = "有 1 项帮扶措施计划在一周内落实，请按计划办理。"
    late = "有 1 项帮扶措施过了计划日期还没有登记落实，请办理，或调整计划。"
    assert told() == [
        ("town", "assistance_due", due.replace("1", "2")),
        ("town", "assistance_late", late),
        ("village", "assistance_due", due.replace("1", "2")),
        ("village", "assistance_late", late),
    ]
