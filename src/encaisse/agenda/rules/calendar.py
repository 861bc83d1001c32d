"""What a person's own calendar reads of the agenda (iCalendar, RFC 5545 and 7986). Pure."""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

PRODUCT = "-//Encaisse//Agenda//FR"
DAYS_AHEAD = 14
LINES_MOST = 200
# How often calendars are asked to read again.
READ_EVERY = timedelta(hours=1)

AMOUNT = re.compile(r"\d(?:[\d\s.,]*\d)?\s?(?:[€$£]|(?i:euros?)\b|[A-Z]{3}\b)")
UNSAID = "…"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the agenda as a calendar tells it, for the whole of a day."""

    uid: str
    on: date
    title: str
    note: str
    address: str


def uid(company_id: int, source: str) -> str:
    """The same for ever for the same line, and telling nothing of it."""
    return f"{uuid.uuid5(uuid.NAMESPACE_OID, f'encaisse:{company_id}:{source}')}@encaisse"


def day(due_on: date, *, on: date) -> date:
    """What should be done already is for today."""
    return max(due_on, on)


def without_amounts(text: str) -> str:
    """The same text, its sums unsaid."""
    return AMOUNT.sub(UNSAID, text)


def feed(entries: Iterable[Entry], *, name: str, stamp: datetime) -> bytes:
    """The file that a calendar subscribes to."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", READ_EVERY, parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry, stamp))
    return bytes(calendar.to_ical())


def _event(entry: Entry, stamp: datetime) -> Event:
    """A whole day, which leaves the person free in the eyes of the calendar's others."""
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("dtstart", entry.on)
    event.add("dtend", entry.on + timedelta(days=1))
    event.add("summary", entry.title)
    event.add("description", entry.note)
    event.add("url", entry.address)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event
