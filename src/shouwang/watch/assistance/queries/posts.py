"""Posts of a place with who holds them today; resettled households with what is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from shouwang.kernel.regioncode import LENGTH, RegionCode
from shouwang.watch.assistance import policy
from shouwang.watch.assistance.models import (
    Post,
    PostHolding,
    RelocationStep,
    Resettlement,
    SubsidyPayment,
    SubsidyRun,
)


def _within(place: RegionCode) -> Q:
    ends = place.prefix.ljust(LENGTH, "0"), place.prefix.ljust(LENGTH, "9")
    return Q(region_code__range=ends)


def posts(place: RegionCode, on: date) -> QuerySet[Post]:
    """The posts of a place, each with `held`: how many hold it on the day."""
    held = Count("holdings", filter=Q(holdings__during__contains=on))
    return Post.objects.filter(_within(place)).annotate(held=held).order_by("title", "pk")


def holders(post: Post) -> QuerySet[PostHolding]:
    """Who holds or held a post, the latest first."""
    found = PostHolding.objects.filter(post=post).select_related("person", "household")
    return found.order_by("-during", "pk")


@dataclass(frozen=True, slots=True)
class Followed:
    """A resettled household with the newest step of every point, and which are open."""

    resettlement: Resettlement
    steps: Mapping[str, RelocationStep]
    open: Sequence[str]


def relocated(place: RegionCode) -> list[Followed]:
    """The resettled households of a place by site, with what is open; two statements."""
    found = Resettlement.objects.filter(_within(place)).select_related("household")
    rows = list(found.order_by("site", "household__number"))
    steps: dict[int, dict[str, RelocationStep]] = {}
    newest = RelocationStep.objects.filter(resettlement__in=[one.pk for one in rows])
    newest = newest.select_related("proof").order_by("resettlement", "item", "-at", "-pk")
    for step in newest.distinct("resettlement", "item"):
        steps.setdefault(step.resettlement_id, {})[step.item] = step
    return [_followed(one, steps.get(one.pk, {})) for one in rows]


def relocation_of(number: str) -> Followed | None:
    """One resettled household, None when it is none."""
    one = Resettlement.objects.select_related("household").filter(household__number=number).first()
    if one is None:
        return None
    newest = RelocationStep.objects.filter(resettlement=one).select_related("proof", "by")
    newest = newest.order_by("item", "-at", "-pk").distinct("item")
    return _followed(one, {step.item: step for step in newest})


def _followed(one: Resettlement, steps: Mapping[str, RelocationStep]) -> Followed:
    items = [code for code in policy.codes("relocation_items") if code != "school" or one.children]
    settled = {code for code, step in steps.items() if step.settled}
    return Followed(one, steps, [code for code in items if code not in settled])


def subsidy_runs(place: RegionCode) -> QuerySet[SubsidyRun]:
    """The computations of a place, the latest month and run first."""
    runs = SubsidyRun.objects.filter(region_code=place.code).select_related("by")
    return runs.order_by("-month", "-at", "-pk")


def payments(run: SubsidyRun) -> QuerySet[SubsidyPayment]:
    """Who is paid what by a run, by village."""
    found = SubsidyPayment.objects.filter(run=run).select_related("household")
    return found.order_by("region_code", "household_id")
