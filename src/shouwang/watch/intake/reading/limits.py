"""How large an uploaded file may be; the numbers stand in the policy pack (codes/intake.yaml)."""

from dataclasses import dataclass
from functools import cache

from shouwang.engine import load_pack

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes. `cells` are those of one sheet, empty ones between others included."""

    file: int
    unpacked: int
    ratio: int
    parts: int
    columns: int
    cells: int
    csv_field: int


@cache
def limits() -> Limits:
    """The limits of the packaged policy."""
    written = load_pack("cn").codes["intake_limits"]
    return Limits(
        file=written["file_megabytes"] * MEGABYTE,
        unpacked=written["unpacked_megabytes"] * MEGABYTE,
        ratio=written["packing_ratio"],
        parts=written["parts"],
        columns=written["columns"],
        cells=written["million_cells"] * 1_000_000,
        csv_field=written["csv_field_megabytes"] * MEGABYTE,
    )
