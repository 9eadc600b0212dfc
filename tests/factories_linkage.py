"""Dull makers of candidates."""

from typing import Any

from shouwang.watch.linkage.models import Candidate
from shouwang.watch.registry.models import Person

EVIDENCE = {"identity": "unknown", "name": "same", "birth": "same", "sex": "same", "place": "same"}


def candidate(left: Person, right: Person, **given: Any) -> Candidate:
    left, right = sorted((left, right), key=lambda person: person.pk)
    plain = {
        "left": left,
        "left_region_code": left.region_code,
        "right": right,
        "right_region_code": right.region_code,
        "found_by": "likeness",
        "probability": 0.93,
        "evidence": EVIDENCE,
    }
    return Candidate.objects.create(**{**plain, **given})
