"""Makers of suppliers, links, plots and batches, for the market's tests."""

from datetime import UTC, date, datetime
from itertools import count
from uuid import UUID, uuid4

import psycopg

from shouwang.market.members.models import Member
from shouwang.market.suppliers.models import Staff, Supplier
from shouwang.market.supply.models import Batch, Plot
from shouwang.market.supply.operations import (
    NewBatch,
    NewPlot,
    Weighed,
    close_batch,
    open_batch,
    register_plot,
    take_in,
)

AT = datetime(2025, 11, 20, 2, tzinfo=UTC)
TODAY = date(2025, 11, 20)
VILLAGE, COUNTY = "360781102201", "360781000000"
CREDIT = "91360781MA35H1A23"
_serial = count(1)

_LINK = """
INSERT INTO bridge_link (id, number, supplier_id, region_code, agreed_on, may_honour, pass_digest)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""


def a_member(**given) -> Member:
    fields = {
        "username": f"member{next(_serial)}",
        "display_name": "会员",
        "password": "",
        "created_at": AT,
    }
    return Member.objects.create(**{**fields, **given})


def a_supplier(member: Member | None = None, role: str = "owner", **given) -> Supplier:
    """A cooperative in business, with somebody who acts for it and its card on the bridge."""
    serial = next(_serial)
    fields = {
        "number": uuid4(),
        "kind": "cooperative",
        "name": f"绿源合作社{serial}",
        "credit_code": f"9336078100{serial:08}",
        "contact_name": "张三",
        "telephone": "13800000000",
        "county_code": COUNTY,
        "village_code": VILLAGE,
        "state": "active",
        "is_active": True,
        "applied_at": AT,
    }
    supplier = Supplier.objects.create(**{**fields, **given})
    if member is not None:
        Staff.objects.create(member=member, supplier=supplier, role=role, began_at=AT)
    return supplier


def linked(superuser: psycopg.Connection, supplier: UUID, **given) -> UUID:
    """A card and a link to it, committed: only the watch writes links."""
    superuser.execute(
        "INSERT INTO bridge_suppliercard (id, name, kind, region_code, is_active)"
        " VALUES (%s, '绿源合作社', 'cooperative', %s, true) ON CONFLICT DO NOTHING",
        [supplier, VILLAGE],
    )
    link = uuid4()
    told = {"agreed_on": date(2025, 1, 1), "may_honour": False, "pass_digest": "", **given}
    number = f"L{next(_serial):08}"
    values = [link, number, supplier, VILLAGE]
    superuser.execute(_LINK, [*values, told["agreed_on"], told["may_honour"], told["pass_digest"]])
    return link


def a_plot(supplier: Supplier, link: UUID, size: int = 100, crop: str = "navel_orange") -> Plot:
    plot = NewPlot(link=link, crop=crop, village_code=VILLAGE, size=size)
    return register_plot(act_id=uuid4(), supplier=supplier, plot=plot, by=None, at=AT)


def a_batch(supplier: Supplier, crop: str = "navel_orange", **given) -> Batch:
    batch = NewBatch(crop=crop, product_name="赣南脐橙", origin_code=VILLAGE, **given)
    return open_batch(id=uuid4(), supplier=supplier, batch=batch, by=None, at=AT)


def weighed(plot: Plot, grams: int, **given) -> Weighed:
    return Weighed(plot.pk, grams, **{"grade": "first", "harvested_on": TODAY, **given})


def brought_in(supplier: Supplier, plot: Plot, grams: int) -> Batch:
    """A closed batch with so many grams of the plot."""
    batch = a_batch(supplier, plot.crop)
    take_in(
        act_id=uuid4(),
        batch=batch.pk,
        supplier=supplier,
        weighed=weighed(plot, grams),
        by=None,
        at=AT,
    )
    return close_batch(batch=batch.pk, supplier=supplier, at=AT)


def places(superuser: psycopg.Connection) -> None:
    """The county, a township and its village, as the market names and offers them."""
    rows = (
        (COUNTY, "瑞金市", 3, "360700000000"),
        ("360781102000", "壬田镇", 4, COUNTY),
        (VILLAGE, "洗心村", 5, "360781102000"),
    )
    for code, name, level, parent in rows:
        superuser.execute(
            "INSERT INTO regions_division (scheme, code, name, short_name, initials, parent_code,"
            " level, urban_rural, during, source)"
            " VALUES ('nbs', %s, %s, %s, '', %s, %s, '', '[2000-01-01,)', 'test')",
            [code, name, name, parent, level],
        )


def certified(superuser: psycopg.Connection, supplier: UUID, **given) -> UUID:
    """A certificate of the supplier's, with its application, committed."""
    application, number = uuid4(), uuid4()
    superuser.execute(
        "INSERT INTO bridge_application (id, supplier_id, supplier_name, region_code, product,"
        " category, quality, unit, price_fen, market_prices, households_text, submitted_at, state,"
        " words) VALUES (%s, %s, '', %s, '赣南脐橙', 'fruit', %s, '500克', 500, '[]', '', %s,"
        " 'certified', '')",
        [application, supplier, VILLAGE, _QUALITY, AT],
    )
    told = {"valid_from": date(2025, 1, 1), "valid_until": date(2100, 1, 1), **given}
    superuser.execute(
        "INSERT INTO bridge_certificate (id, number, application_id, supplier_id, region_code,"
        " product, category, valid_from, valid_until, reason)"
        " VALUES (%s, %s, %s, %s, %s, '赣南脐橙', 'fruit', %s, %s, '')",
        [number, f"RJ{next(_serial):06}", application, supplier, VILLAGE, *told.values()],
    )
    return number


_QUALITY = (
    '[{"test": "农药残留", "on": "2025-10-20", "by": "县检测中心", "result": "未检出",'
    ' "passed": true, "digest": ""}]'
)
