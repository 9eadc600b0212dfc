"""A procedure as a picture: steps one under the other, ways between them, all from the declaration.

The straight arrows lead to the next step; ways that skip run on the right, ways back on the left.
Every side way has a lane of its own, and its name stands where it leaves. No style, no script: the
picture is allowed under the site's content security policy.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from shouwang.procedures.rules import Declaration, Kind, Span, Step, Transition, said

_WIDTH, _LINE, _GAP, _LANE = 190, 20, 40, 13
_TEXT_ROOM = 215  # for the name of a side way, between the box and the first lane
_TOP = 20
_INK, _PAPER, _SOFT, _ACCENT = "#1f2937", "#ffffff", "#6b7280", "#1d4ed8"
_FONT = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Source Han Sans SC, sans-serif"
_COLOURS = {
    Kind.FORWARD: _INK,
    Kind.RETURN: "#9a3412",
    Kind.OBJECTION: "#9a3412",
    Kind.WITHDRAW: _SOFT,
    Kind.GREEN: "#166534",
    Kind.ROLLBACK: "#6b21a8",
}


@dataclass(frozen=True, slots=True)
class _Edge:
    way: Transition
    source: int
    target: int
    lane: int = 0
    slot: int = 0  # the line of the source's box from which it leaves

    @property
    def first(self) -> int:
        return min(self.source, self.target)

    @property
    def last(self) -> int:
        return max(self.source, self.target)


def svg(declaration: Declaration, *, current: str = "", language: str = "zh") -> str:
    """The picture; `current` is a step to be set off."""
    return _Picture(declaration, current, language).svg()


class _Picture:
    """Places boxes from the top down, gives side ways their lanes, writes the elements."""

    def __init__(self, declaration: Declaration, current: str, language: str) -> None:
        self.declaration, self.current, self.language = declaration, current, language
        self.steps = list(declaration.steps.values())
        straight, right, left = _sorted_edges(declaration)
        self.straight = straight
        self.right, self.right_lanes = _laned(right)
        self.left, self.left_lanes = _laned(left)
        self.heights = [self._height(number) for number in range(len(self.steps))]
        self.tops = [
            _TOP + sum(self.heights[:number]) + _GAP * number for number in range(len(self.steps))
        ]
        room = _LANE * (self.left_lanes + 1) + _TEXT_ROOM if left else _LANE * 2
        self.x = room
        self.width = room + _WIDTH + _TEXT_ROOM + _LANE * (self.right_lanes + 1)

    def svg(self) -> str:
        """The whole element."""
        height = self.tops[-1] + self.heights[-1] + _TOP
        title = escape(self._said(self.declaration.title, self.declaration.key))
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {height}"'
            f' width="{self.width}" height="{height}" role="img" aria-label="{title}"'
            f' font-family="{_FONT}" font-size="13">',
            f"<title>{title}</title>",
            f'<rect width="{self.width}" height="{height}" fill="{_PAPER}"/>',
            *self._boxes(),
            *self._straight_ways(),
            *(part for edge in self.right for part in self._side(edge, 1)),
            *(part for edge in self.left for part in self._side(edge, -1)),
            "</svg>",
        ]
        return "\n".join(parts) + "\n"

    def _height(self, number: int) -> int:
        busiest = max(
            sum(edge.source == number for edge in side) for side in (self.right, self.left)
        )
        notes = len(self._notes(self.steps[number]))
        return _LINE * max(busiest + 1, notes + 1) + 16

    def _notes(self, step: Step) -> list[str]:
        """Under a step's name: whose it is, how long its notice lasts, by when it must be left."""
        notes = []
        if step.owner:
            role = self.declaration.roles[step.owner]
            notes.append(self._said(role.label, role.key))
        zh = self.language == "zh"
        if step.notice:
            notes.append(f"{'公示' if zh else 'notice'} {self._days(step.notice)}")
        deadline = self.declaration.deadlines.get(step.key)
        if deadline and not deadline.until:
            notes.append(f"{'期限' if zh else 'within'} {self._days(deadline.span)}")
        if step.stopped:
            notes.append("其他时限暂停" if zh else "other clocks stand still")
        return notes

    def _days(self, span: Span) -> str:
        number = self.declaration.numbers.get(span.parameter)
        if self.language == "zh":
            return f"{number or '若干'} {'个工作日' if span.working else '天'}"
        return f"{number or '…'} {'working days' if span.working else 'days'}"

    def _boxes(self) -> Iterable[str]:
        for step, top, height in zip(self.steps, self.tops, self.heights, strict=True):
            here = step.key == self.current
            stroke = _ACCENT if here or step.effect else _INK
            dash = ' stroke-dasharray="5 3"' if step.stopped else ""
            yield (
                f'<rect x="{self.x}" y="{top}" width="{_WIDTH}" height="{height}"'
                f' rx="{height // 2 if step.final and height < 40 else 6 + 12 * step.final}"'
                f' fill="{"#dbeafe" if here else "#f8fafc"}" stroke="{stroke}"'
                f' stroke-width="{2 if here or step.effect else 1}"{dash}/>'
            )
            yield from self._words(step, top, height)

    def _words(self, step: Step, top: int, height: int) -> Iterable[str]:
        notes = self._notes(step)
        first = top + height / 2 - _LINE * len(notes) / 2 + 5
        middle = self.x + _WIDTH / 2
        name = escape(self._said(step.label, step.key))
        yield _text(middle, first, name, _INK, anchor="middle", weight="600")
        for number, note in enumerate(notes, start=1):
            line = first + _LINE * number
            yield _text(middle, line, escape(note), _SOFT, anchor="middle", size=12)

    def _straight_ways(self) -> Iterable[str]:
        """All ways to the next step share one arrow, with their names beside it."""
        middle = self.x + _WIDTH / 2
        for number in range(len(self.steps) - 1):
            names = [edge for edge in self.straight if edge.source == number]
            if not names:
                continue
            start, end = self.tops[number] + self.heights[number], self.tops[number + 1]
            colour = _COLOURS[names[0].way.kind]
            yield _line([(middle, start), (middle, end - 1)], colour)
            yield _head(middle, end, colour, "down")
            words = "／".join(self._said(edge.way.label, edge.way.key) for edge in names)
            yield _text(middle + 8, (start + end) / 2 + 4, escape(words), colour, size=12)

    def _side(self, edge: _Edge, side: int) -> Iterable[str]:
        """Out of the box, along a lane, and into another; a dot where it leaves."""
        colour = _COLOURS[edge.way.kind]
        edge_of_box = self.x + _WIDTH if side > 0 else self.x
        lane = edge_of_box + side * (_TEXT_ROOM + _LANE * (edge.lane + 1))
        out = self.tops[edge.source] + 14 + _LINE * edge.slot + 4
        into = self.tops[edge.target] + self.heights[edge.target] - 9
        points = [(edge_of_box, out), (lane, out), (lane, into), (edge_of_box + side * 2, into)]
        yield f'<circle cx="{edge_of_box}" cy="{out}" r="2.5" fill="{colour}"/>'
        yield _line(points, colour)
        yield _head(edge_of_box, into, colour, "left" if side > 0 else "right")
        name = escape(self._said(edge.way.label, edge.way.key))
        anchor = "start" if side > 0 else "end"
        yield _text(edge_of_box + side * 8, out - 4, name, colour, anchor=anchor, size=12)

    def _said(self, text: Mapping[str, str], key: str) -> str:
        return said(text, key, self.language)


