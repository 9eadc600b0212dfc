"""Plans of help with measures, delivered and under way; helpers paired by policy."""

from collections.abc import Sequence
from datetime import date
from math import ceil

from shouwang.demo.rooms import visiting
from shouwang.demo.rooms.cast import Staff
from shouwang.demo.rooms.happening import at, back, drawn, given, number, photo
from shouwang.people.models import Account
from shouwang.watch.assistance import operations
from shouwang.watch.assistance.models import Plan
from shouwang.watch.assistance.rules import Delivery, Draft
from shouwang.watch.pairing import operations as pairing
from shouwang.watch.pairing.policy import terms
from shouwang.watch.pairing.queries import situation
from shouwang.watch.pairing.rules import Row
from shouwang.watch.papers.models import Paper
from shouwang.watch.papers.operations import add_paper
from shouwang.watch.registry.models import Household

# kind, title, who answers for it, whose money, fen, days until it starts, risk
MEASURES = (
    ("health", "申请医疗救助", "medical_insurance", "medical_fund", 480_000, 4, "illness"),
    ("public_post", "村保洁员公益岗位", "human_resources", "bridging_fund", 960_000, 12, "labour"),
    ("industry", "脐橙苗和肥料补助", "agriculture", "bridging_fund", 300_000, 8, "industry"),
    ("employment", "推荐到工业园就业", "human_resources", "none", None, 6, "employment"),
)
UNITS = ("市水利局", "市教体局", "市医保局", "市住建局", "市农业农村局", "乡镇政府", "驻村工作队")
RANKS = ("staff", "staff", "staff", "section_level", "section_level", "department_head")
SURNAMES = "刘钟杨谢朱曾赖罗陈黄李张王邓温胡廖邱周宋"
GIVEN = "建军晓明志强丽华永红海燕文斌小芳国平雪梅俊杰春兰"


def plan(staff: Staff, homes: Sequence[Household], today: date) -> None:
    """Plans of all listed households but the last, each with a measure delivered and one under way,
    which of the first is overdue; a visit afterwards.
    """
    for turn, home in enumerate(homes[:-1]):
        drawn_up = back(today, 26)
        chosen = [MEASURES[(turn + step) % len(MEASURES)] for step in range(2)]
        made = given(
            operations.draw_up(
                by=staff.clerk, at=at(drawn_up), household=home, risks=[one[-1] for one in chosen]
            )
        )
        for step, measure in enumerate(chosen):
            starts = back(drawn_up, -measure[-2] if step == 0 or turn == 0 else -45)
            _measured(staff.clerk, made, home, measure, starts, delivered=step == 0)
        visiting.followed_up(staff, home, back(today, 5 + turn))


def _measured(
    by: Account,
    made: Plan,
    home: Household,
    measure: tuple[str, str, str, str, int | None, int, str],
    starts: date,
    *,
    delivered: bool,
) -> None:
    kind, title, responsible, money, fen, *_rest = measure
    on = made.drawn_up_on
    draft = Draft(
        kind, title, responsible, money, starts, amount_fen=fen, because="核查后按政策安排"
    )
    act = number("measure", home.number, kind)
    given(
        operations.plan_measure(
            by=by, at=at(on), act_id=act, plan=made.pk, revision=_revision(made), draft=draft
        )
    )
    if delivered:
        given(
            operations.deliver_measure(
                by=by,
                at=at(starts, 16),
                act_id=number("delivered", act),
                measure=act,
                revision=_revision(made),
                delivery=Delivery(starts, paid_fen=fen),
                proof=_proof(by, home, starts),
            )
        )


def _revision(made: Plan) -> int:
    return Plan.objects.values_list("revision", flat=True).get(pk=made.pk)


def _proof(by: Account, home: Household, on: date) -> Paper:
    title = "帮扶措施签收单"
    there = Paper.objects.filter(household=home, title=title).first()
    return there or add_paper(
        by=by, at=at(on), household=home, ready=photo(home.number), kind="other", title=title
    )


def pair(staff: Staff, today: date) -> None:
    """Helpers of the village, and the fair assignment of all its households to them."""
    on = back(today, 20)
    rule = terms(staff.village, on)
    homes = len(situation(staff.village, on, rule).homes)
    if not homes:
        return
    room = sum(rule.quota(rank) for rank in RANKS) / len(RANKS)
    rows = [_helper(staff, turn) for turn in range(ceil(homes / room) + 1)]
    pairing.take_list(by=staff.clerk, at=at(on, 9), rows=rows)
    act = number("pairing", staff.village)
    pairing.prepare(by=staff.clerk, at=at(on), act_id=act, place=staff.village)
    given(pairing.apply(by=staff.clerk, at=at(on, 11), number=act))


def _helper(staff: Staff, turn: int) -> Row:
    lot = drawn("helper", staff.village, turn)
    first = GIVEN[lot % (len(GIVEN) // 2) * 2 :][:2]
    return Row(
        name=SURNAMES[lot // 53 % len(SURNAMES)] + first,
        unit=UNITS[lot // 7 % len(UNITS)],
        post=f"帮扶干部{turn + 1}",
        rank=RANKS[turn % len(RANKS)],
        telephone="",
        place=staff.village.code,
    )
