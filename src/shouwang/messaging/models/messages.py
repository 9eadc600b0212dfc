"""What an account is told inside the program."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwang.messaging.rules import KIND, LINK


class Message(models.Model):
    """One thing an account is told.

    Rows are only added while unread: the many of one kind are joined where they are read
    (`queries.inbox`), so that telling takes no lock in the transaction of whoever tells.
    """

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(_("类别"), max_length=40)
    text = models.TextField(_("内容"))
    link = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(_("时间"))
    read_at = models.DateTimeField(_("已读时间"), null=True)
    once = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("消息")
        verbose_name_plural = _("消息")
        indexes = [
            models.Index(
                fields=["account", "kind"],
                condition=models.Q(read_at=None),
                name="message_unread",
            ),
            models.Index(fields=["account", "-id"], name="message_newest"),
            models.Index(fields=["at"], name="message_at"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["account", "once"], name="message_told_once"),
            models.CheckConstraint(condition=models.Q(kind__regex=KIND), name="message_kind_shape"),
            models.CheckConstraint(
                condition=models.Q(link__regex=LINK), name="message_link_stays_here"
            ),
            models.CheckConstraint(
                condition=~models.Q(text="") & ~models.Q(once=""), name="message_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
