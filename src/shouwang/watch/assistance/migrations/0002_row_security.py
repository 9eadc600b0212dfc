"""Row security, rights, and the places of a post."""

from django.db import migrations

from shouwang.kernel.scope.declare import Grants, RowSecurity, RowSecurityThrough, SqlFile


class Migration(migrations.Migration):
    dependencies = [("assistance", "0001_plans_posts_subsidy")]
    operations = [
        RowSecurityThrough("plan", via="household"),
        RowSecurityThrough("measure", via="plan"),
        RowSecurityThrough("measureact", via="measure"),
        RowSecurity("post"),
        RowSecurityThrough("postholding", via="post"),
        RowSecurityThrough("resettlement", via="household"),
        RowSecurityThrough("relocationstep", via="resettlement"),
        RowSecurity("priceindex"),
        RowSecurity("subsidyrun"),
        RowSecurityThrough("subsidypayment", via="household"),
        SqlFile(__file__, "posts"),
        Grants("assistance"),
    ]
