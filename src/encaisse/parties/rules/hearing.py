"""Who told us how to reach somebody, and when."""

from dataclasses import dataclass
from datetime import date

from encaisse.kernel.days import french_day
from encaisse.kernel.refusal import Refusal

LENGTH = 200


class ToldInTheFuture(Refusal):
    """Nobody has told anything yet."""

    code = "told_in_the_future"
    sentence = "Le {on} n'est pas encore venu : notez le jour où cela vous a été dit."


@dataclass(frozen=True, slots=True)
class Heard:
    """From whom (« Mme Petit, au téléphone »), and on what day. Without a name it is whoever notes
    it, and without a day the day of the note."""

    by: str = ""
    on: date | None = None

    def of(self, noter: str) -> str:
        """Who told it, when ``noter`` writes it down."""
        return (self.by.strip() or noter)[:LENGTH]

    def checked(self, today: date) -> "Heard":
        """The same; refused when its day is to come."""
        if self.on is not None and self.on > today:
            raise ToldInTheFuture(on=french_day(self.on))
        return self


NOBODY_SAID = Heard()
