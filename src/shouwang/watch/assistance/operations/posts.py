"""Posts: opening one, giving it to a person, ending that. The database counts the places."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from psycopg.types.range import DateRange

from shouwang.kernel import journal
from shouwang.kernel.findings import Finding, Reading, Weight
from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.assistance import policy, rules
from shouwang.watch.assistance.errors import ActReused
from shouwang.watch.assistance.models import Post, PostHolding
from shouwang.watch.assistance.operations.plans import LARGEST
from shouwang.watch.registry.models import Person

MANY = "welfare_jobs_suspicious"
_REFUSALS = {
    "post_places": ("post_full", "这个岗位的名额已经满了：请先结束一人的在岗，或增加名额。"),
    "one_post_at_a_time": ("person_busy", "这个人同一时间已在别的岗位：一人只能在一个岗位。"),
    "holding_within_post": ("outside_post", "在岗日期超出了岗位的起止日期。"),
}


@dataclass(frozen=True, slots=True)
class PostDraft:
    """A post as somebody writes it; `until` is not included, None is open."""

    title: str
    employer: str
    kind: str
    public_welfare: bool
    pay_month_fen: int
    places: int
    since: date
    until: date | None


@transaction.atomic
def open_post(
    *, by: AbstractBaseUser, at: datetime, act_id: UUID, place: RegionCode, draft: PostDraft
) -> Reading[Post]:
    """Open a post; `act_id` becomes its number."""
    known = Post.objects.filter(pk=act_id).first()
    if known is not None:
        return Reading(known)
    findings = tuple(_against(draft, place))
    if findings:
        return Reading(None, findings)
    post = Post.objects.create(
        id=act_id,
        region_code=place.code,
        title=draft.title.strip(),
        employer=draft.employer.strip(),
        kind=draft.kind,
        public_welfare=draft.public_welfare,
        pay_month_fen=draft.pay_month_fen,
        places=draft.places,
        during=DateRange(draft.since, draft.until),
    )
    journal.record(
        by=by, act="assistance.post_opened", subject=post, region=place,
        evidence={"places": post.places, "kind": post.kind},
    )  # fmt: skip
    return Reading(post)


def _against(draft: PostDraft, place: RegionCode) -> list[Finding]:
    found = []
    if draft.until is not None and draft.until <= draft.since:
        found.append(Finding("period_empty", "结束日期必须晚于开始日期。"))
    if draft.kind not in policy.codes("post_kinds"):
        found.append(Finding("post_kind_unknown", "政策包里没有这类岗位。"))
    if draft.places < 1:
        found.append(Finding("no_places", "名额至少一个。"))
    most = policy.value(policy.pack_of(place.code), LARGEST, place.code, draft.since) or 0
    return [*found, *rules.amount(draft.pay_month_fen, "月报酬", most)]


@transaction.atomic
def give_post(
    *, by: AbstractBaseUser, at: datetime, act_id: UUID, post: Post, person: Person,
    since: date, until: date | None,
) -> Reading[PostHolding]:  # fmt: skip
    """Give a post to a person. The value may come with a warning about the household's posts."""
    known = PostHolding.objects.filter(pk=act_id).first()
    if known is not None:
        if (known.post_id, known.person_id) != (post.pk, person.pk):
            raise ActReused(number=act_id)
        return Reading(known)
    if until is not None and until <= since:
        return Reading(None, (Finding("period_empty", "结束日期必须晚于开始日期。"),))
    if person.died_on is not None or person.moved_out_on is not None:
        return Reading(None, (Finding("person_gone", "这个人已经去世或转出，不能安排岗位。"),))
    until = until or post.during.upper
    try:
        with transaction.atomic():
            made = PostHolding.objects.create(
                id=act_id, post=post, region_code=post.region_code, person=person,
                household_id=person.household_id, during=DateRange(since, until),
                by_id=by.pk, at=at,
            )  # fmt: skip
    except IntegrityError as error:
        return Reading(None, (_refusal(error),))
    journal.record(
        by=by, act="assistance.post_given", subject=made, region=RegionCode(post.region_code),
        evidence={"post": str(post.pk), "person": person.number, "since": since},
    )  # fmt: skip
    return Reading(made, tuple(_many(made, since)))


def _refusal(error: IntegrityError) -> Finding:
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", "") or ""
    if name not in _REFUSALS:
        raise error
    return Finding(*_REFUSALS[name])


def _many(holding: PostHolding, on: date) -> list[Finding]:
    """A household with as many posts as the rule of data quality calls suspicious."""
    held = PostHolding.objects.filter(
        household_id=holding.household_id, during__contains=on, post__public_welfare=True
    ).count()
    pack = policy.pack_of(holding.region_code)
    most = policy.value(pack, MANY, holding.region_code, on)
    if most is None or held < most:
        return []
    words = f"这一户已有 {held} 人在公益性岗位，达到可疑数（{most}）：请核实是否按规定安排。"
    return [Finding("many_posts", words, Weight.WARN)]


@transaction.atomic
def end_holding(
    *, by: AbstractBaseUser, at: datetime, holding: UUID, on: date
) -> Reading[PostHolding]:
    """End a holding on a day, the first on which the post is not held any more."""
    held = PostHolding.objects.select_for_update().filter(pk=holding).first()
    if held is None:
        return Reading(None, (Finding("holding_unknown", "没有这条在岗记录。"),))
    if held.during.upper == on:
        return Reading(held)
    if on <= held.during.lower:
        return Reading(None, (Finding("ends_too_early", "离岗日期必须晚于上岗日期。"),))
    if held.during.upper is not None and on > held.during.upper:
        return Reading(None, (Finding("ends_too_late", "离岗日期晚于原定的结束日期。"),))
    held.during = DateRange(held.during.lower, on)
    held.save(update_fields=["during"])
    journal.record(
        by=by, act="assistance.post_ended", subject=held, region=RegionCode(held.region_code),
        evidence={"on": on},
    )  # fmt: skip
    return Reading(held)
