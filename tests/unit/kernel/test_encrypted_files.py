"""Files are encrypted whole or not at all, open only as they were written, follow the keys."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from shouwang.kernel.crypto import ciphers, files, sealing
from shouwang.kernel.crypto.keyring import Keyring, KeyUnknown
from shouwang.kernel.crypto.sealing import SealBroken

NAME = "trial.file 7"
RING = Keyring.generate()
PIECE = files.CHUNK + ciphers.NONCE_BYTES + ciphers.TAG_BYTES


@pytest.fixture(autouse=True, params=["aes", "sm4"])
def _keys(request):
    with override_settings(SHOUWANG_KEYS=RING, SHOUWANG_CIPHER=request.param):
        yield


def chunks(content: bytes) -> list[bytes]:
    return [content[at : at + files.CHUNK] for at in range(0, len(content), files.CHUNK)]


def written(path: Path, content: bytes, bound: str = NAME) -> Path:
    files.write(path, chunks(content), bound)
    return path


def plain(path: Path, bound: str = NAME) -> bytes:
    return b"".join(files.read(path, bound))


def sealed_piece(piece: bytes, place: str) -> bytes:
    header, nonce = sealing.current_header(), os.urandom(ciphers.NONCE_BYTES)
    key = settings.SHOUWANG_KEYS.key(settings.SHOUWANG_KEYS.current)
    return header + nonce + ciphers.sealer(header[1], key).encrypt(nonce, piece, place.encode())


def earlier(path: Path, content: bytes) -> Path:
    """A file as it was written before: every piece behind its length, bound to its first byte."""
    whole = b""
    for piece in chunks(content):
        closed = sealed_piece(piece, f"{NAME}:{len(whole)}")
        whole += len(closed).to_bytes(4, "big") + closed
    path.write_bytes(whole)
    return path


@pytest.mark.parametrize("size", [0, 1, files.CHUNK - 1, files.CHUNK, 2 * files.CHUNK + 1])
def test_what_is_written_reads_back(tmp_path, size):
    content = os.urandom(size)
    path = written(tmp_path / "new" / "file", content)
    assert plain(path) == content
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert os.listdir(path.parent) == ["file"]


def test_a_file_that_was_tampered_with_does_not_open(tmp_path):
    path = written(tmp_path / "file", os.urandom(2 * files.CHUNK + 9))
    whole = path.read_bytes()
    header = whole[:4]
    first, second, last = (whole[at : at + PIECE] for at in range(4, len(whole), PIECE))
    changed = bytearray(whole)
    changed[100] ^= 1
    for other in (
        header + first + second,
        header + first,
        header,
        header[:2],
        b"",
        header + second + first + last,
        header + first + last,
        header + first + second + second + last,
        whole[:-1],
        whole + b"\0",
        b"\x02" + whole[1:],
        bytes(changed),
    ):
        path.write_bytes(other)
        with pytest.raises(SealBroken):
            plain(path)


def test_a_file_opens_under_its_own_name_only(tmp_path):
    path = written(tmp_path / "file", b"content")
    with pytest.raises(SealBroken):
        plain(path, "trial.file 8")


def test_a_file_follows_the_keys(tmp_path):
    content = os.urandom(files.CHUNK + 1)
    path = written(tmp_path / "file", content)
    with override_settings(SHOUWANG_KEYS=RING.with_new_key()):
        assert (files.renew(path, NAME), files.renew(path, NAME)) == (True, False)
        ring = settings.SHOUWANG_KEYS
        with override_settings(SHOUWANG_KEYS=ring.without(1)):
            assert plain(path) == content
    with pytest.raises(KeyUnknown):
        plain(path)


def test_a_file_of_the_earlier_form_opens_and_is_renewed_into_this_one(tmp_path):
    content = os.urandom(2 * files.CHUNK + 5)
    path = earlier(tmp_path / "file", content)
    assert plain(path) == content
    assert (files.renew(path, NAME), files.renew(path, NAME)) == (True, False)
    assert plain(path) == content
    assert path.read_bytes()[:4] == sealing.current_header()


def test_the_earlier_form_notices_what_was_changed_or_moved(tmp_path):
    whole = earlier(path := tmp_path / "file", os.urandom(2 * files.CHUNK)).read_bytes()
    half = len(whole) // 2
    for other in (whole[half:] + whole[:half], whole[: half + 2], whole[:9], b"\0" + whole):
        path.write_bytes(other)
        with pytest.raises(SealBroken):
            plain(path)


def test_a_piece_of_this_form_cannot_stand_in_the_earlier_one(tmp_path):
    piece = sealed_piece(b"x", f"{NAME} 0 more")
    path = tmp_path / "file"
    path.write_bytes(len(piece).to_bytes(4, "big") + piece)
    with pytest.raises(SealBroken):
        plain(path)


def test_a_writing_that_fails_leaves_what_was_there(tmp_path):
    def failing():
        yield b"x" * files.CHUNK
        raise OSError(28, "No space left on device")

    path = written(tmp_path / "file", b"before")
    with pytest.raises(OSError, match="No space"):
        files.write(path, failing(), NAME)
    assert (os.listdir(tmp_path), plain(path)) == (["file"], b"before")


WRITER = """
import itertools, sys
from pathlib import Path
from django.conf import settings
from shouwang.kernel.crypto.keyring import Keyring
settings.configure(SHOUWANG_KEYS=Keyring({1: b"k" * 32}, b"i" * 32), SHOUWANG_CIPHER="aes")
from shouwang.kernel.crypto import files
files.write(Path(sys.argv[1]), itertools.repeat(b"x" * files.CHUNK), "trial")
"""


def test_a_writer_that_is_killed_leaves_what_was_there(tmp_path):
    path = written(tmp_path / "file", b"before")
    child = subprocess.Popen([sys.executable, "-c", WRITER, str(path)])
    until = time.monotonic() + 30
    while not [one for one in tmp_path.glob(f"{files.PARTIAL}*") if one.stat().st_size > 1 << 21]:
        assert child.poll() is None, "the writer has ended by itself"
        assert time.monotonic() < until
        time.sleep(0.01)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert plain(path) == b"before"
