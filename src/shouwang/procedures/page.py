"""The reference page of a pack's procedures, written from the declarations alone."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from shouwang.engine.errors import MissingParameter
from shouwang.engine.pack.definitions import Pack
from shouwang.procedures.diagram import svg
from shouwang.procedures.reading import EVIDENCE, Entry, Procedures
from shouwang.procedures.rules import Declaration, Kind, Span, Transition, Votes, said

_HEAD = """# Procedures

Written by `shouwang policy procedures docs/reference` from the declarations of the `cn` pack; a
test fails when this page is older than they are. How a declaration is written:
[procedures explained](../explanation/procedures.md).

In the pictures a way on to the next step is a straight arrow, a way further on runs on the right,
a way back on the left. Brown is a return or an objection, green the green channel, violet a
rollback, grey a withdrawal. A dashed step stops the other clocks. Numbers are the parameters of
the pack as they held when the regulation came into force.
"""
_KINDS = {
    Kind.FORWARD: "",
    Kind.RETURN: "退回",
    Kind.OBJECTION: "异议",
    Kind.WITHDRAW: "撤回",
    Kind.GREEN: "绿色通道",
    Kind.ROLLBACK: "回退",
}


def pages(procedures: Procedures, pack: Pack) -> dict[str, str]:
    """The page and its pictures, by their path beneath the directory."""
    entries = [(entry, filled(entry, pack)) for entry in procedures.entries]
    written = {f"procedures/{entry.name}.svg": svg(declaration) for entry, declaration in entries}
    parts = (part for entry, declaration in entries for part in _section(entry, declaration))
    return {"procedures.md": "\n".join([_HEAD, *parts]), **written}


def write(directory: Path, procedures: Procedures, pack: Pack) -> int:
    """Write page and pictures; returns how many files."""
    files = pages(procedures, pack)
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return len(files)


def filled(entry: Entry, pack: Pack) -> Declaration:
    """An entry's declaration with its numbers as they held when it came into force."""
    on = entry.valid_from
    numbers = {}
    for name in entry.declaration.parameters:
        try:
            numbers[name] = pack.resolve(name, entry.region, on).value
        except MissingParameter:
            continue
    return entry.declaration.filled(numbers, pack.codes.get(EVIDENCE) or {})


def _section(entry: Entry, declaration: Declaration) -> Iterator[str]:
    title = said(declaration.title, declaration.key)
    place = f"（地区 {entry.region}）" if entry.region else ""
    yield f"## {title}{place}\n"
    until = f" to {entry.valid_to} (not included)" if entry.valid_to else ""
    mark = "verified" if entry.verified else "not verified"
    yield (
        f"`{entry.name}` of procedure `{declaration.key}`, from {entry.valid_from}{until}."
        f" {entry.document} {entry.clause} {entry.source} ({mark})."
    ).replace("  ", " ") + "\n"
    yield f"![{title}](procedures/{entry.name}.svg)\n"
    yield from _table(
        "| 办理 | 从 | 到 | 由谁 | 须备 |", (_row(declaration, way) for way in _ways(declaration))
    )
    if declaration.deadlines:
        yield from _table(
            "| 期限 | 自进入 | 至 | 时限 | 责任 | 超期告知 |", _deadlines(declaration)
        )
    yield from (f"同一事项中，一人至多办理其一：{names}。\n" for names in _apart(declaration))


def _ways(declaration: Declaration) -> Iterable[Transition]:
    return declaration.transitions.values()


def _row(declaration: Declaration, way: Transition) -> list[str]:
    kind = _KINDS[way.kind]
    name = said(way.label, way.key) + (
        f"（{kind}）" if kind and kind not in way.label["zh"] else ""
    )
    target = said(declaration.steps[way.target].label, way.target) if way.target else "原环节"
    return [
        name,
        _steps(declaration, way.sources),
        target,
        "、".join(said(declaration.roles[role].label, role) for role in way.roles),
        "；".join(_needs(declaration, way)) or "—",
    ]


def _needs(declaration: Declaration, way: Transition) -> Iterator[str]:
    if way.evidence:
        yield _kinds(declaration, way.evidence)
    if way.defers:
        yield f"可后补：{_kinds(declaration, way.defers)}"
    if way.signers:
        yield f"{declaration.numbers.get(way.signers, '若干')} 人签字"
    if way.votes:
        yield _vote(declaration, way.votes)
    if way.kind is not Kind.FORWARD:
        yield "理由"
    if way.resumes:
        yield "公示时间连续计算"


def _vote(declaration: Declaration, votes: Votes) -> str:
    numbers = declaration.numbers
    part, whole = numbers.get(votes.quorum.part), numbers.get(votes.quorum.whole)
    agree, of = numbers.get(votes.majority.part), numbers.get(votes.majority.whole)
    is_half = agree is not None and of is not None and 2 * agree <= of
    needed = "过半数" if is_half else f"达到 {agree}/{of}"
    return f"到会不少于 {part}/{whole}，同意{'' if votes.carried else '未'}{needed}"


def _deadlines(declaration: Declaration) -> Iterator[list[str]]:
    for deadline in declaration.deadlines.values():
        yield [
            said(deadline.label, deadline.key),
            said(declaration.steps[deadline.since].label, deadline.since),
            _steps(declaration, deadline.until) or "离开该环节",
            _days(declaration, deadline.span),
            _role(declaration, deadline.owner),
            _role(declaration, deadline.escalate) or "—",
        ]


def _days(declaration: Declaration, span: Span) -> str:
    number = declaration.numbers.get(span.parameter, "（未录入）")
    return f"{number} {'个工作日' if span.working else '天'}（`{span.parameter}`）"


def _apart(declaration: Declaration) -> Iterator[str]:
    order = list(declaration.transitions)
    for group in declaration.apart:
        ways = sorted(group, key=order.index)
        yield "、".join(said(declaration.transitions[way].label, way) for way in ways)


def _kinds(declaration: Declaration, kinds: Iterable[str]) -> str:
    return "、".join(said(declaration.evidence[kind], kind) for kind in kinds)


def _steps(declaration: Declaration, steps: Iterable[str]) -> str:
    return "、".join(said(declaration.steps[step].label, step) for step in steps)


def _role(declaration: Declaration, role: str) -> str:
    return said(declaration.roles[role].label, role) if role else ""


def _table(head: str, rows: Iterable[list[str]]) -> Iterator[str]:
    columns = head.count("|") - 1
    yield head
    yield "|" + "---|" * columns
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""
