"""The numbers of the policy that messages go by, as they hold in a place."""

from dataclasses import dataclass
from datetime import date, timedelta

from shouwang.kernel.regioncode import RegionCode
from shouwang.policies.queries import current_pack


@dataclass(frozen=True, slots=True)
class Terms:
    """Hours are hours of the day in local time; `attempts` how often a sender is tried at most."""

    quiet_from: int
    quiet_until: int
    digest_hour: int
    attempts: int
    first_pause: timedelta


def terms_of(region_code: str, on: date) -> Terms:
    """The numbers of a place on a day; two statements at most."""
    place = RegionCode(region_code)
    parameters = current_pack(place.code).parameters

    def value(name: str) -> int:
        return parameters[name].resolve(place.prefix, on).value

    return Terms(
        quiet_from=value("message_quiet_from_hour"),
        quiet_until=value("message_quiet_until_hour"),
        digest_hour=value("message_digest_hour"),
        attempts=value("message_attempts_most"),
        first_pause=timedelta(minutes=value("message_first_pause_minutes")),
    )
