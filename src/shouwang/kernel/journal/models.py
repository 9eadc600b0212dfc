"""Tables of the journal. They are written by `shouwang.journal_append` only."""

from django.db import models


class JournalHead(models.Model):
    """Where a county's chain ends: how many entries it has and the hash of the last."""

    county = models.TextField(primary_key=True)
    count = models.BigIntegerField()
    hash = models.TextField()

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return f"{self.county} {self.count}"


class JournalEntry(models.Model):
    """Who did what, when, where, why, on which evidence; chained to the entry before it."""

    id = models.BigAutoField(primary_key=True)
    county = models.TextField()  # six digits; 000000 is the whole installation
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.TextField()
    actor_name = models.TextField()
    act = models.TextField()
    subject_type = models.TextField()
    subject_id = models.TextField()
    region_code = models.TextField()
    reason = models.TextField()
    evidence = models.JSONField()
    previous = models.TextField()
    hash = models.TextField()

    class Meta:
        app_label = "kernel"
        indexes = [
            models.Index(fields=["region_code", "-at"], name="journal_place"),
            models.Index(fields=["subject_type", "subject_id"], name="journal_subject"),
            models.Index(fields=["actor", "-at"], name="journal_actor"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["county", "seq"], name="journal_one_chain"),
            models.CheckConstraint(
                condition=models.Q(region_code__regex=r"^[0-9]{12}$"),
                name="journal_region_is_code",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.county}/{self.seq} {self.act}"
