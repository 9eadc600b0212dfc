"""The demonstration county drawn by a process of its own, while the database is made ready."""

import contextlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from shouwang.kernel.errors import ShouwangError
from shouwang.site.supervisor import die_with_parent


class NotDrawn(ShouwangError):
    """The demonstration county could not be drawn."""


@dataclass
class Drawing:
    """A folder and the process that fills it; what a cut-off start left there is cleared away."""

    folder: Path
    said: IO[bytes]
    process: "subprocess.Popen[bytes] | None" = field(default=None)

    def begin(self) -> None:
        """Start drawing, unless it has been started."""
        if self.process is None:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.process = subprocess.Popen(
                [sys.executable, "-m", "shouwang.site.cli.drawing", str(self.folder)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self.said,
                start_new_session=True,  # Ctrl-C reaches us alone; we end it
                preexec_fn=die_with_parent if sys.platform == "linux" else None,
            )

    def finished(self) -> Path:
        """The folder, once all is there; raises NotDrawn with the reason of the process."""
        self.begin()
        if self.process is not None and self.process.wait():
            self.said.seek(0)
            reason = self.said.read().decode(errors="replace").strip().splitlines()[-1:]
            raise NotDrawn(f"The demonstration county could not be drawn: {''.join(reason)}")
        return self.folder

    def end(self) -> None:
        """Stop what is still being drawn, and clear the folder away."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None
            shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def beside(data: Path, *, begin: bool) -> Iterator[Drawing]:
    """A drawing in the data directory that ends with the block; `begin` starts it at once."""
    with tempfile.TemporaryFile() as said:
        drawing = Drawing(data / ".demonstration", said)
        try:
            if begin:
                drawing.begin()
            yield drawing
        finally:
            drawing.end()


def _draw(folder: Path) -> None:
    from shouwang.site.cli import preparation

    preparation.set_up()
    from shouwang.demo import loading

    loading.draw(folder)


if __name__ == "__main__":
    _draw(Path(sys.argv[1]))
