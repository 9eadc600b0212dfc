"""The papers of a review: what they say, from meeting, notice, case and dossier."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from shouwang.kernel.journal import Subject
from shouwang.procedures.models import Act, Case
from shouwang.procedures.queries import declaration_of
from shouwang.procedures.rules import said
from shouwang.watch.papers.operations import Printed, Request, print_letter
from shouwang.watch.papers.queries import Content, content_of
from shouwang.watch.papers.rendering.fields import chinese_day, qr_svg
from shouwang.watch.registry.models import Household
from shouwang.watch.reviews import queries, rules
from shouwang.watch.reviews.models import (
    Desk,
    Item,
    ItemState,
    Meeting,
    MeetingKind,
    Notice,
)

TITLES = {"notice": "关于{matter}名单的公示", "announcement": "关于{matter}名单的公告"}
_OPENINGS = {
    "notice": "经村民民主评议，以下 {count} 户{matter}，现将名单公示如下：",
    "announcement": "经县级审定，以下 {count} 户{matter}，现予公告：",
}
_UNKNOWN = "＿＿＿＿年＿＿月＿＿日"  # to be filled in by hand: nothing is guessed
_EXIT = {
    "risk_removal": (
        "风险消除通知书",
        "经入户核实、民主评议、公示、乡镇审核和县级审定，你户返贫致贫风险已于{day}消除。",
    ),
    "poverty_exit": (
        "脱贫退出通知书",
        "经民主评议、入户核实、农户签字、公示、乡镇审核和县级批准，你户已于{day}退出贫困户。",
    ),
}
_AFTER = (
    "退出和消除风险以后，责任不脱、政策不脱、帮扶不脱、监管不脱：帮扶联系人继续走访，"
    "相关政策按规定延续；再次出现风险的，重新纳入监测。"
)


def print_minutes(request: Request, meeting: Meeting) -> Printed:
    """The minutes with every vote and a place for everybody's signature."""
    words = minutes_words(meeting, request.office)
    return print_letter(
        request,
        words,
        region_code=meeting.region_code,
        subject=Subject("reviews.meeting", str(meeting.pk)),
    )


def print_notice(request: Request, notice: Notice, public_url: str) -> Printed:
    """The list as it hangs, with the address of its page."""
    words = notice_words(notice, public_url)
    return print_letter(
        request,
        words,
        region_code=notice.region_code,
        subject=Subject("reviews.notice", str(notice.pk)),
    )


def print_application(request: Request, household: Household) -> Printed:
    """An application with the authorisation to check, filled in with what is known."""
    content = content_of(household, request.as_of, request.on)
    words = application_words(household, content)
    return print_letter(
        request,
        words,
        region_code=household.region_code,
        subject=household_subject(household),
        household=household.pk,
    )


def print_exit_notice(
    request: Request, case: Case, household: Household, desk: Desk | None
) -> Printed:
    """What was decided about one household, told to it."""
    return print_letter(
        request,
        exit_words(case, household, desk),
        region_code=household.region_code,
        subject=household_subject(household),
        household=household.pk,
    )


def household_subject(household: Household) -> Subject:
    """As the journal knows a household."""
    return Subject("registry.household", str(household.pk))


def is_told(case: Case) -> bool:
    """Whether an exit notice says how the case ended."""
    return case.effect and case.procedure in _EXIT


def notice_words(notice: Notice, public_url: str) -> dict[str, Any]:
    """The fields of a notice or announcement."""
    lines = list(notice.lines.all())
    ends = chinese_day(notice.ends_on) if notice.ends_on else _UNKNOWN
    return {
        "title": TITLES[notice.kind].format(matter=notice.matter),
        "number": notice.number,
        "opening": _OPENINGS[notice.kind].format(count=len(lines), matter=notice.matter),
        "lines": [
            {"serial": at, "name": one.name, "group": one.group, "reason": one.reason}
            for at, one in enumerate(lines, start=1)
        ],
        "period": f"{chinese_day(notice.posted_on)}至{ends}",
        "contact": notice.contact,
        "office": _committee(notice.village),
        "posted_on": chinese_day(notice.posted_on),
        "public_url": public_url,
        "public_qr": qr_svg(public_url),
    }


