"""What acts rest on: written in the case, papers of the household, what other rooms keep."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from shouwang.kernel.crypto.fields import Secret
from shouwang.procedures.models import Act, Case
from shouwang.watch.casework.models import BulkAct, Record
from shouwang.watch.papers.models import Paper
from shouwang.watch.papers.queries import household, papers
from shouwang.watch.visits.queries.visits import AUTHORISATION, CHECK, HOME_VISIT, evidence_of

RECORD, BATCH, PAPER = "casework.record", "casework.bulkact", "papers.paper"
VISITED = frozenset({HOME_VISIT, AUTHORISATION, CHECK})  # kinds that visits prove


@dataclass(frozen=True, slots=True)
class Shown:
    """One piece of evidence as pages show it: words to read here, or a paper to open."""

    kind: str
    room: str
    number: str
    text: str = ""
    paper: int | None = None
    title: str = ""


def of_acts(acts: Iterable[Act]) -> dict[UUID, list[Shown]]:
    """The evidence of each act by its number; at most three statements."""
    acts = list(acts)
    named = {(one["kind"], one["ref"]) for act in acts for one in act.evidence}
    known = _known({ref for _kind, ref in named})
    return {
        act.pk: [_shown(one["kind"], one["ref"], known) for one in act.evidence] for act in acts
    }


def _known(refs: Iterable[str]) -> dict[str, Record | BulkAct | Paper]:
    """What references of this room and of the papers stand for, as far as the scope shows it."""
    by_room: dict[str, list[str]] = {}
    for ref in refs:
        room, _, number = ref.partition(":")
        by_room.setdefault(room, []).append(number)
    found: dict[str, Record | BulkAct | Paper] = {}
    if RECORD in by_room:
        for record in Record.objects.select_related("paper").filter(pk__in=by_room[RECORD]):
            found[f"{RECORD}:{record.pk}"] = record
    if BATCH in by_room:
        for batch in BulkAct.objects.defer("cases", "refused").filter(number__in=by_room[BATCH]):
            found[f"{BATCH}:{batch.number}"] = batch
    if PAPER in by_room:
        for paper in Paper.objects.filter(pk__in=by_room[PAPER]):
            found[f"{PAPER}:{paper.pk}"] = paper
    return found


def _shown(kind: str, ref: str, known: Mapping[str, Record | BulkAct | Paper]) -> Shown:
    room, _, number = ref.partition(":")
    one = known.get(ref)
    if isinstance(one, Record):
        title = one.paper.title if one.paper else ""
        return Shown(kind, room, number, one.text, one.paper_id, title)
    if isinstance(one, BulkAct):
        return Shown(kind, room, number, one.text or Secret(""))
    if isinstance(one, Paper):
        return Shown(kind, room, number, paper=one.pk, title=one.title)
    return Shown(kind, room, number)


@dataclass(frozen=True, slots=True)
class Choice:
    """Evidence that is there already and can be named again."""

    ref: str
    label: str


def choices(case: Case, kinds: Sequence[str]) -> dict[str, list[Choice]]:
    """For each kind what the case and its household have already, the newest first.

    Of the case: what was written under that kind. Of the household: what the visits prove of that
    kind, and its papers, which may be of any.
    """
    if not kinds:
        return {}
    written = Record.objects.filter(case=case, kind__in=kinds).select_related("by")
    found: dict[str, list[Choice]] = {kind: [] for kind in kinds}
    for record in written.order_by("-at", "id"):
        found[record.kind].append(
            Choice(f"{RECORD}:{record.pk}", f"{record.at:%Y-%m-%d} {record.by}：{record.text[:30]}")
        )
    for proof in evidence_of(case.subject_id) if VISITED.intersection(kinds) else ():
        if proof.kind in found:
            found[proof.kind].append(Choice(proof.ref, f"{proof.day} {proof.label}"))
    home = household(case.subject_id) if case.subject_kind == "household" else None
    filed = [
        Choice(f"{PAPER}:{paper.pk}", f"{paper.title}（{paper.get_kind_display()}）")
        for paper in (papers(home) if home else [])
    ]
    return {kind: [*found[kind], *filed] for kind in kinds}
