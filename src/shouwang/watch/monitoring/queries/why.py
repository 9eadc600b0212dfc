"""Why a clue was raised: every number with its meaning and the rows it was added up from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shouwang.engine import Pack
from shouwang.engine.backends.evaluate import Context, holds
from shouwang.engine.days import year_before
from shouwang.engine.errors import MissingParameter
from shouwang.engine.model import Aggregate, Expression, Kind, Parameter, Value, walk
from shouwang.engine.pack.definitions import Indicator
from shouwang.engine.parameters import ParameterValue
from shouwang.kernel.regioncode import RegionCode
from shouwang.policies.queries import current_pack, said
from shouwang.watch.monitoring.models import Clue, ClueChange
from shouwang.watch.monitoring.queries import wording
from shouwang.watch.monitoring.queries.dossier import FactRow, facts_by_table

# Two years of monthly lists of one household fit many times over.
MOST_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class UsedParameter:
    """A policy parameter behind a number: its value on the day and the document that says so."""

    name: str
    label: str
    text: str
    value: ParameterValue

    @property
    def mark(self) -> str:
        """已核实 or 未核实."""
        return "已核实" if self.value.verified else "未核实"

    @property
    def basis(self) -> str:
        """The document with its clause, or where else the number is from."""
        document = " ".join(part for part in (self.value.document, self.value.clause) if part)
        return document or self.value.source


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One value of the evidence. `rows` are the facts that it was made from."""

    name: str
    value: object
    label: str
    text: str
    unit: str
    definition: str
    rows: tuple[FactRow, ...] = ()
    parameters: tuple[UsedParameter, ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """A clue explained. `lines` follow the rule's order; `history` runs from the first day on."""

    clue: Clue
    label: str
    sentence: str
    basis: str
    verified: bool
    lines: tuple[EvidenceLine, ...]
    parameters: tuple[UsedParameter, ...]
    history: Sequence[ClueChange] = field(default_factory=tuple)
    facts_moved_on: bool = False


def clue(number: int, language: str = "zh") -> Why | None:
    """Why a clue was raised, None when there is no such clue in the scope; four statements.

    The numbers are those of the run that last saw the clue. The rows are looked up in the registry
    as it is now; `facts_moved_on` says that they no longer add up to a number that was found.
    """
    found = Clue.objects.select_related("household", "refreshed_by").filter(pk=number).first()
    if found is None:
        return None
    pack = current_pack(found.region_code)
    reading = _Reading(found, pack, language)
    history = list(found.changes.select_related("run").order_by("id"))
    rule = pack.rules.get(found.rule)
    return Why(
        clue=found,
        label=wording.rule_label(pack, found.rule, language),
        sentence=wording.sentence(pack, found.rule, found.evidence, language),
        basis=" ".join((rule.document, rule.clause)).strip() or rule.source
        if rule
        else wording.grounds(pack).get(found.rule, {}).get("source", ""),
        verified=bool(rule and rule.verified),
        lines=tuple(reading.lines()),
        parameters=tuple(reading.parameters(rule.condition)) if rule else (),
        history=history,
        facts_moved_on=reading.moved_on,
    )


class _Reading:
    """Reads one clue's evidence against the pack and the household's facts."""

    def __init__(self, clue: Clue, pack: Pack, language: str) -> None:
        self.clue, self.pack, self.language = clue, pack, language
        self.on: date = clue.refreshed_on
        self.context = Context(pack, clue.region_code, self.on)
        self.facts = facts_by_table(clue.household_id, self.on, most=MOST_ROWS)
        self.moved_on = False

    def lines(self) -> Iterable[EvidenceLine]:
        rule = self.pack.rules.get(self.clue.rule)
        names = dict(rule.evidence) if rule else {}
        found = self.clue.evidence
        # the database keeps JSON without its order: the rule's comes first, then what it lacks
        for shown in (*(n for n in names if n in found), *(n for n in found if n not in names)):
            indicator = self.pack.indicators.get(names.get(shown, shown))
            yield self._line(shown, found[shown], indicator)

    def _line(self, shown: str, value: object, indicator: Indicator | None) -> EvidenceLine:
        if indicator is None:
            names = wording.grounds(self.pack).get(self.clue.rule, {}).get("evidence", {})
            label = said(names.get(shown, {}), self.language, shown)
            return EvidenceLine(shown, value, label, str(value), "", "")
        rows = tuple(self.rows(indicator))
        self._compare(indicator, value, rows)
        return EvidenceLine(
            name=shown,
            value=value,
            label=said(indicator.label, self.language, shown),
            text=wording.worded(value, indicator.unit, self.language),
            unit=indicator.unit,
            definition=said(indicator.definition, self.language, ""),
            rows=rows,
            parameters=tuple(self.parameters(*_expressions(indicator))),
        )

    def rows(self, indicator: Indicator) -> list[FactRow]:
        """The facts that an indicator is made from, directly or through others."""
        computed = indicator.computed
        if isinstance(computed, Aggregate):
            return self._aggregated(computed)
        if not isinstance(computed, Expression):
            return []
        found: dict[tuple[str, int], FactRow] = {}
        for name in _values(computed):
            if name in self.pack.indicators:
                for row in self.rows(self.pack.indicators[name]):
                    found[row.table, row.number] = row
        return list(found.values())

    def _aggregated(self, aggregate: Aggregate) -> list[FactRow]:
        rows = [
            row
            for row in self.facts.get(aggregate.table, ())
            if aggregate.where is None or holds(aggregate.where, _as_row(row), self.context)
        ]
        latest_day = aggregate.op == "max" and aggregate.kind is Kind.DAY
        if rows and (aggregate.latest or latest_day):
            newest = max(row.on for row in rows)
            rows = [row for row in rows if row.on == newest]
        if aggregate.over_members == "max":
            rows = _heaviest_member(rows)
        return rows

    def _compare(self, indicator: Indicator, value: object, rows: tuple[FactRow, ...]) -> None:
        computed = indicator.computed
        if not isinstance(computed, Aggregate) or computed.op != "sum" or not rows:
            return
        if computed.value is None or len(tuple(walk(computed.value))) != 1:
            return
        if isinstance(value, int) and sum(row.amount_fen or 0 for row in rows) != value:
            self.moved_on = self.moved_on or rows[0].table != "sales"

    def parameters(self, *expressions: Expression) -> Iterable[UsedParameter]:
        """The parameters that expressions name, each once."""
        seen: set[str] = set()
        for node in (node for one in expressions for node in walk(one)):
            if isinstance(node, Parameter) and node.name not in seen:
                seen.add(node.name)
                used = self._used(node)
                if used is not None:
                    yield used

    def _used(self, node: Parameter) -> UsedParameter | None:
        on = year_before(self.on) if node.last_year else self.on
        parameter = self.pack.parameters[node.name]
        try:
            value = parameter.resolve(RegionCode(self.clue.region_code).prefix, on)
        except MissingParameter:  # withdrawn since the clue was found
            return None
        label = said(parameter.label, self.language, node.name)
        text = wording.worded(value.value, parameter.unit, self.language)
        return UsedParameter(node.name, label, text, value)


def _expressions(indicator: Indicator) -> tuple[Expression, ...]:
    computed = indicator.computed
    if isinstance(computed, Aggregate):
        return tuple(part for part in (computed.where, computed.value) if part is not None)
    return (computed,) if isinstance(computed, Expression) else ()


def _values(expression: Expression) -> Iterable[str]:
    return (node.name for node in walk(expression) if isinstance(node, Value))


def _heaviest_member(rows: list[FactRow]) -> list[FactRow]:
    sums: dict[str | None, int] = {}
    for row in rows:
        sums[row.person_number] = sums.get(row.person_number, 0) + (row.amount_fen or 0)
    named = {person: total for person, total in sums.items() if person is not None}
    heaviest = max(named, key=lambda person: (named[person], person), default=None)
    return [row for row in rows if row.person_number == heaviest]


def _as_row(row: FactRow) -> dict[str, Any]:
    """A fact as the rules see it: the standard's column names."""
    days = ("month", "spent_on", "paid_on", "assessed_on", "observed_on", "happened_on")
    return {
        **dict.fromkeys(days, row.on),
        "kind": row.kind,
        "grade": row.kind,
        "safe": row.kind == "true",
        "amount_fen": row.amount_fen,
        "loss_fen": row.amount_fen,
        "contracted_fen": row.amount_fen,
        "delivered_fen": row.second_fen,
        "person_id": row.person_number,
    }
