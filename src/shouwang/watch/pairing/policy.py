"""The numbers of the policy that pairing goes by: ranks, quotas, weights."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from shouwang.kernel.regioncode import RegionCode
from shouwang.policies.queries import current_pack, packaged, said
from shouwang.watch.pairing.rules import Weights


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds in a place on a day: the quota of each rank, and the weights of an assignment."""

    quotas: Mapping[str, int]
    weights: Weights

    def quota(self, rank: str) -> int:
        """Most households of a rank; a rank that the pack no longer knows has none."""
        return self.quotas.get(rank, 0)


def terms(place: RegionCode, on: date) -> Terms:
    """The terms of a place; one statement. Raises MissingParameter."""
    parameters = current_pack(place.code).parameters

    def value(name: str) -> int:
        return parameters[name].resolve(place.prefix, on).value

    return Terms(
        {rank: value(one["quota"]) for rank, one in _ranks().items()},
        Weights(
            distance=value("pairing_weight_distance"),
            change=value("pairing_weight_change"),
            load=value("pairing_weight_load"),
            least_percent=value("pairing_least_percent"),
        ),
    )


def rank_names(language: str = "zh") -> dict[str, str]:
    """What people call the ranks, the highest first."""
    return {rank: said(dict(one), language, rank) for rank, one in _ranks().items()}


def _ranks() -> Mapping[str, Mapping[str, str]]:
    ranks: Mapping[str, Mapping[str, str]] = packaged().codes["helper_ranks"]
    return ranks
