"""One tag for each component; docs/reference/components.md shows them all with their context."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

import shouwang
from shouwang.kernel.deadlines import Left, Urgency
from shouwang.site.templatetags.figures import MISSING, number, yuan

register = template.Library()

# The scale of risk has three steps; 1, 2 and 3 are the severities of the facts standard.
SEVERITY_WORDS = {1: _("关注"), 2: _("严重"), 3: _("紧急")}
# Circle, triangle and diamond on a field of 16 × 16: apart without any colour.
SEVERITY_SHAPES = {
    1: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z",
    2: "M8 1 15.500 14.500H.5z",
    3: "M8 0l8 8-8 8-8-8z",
}
_THEMES = {"light", "dark"}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawing from img/icons.svg; without a label it is decoration and not read aloud."""
    return _icon(name, str(label))


@lru_cache(maxsize=500)
def _icon(name: str, label: str) -> SafeString:
    naming = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    source = f"{static('img/icons.svg')}#{name}"
    return format_html('<svg class="icon" {}><use href="{}"/></svg>', SafeString(naming), source)


@register.simple_tag(takes_context=True)
def html_attributes(context: dict[str, Any]) -> SafeString:
    """Theme and size of type that the reader chose, as attributes of <html>."""
    request: HttpRequest | None = context.get("request")
    cookies = request.COOKIES if request else {}
    theme = cookies.get("shouwang_theme", "")
    chosen = format_html(' data-theme="{}"', theme) if theme in _THEMES else ""
    large = ' data-type="large"' if cookies.get("shouwang_type") == "large" else ""
    return SafeString(f"{chosen}{large}".strip())


@register.simple_tag
def software_version() -> str:
    """The version in the foot of each page."""
    return getattr(shouwang, "__version__", "0.1.0")


@register.inclusion_tag("components/menu.html", takes_context=True)
def menu_links(context: dict[str, Any], entries: Iterable[Any], bottom: bool = False) -> dict:
    """Entries {label, href, icon, count?, current?, children?}; where the reader is, is current."""
    request: HttpRequest | None = context.get("request")
    marked = [_copied(entry) for entry in entries]
    leaves = [leaf for entry in marked for leaf in entry["children"] or [entry]]
    if not any(leaf["current"] for leaf in leaves):
        _mark_current(leaves, request.path if request else "")
    for entry in marked:
        entry["open"] = any(leaf["current"] for leaf in entry["children"])
    return {"entries": marked[:4] if bottom else marked, "bottom": bottom}


def _copied(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of the menu that may be marked, with its lists."""
    children = [_copied(one) for one in entry.get("children", ())]
    return {**entry, "current": entry.get("current", False), "children": children}


def _mark_current(entries: Sequence[dict[str, Any]], path: str) -> None:
    """The longest address that begins the path wins; the start page only when it is the path."""
    under = [
        e for e in entries if path == e["href"] or (e["href"] != "/" and path.startswith(e["href"]))
    ]
    if under:
        max(under, key=lambda entry: len(entry["href"]))["current"] = True


@register.inclusion_tag("components/region_path.html")
def region_path(levels: Sequence[Any]) -> dict:
    """Levels {name, href} from the province down to where the reader is."""
    return {"levels": levels}


@register.simple_block_tag(end_name="end_page_head")
def page_head(content: str, title: str, lead: str = "") -> str:
    """The one <h1> of a page, a sentence under it, and the page's actions inside the tag."""
    return render_to_string(
        "components/page_head.html",
        {"title": title, "lead": lead, "actions": SafeString(content.strip())},
    )


@register.simple_block_tag(end_name="end_panel")
def panel(content: str, title: str = "", id: str = "") -> str:
    """A bordered part of a page under its own heading."""
    return render_to_string("components/panel.html", {"title": title, "id": id, "content": content})


@register.simple_block_tag(end_name="end_dialog")
def dialog(content: str, id: str, title: str) -> str:
    """A native dialog; open it by {% dialog_link id label %}."""
    return render_to_string(
        "components/dialog.html", {"id": id, "title": title, "content": content}
    )


@register.simple_tag
def dialog_link(id: str, label: str, kind: str = "") -> SafeString:
    """A button that opens a dialog; without script it is a link to the dialog in the page."""
    return format_html(
        '<a class="button {}" href="#{}" data-dialog="{}">{}</a>', kind, id, id, label
    )


@register.inclusion_tag("components/empty.html")
def empty_state(title: str, hint: str = "", href: str = "", action: str = "") -> dict:
    """What is shown instead of nothing: what it means, and what to do first."""
    return {"title": title, "hint": hint, "href": href, "action": action}


@register.inclusion_tag("components/findings.html")
def finding_list(findings: Iterable[Any], title: str = "") -> dict:
    """Findings {message, weight refuse|warn, clause?, href?}: kernel findings fit as they are."""
    shown = []
    for finding in findings:
        weight = _part(finding, "weight") or "warn"
        shown.append(
            {
                "message": _part(finding, "message"),
                "refuse": getattr(weight, "value", weight) == "refuse",
                "clause": _part(finding, "clause"),
                "href": _part(finding, "href"),
            }
        )
    return {"findings": shown, "title": title}


@register.inclusion_tag("components/steps.html")
def step_bar(steps: Iterable[Any], label: str = "") -> dict:
    """Steps {label, state done|current|todo|returned, detail?} of a procedure, in order."""
    return {"steps": steps, "label": label or gettext("办理进度")}


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Iterable[Any]) -> dict:
    """Entries {at, title, text?, by?, href?}, newest first; `at` is a date or an instant."""
    return {"entries": entries}


