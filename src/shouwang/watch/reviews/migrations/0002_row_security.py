"""Row security and rights; what a visitor may read of a posted notice."""

from django.db import migrations

from shouwang.kernel.scope.declare import Grants, RowSecurity, RowSecurityThrough, SqlFile


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0001_meetings_and_notices"),
        ("procedures", "0002_row_security"),
        ("kernel", "0003_signed_scope"),
    ]
    operations = [
        RowSecurity("meeting"),
        RowSecurityThrough("representative", via="meeting"),
        RowSecurityThrough("item", via="meeting"),
        RowSecurityThrough("recusal", via="item"),
        RowSecurity("notice"),
        RowSecurityThrough("listed", via="notice"),
        RowSecurity("objection"),
        # a village prints the desk of its township: everyone reads, its own place writes
        RowSecurity("desk", commands=("INSERT", "UPDATE", "DELETE")),
        migrations.RunSQL(
            "CREATE POLICY scope_select ON reviews_desk FOR SELECT USING (true)",
            "DROP POLICY scope_select ON reviews_desk",
        ),
        SqlFile(__file__, "public_notice"),
        Grants("reviews"),
    ]
