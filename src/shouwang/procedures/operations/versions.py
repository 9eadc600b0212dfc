"""The version of a procedure that a case begins with, and keeps."""

import hashlib
import json
from datetime import date, datetime
from typing import Any

from shouwang.policies.queries import current_pack
from shouwang.procedures import queries, rules
from shouwang.procedures.models import ProcedureVersion
from shouwang.procedures.reading import EVIDENCE, Entry


def version_for(procedure: str, region_code: str, on: date, at: datetime) -> ProcedureVersion:
    """What holds in the place on the day, with its numbers; stored when it is the first such.

    Raises ProcedureUnknown, ProcedureNotInForce, and MissingParameter for a number without value.
    """
    entry = queries.packaged_procedures().resolve(procedure, region_code, on)
    content = _content(entry, region_code, on)
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
