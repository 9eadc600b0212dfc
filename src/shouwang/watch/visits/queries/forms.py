"""The forms of the pack, and the form that a visit keeps."""

import functools
import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from shouwang.engine.pack.findings import Findings
from shouwang.engine.pack.source import Listing, Table
from shouwang.engine.parameters import Place
from shouwang.policies.queries import PACK, packaged
from shouwang.watch.visits.declaring import declare
from shouwang.watch.visits.errors import FormsRefused
from shouwang.watch.visits.models import FormVersion
from shouwang.watch.visits.reading import Entry, VisitForms, load_forms
from shouwang.watch.visits.rules import VisitForm

# Forms by digest: what a version says never changes.
_KEPT: dict[str, VisitForm] = {}


@functools.cache
def packaged_forms() -> VisitForms:
    """The packaged forms; read once."""
    return load_forms(PACK, packaged())


def current_forms(region_code: str, on: date) -> list[VisitForm]:
    """Every form in force in a place on a day, in the order declared."""
    forms = packaged_forms()
    held = {entry.form.key for entry in forms.entries if entry.holds(region_code, on)}
    return [form_in_force(key, region_code, on).form for key in forms.keys if key in held]


def form_in_force(key: str, region_code: str, on: date) -> Entry:
    """The form of that name in a place on a day. Raises FormUnknown."""
    return packaged_forms().resolve(key, region_code, on)


def text_of(entry: Entry) -> tuple[str, str]:
    """What a version keeps of a form, and its digest: JSON with the lists that it uses."""
    lists = {
        question.key: {code: dict(texts) for code, texts in question.codes.items()}
        for question in entry.form.questions
        if question.codes
    }
    kept = {"form": entry.form.key, "body": entry.body, "lists": lists}
    text = json.dumps(kept, ensure_ascii=False)
    return text, hashlib.sha256(text.encode()).hexdigest()


def form_of(version: FormVersion) -> VisitForm:
    """The form that a version keeps. Raises FormsRefused."""
    known = _KEPT.get(version.digest)
    if known is None:
        known = _KEPT[version.digest] = _form(json.loads(version.text), version.digest)
    return known


def _form(kept: Mapping[str, Any], digest: str) -> VisitForm:
    findings, place = Findings(), Place(digest, 0)
    body = _table(kept["body"], place)
    named = _with_own_lists(body)
    form = declare(kept["form"], named, kept["lists"], findings)
    if form is None:
        raise FormsRefused(count=len(findings), first=findings[0])
    return form


def _with_own_lists(body: Table) -> Table:
    """Every choice takes its codes from the version: under the name of its question."""
    for section in body["sections"].values():
        for key, question in section["questions"].items():
            if "list" in question:
                question["list"] = key
    return body


def _table(written: Any, place: Place) -> Any:
    """Plain JSON as the reader of the pack sees YAML."""
    if isinstance(written, Mapping):
        table = Table({key: _table(value, place) for key, value in written.items()})
        table.place, table.places = place, {}
        return table
    if isinstance(written, list):
        listing = Listing(_table(value, place) for value in written)
        listing.place, listing.places = place, [place] * len(written)
        return listing
    return written
