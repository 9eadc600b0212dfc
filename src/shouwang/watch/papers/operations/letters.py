"""Printing a letter whose words another room knows: numbered, recorded, then made."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import override

from shouwang.kernel import journal
from shouwang.kernel.journal import Subject
from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.papers import rendering
from shouwang.watch.papers.operations.printing import MEDIA, Printed, Request, stamps
from shouwang.watch.papers.rules import Letter, Shape


@transaction.atomic
@override("zh-hans")  # papers are in Chinese whatever the language of the pages
def print_letter(
    request: Request,
    words: Mapping[str, Any],
    *,
    region_code: str,
    subject: Subject,
    household: int | None = None,
) -> Printed:
    """Print one letter; `words` are the fields of its template, with `title`, less the stamp.

    Raises FontsMissing, TemplateBroken; then nothing is recorded.
    """
    letter = Letter(request.sheet.value)
    (stamp,) = stamps(request, [(household, region_code)])
    # the words last: a letter may bear a number of its own
    fields = {**rendering.stamped(stamp), "paper_number": stamp.number, **words}
    if request.shape is Shape.PDF:
        content = rendering.as_pdf(letter, [fields], request.at)
    else:
        content = rendering.as_word(letter, fields)
    journal.record(
        by=request.by,
        act="papers.print",
        subject=subject,
        region=RegionCode(region_code),
        evidence={"sheet": letter.value, "shape": request.shape.value, "number": stamp.number},
    )
    name = f"{fields['title']}-{request.on}.{request.shape.value}"
    return Printed(fields, content, name, MEDIA[request.shape])
