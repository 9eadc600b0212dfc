"""The journal is the watch's: whoever sells writes no line into the government's books."""

from django.db import migrations

_FUNCTION = "FUNCTION shouwang.journal_append(jsonb)"


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_signed_account")]
    operations = [
        migrations.RunSQL(
            f"REVOKE ALL ON {_FUNCTION} FROM shouwang_market",
            f"GRANT EXECUTE ON {_FUNCTION} TO shouwang_market",
        )
    ]
