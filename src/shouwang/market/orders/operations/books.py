"""The accounts that an order needs open, and moves that several acts share."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction

from shouwang.ledger import operations as ledger
from shouwang.ledger.rules import Move, Opening
from shouwang.market.orders.rules.accounts import YUAN, escrow, freight, outside, refund, sold
from shouwang.market.supply.rules import stock_account

# Which accounts this process knows to be open: they are never closed. Where another database stands
# in the place of the first, the ledger refuses, and `forget` is called.
_opened: set[str] = set()


def open_for(variants: Iterable[int], suppliers: Iterable[UUID], gateway: str) -> None:
    """Open what an order will need; a statement only for what this process has not seen yet."""
    wanted = [
        *(Opening(sold(variant), f"pc:{variant}") for variant in variants),
        *(Opening(code(one), YUAN) for one in suppliers for code in (escrow, freight)),
        Opening(outside(gateway), YUAN, may_go_below=True),
        Opening(refund(gateway), YUAN),
    ]
    missing = [opening for opening in wanted if opening.code not in _opened]
    if missing:
        ledger.open_accounts(missing)
        transaction.on_commit(lambda: _opened.update(one.code for one in missing))


def forget() -> None:
    """Know of no account any more."""
    _opened.clear()


def selling(pieces: Mapping[int, int]) -> tuple[Move, ...]:
    """Goods leave the stock; in the order of variants."""
    return tuple(Move(stock_account(one), sold(one), pieces[one]) for one in sorted(pieces))


def unselling(pieces: Mapping[int, int]) -> tuple[Move, ...]:
    """Goods that were not sent go back into the stock."""
    return tuple(Move(sold(one), stock_account(one), pieces[one]) for one in sorted(pieces))


def paying_in(gateway: str, parts: Iterable[tuple[UUID, int, int]]) -> tuple[Move, ...]:
    """Money comes in for parts: supplier, fen of goods, fen of freight."""
    moves = []
    for supplier, goods_fen, freight_fen in sorted(parts):
        moves.append(Move(outside(gateway), escrow(supplier), goods_fen))
        if freight_fen:
            moves.append(Move(outside(gateway), freight(supplier), freight_fen))
    return tuple(moves)