def _sorted_edges(declaration: Declaration) -> tuple[list[_Edge], list[_Edge], list[_Edge]]:
    """To the next step, further on, and back; ways that stay in their step are left to the text."""
    places = {key: number for number, key in enumerate(declaration.steps)}
    straight: list[_Edge] = []
    right: list[_Edge] = []
    left: list[_Edge] = []
    for way in declaration.transitions.values():
        for source in way.sources if way.target else ():
            edge = _Edge(way, places[source], places[way.target])
            if edge.target == edge.source + 1 and way.kind is not Kind.WITHDRAW:
                straight.append(edge)
            else:
                (right if edge.target > edge.source else left).append(edge)
    return straight, right, left


def _laned(edges: list[_Edge]) -> tuple[list[_Edge], int]:
    """Each side way in the innermost lane that is free along its height; how many lanes."""
    lanes: list[list[_Edge]] = []
    slots: dict[int, int] = {}
    placed = []
    for edge in sorted(edges, key=lambda one: (one.last - one.first, one.source)):
        lane = next(
            (number for number, lane in enumerate(lanes) if not any(map(_meets(edge), lane))),
            len(lanes),
        )
        if lane == len(lanes):
            lanes.append([])
        slot = slots.get(edge.source, 0)
        slots[edge.source] = slot + 1
        lanes[lane].append(edge)
        placed.append(_Edge(edge.way, edge.source, edge.target, lane, slot))
    return placed, len(lanes)


def _meets(edge: _Edge) -> Callable[[_Edge], bool]:
    def meets(other: _Edge) -> bool:
        """Ways to the same step may share a lane: they run together into it."""
        apart = edge.last < other.first or other.last < edge.first
        return not apart and edge.target != other.target

    return meets


def _line(points: Sequence[tuple[float, float]], colour: str) -> str:
    written = " ".join(f"{x:g},{y:g}" for x, y in points)
    return f'<polyline points="{written}" fill="none" stroke="{colour}"/>'


def _head(x: float, y: float, colour: str, to: str) -> str:
    shapes = {
        "down": f"{x - 4:g},{y - 8:g} {x + 4:g},{y - 8:g} {x:g},{y:g}",
        "left": f"{x + 8:g},{y - 4:g} {x + 8:g},{y + 4:g} {x:g},{y:g}",
        "right": f"{x - 8:g},{y - 4:g} {x - 8:g},{y + 4:g} {x:g},{y:g}",
    }
    return f'<polygon points="{shapes[to]}" fill="{colour}"/>'


def _text(
    x: float,
    y: float,
    words: str,
    colour: str,
    *,
    anchor: str = "start",
    size: int = 13,
    weight: str = "400",
) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" fill="{colour}" text-anchor="{anchor}" font-size="{size}"'
        f' font-weight="{weight}">{words}</text>'
    )
