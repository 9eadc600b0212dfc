"""Drafts, where applications stand, and which certificates hold."""

from shouwang.market.certification.queries.drafts import (
    drafts_of,
    follow_ups,
    returned,
    said_in,
    terms_of,
    typed_in,
)
from shouwang.market.certification.queries.standing import (
    HOLDS_SQL,
    Standing,
    certificate_of,
    certificates_of,
    holding,
    is_valid,
    standing_of,
)

__all__ = [
    "HOLDS_SQL",
    "Standing",
    "certificate_of",
    "certificates_of",
    "drafts_of",
    "follow_ups",
    "holding",
    "is_valid",
    "returned",
    "said_in",
    "standing_of",
    "terms_of",
    "typed_in",
]
