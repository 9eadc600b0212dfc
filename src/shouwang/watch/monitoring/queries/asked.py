"""Previews of policy values that a person asked for: nobody sees another's."""

from shouwang.kernel.regioncode import RegionCode
from shouwang.people.models import Account
from shouwang.watch.monitoring.models import PolicyPreview


def preview_of(account: Account, parameter: str, place: RegionCode) -> PolicyPreview | None:
    """The person's preview of the parameter for the place, whatever its state."""
    return (
        PolicyPreview.objects.filter(asked_by=account, parameter=parameter, region_code=place.code)
        .select_related("run")
        .first()
    )


def preview(account: Account, number: int) -> PolicyPreview | None:
    """The person's preview of that number."""
    return PolicyPreview.objects.filter(asked_by=account, pk=number).first()
