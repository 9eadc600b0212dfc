"""The sender of an installation that has none: a line in the log."""

import logging
from uuid import UUID

from shouwang.kernel.crypto.masking import mask_telephone
from shouwang.messaging.senders import Parcel, Receipt

logger = logging.getLogger(__name__)


class Console:
    """Writes number, template and the masked recipient into the log; the text stays unwritten."""

    def send(self, parcel: Parcel) -> Receipt:
        """One line."""
        to = mask_telephone(parcel.to)
        logger.info("message %s (%s) to %s", parcel.number, parcel.template, to)
        return Receipt("log")

    def knows(self, number: UUID) -> bool | None:
        """Nobody reads logs back."""
        return None
