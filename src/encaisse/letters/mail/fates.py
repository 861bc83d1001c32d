"""What a provider may tell of a mail: no library is needed to know that."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Fate(StrEnum):
    """What became of a mail, as the provider tells it."""

    TAKEN = "taken"
    DELIVERED = "delivered"
    LATER = "later"
    REFUSED = "refused"
    COMPLAINED = "complained"
    OPPOSED = "opposed"
    OPENED = "opened"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing told: of which mail (our number of it, or the provider's), to which address.
    ``at`` is None when the provider does not say."""

    fate: Fate
    number: str
    reference: str
    address: str
    said: str
    at: datetime | None
    reader: str
