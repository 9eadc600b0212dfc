"""Random histories of orders: the books balance after every step, and agree with the orders."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models import F, Sum
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from shouwang.ledger import queries as ledger
from shouwang.market.orders.models import AfterSale, Line, Order, Refund, SupplierOrder
from shouwang.market.orders.operations import aftersales, ending, placing, refunding, shipping
from shouwang.market.orders.rules.states import OrderState
from tests.factories_market_orders import AT, RECEIVER, a_member, goods, in_cart, notified

STOCK = 8


class Histories(RuleBasedStateMachine):
    """Two buyers, three goods of two suppliers; every example in a transaction of its own."""

    @initialize()
    def begin(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()
        self.at = AT
        self.members = [a_member(), a_member()]
        self.variants = goods(2, STOCK)
        self.orders: list = []

    def teardown(self) -> None:
        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    def one(self, rows, pick: int):
        found = list(rows)
        return found[pick % len(found)] if found else None

    @rule(who=st.integers(0, 1), quantities=st.lists(st.integers(0, 4), min_size=2, max_size=2))
    def place(self, who: int, quantities: list[int]) -> None:
        member = self.members[who]
        for variant, quantity in zip(self.variants, quantities, strict=True):
            if quantity:
                in_cart(member, variant, quantity=quantity)
        number = uuid4()
        given = {"by": member, "at": self.at, "number": number}
        placed = placing.place(receiver=RECEIVER, gateway="testing", **given)
        if placed.value:
            self.orders.append(number)
        member.cart.lines.all().delete() if hasattr(member, "cart") else None

    @rule(pick=st.integers(0, 99), wrong=st.booleans(), twice=st.booleans())
    def pay(self, pick: int, wrong: bool, twice: bool) -> None:
        order = self.one(Order.objects.order_by("placed_at", "pk"), pick)
        if order:
            given = {"transaction": uuid4().hex} if twice else {}
            fen = 1 if wrong else None
            notified(order, at=self.at, fen=fen, **given)

    @rule(minutes=st.sampled_from([5, 40, 3 * 1440, 11 * 1440]))
    def wait(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)
        ending.expire(at=self.at)
        shipping.assume_delivered(at=self.at)
        aftersales.agree_unanswered(at=self.at)

    @rule(pick=st.integers(0, 99))
    def cancel(self, pick: int) -> None:
        order = self.one(Order.objects.order_by("placed_at", "pk"), pick)
        if order:
            ending.cancel(by=order.member, at=self.at, order=order.pk)

    @rule(pick=st.integers(0, 99), some=st.booleans())
    def ship(self, pick: int, some: bool) -> None:
        parts = SupplierOrder.objects.filter(state__in=["to_pack", "partly_shipped"])
        part = self.one(parts.order_by("pk"), pick)
        if part:
            line = part.lines.first()
            shipping.ship(
                by=None,
                at=self.at,
                parcel=uuid4(),
                supplier=part.supplier_id,
                part=part.pk,
                carrier="post",
                tracking_number="EA1",
                pieces={line.pk: 1} if some else None,
            )

    @rule(pick=st.integers(0, 99))
    def confirm(self, pick: int) -> None:
        part = self.one(SupplierOrder.objects.filter(shipped_at__isnull=False).order_by("pk"), pick)
        if part:
            shipping.confirm(by=part.order.member, part=part.pk, at=self.at)

    @rule(
        pick=st.integers(0, 99),
        kind=st.sampled_from(["cancel", "refund", "return", "replace"]),
        pieces=st.integers(1, 4),
    )
    def ask(self, pick: int, kind: str, pieces: int) -> None:
        line = self.one(Line.objects.order_by("pk"), pick)
        if line:
            aftersales.ask(
                by=line.supplier_order.order.member,
                at=self.at,
                claim=uuid4(),
                line=line.pk,
                kind=kind,
                pieces=pieces,
                reason="other",
            )

    @rule(pick=st.integers(0, 99), agrees=st.booleans())
    def answer(self, pick: int, agrees: bool) -> None:
        claim = self.one(AfterSale.objects.order_by("pk"), pick)
        if claim is None:
            return
        supplier = claim.line.supplier_order.supplier_id
        given = {"at": self.at, "claim": claim.pk}
        member = claim.line.supplier_order.order.member
        aftersales.answer(by=None, supplier=supplier, agrees=agrees, words="x", **given)
        aftersales.send_back(by=member, number="SF1", **given)
        aftersales.receive_back(by=None, supplier=supplier, **given)

    @rule()
    def refund(self) -> None:
        refunding.execute_all(at=self.at)

    @rule(which=st.integers(0, 1))
    def delist_or_list_again(self, which: int) -> None:
        variant = self.variants[which]
        variant.is_on_sale = not variant.is_on_sale
        variant.save()

    @invariant()
    def books_balance_and_agree_with_the_orders(self) -> None:
        if not hasattr(self, "block"):
            return
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        assert [row for row in ledger.trial_balance() if row.posted] == []
        self.money()
        self.pieces()

    def money(self) -> None:
        paid = Line.objects.filter(supplier_order__order__paid_at__isnull=False)
        for variant in self.variants:
            supplier = variant.product.supplier_id
            own = paid.filter(supplier_order__supplier=supplier)
            left = own.aggregate(fen=Sum(F("amount_fen") - F("refunded_fen")))["fen"] or 0
            assert ledger.balance(f"escrow:{supplier}").posted == left
            parts = SupplierOrder.objects.filter(
                supplier=supplier, order__paid_at__isnull=False
            ).aggregate(fen=Sum(F("freight_fen") - F("freight_refunded_fen")))
            assert ledger.balance(f"freight:{supplier}").posted == (parts["fen"] or 0)
        owed = Refund.objects.exclude(state="done").aggregate(fen=Sum("amount_fen"))["fen"] or 0
        assert ledger.balance("refund:testing").posted == owed

    def pieces(self) -> None:
        for variant in self.variants:
            lines = Line.objects.filter(variant=variant)
            waiting = lines.filter(supplier_order__order__state=OrderState.AWAITING)
            paid = lines.filter(supplier_order__order__paid_at__isnull=False)
            held = waiting.aggregate(n=Sum("quantity"))["n"] or 0
            sold = paid.aggregate(n=Sum(F("quantity") - F("cancelled")))["n"] or 0
            balance = ledger.balance(f"stock:{variant.pk}")
            assert (balance.held, balance.posted) == (held, STOCK - sold)


@pytest.mark.slow
@pytest.mark.django_db
def test_random_histories():
    run_state_machine_as_test(
        Histories, settings=hypothesis_settings(max_examples=15, stateful_step_count=20)
    )
