"""The demonstration's market: made by two wings, whole, balanced, and made once."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connections
from django.db.models import Sum

from shouwang.bridge import vault
from shouwang.bridge.models import Application, ApplicationFile, Attribution, Certificate
from shouwang.demo.market import buying
from shouwang.ledger import queries as ledger
from shouwang.market.catalogue.models import Product
from shouwang.market.orders.models import Order, Review
from shouwang.market.settlement.models import Payout

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed")]
AT = datetime(2026, 6, 3, 2, tzinfo=UTC)


@pytest.fixture
def agreed():
    """What the government's half made; the market's role could not."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.market.demo.government", AT.isoformat()],
        cwd=Path(__file__).parents[3],
        env={
            **os.environ,
            "SHOUWANG_TEST_DATABASE": str(connections["default"].settings_dict["NAME"]),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "6 0"


def test_the_desk_finds_a_report_with_each_application(agreed):
    papers = ApplicationFile.objects.select_related("application").order_by("pk")
    assert [one.application_id for one in papers] == [
        one.pk for one in Application.objects.order_by("files__pk")
    ]
    for one in papers:
        content = b"".join(vault.opened(one.application.supplier_id, one.digest))
        assert content.startswith(b"%PDF")
        (told,) = one.application.quality
        assert (told["digest"], told["file"]) == (one.digest, one.name)


def test_a_year_is_sold_settled_and_balanced_once(agreed, monkeypatch):
    monkeypatch.setattr(buying, "DAYS", 120)
    made = buying.duty(at=AT)
    assert made > 50
    assert Certificate.objects.count() == 6
    assert Product.objects.filter(is_on_sale=True).count() >= 5
    assert Review.objects.count() > 10
    assert not Order.objects.filter(state="awaiting").exists()
    assert Payout.objects.exists()
    delivered = Attribution.objects.filter(stage="delivered")
    assert delivered.values("link").distinct().count() == 6
    assert delivered.aggregate(fen=Sum("fen"))["fen"] > 0
    assert set(delivered.values_list("kind", flat=True)) == {"business", "wage"}
    assert ledger.verify() == []
    assert buying.duty(at=AT) == 0
