"""The county's register of 2014–2020 and its published figures, for the dashboard."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shouwang.watch.monitoring.queries import Dashboard
from shouwang.watch.registry.models import Statistic

# The published causes in the order of the report; the rest is its "other".
MAIN_CAUSES = ("cause_illness", "cause_disability", "cause_lack_of_labour", "cause_other")
HEADLINES = (
    "registered_households_2014",
    "registered_persons_2014",
    "incidence_2014",
    "lifted_households",
    "lifted_persons",
    "incidence_2018",
    "remaining_households",
    "remaining_persons",
)
UNITS = {
    "households": ("户", "households"),
    "persons": ("人", "persons"),
    "percent": ("%", "%"),
    "places": ("个", ""),
    "yuan": ("元", "yuan"),
    "100_million_yuan": ("亿元", "hundred million yuan"),
    "km2": ("km²", "km²"),
    "teams": ("支", "teams"),
    "bases": ("个", ""),
    "enterprises": ("家", ""),
    "cooperatives": ("家", ""),
    "farms": ("家", ""),
    "houses": ("套", "houses"),
}


def of(shown: Dashboard, *, whole: bool = False) -> dict[str, Any] | None:
    """Headline figures, incidence by year and causes; every published figure when asked `whole`.

    None where nothing was published.
    """
    published = {
        key.removeprefix("published."): row
        for (key, _year), row in shown.figures.items()
        if key.startswith("published.")
    }
    if not published:
        return None
    years = [row for row in shown.series("incidence") if row.value is not None]
    causes = [_line(published[key]) for key in MAIN_CAUSES if key in published]
    return {
        "source": next(iter(published.values())).source.split("（")[0],
        "headlines": [_line(published[key]) for key in HEADLINES if key in published],
        "years": [row.year for row in years],
        "incidence_series": [
            {"name": _("贫困发生率"), "values": [round(row.value or 0, 2) for row in years]}
        ],
        "finding": _finding(published),
        "cause_names": [_short(cause["label"]) for cause in causes],
        "cause_series": [{"name": _("占比"), "values": [cause["value"] for cause in causes]}],
        "causes_finding": _("因病是最主要的致贫原因，占 %(share)s%%")
        % {"share": causes[0]["value"]}
        if causes
        else "",
        "figures": [_line(row) for row in published.values()] if whole else [],
    }


def _short(label: str) -> str:
    """A cause without what the heading of the chart says anyway."""
    for end in ("致贫占比", "占比"):
        label = label.removesuffix(end)
    return label.split("（")[0]


def _finding(published: dict[str, Statistic]) -> str:
    """The two published incidences in a sentence."""
    first, last = published.get("incidence_2014"), published.get("incidence_2018")
    if not (first and first.value and last and last.value):
        return str(_("贫困发生率"))
    return _("贫困发生率从 2014 年底的 %(first)s%% 降到 2018 年的 %(last)s%%") % {
        "first": first.value.normalize(),
        "last": last.value.normalize(),
    }


def _line(row: Statistic) -> dict[str, Any]:
    english = (get_language() or "").startswith("en")
    zh, en = UNITS.get(row.unit, (row.unit, row.unit))
    value: Any = row.text
    if row.value is not None:
        value = int(row.value) if row.value == int(row.value) else row.value.normalize()
    if row.unit in {"telephone", "words"}:
        zh = en = ""
        value = str(value)
    return {
        "label": row.label_en if english and row.label_en else row.label,
        "value": value,
        "unit": en if english else zh,
        "source": row.source,
    }
