"""Whoever uploaded a batch sees it: told by the account that the application has signed."""

from django.db import migrations

from shouwang.kernel.scope.declare import PREDICATE

_PLACE = PREDICATE.format(column="region_code")
# read in a sub-select: the signature is looked at once a statement, not once a row
_OWN = "by_id::text = (SELECT shouwang.signed_setting('shouwang.account'))"
_UNSIGNED = "by_id::text = nullif(current_setting('shouwang.account', true), '')"


def _shown(own: str) -> str:
    seen = f"({_PLACE} OR {own})"
    return f"ALTER POLICY scope ON intake_batch USING {seen} WITH CHECK {seen}"


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0004_handovers"),
        ("kernel", "0004_signed_account"),
    ]
    operations = [migrations.RunSQL(_shown(_OWN), _shown(_UNSIGNED))]
