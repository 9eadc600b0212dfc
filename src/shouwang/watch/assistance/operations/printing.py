"""The plan of a household on paper: numbered, verified, signed on both sides."""

from typing import Any

from shouwang.kernel.journal import Subject
from shouwang.kernel.regioncode import RegionCode
from shouwang.regions import queries as regions
from shouwang.watch.assistance import policy, queries
from shouwang.watch.assistance.models import Measure, MeasureState, Plan
from shouwang.watch.assistance.rules import FEN
from shouwang.watch.papers.operations import Printed, Request, print_letter
from shouwang.watch.papers.rendering.fields import chinese_day


def print_plan(request: Request, plan: Plan) -> Printed:
    """Print a plan. Raises FontsMissing, TemplateBroken; then nothing is recorded."""
    home = plan.household
    return print_letter(
        request,
        words_of(request, plan),
        region_code=home.region_code,
        subject=Subject("assistance.plan", str(plan.pk)),
        household=home.pk,
    )


def words_of(request: Request, plan: Plan) -> dict[str, Any]:
    """The fields of the paper; measures that were ended are not on it."""
    home, risks = plan.household, policy.catalogue().risks
    kept = [one for one in queries.measures_of(plan) if one.state != MeasureState.ENDED]
    sold = queries.sold_by(home, kept, request.on)
    path = regions.path(RegionCode(home.region_code), on=request.on)
    return {
        "title": f"帮扶计划（{plan.year}年）",
        "as_of": chinese_day(request.as_of),
        "household": home.number,
        "place": " ".join([*(step.name for step in path[-3:]), home.group]),
        "head": home.head_name,
        "size": str(home.size),
        "risks": "、".join(policy.word(risks, risk) for risk in plan.risks) or "—",
        "causes": "、".join(plan.causes) or "—",
        "drawn_up_by": str(plan.drawn_up_by),
        "drawn_up_on": chinese_day(plan.drawn_up_on),
        "measures": [_measure(serial, one, sold.get(one.pk)) for serial, one in enumerate(kept, 1)],
        "reasons": [
            {"serial": str(serial), "title": one.title, "because": one.because}
            for serial, one in enumerate(kept, 1)
            if one.because
        ],
    }


def _measure(serial: int, one: Measure, sold: queries.Sold | None) -> dict[str, str]:
    known = policy.catalogue()
    delivered = f"\n{one.delivered_on}" if one.delivered_on else ""
    if sold is not None:
        delivered += f"\n销售到户 {_yuan(sold.fen)} 元"
    return {
        "serial": str(serial),
        "title": one.title,
        "kind": policy.word(known.kinds, one.kind),
        "responsible": policy.word(known.responsible, one.responsible),
        "amount": _yuan(one.amount_fen),
        "money": policy.word(known.money, one.money),
        "start_on": str(one.start_on),
        "state": f"{MeasureState(one.state).label}{delivered}",
    }


def _yuan(fen: int | None) -> str:
    """Whole yuan with thousands parted; fen where there are any."""
    if fen is None:
        return "—"
    yuan, rest = divmod(fen, FEN)
    return f"{yuan:,}".replace(",", "\u202f") + (f".{rest:02}" if rest else "")
