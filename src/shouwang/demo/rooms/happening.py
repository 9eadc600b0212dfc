"""Numbers, instants and signatures of what happens in the demonstration."""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from uuid import UUID, uuid5
from zlib import crc32
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw

from shouwang.demo import DEFAULT_SEED
from shouwang.demo.errors import DemoError
from shouwang.kernel.findings import Reading
from shouwang.people.models import Account
from shouwang.procedures.models import Case
from shouwang.watch.casework import operations as casework
from shouwang.watch.casework.operations import Written
from shouwang.watch.papers.checking import Ready, look
from shouwang.watch.papers.rules import Limits
from shouwang.watch.visits.rules import Ink

NAMESPACE = UUID("5f0c1f8e-7c0b-5d0e-9c3e-360781000000")
CHINA = ZoneInfo("Asia/Shanghai")
LIMITS = Limits(10 << 20, 20_000_000)
T = TypeVar("T")


class NotPermitted(DemoError):
    """The demonstration could not go on: {reason}."""


def number(*words: object) -> UUID:
    """The number of an act or thing, always the same for the same words."""
    return uuid5(NAMESPACE, " ".join(str(word) for word in (DEFAULT_SEED, *words)))


def drawn(*words: object) -> int:
    """A number drawn for these words."""
    return crc32(number(*words).bytes)


def at(on: date, hour: int = 10) -> datetime:
    """An hour of a day in China."""
    return datetime.combine(on, time(hour, 20), CHINA).astimezone(UTC)


def back(on: date, days: int) -> date:
    """So many days before."""
    return on - timedelta(days=days)


def given(reading: Reading[T]) -> T:
    """What came of an act; raises NotPermitted with what stood against it."""
    if reading.value is None:
        raise NotPermitted(reason="；".join(one.message for one in reading.findings))
    return reading.value


def ink(*words: object) -> Ink:
    """A signature: a zigzag of its own."""
    seed = drawn("ink", *words)
    points = [(40 + 26 * step, 60 + (seed >> step) % 90) for step in range(16)]
    return Ink("M" + "L".join(f"{x} {y}" for x, y in points))


def photo(*words: object) -> Ready:
    """A picture of a paper on a board; another for other words."""
    seed = drawn("photo", *words)
    picture = Image.new("RGB", (480, 360), (90 + seed % 60, 80, 70))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((120, 50, 360, 310), fill=(244, 240, 228), outline=(60, 60, 60))
    for line in range(9):
        pen.line((145, 90 + 22 * line, 190 + (seed >> line) % 145, 90 + 22 * line), (70, 70, 80), 3)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=80)
    file.seek(0)
    return given(look("board.jpg", file, LIMITS))


@dataclass
class Course:
    """A case on its way; every act has its number from the case and its name."""

    case: Case

    def act(self, way: str, *, by: Account, on: date, words: str = "", **more: object) -> "Course":
        """Take a way; `written` names kinds of evidence that are written with it."""
        kinds = more.pop("written", ())
        assert isinstance(kinds, tuple)
        self.case = given(
            casework.act(
                by=by,
                at=at(on),
                act_id=number("act", self.case.pk, way),
                case=self.case.pk,
                revision=Case.objects.get(pk=self.case.pk).revision,
                transition=way,
                reason=words,
                written=[Written(kind, words or "材料齐全，见附件") for kind in kinds],
                **more,  # type: ignore[arg-type]
            )
        )
        return self
