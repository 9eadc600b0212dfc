"""Row security and rights; what anybody may read of a product on notice."""

from django.db import migrations

from shouwang.kernel.scope.declare import Grants, RowSecurity, RowSecurityThrough, SqlFile


class Migration(migrations.Migration):
    dependencies = [
        ("produce", "0001_draws"),
        ("bridge", "0002_row_security"),
        ("reviews", "0002_row_security"),  # the policy that shows cases to public notices
    ]
    operations = [
        RowSecurity("draw"),
        RowSecurityThrough("drawn", via="certificate"),
        SqlFile(__file__, "public_notice"),
        Grants("produce"),
    ]
