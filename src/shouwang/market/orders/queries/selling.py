"""What a supplier has to send and has sold, whole and in long lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet, Sum
from django.utils import timezone

from shouwang.market.orders.models import AfterSale, Line, Parcel, SupplierOrder, Tracking
from shouwang.market.orders.queries.orders import OPEN_PARTS, parts_of, to_pack
from shouwang.market.orders.rules.states import ParcelState

AT_ONCE = 500
_WITH_PACKAGES = Prefetch("lines", Line.objects.select_related("variant").order_by("place"))


@dataclass(frozen=True, slots=True)
class Picked:
    """So many pieces of a package to be fetched from the store."""

    title: str
    pieces: int


def picking(supplier: UUID) -> list[Picked]:
    """All that a supplier has to send, by package; one statement."""
    rows = (
        Line.objects.filter(supplier_order__supplier=supplier, supplier_order__state__in=OPEN_PARTS)
        .values("title")
        .annotate(pieces=Sum(F("quantity") - F("shipped") - F("cancelled")))
        .filter(pieces__gt=0)
        .order_by("title")
    )
    return [Picked(row["title"], row["pieces"]) for row in rows]


def all_to_pack(supplier: UUID) -> Iterator[SupplierOrder]:
    """Everything to send with its packages, the oldest first, however much it is."""
    return _whole(to_pack(supplier))


def sold(
    supplier: UUID, state: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[SupplierOrder]:
    """Paid parts, the newest first; both days are in it."""
    found = parts_of(supplier)
    if state:
        found = found.filter(state=state)
    if since:
        found = found.filter(placed_at__gte=_begin(since))
    if until:
        found = found.filter(placed_at__lt=_begin(until + timedelta(days=1)))
    return found


def all_sold(rows: QuerySet[SupplierOrder]) -> Iterator[SupplierOrder]:
    """The same with packages and parcels, however many they are."""
    return _whole(rows, "parcels")


def is_replacing(part: UUID) -> bool:
    """Whether other goods are to be sent for ones that came back, or are on their way."""
    asked = AfterSale.objects.filter(line__supplier_order=part, kind=AfterSale.Kind.REPLACE)
    is_open = Q(state__in=["asked", "agreed", "sent_back"])
    return asked.filter(is_open | Q(parcels__state=ParcelState.ON_WAY)).exists()


def parcel(number: UUID, supplier: UUID | None = None) -> Parcel | None:
    """A parcel with where it was seen, the latest first; with a supplier only its own."""
    found = _parcels().filter(pk=number)
    return (found.filter(supplier_order__supplier=supplier) if supplier else found).first()


def parcels_on_way(tracking_number: str = "") -> QuerySet[Parcel]:
    """Parcels that neither arrived nor came back, those sent longest ago first."""
    found = _parcels().filter(state__in=[ParcelState.ON_WAY, ParcelState.REFUSED])
    if tracking_number:
        found = found.filter(tracking_number__istartswith=tracking_number)
    return found.order_by("shipped_at", "pk")


def _parcels() -> QuerySet[Parcel]:
    seen = Tracking.objects.select_related("by").order_by("-at", "-pk")
    rows = Parcel.objects.select_related("supplier_order__supplier")
    return rows.prefetch_related(Prefetch("tracking", seen))


def _whole(rows: QuerySet[SupplierOrder], *also: str) -> Iterator[SupplierOrder]:
    """Read in portions, with what belongs to each portion."""
    fresh = rows.prefetch_related(None).prefetch_related(_WITH_PACKAGES, *also)
    return fresh.iterator(chunk_size=AT_ONCE)


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_current_timezone())
