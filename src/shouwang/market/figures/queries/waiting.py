"""What waits for a supplier's people: numbers that lead to the list behind each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.bridge.models import Alarm
from shouwang.bridge.queries import applications_of
from shouwang.ledger import queries as ledger
from shouwang.market.catalogue.models import Variant
from shouwang.market.catalogue.queries import few_left
from shouwang.market.certification.models import Draft
from shouwang.market.orders.queries import orders
from shouwang.market.settlement.accounts import payable
from shouwang.market.suppliers.models import Supplier
from shouwang.market.suppliers.rules import PACK, WORK
from shouwang.market.supply.rules import stock_account

ALARMS = 20


@dataclass(frozen=True, slots=True)
class Waits:
    """Something that waits: how much of it, and where it stands. `fen` where it is money."""

    label: str
    href: str
    number: int = 0
    fen: int | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """Something that stands in a table: its rows, who sees to it, and where."""

    key: str
    label: Promise
    roles: frozenset[str]
    rows: Callable[[Supplier], QuerySet[Any]]
    page: str
    after: str = ""


def waiting(supplier: Supplier, role: str, today: date) -> dict[str, Any]:
    """For a supplier's own page: what somebody in the role may see to; five statements at most."""
    found = _counted(supplier, role)
    rows = [
        Waits(str(one.label), reverse(one.page) + one.after, found[one.key])
        for one in COUNTED
        if one.key in found
    ]
    if role in WORK:
        rows += _of_the_books(supplier, today)
    alarms = _alarms(supplier)[:ALARMS] if found.get("alarms") else ()
    return {"waiting": rows, "alarms": list(alarms)}


def _counted(supplier: Supplier, role: str) -> dict[str, int]:
    """How much waits by key of COUNTED, in one statement."""
    numbers = {one.key: _number(one.rows(supplier)) for one in COUNTED if role in one.roles}
    if not numbers:
        return {}
    own = Supplier.objects.filter(pk=supplier.pk).annotate(**numbers)
    found: dict[str, int] = own.values(*numbers).get()
    return found


def _number(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0, output_field=IntegerField())


def _of_the_books(supplier: Supplier, today: date) -> list[Waits]:
    """What the ledger knows: packages nearly sold out, and money that is to be paid."""
    variants = Variant.objects.filter(
        product__supplier=supplier, product__is_on_sale=True, is_on_sale=True
    )
    stocks = [stock_account(pk) for pk in variants.order_by("pk").values_list("pk", flat=True)]
    balances = ledger.balances([*stocks, payable(supplier.pk)])
    few = few_left(supplier, on=today) if stocks else 0
    scarce = sum(balances[code].available <= few for code in stocks)
    money = balances[payable(supplier.pk)].available
    return [
        Waits(_("快卖完的规格"), reverse("goods") + "?left=few", scarce),
        Waits(_("待付给本单位"), reverse("supplier_money"), fen=money),
    ]


def _alarms(supplier: Supplier) -> QuerySet[Alarm]:
    rows = Alarm.objects.filter(supplier=supplier.pk, handled_at=None)
    return rows.order_by("-raised_at", "pk")


def _returned(supplier: Supplier) -> QuerySet[Any]:
    """Applications that came back and were not sent in again."""
    again = Draft.objects.filter(supplier=supplier, submitted_at__isnull=False)
    put_right = again.exclude(follows=None).values("follows")
    return applications_of(supplier.pk).filter(state="returned").exclude(pk__in=put_right)


def _answers(supplier: Supplier) -> QuerySet[Any]:
    """Requests in which the supplier is to act next."""
    return orders.claims_of(supplier.pk).filter(state__in=["asked", "sent_back"])


COUNTED = (
    Counted(
        "parts", gettext_lazy("等发货"), PACK, lambda one: orders.to_pack(one.pk), "supplier_orders"
    ),
    Counted("claims", gettext_lazy("等答复的售后"), PACK, _answers, "supplier_orders", "#claims"),
    Counted(
        "invoices",
        gettext_lazy("等开票"),
        PACK,
        lambda one: orders.invoices_of(one.pk),
        "supplier_orders",
        "#invoices",
    ),
    Counted(
        "returned",
        gettext_lazy("退回修改的认定申请"),
        WORK,
        _returned,
        "certification",
        "?state=returned",
    ),
    Counted("alarms", gettext_lazy("来源预警"), WORK, _alarms, "supplier_home", "#alarms"),
)
