"""Tables, their pages and their filters: all state is in the address, so a view can be sent on."""

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.http import HttpRequest, QueryDict
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from shouwang.kernel.deadlines import Left
from shouwang.site.templatetags import figures
from shouwang.site.templatetags.components import deadline_mark, severity_badge

register = template.Library()

NUMERIC_KINDS = {"number", "amount", "cents", "percent", "wan", "change"}
SHORT_KINDS = {"date", "instant", "month", "severity", "deadline"}


def _severity(level: Any) -> SafeString:
    if not level:
        return SafeString(figures.MISSING)
    return severity_badge(level)


_WRITERS: dict[str, Callable[[Any], Any]] = {
    "text": figures.dash,
    "number": figures.number,
    "change": figures.change,
    "amount": figures.amount,
    "cents": figures.cents,
    "wan": figures.wan,
    "percent": figures.percent,
    "date": figures.on,
    "instant": figures.at,
    "month": figures.month,
    "severity": _severity,
    "deadline": deadline_mark,
}


@register.inclusion_tag("components/table.html", takes_context=True)
def table(
    context: dict[str, Any],
    columns: Sequence[dict[str, Any]],
    rows: Iterable[Any],
    name: str,
    caption: str = "",
    total: int | None = None,
    select: str = "",
    actions: Sequence[dict[str, str]] = (),
    export: str = "",
    empty: str = "",
) -> dict:
    """A whole table from columns and rows; see docs/reference/components.md for every key.

    A column is {key, label, kind?, unit?, sort?, href?, hidden?, note?}; a row is a mapping or an
    object. The first column is the row's heading. `select` names the key whose value a ticked
    row sends as `picked`; `actions` are the {label, href, kind?} of the bulk bar.
    """
    request: HttpRequest = context["request"]
    rows = list(rows)
    columns = [_even(column, rows) for column in columns]
    openings = _openings(columns)
    heads = [_head(column, request.GET) for column in columns]
    return {
        "name": name,
        "caption": caption,
        "heads": heads,
        "rows": [_row(row, columns, openings, select) for row in rows],
        "total": total,
        "select": select,
        "actions": actions,
        "export": _with_query(export, request.GET) if export else "",
        "empty": empty or gettext("没有符合条件的记录"),
        "csrf_token": context.get("csrf_token"),
        "filtered": bool(set(request.GET) - {"sort", "page"}),
        "plain_address": request.path,
    }


def _even(column: dict[str, Any], rows: Sequence[Any]) -> dict[str, Any]:
    """An amount column in which some have fen shows them in every row: the points stand in line."""
    if column.get("kind") != "amount":
        return column
    values = (part(row, column["key"]) for row in rows)
    return {**column, "kind": "cents"} if any(map(figures.has_fen, values)) else column


def _head(column: dict[str, Any], query: QueryDict) -> dict[str, Any]:
    """A column's heading with the address that sorts by it, and how it is sorted now."""
    kind = column.get("kind", "text")
    head = {**column, "numeric": kind in NUMERIC_KINDS}
    key = column.get("sort")
    if key:
        now = query.get("sort", "")
        head["sorted"] = {key: "ascending", f"-{key}": "descending"}.get(now, "none")
        # numbers are first sorted with the largest on top, everything else from the beginning
        first, second = (
            (f"-{key}", key) if head["numeric"] or kind == "severity" else (key, f"-{key}")
        )
        head["sort_href"] = address_with(query, sort=second if now == first else first, page=None)
    return head


def _openings(columns: Sequence[dict[str, Any]]) -> list[tuple[str, str]]:
    """For each column its cell's opening tag, and the unit's attribute for cells with a value."""
    return [(_opening(column), _unit(column)) for column in columns]


def _opening(column: dict[str, Any]) -> str:
    kind = column.get("kind", "text")
    classes = "is-number" if kind in NUMERIC_KINDS else "is-short" if kind in SHORT_KINDS else ""
    return format_html(
        '<td data-column="{}" data-label="{}" class="{}{}"><span class="cell"',
        column["key"],
        column["label"],
        classes,
        " is-hidden" if column.get("hidden") else "",
    )


def _unit(column: dict[str, Any]) -> str:
    return format_html(' data-unit="{}"', column["unit"]) if column.get("unit") else ""


