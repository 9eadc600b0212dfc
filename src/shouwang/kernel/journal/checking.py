"""Reading the journal back: is every chain whole, and if not, which row is the first to differ?"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db import connection, transaction

from shouwang.kernel import scope
from shouwang.kernel.errors import ShouwangError

_BATCH = 5000
_AT = """to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
# the names and the order of what is hashed, before the hash itself
COLUMNS = (
    "id",
    "county",
    "seq",
    "at",
    "actor",
    "actor_name",
    "act",
    "subject_type",
    "subject_id",
    "region_code",
    "reason",
    "evidence",
    "previous",
)
# Entries and heads come from one statement, hence one snapshot: writers go on meanwhile.
_READ = f"""
SELECT h.count, h.hash, e.id::text, e.county, e.seq::text, {_AT}, e.actor, e.actor_name, e.act,
       e.subject_type, e.subject_id, e.region_code, e.reason, e.evidence::text, e.previous, e.hash
FROM kernel_journalentry AS e LEFT JOIN kernel_journalhead AS h USING (county)
WHERE e.county LIKE %s ORDER BY e.county, e.seq, e.id
"""
_EMPTIED = """
SELECT h.county FROM kernel_journalhead AS h
WHERE h.county LIKE %s AND h.count > 0
  AND NOT EXISTS (SELECT FROM kernel_journalentry AS e WHERE e.county = h.county)
ORDER BY h.county
"""
_ELSEWHERE = "SELECT EXISTS (SELECT FROM kernel_journalentry WHERE county = %s AND hash = %s)"


class JournalOutOfSight(ShouwangError):
    """Only who may see the whole county can verify its journal: {county} is outside the scope."""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as text, exactly as it is hashed."""

    values: tuple[str, ...]  # in the order of COLUMNS
    hash: str

    @property
    def seq(self) -> int:
        """Its number in the county's chain."""
        return int(self.values[2])

    @property
    def previous(self) -> str:
        """The hash it holds of the entry before it."""
        return self.values[-1]

    @property
    def canonical(self) -> str:
        """The JSON array of strings that is hashed."""
        return json.dumps(self.values, ensure_ascii=False, separators=(",", ":"))

    @property
    def intact(self) -> bool:
        """Whether the row still has the hash of its content."""
        return hashlib.sha256(self.canonical.encode()).hexdigest() == self.hash


@dataclass(frozen=True, slots=True)
class Break:
    """The first row of a county's chain that is not as it was written.

    `difference` is changed, missing, inserted, reordered, or head (the count kept apart from the
    chain was altered or removed). A missing row is named by the number it had.
    """

    county: str
    seq: int
    id: int | None
    difference: str


@dataclass(frozen=True, slots=True)
class Verification:
    """How many entries and chains were read, and where chains are broken."""

    entries: int
    counties: int
    breaks: tuple[Break, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing was tampered with."""
        return not self.breaks


@dataclass(frozen=True, slots=True)
class Head:
    """What is kept apart from the chain: how many entries it has, and the hash of the last."""

    count: int
    hash: str


def verify(county: str | None = None) -> Verification:
    """Recompute the chains, streaming: of one county (six digits), or of all.

    Raises JournalOutOfSight when the scope does not hold the county.
    """
    if not scope.current().contains(county or ""):
        raise JournalOutOfSight(county=county or "000000")
    counties, counted = 0, 0
    breaks: list[Break] = []
    with transaction.atomic():
        for chain, lines in groupby(read(county), key=lambda pair: pair[0].values[1]):
            check = _Chain(chain)
            breaks += check.breaks(lines)
            counties, counted = counties + 1, counted + check.counted
        breaks += [Break(chain, 1, None, "missing") for chain in _emptied(county)]
    return Verification(counted, counties, tuple(breaks))


def read(county: str | None = None) -> Iterator[tuple[Line, Head | None]]:
    """Every entry with its chain's head, in the order of the chain, by a server-side cursor.

    Needs a transaction.
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(_READ, [county or "%"])
        while rows := cursor.fetchmany(_BATCH):
            for count, digest, *values in rows:
                head = None if count is None else Head(count, digest)
                yield Line(tuple(values[:-1]), values[-1]), head


class _Chain:
    """One county's chain, read once from its first entry to its last."""

    def __init__(self, county: str) -> None:
        self.county = county
        self.counted = 0
        self.head: Head | None = None
        self.before: Line | None = None

    def breaks(self, lines: Iterator[tuple[Line, Head | None]]) -> list[Break]:
        """The first break, or none; the rest of the chain is only counted."""
        first: Break | None = None
        for line, self.head in lines:
            self.counted += 1
            first = first or self._break_at(line)
            self.before = line
        first = first or self._break_at_end()
        return [first] if first else []

    def _break_at(self, line: Line) -> Break | None:
        expected = self.before.seq + 1 if self.before else 1
        if line.seq > expected:
            return Break(self.county, expected, None, "missing")
        if line.seq < expected:
            return self._named(line, "inserted")
        linked = line.previous == (self.before.hash if self.before else "")
        if linked:
            return None if line.intact else self._named(line, "changed")
        return self._unlinked(line)

    def _unlinked(self, line: Line) -> Break:
        """The row does not hold the hash of the row before it: which of the two is wrong?"""
        if line.intact and self.before:
            return self._named(self.before, "changed")  # it was given a new hash, this one was not
        if not line.intact and self._stands_elsewhere(line.previous):
            return self._named(line, "reordered")
        return self._named(line, "inserted" if line.intact else "changed")

    def _break_at_end(self) -> Break | None:
        last = self.before
        if last is None:
            return None
        if self.head is None:
            return self._named(last, "head")
        if last.seq < self.head.count:
            return Break(self.county, last.seq + 1, None, "missing")
        if last.seq > self.head.count:
            return self._named(last, "inserted")
        return None if last.hash == self.head.hash else self._named(last, "head")

    def _stands_elsewhere(self, digest: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(_ELSEWHERE, [self.county, digest])
            return bool(cursor.fetchone()[0])

    def _named(self, line: Line, difference: str) -> Break:
        return Break(self.county, line.seq, int(line.values[0]), difference)


def _emptied(county: str | None) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_EMPTIED, [county or "%"])
        return [row[0] for row in cursor.fetchall()]