def _committee(village: str) -> str:
    """The committee that signs: 红星村民委员会, 红都社区居民委员会."""
    return f"{village}{'民委员会' if village.endswith('村') else '居民委员会'}"


def minutes_words(meeting: Meeting, village: str) -> dict[str, Any]:
    """The fields of the minutes."""
    items = [one for one in meeting.items.all() if one.state != ItemState.OFF]
    homes = queries.households_of(one.case for one in items)
    roll = list(meeting.roll.all())
    return {
        "title": "民主评议会议记录",
        "village": village,
        "kind": "村民主评议会" if meeting.kind == MeetingKind.VILLAGE else "村民小组评议会",
        "held_on": chinese_day(meeting.held_on),
        "place": meeting.place,
        "chair": str(meeting.chair),
        "recorder": str(meeting.recorder),
        "members": len(roll),
        "present": sum(one.present for one in roll),
        "items": [_item_words(meeting, one, homes) for one in items],
        "names": [
            {"serial": n, "name": str(one.name), "absent": "" if one.present else "缺席"}
            for n, one in enumerate(roll, start=1)
        ],
    }


def result_of(meeting: Meeting, item: Item) -> str:
    """通过 or 未通过, as the vote says; "" while it cannot be said."""
    roll, ballot = queries.attendance_of(meeting), queries.ballot_of(meeting, item)
    heads = rules.heads_of(roll, ballot)
    if heads is None:
        return ""
    declaration = declaration_of(item.case.version)
    if item.transition:
        votes = declaration.transitions[item.transition].votes
        return "通过" if votes and votes.carried else "未通过"
    way = rules.way_of(declaration, item.case.step, heads)
    return "" if way is None or way.votes is None else "通过" if way.votes.carried else "未通过"


def _item_words(meeting: Meeting, item: Item, homes: Mapping[str, Household]) -> dict[str, Any]:
    home = homes.get(item.case.subject_id)
    chair = f"本户由{item.chair}主持。" if item.chair else ""
    return {
        "serial": item.sequence,
        "name": home.head_name if home else item.case.subject_id,
        "group": home.group if home else "",
        "matter": said(declaration_of(item.case.version).title, item.case.procedure),
        "agree": _heads(item.agree),
        "against": _heads(item.against),
        "abstain": _heads(item.abstain),
        "recused": chair
        + "；".join(f"{one.representative.name}（{one.reason}）" for one in item.recusals.all()),
        "objections": str(item.objections or ""),
        "result": result_of(meeting, item),
    }


def _heads(number: int | None) -> str:
    return "" if number is None else str(number)


def application_words(household: Household, content: Content | None) -> dict[str, Any]:
    """The fields of an application: names and kinship; numbers are written by hand."""
    place = content.place if content else None
    members: Sequence[Any] = content.members if content else ()
    return {
        "title": "申请书暨家庭信息核对授权书",
        "village": place.village if place else "",
        "committee": _committee(place.village) if place else "村民委员会",
        "head": household.head_name,
        "place": f"{place.township}{place.village}{household.group}" if place else household.group,
        "size": len(members) or household.size,
        "household": household.number,
        "matter": "纳入防止返贫监测帮扶",
        "members": list(_members(members)),
    }


def _members(members: Iterable[Any]) -> Iterable[dict[str, str]]:
    for one in members:
        yield {"name": one.name, "relation": str(one.relation)}


def exit_words(case: Case, household: Household, desk: Desk | None) -> dict[str, Any]:
    """The fields of an exit notice."""
    title, decided = _EXIT[case.procedure]
    return {
        "title": title,
        "head": household.head_name,
        "household": household.number,
        "body": [decided.format(day=chinese_day(_ended_on(case))), _AFTER],
        "contact": f"{desk.office}（电话 {desk.telephone}）" if desk else "乡镇人民政府",
    }


def _ended_on(case: Case) -> date:
    """The day on which the case took effect."""
    last = Act.objects.filter(case=case, to_step=case.step).order_by("sequence").first()
    return last.on if last else case.finished_on or timezone.localdate()
