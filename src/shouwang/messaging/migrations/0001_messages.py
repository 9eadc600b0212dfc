"""Messages to accounts; each account sees its own."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from shouwang.kernel.scope.declare import Grants, SqlFile


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("kernel", "0004_signed_account"),
        ("people", "0008_requests_loans_reviews"),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40, verbose_name="类别")),
                ("text", models.TextField(verbose_name="内容")),
                ("link", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("read_at", models.DateTimeField(null=True, verbose_name="已读时间")),
                ("once", models.CharField(max_length=200)),
                ("account", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "消息",
                "verbose_name_plural": "消息",
                "indexes": [
                    models.Index(condition=models.Q(("read_at", None)), fields=["account", "kind"], name="message_unread"),
                    models.Index(fields=["account", "-id"], name="message_newest"),
                    models.Index(fields=["at"], name="message_at"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "once"), name="message_told_once"),
                    models.CheckConstraint(condition=models.Q(("kind__regex", "^[a-z][a-z0-9_.]{1,39}$")), name="message_kind_shape"),
                    models.CheckConstraint(condition=models.Q(("link__regex", "^(/([^/\\\\\\s][^\\\\\\s]*)?)?$")), name="message_link_stays_here"),
                    models.CheckConstraint(condition=models.Q(models.Q(("text", ""), _negated=True), models.Q(("once", ""), _negated=True)), name="message_says_something"),
                ],
            },
        ),
        SqlFile(__file__, "own_messages"),
        Grants("messaging"),
    ]