@register.inclusion_tag("components/figure.html")
def figure_card(
    label: str,
    value: Any,
    href: str = "",
    unit: str = "",
    source: str = "",
    definition: str = "",
) -> dict:
    """One figure: a link to the rows behind it, with its source and its definition.

    A whole number gets its thousands; text (already written by a filter) stays as it is.
    """
    shown = number(value) if isinstance(value, int) or value is None else value
    return {
        "label": label,
        "value": shown,
        "href": href,
        "unit": unit,
        "source": source,
        "definition": definition,
    }


@register.inclusion_tag("components/form_row.html")
def form_row(
    field: Any, example: str = "", unit: str = "", known: str = "", one_of: bool = False
) -> dict:
    """A bound field: label above, help, example, error; `known` says where a value is from.

    One of several of which one is required is not marked optional: the group says what is asked.
    """
    return {"field": field, "example": example, "unit": unit, "known": known, "one_of": one_of}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: Any) -> dict:
    """All errors of a form on top, each a link to its field."""
    fields = [field for field in form if field.errors]
    number = len(fields) + len(form.non_field_errors())
    return {"form": form, "fields": fields, "number": number}


@register.inclusion_tag("components/progress.html")
def progress(job: Any) -> dict:
    """Long work {label, done, total?, state running|done|failed, poll_href?, href?, message?}."""
    return {"job": job, "running": _part(job, "state") == "running"}


@register.simple_tag(name="severity")
def severity_badge(level: int) -> SafeString:
    """Shape and word of a step of risk; nothing for 0."""
    return _badge(level, get_language()) if level else SafeString("")


@lru_cache(maxsize=20)
def _badge(level: int, language: str | None) -> SafeString:
    return format_html(
        '<span class="severity severity-{}"><svg class="shape" viewBox="0 0 16 16" '
        'aria-hidden="true"><path d="{}"/></svg>{}</span>',
        level,
        SEVERITY_SHAPES[level],
        SEVERITY_WORDS[level],
    )


@register.inclusion_tag("components/evidence.html")
def evidence_list(items: Iterable[Any]) -> dict:
    """Evidence {label, value, source?, href?, definition?}: `value` is already written out."""
    return {"items": items}


@register.simple_tag
def money(fen: Any) -> SafeString:
    """An amount for people, with the exact fen for machines."""
    exact = getattr(fen, "fen", fen)
    if exact is None:
        return SafeString(MISSING)
    return format_html('<data class="money" value="{}">{}</data>', exact, yuan(fen))


@register.simple_tag
def bar(value: int, total: int, level: int = 0) -> SafeString:
    """A bar 0…total drawn by the server; the number stands beside it, so it is not read aloud."""
    width = 0 if total <= 0 else max(0, min(100, round(100 * value / total)))
    return format_html(
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" width="100" height="8"/>'
        '<rect class="fill level-{}" width="{}" height="8"/></svg>',
        level,
        width,
    )


@register.simple_tag
def tag(text: str, kind: str = "") -> SafeString:
    """A short word about state: kind is empty, note, done or bad."""
    return format_html('<span class="tag{}">{}</span>', f" tag-{kind}" if kind else "", text)


# A shape beside the words, so that lateness is seen without colour: read aloud are the words alone.
_PRESSES = {Urgency.LATE: ("◆", "bad"), Urgency.TODAY: ("▲", "note"), Urgency.SOON: ("●", "note")}


@register.simple_tag(name="deadline")
def deadline_mark(left: Left | None) -> SafeString:
    """How a deadline stands: shape, words and colour where it presses; nothing for None."""
    if left is None:
        return SafeString("")
    if left.urgency not in _PRESSES:
        return SafeString(escape(left))
    shape, kind = _PRESSES[left.urgency]
    return format_html(
        '<span class="tag tag-{}"><span aria-hidden="true">{}</span> {}</span>', kind, shape, left
    )


def _part(thing: Any, name: str) -> Any:
    """The named part of a mapping or of an object; None where it has none."""
    return thing.get(name) if isinstance(thing, dict) else getattr(thing, name, None)
