"""How an account wants to be told."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from shouwang.kernel import journal
from shouwang.messaging.models import Preference
from shouwang.people.models import Account


@transaction.atomic
def prefer(
    *, by: Account, at: datetime, digest: bool, refused: Sequence[str], wechat: str | None
) -> Preference:
    """Write down what an account wants for itself; the journal says what, and not the address."""
    values = {"digest": digest, "refused": sorted(refused), "wechat": wechat, "changed_at": at}
    row, _made = Preference.objects.update_or_create(account=by, defaults=values)
    journal.record(
        by=by,
        act="messaging.preferred",
        subject=by,
        evidence={"digest": digest, "refused": sorted(refused), "wechat": wechat is not None},
    )
    return row
