"""The version of a procedure that a case begins with, and keeps."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from shouwang.policies.queries import current_pack
from shouwang.procedures import queries, rules
from shouwang.procedures.errors import DutyUnnamed
from shouwang.procedures.models import ProcedureVersion
from shouwang.procedures.reading import EVIDENCE, Entry


def version_for(
    procedure: str,
    region_code: str,
    on: date,
    at: datetime,
    duties: Mapping[str, str] | None = None,
) -> ProcedureVersion:
    """What holds in the place on the day, with its numbers; stored when it is the first such.

    `duties` gives the kind of duty of each role that leaves it to the case. Raises
    ProcedureUnknown, ProcedureNotInForce, DutyUnnamed, and MissingParameter for a number without
    value.
    """
    entry = queries.packaged_procedures().resolve(procedure, region_code, on)
    left_open = {r.key for r in entry.declaration.roles.values() if r.duty == rules.NAMED}
    named = dict(duties or {})
    if left_open != set(named):
        raise DutyUnnamed(procedure=procedure, roles=", ".join(sorted(left_open ^ set(named))))
    content = _content(entry, region_code, on)
    content["body"] = _with_duties(entry.body, named)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    version, _ = ProcedureVersion.objects.get_or_create(
        digest=hashlib.sha256(text.encode()).hexdigest(),
        defaults={
            "procedure": procedure,
            "title": rules.said(entry.declaration.title, procedure),
            "text": text,
            "first_used_at": at,
        },
    )
    return version


def _with_duties(body: Mapping[str, Any], duties: Mapping[str, str]) -> Mapping[str, Any]:
    """The text in which every role says its duty."""
    if not duties:
        return body
    roles = {
        key: {**role, "duty": duties[key]} if key in duties else role
        for key, role in body["roles"].items()
    }
    return {**body, "roles": roles}


def _content(entry: Entry, region_code: str, on: date) -> dict[str, Any]:
    pack = current_pack(region_code)
    declaration = entry.declaration
    values = {name: pack.resolve(name, region_code, on) for name in declaration.parameters}
    kinds = pack.codes[EVIDENCE]
    return {
        "key": declaration.key,
        "name": entry.name,
        "from": entry.valid_from.isoformat(),
        "region": entry.region,
        "document": entry.document,
        "clause": entry.clause,
        "source": entry.source,
        "verified": entry.verified,
        "body": entry.body,
        "numbers": {name: value.value for name, value in values.items()},
        "cited": {name: value.document or value.source for name, value in values.items()},
        "evidence": {kind: dict(kinds[kind]) for kind in declaration.kinds_of_evidence},
    }
