"""When mails may leave: hours and days of the company's own clock. A window delays, never holds."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from encaisse.kernel.days import is_business_day

EVERY_DAY = frozenset(range(1, 8))
LONGEST_WAIT_DAYS = 31


@dataclass(frozen=True, slots=True)
class Window:
    """From ``first_hour`` until ``end_hour`` (24: midnight), on these weekdays (1: Monday)."""

    first_hour: int = 0
    end_hour: int = 24
    weekdays: frozenset[int] = EVERY_DAY
    only_business_days: bool = False

    def is_open(self, at: datetime, zone: ZoneInfo) -> bool:
        """Whether a mail may leave at that instant."""
        local = at.astimezone(zone)
        return self._allows(local.date()) and self.first_hour <= local.hour < self.end_hour

    def opens_at(self, at: datetime, zone: ZoneInfo) -> datetime | None:
        """The first instant from ``at`` on when a mail may leave, on the company's clock; None when
        no such day comes within a month."""
        if self.is_open(at, zone):
            return at.astimezone(zone)
        local = at.astimezone(zone)
        for days in range(LONGEST_WAIT_DAYS):
            day = local.date() + timedelta(days=days)
            opening = datetime(day.year, day.month, day.day, self.first_hour, tzinfo=zone)
            if self._allows(day) and opening >= local:
                return opening
        return None

    def _allows(self, day: date) -> bool:
        allowed = day.isoweekday() in self.weekdays
        return allowed and (is_business_day(day) if self.only_business_days else True)
