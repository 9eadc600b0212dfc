"""Papers of an application: looked at by their content, kept in the bridge's vault."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from shouwang.bridge import vault
from shouwang.bridge.models import ApplicationFile
from shouwang.kernel.uploads import checking
from shouwang.kernel.uploads.kinds import Limits
from shouwang.market.certification.rules import Said

ORIGIN_ROW = "origin"
MOST_FILES = 10  # sent at once; more are added by saving again
_FILE = "-file"


@dataclass(frozen=True, slots=True)
class Attached:
    """What is entered in place of the files, and by row why a file was not taken."""

    entered: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


def limits() -> Limits:
    """What the installation takes, here as in the dossiers."""
    megabytes, megapixels = settings.SHOUWANG_PAPER_MB, settings.SHOUWANG_PAPER_MEGAPIXELS
    return Limits(int(str(megabytes)) << 20, int(str(megapixels)) * 1_000_000)


def most_at_once() -> int:
    """Bytes of all files of one form."""
    return limits().bytes * MOST_FILES


def attach(supplier: UUID, sent: Mapping[str, object]) -> Attached:
    """Keep the files of a form, each in the row that its field names."""
    found = Attached()
    for name, file in sent.items():
        if isinstance(file, UploadedFile) and name.endswith(_FILE):
            _attach(supplier, name.removesuffix(_FILE), file, found)
    return found


def _attach(supplier: UUID, row: str, file: UploadedFile, found: Attached) -> None:
    called = str(file.name)
    looked = checking.look(called, cast("BinaryIO", file), limits())
    if looked.value is None:
        found.refused[row] = looked.findings[0].message
        return
    found.entered[f"{row}-digest"] = vault.keep(supplier, looked.value.file)
    found.entered[f"{row}-file_name"] = called[:120]


def handed_over(supplier: UUID, said: Said) -> Iterator[ApplicationFile]:
    """The papers of an application, as the bridge hands them over; each content once."""
    kinds = ApplicationFile.Kind
    tests = ((one.file_digest, one.file_name) for one in said.tests)
    yield from _rows(supplier, kinds.TEST, tests)
    yield from _rows(supplier, kinds.ORIGIN, [(said.origin_digest, said.origin_name)])


def digests_in(entered: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    """The digests of the papers that a draft names."""
    for typed in entered.values():
        for name, text in typed.items():
            if name.endswith("-digest") and text:
                yield str(text)


def _rows(
    supplier: UUID, kind: str, papers: Iterable[tuple[str, str]]
) -> Iterator[ApplicationFile]:
    for digest, name in dict(papers).items():
        if digest:
            known = vault.described(supplier, digest)
            yield ApplicationFile(
                kind=kind, digest=digest, name=name, media_type=known.media_type, size=known.size
            )
