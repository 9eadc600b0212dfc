"""What the market's clock does here."""

from datetime import datetime, timedelta

from shouwang.bridge import vault
from shouwang.bridge.models import ApplicationFile
from shouwang.market.certification.attaching import digests_in
from shouwang.market.certification.models import Draft

GRACE = timedelta(days=30)  # an upload whose form was never saved


def sweep(*, at: datetime) -> int:
    """Remove papers that neither an application nor a draft names; how many."""
    handed_over = ApplicationFile.objects.values_list("application__supplier", "digest")
    named = set(handed_over.order_by("pk"))
    open_drafts = Draft.objects.filter(submitted_at=None).order_by("pk")
    for supplier, entered in open_drafts.values_list("supplier", "entered"):
        named.update((supplier, digest) for digest in digests_in(entered))
    before = (at - GRACE).timestamp()
    orphans = [
        path
        for supplier, files in vault.kept()
        for path in files
        if (supplier, path.name) not in named and path.stat().st_mtime < before
    ]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)
