"""The journal as JSON Lines, for whoever wants to check it without Shouwang."""

import json
import os
from pathlib import Path

from django.db import transaction

from shouwang.kernel.journal.checking import COLUMNS, Line, read


@transaction.atomic
def export(path: Path, county: str | None = None) -> int:
    """Write one JSON object per entry in the scope; returns how many.

    `canonical` is the text that is hashed: a JSON array of strings in the order of COLUMNS. The
    file appears whole or not at all.
    """
    partial = path.with_name(path.name + ".partial")
    count = 0
    with partial.open("w", encoding="utf-8") as file:
        for line, _ in read(county):
            file.write(_object(line) + "\n")
            count += 1
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    return count


def _object(line: Line) -> str:
    values = dict(zip(COLUMNS, line.values, strict=True))
    values |= {"canonical": line.canonical, "hash": line.hash}
    return json.dumps(values, ensure_ascii=False)
