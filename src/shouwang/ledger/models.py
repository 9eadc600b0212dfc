"""The tables of the books. They are written by the functions `shouwang.ledger_…` only.

Each wing keeps its own books in the same tables: row security by `wing`. Lines refer to entries
and accounts without a foreign key: two look-ups and a lock for each of a million lines would cost
more than the lines. Accounts and entries are never deleted, only the functions write, and the
deferred check of the sums refuses a line whose account is missing or of the other wing.
"""

from django.db import models
from django.db.models import F, Q


class Wing(models.TextChoices):
    """Whose books."""

    WATCH = "watch"
    MARKET = "market"


class Stage(models.TextChoices):
    """What a line does: to `posted` and to `held` of its account."""

    POSTED = "posted"  # moved at once
    HELD = "held"  # held at the source; nothing moves yet
    TAKEN = "taken"  # what was held moves
    RELEASED = "released"  # what was held is free again


class Account(models.Model):
    """So much of one unit: fen, grams of a product, pieces."""

    id = models.BigAutoField(primary_key=True)
    wing = models.TextField(choices=Wing)
    code = models.TextField()
    unit = models.TextField()
    may_go_below = models.BooleanField()
    posted = models.BigIntegerField(db_default=0)
    held = models.BigIntegerField(db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wing", "code"], name="ledger_account_code"),
            models.CheckConstraint(
                condition=Q(may_go_below=True) | Q(posted__gte=F("held")),
                name="ledger_available_not_below_zero",
            ),
            models.CheckConstraint(condition=Q(held__gte=0), name="ledger_held_not_below_zero"),
            models.CheckConstraint(condition=Q(wing__in=Wing.values), name="ledger_account_wing"),
        ]

    def __str__(self) -> str:
        return self.code


class Entry(models.Model):
    """Moves that were written together, once under their key."""

    id = models.BigAutoField(primary_key=True)
    wing = models.TextField(choices=Wing)
    key = models.TextField()
    digest = models.UUIDField()
    kind = models.TextField()
    reference = models.TextField()
    pending = models.BooleanField()
    expires_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["wing", "reference"], name="ledger_entry_reference")]
        constraints = [
            models.UniqueConstraint(fields=["wing", "key"], name="ledger_entry_once"),
            models.CheckConstraint(
                condition=Q(pending=True) | Q(expires_at__isnull=True),
                name="ledger_only_pending_expires",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Line(models.Model):
    """One side of a move, and what its account had after it."""

    id = models.BigAutoField(primary_key=True)
    wing = models.TextField(choices=Wing)
    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="lines", db_constraint=False
    )
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="lines",
        db_constraint=False,
        db_index=False,
    )
    stage = models.TextField(choices=Stage)
    amount = models.BigIntegerField()
    posted_after = models.BigIntegerField()
    held_after = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["account", "id"], name="ledger_line_account")]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="ledger_line_moves"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="ledger_line_stage"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.amount:+}"


class Resolution(models.Model):
    """What became of a pending entry: once."""

    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, primary_key=True, db_constraint=False
    )
    wing = models.TextField(choices=Wing)
    how = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(how__in=["posted", "voided", "expired"]), name="ledger_how_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.how}"


class Waiting(models.Model):
    """A pending entry until it is resolved: the only rows of the books that go again."""

    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, primary_key=True, db_constraint=False
    )
    wing = models.TextField(choices=Wing)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["wing", "expires_at"], name="ledger_waiting_expires")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.expires_at}"


class Seal(models.Model):
    """The lines of one statement, from the first to the last: at commit they must sum to zero."""

    id = models.BigAutoField(primary_key=True)
    wing = models.TextField(choices=Wing)
    first = models.BigIntegerField()
    last = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"
