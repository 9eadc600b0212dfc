"""Row security and rights of batches and hits."""

from django.db import migrations

from shouwang.kernel.scope.declare import PREDICATE, Grants, RowSecurity, RowSecurityThrough

# A department's officer has no scope over households, and yet hands over lists and gets back what
# could not be matched: whoever uploaded a batch sees it, as well as those whose place it is.
_PLACE = PREDICATE.format(column="region_code")
_OWN = "by_id::text = nullif(current_setting('shouwang.account', true), '')"
_OF_OWN_BATCH = "EXISTS (SELECT FROM intake_batch AS b WHERE b.id = batch_id)"


def _policy(table: str, own: str) -> migrations.RunSQL:
    seen = f"({_PLACE} OR {own})"
    return migrations.RunSQL(
        f"CREATE POLICY scope ON {table} FOR ALL USING {seen} WITH CHECK {seen};"
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"DROP POLICY scope ON {table};"
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;"
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0001_batches_and_hits"),
        ("registry", "0004_dossier_row_security"),
    ]
    operations = [
        _policy("intake_batch", _OWN),
        _policy("intake_batchfinding", _OF_OWN_BATCH),
        RowSecurity("batchdifference"),
        RowSecurityThrough("exclusionhit", via="household"),
        Grants("intake"),
    ]
