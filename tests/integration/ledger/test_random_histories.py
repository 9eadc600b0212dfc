"""Random postings, holds and expiries against plain Python: same refusals, same balances."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from shouwang.ledger import operations, queries
from shouwang.ledger.errors import AlreadyResolved, LedgerError, NotPending, Shortfall
from shouwang.ledger.models import Line
from shouwang.ledger.rules import Balance, How, Move, Opening, Posting

AT = datetime(2026, 5, 6, 2, tzinfo=UTC)
WORLD = "outside:test"
CODES = (WORLD, "a", "b", "c")
MOVES = st.lists(
    st.builds(
        lambda pair, amount: Move(*pair, amount),
        st.permutations(CODES).map(lambda codes: tuple(codes[:2])),
        st.integers(1, 50),
    ),
    min_size=1,
    max_size=4,
).map(tuple)
KEYS = st.integers(0, 12).map(lambda number: f"k{number}")


class Books(RuleBasedStateMachine):
    """The plain model: balances by account, entries by key, and what became of the holds."""

    @initialize()
    def begin(self) -> None:
        self.savepoint = transaction.savepoint()
        self.now = AT
        self.posted = dict.fromkeys(CODES, 0)
        self.held = dict.fromkeys(CODES, 0)
        self.entries: dict[str, Posting] = {}
        self.became: dict[str, How] = {}
        operations.open_accounts([Opening(code, "CNY", code == WORLD) for code in CODES])

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            transaction.savepoint_rollback(self.savepoint)

    @rule(key=KEYS, moves=MOVES, pending=st.booleans(), minutes=st.integers(1, 9))
    def post(self, key: str, moves: tuple[Move, ...], pending: bool, minutes: int) -> None:
        expires = self.now + timedelta(minutes=minutes) if pending else None
        posting = self.entries.get(key) or Posting(key, "x", "r", moves, pending, expires)
        new = key not in self.entries
        posted, held = dict(self.posted), dict(self.held)
        for move in posting.moves if new else ():
            if pending:
                held[move.source] += move.amount
            else:
                posted[move.source] -= move.amount
                posted[move.target] += move.amount
        short = any(code != WORLD and posted[code] < held[code] for code in CODES)
        done = self.refused_or(lambda: operations.post([posting], at=self.now), Shortfall, short)
        if done is not None:
            assert done[0].is_new == new
            self.entries[key], self.posted, self.held = posting, posted, held

    @rule(key=KEYS, how=st.sampled_from([How.POST, How.VOID]))
    def resolve(self, key: str, how: How) -> None:
        if key not in self.entries:
            return
        became = self.became.get(key)
        wrong = AlreadyResolved if self.entries[key].pending else NotPending
        refuses = not self.entries[key].pending or (became is not None and became != how)
        done = self.refused_or(lambda: operations.resolve([key], how, at=self.now), wrong, refuses)
        if done is not None and became is None:
            assert done[0].is_new
            self.end(key, how)

    @rule(minutes=st.integers(0, 6))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        over = {
            key
            for key, entry in self.entries.items()
            if entry.pending and key not in self.became and entry.expires_at <= self.now
        }
        assert set(operations.expire(at=self.now)) == over
        for key in over:
            self.end(key, How.EXPIRE)

    def end(self, key: str, how: How) -> None:
        self.became[key] = how
        for move in self.entries[key].moves:
            self.held[move.source] -= move.amount
            if how is How.POST:
                self.posted[move.source] -= move.amount
                self.posted[move.target] += move.amount

    def refused_or(self, act, wrong: type[LedgerError], refuses: bool):
        try:
            with transaction.atomic():
                done = act()
        except wrong:
            assert refuses
            return None
        assert not refuses
        return done

    @invariant()
    def same_balances(self) -> None:
        if not hasattr(self, "savepoint"):
            return
        expected = {code: Balance(self.posted[code], self.held[code]) for code in CODES}
        assert queries.balances(CODES) == expected
        assert [one.posted for one in queries.trial_balance("CNY")] == [0]

    @invariant()
    def whole(self) -> None:
        if hasattr(self, "savepoint"):
            assert queries.verify() == []


@pytest.mark.django_db
def test_random_histories_agree_with_plain_python():
    run_state_machine_as_test(Books, settings=settings(max_examples=25, stateful_step_count=20))
    assert not Line.objects.exists()
