"""Filling the forms of a finished page with what was typed into them before. Pure text, no Django.

Working on the finished page serves every form alike: those of Django, the sheets a policy pack
declares, and those written by hand in a template.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from itertools import accumulate
from urllib.parse import urljoin, urlsplit

Attributes = dict[str, str | None]
Fields = Sequence[tuple[str, str]]

# inputs that no text is typed into: buttons, and what a browser lets nobody fill in
_UNTYPED = frozenset({"submit", "button", "image", "reset", "file", "password"})
_CHOSEN = frozenset({"checkbox", "radio"})


@dataclass(frozen=True, slots=True)
class Refilled:
    """The page with its form filled; `found` is false when the form is not on it.

    `left` are the fields that found no place any more, `main` is where the page's content begins.
    """

    html: str
    found: bool
    left: Fields
    main: int


@dataclass(slots=True)
class _Control:
    tag: str
    attributes: Attributes
    start: int
    end: int
    name: str  # of an option: its select's
    text: str = ""

    @property
    def kind(self) -> str:
        return (self.attributes.get("type") or "text").lower() if self.tag == "input" else self.tag

    @property
    def value(self) -> str:
        return self.attributes.get("value") or ""


@dataclass(slots=True)
class _Form:
    actions: set[str]
    controls: list[_Control] = field(default_factory=list)

    def likeness(self, fields: Fields) -> tuple[int, int]:
        """How many hidden fields are equal, and how many names are known."""
        posted, names = set(fields), {name for name, _ in fields}
        hidden = [one for one in self.controls if one.kind == "hidden"]
        equal = sum((one.name, one.value) in posted for one in hidden)
        return equal, len({one.name for one in self.controls} & names)


def refill(html: str, *, page: str, path: str, fields: Fields) -> Refilled:
    """Fill the form of `page` that posts to `path`; of several the one most like the fields."""
    reader = _Reader(html, page)
    forms = [one for one in reader.forms if path in one.actions]
    if not forms:
        return Refilled(html, found=False, left=tuple(fields), main=reader.main)
    form = max(forms, key=lambda one: one.likeness(fields))
    values: dict[str, deque[str]] = defaultdict(deque)
    for name, value in fields:
        values[name].append(value)
    edits = [edit for one in form.controls if (edit := _filled(one, values)) is not None]
    left = tuple((name, value) for name, rest in values.items() for value in rest)
    return Refilled(_edited(html, edits), found=True, left=left, main=reader.main)


def _filled(control: _Control, values: dict[str, deque[str]]) -> tuple[int, int, str] | None:
    """The new text of a control, taking its value from the values; None when it stays as it is."""
    rest, attributes = values.get(control.name, deque()), control.attributes
    if control.kind == "button" or control.kind in _UNTYPED:
        _take(rest, control.value)
        return None
    if control.kind in _CHOSEN:
        return _marked(control, "checked", _take(rest, attributes.get("value") or "on"))
    if control.tag == "option":
        known = control.name in values
        return _marked(control, "selected", _take(rest, control.value)) if known else None
    if not rest:
        return None
    value = rest.popleft()
    if control.tag == "textarea":
        return control.start, control.end, f"\n{escape(value)}"
    return control.start, control.end, _tag("input", attributes | {"value": value})


def _take(rest: deque[str], value: str) -> bool:
    if value not in rest:
        return False
    rest.remove(value)
    return True


def _marked(control: _Control, mark: str, on: bool) -> tuple[int, int, str]:
    others: Attributes = {name: one for name, one in control.attributes.items() if name != mark}
    marked = others | {mark: None} if on else others
    return control.start, control.end, _tag(control.tag, marked)


def _tag(name: str, attributes: Attributes) -> str:
    words = (key if one is None else f'{key}="{escape(one)}"' for key, one in attributes.items())
    return f"<{' '.join((name, *words))}>"


def _edited(html: str, edits: Iterable[tuple[int, int, str]]) -> str:
    parts, last = [], 0
    for start, end, text in edits:
        parts += [html[last:start], text]
        last = end
    return "".join([*parts, html[last:]])


class _Reader(HTMLParser):
    """The forms of a page with the places of their controls in its text."""

    def __init__(self, html: str, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[_Form] = []
        self.main = 0
        self._page = page
        self._lines = list(accumulate((len(line) + 1 for line in html.split("\n")), initial=0))
        self._open: _Form | None = None
        self._select = ""
        self._area: _Control | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        end = self._here() + len(self.get_starttag_text() or "")
        if tag == "main":
            self.main = end
        elif tag == "form":
            self._begin(attributes)
        elif self._open is not None:
            self._note(self._open, tag, attributes, end)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea" and self._area is not None:
            self._area.end = self._here()
            self._area = None
        elif tag == "select":
            self._select = ""

    def _begin(self, attributes: Attributes) -> None:
        self._open = _Form({self._path(attributes.get("action"))})
        if (attributes.get("method") or "").lower() == "post":
            self.forms.append(self._open)

    def _note(self, form: _Form, tag: str, attributes: Attributes, end: int) -> None:
        name = attributes.get("name") or ""
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            form.controls.append(_Control(tag, attributes, self._here(), end, self._select))
        elif tag == "textarea" and name:
            self._area = _Control(tag, attributes, end, end, name)
            form.controls.append(self._area)
        elif tag in {"input", "button"}:
            if attributes.get("formaction"):
                form.actions.add(self._path(attributes["formaction"]))
            if name and name != "csrfmiddlewaretoken":
                form.controls.append(_Control(tag, attributes, self._here(), end, name))

    def _path(self, action: str | None) -> str:
        return urlsplit(urljoin(self._page, action or self._page)).path

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column
