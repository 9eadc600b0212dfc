"""Random histories from the cart to the household: bought, expired, sent in parts, settled,
refunded before and after, taken off sale, agreements withdrawn. The books balance after each step,
and each household's income is what was delivered less what was refunded, to the fen."""

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db.models import F, Sum
from django.utils import timezone
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test

from shouwang.bridge.models import Attribution, Link
from shouwang.ledger import queries as books
from shouwang.ledger.models import Account
from shouwang.market.orders.models import Line, Refund, SupplierOrder
from shouwang.market.orders.operations import books as known_accounts
from shouwang.market.settlement import operations
from shouwang.market.settlement.models import FreightRelease, Split
from shouwang.market.settlement.rules import Rates, divide
from tests.market.orders.test_histories import Histories

SHARE, FEE = 640, 10
WEIGHTS = (7_000, 5_003)  # what each of two households brought into a batch
_HOUSEHOLD = """
INSERT INTO bridge_link (id, number, supplier_id, region_code, agreed_on, pass_digest)
VALUES (%(link)s, %(number)s, %(supplier)s, '360781102201', '2025-01-01', '');
INSERT INTO supply_intake (id, batch_id, link, plot_id, grams, grade, harvested_on, "on", at)
VALUES (gen_random_uuid(), %(batch)s, %(link)s, gen_random_uuid(), %(grams)s, 'first',
        '2026-01-02', '2026-01-02', '2026-01-02')
"""
_GOODS = """
INSERT INTO suppliers_agreement (id, supplier_id, version, from_on, share_per_mille)
VALUES (gen_random_uuid(), %(supplier)s, 1, '2025-01-01', %(share)s);
INSERT INTO supply_batch (id, supplier_id, code, crop, product_name, season, origin_code, made_on,
    is_closed)
VALUES (%(batch)s, %(supplier)s, %(code)s, 'navel_orange', '赣南脐橙', '2025', '360781102201',
        '2026-01-02', false)
"""
_WITHDRAWN = "UPDATE bridge_link SET withdrawn_on = %s WHERE id = %s AND withdrawn_on IS NULL"
_GONE = """
DELETE FROM bridge_link WHERE id = ANY (%(links)s);
DELETE FROM supply_intake WHERE batch_id = ANY (%(batches)s);
DELETE FROM supply_batch WHERE id = ANY (%(batches)s);
DELETE FROM suppliers_agreement WHERE supplier_id = ANY (%(suppliers)s)
"""


class WholeHistories(Histories):
    """The histories of orders, with what each brings to the two households of each batch."""

    superuser: psycopg.Connection

    @initialize()
    def begin(self) -> None:
        super().begin()
        known_accounts.forget()
        self.links: list = []
        for variant in self.variants:
            supplier, variant.batch = variant.product.supplier_id, uuid4()
            given = {"supplier": supplier, "batch": variant.batch, "share": SHARE}
            self.written(_GOODS, given | {"code": uuid4().hex[:11].upper()})
            for grams in WEIGHTS:
                self.links.append(uuid4())
                person = {"link": self.links[-1], "number": uuid4().hex[:10].upper()}
                self.written(_HOUSEHOLD, given | person | {"grams": grams})
            variant.save()
        self.one_arrives()

    def one_arrives(self) -> None:
        """What chance would need many steps for: something bought that may be settled soon."""
        self.place(0, [3, 2])
        self.pay(0, wrong=False, twice=False)
        for _part in self.variants:
            self.ship(0, some=False)
        for pick in range(len(self.variants)):
            self.confirm(pick)

    def teardown(self) -> None:
        super().teardown()
        if hasattr(self, "links"):
            goods = {
                "links": self.links,
                "batches": [one.batch for one in self.variants],
                "suppliers": [one.product.supplier_id for one in self.variants],
            }
            self.written(_GONE, goods)

    def written(self, statements: str, values: dict) -> None:
        """By the other wing, whatever the market's own transaction still holds."""
        with self.superuser.transaction():
            self.superuser.execute("SET LOCAL session_replication_role = replica")
            for one in statements.split(";"):
                self.superuser.execute(one, values)

    @rule(days=st.sampled_from([0, 8]))
    def settle(self, days: int) -> None:
        self.at += timedelta(days=days)
        operations.contract(at=self.at)
        operations.settle(at=self.at, lanes=1)

    @rule(pick=st.integers(0, 3))
    def withdraw(self, pick: int) -> None:
        self.superuser.execute(_WITHDRAWN, [timezone.localdate(self.at), self.links[pick]])

    def money(self) -> None:
        settled = set(Split.objects.filter(stage="delivered").values_list("line", flat=True))
        released = set(FreightRelease.objects.values_list("part", flat=True))
        paid = Line.objects.filter(supplier_order__order__paid_at__isnull=False)
        parts = SupplierOrder.objects.filter(order__paid_at__isnull=False)
        for variant in self.variants:
            supplier = variant.product.supplier_id
            waiting = paid.filter(supplier_order__supplier=supplier).exclude(pk__in=settled)
            left = waiting.aggregate(fen=Sum(F("amount_fen") - F("refunded_fen")))["fen"] or 0
            assert books.balance(f"escrow:{supplier}").posted == left
            own = parts.filter(supplier=supplier).exclude(pk__in=released)
            freight = own.aggregate(fen=Sum(F("freight_fen") - F("freight_refunded_fen")))["fen"]
            assert books.balance(f"freight:{supplier}").posted == (freight or 0)
        owed = Refund.objects.exclude(state="done").aggregate(fen=Sum("amount_fen"))["fen"] or 0
        assert books.balance("refund:testing").posted == owed
        assert not Account.objects.filter(posted__lt=0, may_go_below=False).exists()
        self.income(settled)

    def income(self, settled: set) -> None:
        withdrawn = dict(Link.objects.values_list("pk", "withdrawn_on"))
        of_batch = {
            variant.batch: dict(zip(self.links[2 * n : 2 * n + 2], WEIGHTS, strict=True))
            for n, variant in enumerate(self.variants)
        }
        expected: Counter = Counter()
        for line in Line.objects.filter(pk__in=settled).select_related("supplier_order"):
            net = line.amount_fen - line.refunded_fen
            bought_on = timezone.localdate(line.supplier_order.placed_at)
            done = divide(net, 0, of_batch[line.batch], Rates(SHARE, FEE))
            for link, part in done.parts.items():
                if not (withdrawn[link] and withdrawn[link] < bought_on):
                    expected[link] += part.fen
        rows = Attribution.objects.filter(stage="delivered").values("link_id")
        found = dict(rows.annotate(fen=Sum("fen")).values_list("link_id", "fen"))
        assert {link: fen for link, fen in found.items() if fen} == +expected


@pytest.mark.slow
def test_random_histories_from_the_cart_to_the_household(committed, superuser):
    WholeHistories.superuser = superuser
    run_state_machine_as_test(
        WholeHistories, settings=hypothesis_settings(max_examples=20, stateful_step_count=15)
    )
