"""Grams from plot to stock: never more than grew, never twice, never from the wrong place."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection

from shouwang.bridge.models import Alarm
from shouwang.ledger.queries import balance, verify
from shouwang.market.supply import queries
from shouwang.market.supply.errors import (
    ActReused,
    BatchClosed,
    BatchEmpty,
    BatchOpen,
    HarvestUnsafe,
    InsideInterval,
    LinkUnknown,
    MoreThanGrown,
    MoreThanHandedIn,
    OtherPlot,
)
from shouwang.market.supply.models import InputRecord, Intake, Listing, Plot
from shouwang.market.supply.models.growing import InputKind
from shouwang.market.supply.operations import (
    Treatment,
    close_batch,
    end_plot,
    list_from_batch,
    record_input,
    take_back,
    take_in,
)
from tests.factories_market_supply import (
    AT,
    TODAY,
    a_batch,
    a_plot,
    a_supplier,
    brought_in,
    linked,
    weighed,
)

pytestmark = pytest.mark.usefixtures("committed")
KG = 1000
VARIANT = 7


@pytest.fixture
def supplier():
    return a_supplier()


@pytest.fixture
def link(superuser, supplier):
    return linked(superuser, supplier.pk)


def weigh(supplier, batch, plot, grams, act=None, **given):
    return take_in(
        act_id=act or uuid4(),
        batch=batch.pk,
        supplier=supplier,
        weighed=weighed(plot, grams, **given),
        by=None,
        at=AT,
    )


def listing(supplier, batch, pieces, act=None, variant=VARIANT, grams=5 * KG):
    return list_from_batch(
        act_id=act or uuid4(),
        batch=batch.pk,
        supplier=supplier,
        variant=variant,
        pieces=pieces,
        grams_each=grams,
        by=None,
        at=AT,
    )


def left(link, crop="navel_orange", season=2025):
    return balance(f"plot:{link}:{crop}:{season}").available


def test_area_times_yield_enters_the_ledger_and_weighing_in_takes_from_it(supplier, link):
    plot = a_plot(supplier, link, size=100)
    assert left(link) == 100 * 3750
    batch = a_batch(supplier)
    weigh(supplier, batch, plot, 75 * KG)
    assert left(link) == 300 * KG
    assert balance(f"batch:{batch.pk}").available == 75 * KG
    a_plot(supplier, link, size=10)
    assert left(link) == 337_500
    assert [(s.link, s.grams) for s in queries.shares([batch.pk])] == [(link, 75 * KG)]
    assert not verify()


def test_more_than_grew_is_refused_and_raised_with_its_evidence(supplier, link):
    plot, batch, act = a_plot(supplier, link, size=100), a_batch(supplier), uuid4()
    weigh(supplier, batch, plot, 300 * KG)
    for _again in range(2):
        with pytest.raises(MoreThanGrown, match="75 千克，要收 80 千克"):
            weigh(supplier, batch, plot, 80 * KG, act=act)
    assert Intake.objects.count() == 1
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.region_code) == ("more_than_grown", plot.village_code)
    told = {one["label"]: one["value"] for one in alarm.evidence}
    assert told["地块"] == "100 平方米 × 每平方米 3750 克 = 375 千克"
    assert (told["本季已收购"], told["还能认证"]) == ("300 千克", "75 千克")
    assert left(link) == 75 * KG


def test_the_same_weighing_is_written_once_and_another_under_its_number_is_refused(supplier, link):
    plot, batch, act = a_plot(supplier, link), a_batch(supplier), uuid4()
    first = weigh(supplier, batch, plot, 9 * KG, act=act)
    assert weigh(supplier, batch, plot, 9 * KG, act=act) == first
    assert balance(f"batch:{batch.pk}").available == 9 * KG
    with pytest.raises(ActReused):
        weigh(supplier, batch, plot, 10 * KG, act=act)


def test_eight_collectors_at_once_never_take_in_more_than_grew(supplier, link):
    plot, batch = a_plot(supplier, link, size=1), a_batch(supplier)  # 3750 grams

    def once(_number: int) -> str:
        try:
            weigh(supplier, batch, plot, KG)
        except MoreThanGrown:
            return "refused"
        finally:
            connection.close()
        return "taken"

    with ThreadPoolExecutor(8) as pool:
        outcome = sorted(pool.map(once, range(8)))
    assert outcome == ["refused"] * 5 + ["taken"] * 3
    assert left(link) == 750


def test_a_withdrawn_link_brings_nothing_in_and_is_raised(superuser, supplier, link):
    plot, batch = a_plot(supplier, link), a_batch(supplier)
    superuser.execute("UPDATE bridge_link SET withdrawn_on = %s", [TODAY - timedelta(days=1)])
    with pytest.raises(LinkUnknown):
        weigh(supplier, batch, plot, KG)
    assert [one.kind for one in Alarm.objects.all()] == ["withdrawn_link"]


def test_goods_of_another_crop_stay_out(supplier, link):
    honey = a_plot(supplier, link, crop="honey", size=5)
    with pytest.raises(OtherPlot):
        weigh(supplier, a_batch(supplier), honey, KG)


def test_a_harvest_inside_a_safety_interval_is_refused(supplier, link):
    plot, batch = a_plot(supplier, link), a_batch(supplier)
    used = Treatment(InputKind.PESTICIDE, "多菌灵", TODAY - timedelta(days=10), 20)
    act = {"act_id": uuid4(), "plot": plot.pk, "supplier": supplier, "by": None, "at": AT}
    assert record_input(treatment=used, **act) == record_input(treatment=used, **act)
    with pytest.raises(InsideInterval, match="2025-11-30 起才能采收"):
        weigh(supplier, batch, plot, KG)
    weigh(supplier, batch, plot, KG, harvested_on=TODAY - timedelta(days=11))
    with pytest.raises(IntegrityError, match="safety interval"):
        Intake.objects.create(
            id=uuid4(), batch=batch, link=link, plot=plot, grams=1, grade="first",
            harvested_on=TODAY, on=TODAY, at=AT,
        )  # fmt: skip


def test_a_treatment_told_late_keeps_the_batch_from_being_listed(supplier, link):
    plot = a_plot(supplier, link)
    batch = brought_in(supplier, plot, 10 * KG)
    used = Treatment(InputKind.PESTICIDE, "多菌灵", TODAY - timedelta(days=3), 20)
    record_input(act_id=uuid4(), plot=plot.pk, supplier=supplier, treatment=used, by=None, at=AT)
    assert Alarm.objects.get().evidence[2] == {"label": "批次", "value": batch.code}
    with pytest.raises(HarvestUnsafe):
        listing(supplier, batch, 1)


def test_a_batch_split_over_listings_draws_on_one_account(supplier, link):
    batch = brought_in(supplier, a_plot(supplier, link), 50 * KG)
    act = uuid4()
    first = listing(supplier, batch, 6, act=act)
    assert listing(supplier, batch, 6, act=act) == first
    listing(supplier, batch, 3, variant=8)
    assert [balance(f"stock:{v}").available for v in (VARIANT, 8)] == [6, 3]
    with pytest.raises(MoreThanHandedIn, match="还有 5 千克没有上架，本次要上架 10 千克"):
        listing(supplier, batch, 2, variant=8)
    take_back(act_id=uuid4(), listing=first.pk, supplier=supplier, pieces=2, by=None, at=AT)
    listing(supplier, batch, 3, variant=8)
    assert [balance(f"stock:{v}").available for v in (VARIANT, 8)] == [4, 6]
    assert (balance(f"batch:{batch.pk}").available, Listing.objects.count()) == (0, 4)
    assert not verify()


def test_only_a_closed_batch_is_listed_and_a_closed_one_takes_nothing_in(supplier, link):
    plot, batch = a_plot(supplier, link), a_batch(supplier)
    with pytest.raises(BatchEmpty):
        close_batch(batch=batch.pk, supplier=supplier, at=AT)
    weigh(supplier, batch, plot, KG)
    with pytest.raises(BatchOpen):
        listing(supplier, batch, 1, grams=KG)
    with pytest.raises(IntegrityError, match="only a closed batch"):
        Listing.objects.create(id=uuid4(), batch=batch, variant=1, pieces=1, grams=1, at=AT)
    close_batch(batch=batch.pk, supplier=supplier, at=AT)
    with pytest.raises(BatchClosed):
        weigh(supplier, batch, plot, KG)
    with pytest.raises(IntegrityError, match="the batch is closed"):
        Intake.objects.create(
            id=uuid4(), batch=batch, link=link, plot=plot, grams=1, grade="first",
            harvested_on=TODAY, on=TODAY, at=AT,
        )  # fmt: skip


def test_a_plot_registered_by_mistake_takes_its_growth_with_it(supplier, link):
    mistake, kept = a_plot(supplier, link, size=1000), a_plot(supplier, link, size=100)
    end_plot(plot=mistake.pk, supplier=supplier, at=AT)
    assert left(link) == 375 * KG
    weigh(supplier, a_batch(supplier), kept, 75 * KG)
    end_plot(plot=kept.pk, supplier=supplier, at=AT)
    assert left(link) == 300 * KG
    assert Plot.objects.filter(ended_on=TODAY).count() == 2


def test_history_is_only_added_to(supplier, link):
    batch = brought_in(supplier, a_plot(supplier, link), KG)
    for model in (Intake, InputRecord, Listing):
        with connection.cursor() as cursor, pytest.raises(Exception, match="permission denied"):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
    assert batch.made_on == date(2025, 11, 20)
