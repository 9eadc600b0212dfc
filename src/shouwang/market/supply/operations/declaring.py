"""What households can sell, month by month, said by themselves or by their supplier."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from shouwang.market.members.models import Member
from shouwang.market.suppliers.models import Supplier
from shouwang.market.supply.errors import LabelTaken, LinkUnknown
from shouwang.market.supply.models import Declaration, LinkLabel
from shouwang.market.supply.operations.growing import own_links
from shouwang.market.supply.policy import crop as crop_of


@dataclass(frozen=True, slots=True)
class Said:
    """So many grams of a crop of a household's can be sold in a month (its first day)."""

    link: UUID
    crop: str
    month: date
    grams: int


@transaction.atomic
def declare(*, supplier: Supplier, said: Sequence[Said], by: Member | None, at: datetime) -> int:
    """Write declarations down, each in place of what was said before; how many.

    `by` is None when the household says so itself. Of two about the same month the later in the
    list counts. Raises LinkUnknown, CropUnknown.
    """
    last = {(one.link, one.crop, one.month): one for one in said}
    links = {one.link for one in said}
    for code in {one.crop for one in said}:
        crop_of(code)
    if own_links(links, supplier=supplier, on=timezone.localdate(at)) != links:
        raise LinkUnknown
    rows = [
        Declaration(
            supplier=supplier, link=o.link, crop=o.crop, month=o.month, grams=o.grams, by=by, at=at
        )
        for _key, o in sorted(last.items())
    ]
    Declaration.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["link", "crop", "month"],
        update_fields=["supplier", "grams", "by", "at"],
    )
    return len(rows)


def label_link(*, supplier: Supplier, link: UUID, label: str, at: datetime) -> LinkLabel:
    """Give a link the number it has among the supplier's people. Raises LinkUnknown, LabelTaken."""
    if not own_links({link}, supplier=supplier, on=timezone.localdate(at)):
        raise LinkUnknown
    try:
        with transaction.atomic():
            return LinkLabel.objects.update_or_create(
                supplier=supplier, link=link, defaults={"label": label}
            )[0]
    except IntegrityError as error:
        raise LabelTaken(label=label) from error
