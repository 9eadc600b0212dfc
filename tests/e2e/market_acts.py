"""What happens on the market between the pages of a test, done by its own role and rooms.

python -m tests.e2e.market_acts enter | apply LINK | stock LINK CERTIFICATE | settle
"""

import os
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import django

OWNER, PASSWORD = "laoban", "shouwang-demo-2024"
CREDIT_CODE = "93000000MA0000001K"
VILLAGE = "360781102201"


def main() -> None:
    """Do one thing and say what the test has to know of it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings_market_child")
    django.setup()
    acts: dict[str, Callable[..., str]] = {
        "enter": enter,
        "apply": apply,
        "stock": stock,
        "settle": settle,
    }
    from django.utils import timezone

    sys.stdout.write(acts[sys.argv[1]](timezone.now(), *sys.argv[2:]))


def enter(now: datetime) -> str:
    """A cooperative that was accepted a hundred days ago; its number."""
    from shouwang.market.members import operations as members
    from shouwang.market.suppliers import operations as suppliers
    from shouwang.market.suppliers.models import Kind

    at = now - timedelta(days=100)
    owner = members.sign_up(username=OWNER, password=PASSWORD, display_name="老赖", at=at)
    entry = suppliers.Entry(
        kind=Kind.COOPERATIVE,
        name="壬田绿坡果业专业合作社",
        proof=CREDIT_CODE,
        contact_name="赖长根",
        telephone="13900000001",
        village_code=VILLAGE,
    )
    made = suppliers.create_supplier(
        number=uuid4(), entry=entry, owner=owner, share_per_mille=700, at=at
    )
    return str(made.pk)


def apply(now: datetime, link: str) -> str:
    """An application for honey that names the household; its number."""
    from shouwang.bridge import operations as bridge
    from shouwang.bridge.models import Application, SupplierCard

    card = SupplierCard.objects.get()
    at = now - timedelta(days=60)
    application = Application(
        id=uuid4(),
        supplier=card,
        supplier_name=card.name,
        region_code=VILLAGE,
        product="深山土蜂蜜",
        category="honey",
        quality=[{"item": "drugs", "on": f"{at:%Y-%m-%d}", "by": "县检测站", "result": "合格"}],
        unit="500克罐装",
        price_fen=6800,
        market_prices=[{"where": "县农贸市场", "on": f"{at:%Y-%m-%d}", "fen": 7200}],
        households_text="货款七成返户",
        submitted_at=at,
    )
    bridge.apply(application, {UUID(link): at})
    return str(application.pk)


def stock(now: datetime, link: str, certificate: str) -> str:
    """Hives, a batch, and forty jars on sale; the product's number and the batch's code."""
    from shouwang.market.catalogue import operations as catalogue
    from shouwang.market.suppliers.models import Supplier
    from shouwang.market.supply import operations as supply

    at, supplier = now - timedelta(days=5), Supplier.objects.get()
    plot = supply.register_plot(
        act_id=uuid4(),
        supplier=supplier,
        plot=supply.NewPlot(UUID(link), "honey", VILLAGE, 10),
        by=None,
        at=at,
    )
    batch = supply.open_batch(
        id=uuid4(),
        supplier=supplier,
        batch=supply.NewBatch("honey", "深山土蜂蜜", VILLAGE, UUID(certificate)),
        by=None,
        at=at,
    )
    supply.take_in(
        act_id=uuid4(),
        batch=batch.pk,
        supplier=supplier,
        weighed=supply.Weighed(plot.pk, 20_000, "first", at.date()),
        by=None,
        at=at,
    )
    supply.close_batch(batch=batch.pk, supplier=supplier, at=at)
    made = catalogue.make(
        key=uuid4(),
        supplier=supplier,
        certificate=UUID(certificate),
        given={"name": "深山土蜂蜜", "summary": "一年一取"},
        by=None,
        at=at,
    )
    assert made.value is not None, made.findings
    jar = {
        "title": "500克罐装", "unit": "jar", "grade": "成熟蜜", "grams": 500,
        "gross_grams": 800, "price_fen": 6800, "batch": batch.pk,
    }  # fmt: skip
    variant = catalogue.put_variant(
        key=uuid4(), product=made.value, given=jar, by=None, at=at
    ).value
    assert variant is not None
    supply.list_from_batch(
        act_id=uuid4(),
        batch=batch.pk,
        supplier=supplier,
        variant=variant.pk,
        pieces=40,
        grams_each=500,
        by=None,
        at=at,
    )
    shown = catalogue.put_on_sale(product=made.value, by=None, at=at)
    assert shown.value is not None, shown.findings
    catalogue.refresh_words(at=now)
    return f"{made.value.pk} {batch.code}"


def settle(now: datetime) -> str:
    """The safe period is over: what was delivered is settled and attributed."""
    from shouwang.ledger import queries as ledger
    from shouwang.market.settlement import operations as settlement

    later = now + timedelta(days=9)
    settlement.contract(at=later)
    settled = settlement.settle(at=later)
    assert ledger.verify() == []
    return str(settled)


if __name__ == "__main__":
    main()
