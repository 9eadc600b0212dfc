"""Files are written whole or not at all, read in pieces, renewed with the keys, swept."""

import io
import os
from datetime import UTC, datetime, timedelta

import pytest
from tests import factories
from tests.factories_papers import photo

from shouwang.kernel.crypto.keyring import Keyring
from shouwang.watch.papers import checking, operations, vault
from shouwang.watch.papers.errors import PaperMissing
from shouwang.watch.papers.models import Paper, PrintJob
from shouwang.watch.papers.rules import Limits

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def kept(content: bytes) -> str:
    file = io.BytesIO(content)
    name = vault.digest(file)
    vault.keep(name, file)
    return name


def names() -> list[str]:
    return sorted(path.name for files in vault.stored() for path in files)


def age(name: str, days: float) -> None:
    for files in vault.stored():
        for path in files:
            if path.name.startswith(name):
                at = (NOW - timedelta(days=days)).timestamp()
                os.utime(path, (at, at))


def test_what_is_kept_comes_back_and_opens_under_its_own_name_only(everywhere):
    content = os.urandom(100)
    name, other = kept(content), kept(b"another")
    assert b"".join(vault.opened(name)) == content
    (vault.root() / name[:2] / name).replace(vault.root() / other[:2] / other)
    for gone in (name, other):
        with pytest.raises(PaperMissing):
            vault.opened(gone)


def test_renewed_with_a_new_key(everywhere, settings):
    name = kept(b"content")
    settings.SHOUWANG_KEYS = ring = settings.SHOUWANG_KEYS.with_new_key()
    assert (vault.renew(), vault.renew()) == (1, 0)
    settings.SHOUWANG_KEYS = Keyring({ring.current: ring.key(ring.current)}, ring.index)
    assert b"".join(vault.opened(name)) == b"content"


def test_a_writing_that_fails_leaves_nothing(everywhere):
    class Failing(io.BytesIO):
        def read(self, size=-1):
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        vault.keep("ab" + "0" * 62, Failing())
    assert names() == []


def test_orphans_go_and_what_is_named_stays(everywhere):
    home, by = factories.household(), factories.account()
    ready = checking.look("a.jpg", io.BytesIO(photo()), Limits(1 << 20, 1_000_000)).value
    paper = operations.add_paper(
        by=by, at=NOW, household=home, ready=ready, kind="house", title="房"
    )
    operations.remove_paper(by=by, at=NOW, paper=paper, reason="拍错户")
    orphan, fresh = kept(b"cut off before its row"), kept(b"an upload under way")
    for left in (vault.root() / "ab" / ".partial-1", vault.root() / "work-1" / "part-0.pdf"):
        left.parent.mkdir(exist_ok=True)
        left.write_bytes(b"half")
    assert vault.renew() == 0
    for name in (paper.sha256, orphan, ".partial-1", "part-0.pdf"):
        age(name, 2)
    age(fresh, 0.5)
    assert operations.sweep(at=NOW) == 3
    assert names() == sorted([paper.sha256, paper.sha256 + vault.SMALL, fresh])
    assert Paper.objects.get().sha256 == paper.sha256


def test_what_was_printed_long_ago_goes(everywhere):
    plain = {
        "region_code": factories.VILLAGE, "kind": "roll", "shape": "pdf", "as_of": "2024-06-30",
        "state": "done", "by": factories.account(),
    }  # fmt: skip
    old, new = kept(b"old"), kept(b"new")
    PrintJob.objects.create(**plain, file=old, at=NOW - timedelta(days=3))
    PrintJob.objects.create(**plain, file=new, at=NOW - timedelta(days=1))
    for name in (old, new):
        age(name, 2)
    assert operations.sweep(at=NOW) == 1
    assert names() == [new]