def _row(
    row: Any, columns: Sequence[dict[str, Any]], openings: Sequence[tuple[str, str]], select: str
) -> SafeString:
    """One row. Written here, not in a template: a page has hundreds of cells."""
    first, *others = columns
    cells = [f'<th scope="row" data-column="{first["key"]}">{_content(row, first)}</th>']
    if select:
        cells.insert(0, _tick(part(row, select), part(row, first["key"])))
    for column, (opening, unit) in zip(others, openings[1:], strict=True):
        content = _content(row, column)
        shown_unit = "" if content == figures.MISSING else unit
        cells.append(f"{opening}{shown_unit}>{content}</span></td>")
    return SafeString(f"<tr>{''.join(cells)}</tr>")


def _tick(value: Any, name: Any) -> str:
    return format_html(
        '<td class="pick"><input type="checkbox" name="picked" value="{}" aria-label="{} {}"></td>',
        value,
        gettext("勾选"),
        name,
    )


def _content(row: Any, column: dict[str, Any]) -> str:
    """What a cell says, escaped: the value written by its kind, linked, with a note under it."""
    written = _escaped(_WRITERS[column.get("kind", "text")](part(row, column["key"])))
    href = part(row, column["href"]) if column.get("href") else None
    if href:
        written = f'<a href="{_escaped(href)}">{written}</a>'
    note = part(row, column["note"]) if column.get("note") else None
    return f'{written}<span class="note">{_noted(note)}</span>' if note else written


def _noted(note: Any) -> str:
    return deadline_mark(note) if isinstance(note, Left) else _escaped(note)


def _escaped(value: Any) -> str:
    """The text for a page; plain strings, nearly all of them, without Django's detour."""
    return escape(value) if type(value) is str else conditional_escape(value)


def part(thing: Any, name: str) -> Any:
    """The value under a dotted name in mappings and objects; None where there is none."""
    if type(thing) is dict and name in thing:
        return thing[name]
    for step in name.split("."):
        thing = thing.get(step) if isinstance(thing, dict) else getattr(thing, step, None)
    return thing


def address_with(query: QueryDict, **changes: Any) -> str:
    """The query of the present address with some parts changed; None removes a part."""
    changed = query.copy()
    for name, value in changes.items():
        changed.pop(name, None)
        if value is not None:
            changed[name] = str(value)
    return "?" + changed.urlencode(safe=",")


def _with_query(href: str, query: QueryDict) -> str:
    kept = address_with(query, page=None)
    return href + (kept if kept != "?" else "")


@register.simple_tag(takes_context=True)
def here_with(context: dict[str, Any], **changes: Any) -> str:
    """The present address with some filters changed: {% here_with severity=3 page=None %}."""
    return address_with(context["request"].GET, **changes)


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: dict[str, Any], page: Page) -> dict:
    """Links to the other pages of a Django Page; the filters stay."""
    query = context["request"].GET

    def link(target: int) -> str:
        return address_with(query, page=target)

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {
        "page": page,
        "links": [
            {"number": n, "href": link(n) if isinstance(n, int) else "", "here": n == page.number,
             "far": isinstance(n, int) and abs(n - page.number) > 1}
            for n in numbers
        ],
        "previous": link(page.previous_page_number()) if page.has_previous() else "",
        "next": link(page.next_page_number()) if page.has_next() else "",
    }  # fmt: skip


@register.inclusion_tag("components/filters.html", takes_context=True)
def filter_bar(context: dict[str, Any], form: forms.BaseForm, more: Sequence[str] = ()) -> dict:
    """A GET form of filters, and a chip with a remove link for each one in use.

    The fields named in `more` wait behind 更多条件 until one of them is used.
    """
    query: QueryDict = context["request"].GET
    kept = {key: query[key] for key in ("sort",) if key in query and key not in form.fields}
    visible = form.visible_fields()
    return {
        "form": form,
        "first": [field for field in visible if field.name not in more],
        "rest": [field for field in visible if field.name in more],
        "rest_used": any(query.get(name) for name in more),
        "kept": kept.items(),
        "chips": [_chip(form[name], query) for name in form.fields if query.get(name)],
        "plain_address": context["request"].path,
    }


def _chip(field: forms.BoundField, query: QueryDict) -> dict[str, Any]:
    values = query.getlist(field.name)
    words = [str(_choice_word(field, value)) for value in values if value]
    return {
        "label": field.label,
        "words": "、".join(words),
        "href": address_with(query, **{field.name: None, "page": None}),
    }


def _choice_word(field: forms.BoundField, value: str) -> Any:
    choices = getattr(field.field, "choices", ())
    flat = (
        pair
        for key, word in choices
        for pair in (word if isinstance(word, (list, tuple)) else [(key, word)])
    )
    return next((word for key, word in flat if str(key) == value), value)
