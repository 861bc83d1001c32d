"""A visit as an entry of a calendar (iCalendar, RFC 5545 and 5546). Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

PRODUCT = "-//Encaisse//Visites//FR"
REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
ROUTES = "https://www.openstreetmap.org/directions?"


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody invited."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """A visit as a calendar tells it; ``start`` is aware, in the zone of the company."""

    uid: str
    sequence: int
    title: str
    place: str
    start: datetime
    minutes: int
    stamp: datetime
    organizer: Attendee
    invited: tuple[Attendee, ...] = ()
    note: str = ""
    is_cancelled: bool = False


def entry(meeting: Meeting, *, method: str) -> bytes:
    """The file of a visit: a request, its update (same UID, a higher SEQUENCE), its cancellation,
    or what one keeps for oneself."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_event(meeting, method))
    calendar.add_missing_timezones(
        first_date=meeting.start.date(), last_date=meeting.start.date() + timedelta(days=366)
    )
    return bytes(calendar.to_ical())


def start_of(on: date, hour: int, minute: int, zone: str) -> datetime:
    """The hour of a visit, at the company's place."""
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=ZoneInfo(zone))


def route(address: str, *, start: str = "") -> str:
    """A link to the way there, from where the company is when that is known."""
    return ROUTES + urlencode({"from": on_one_line(start), "to": on_one_line(address)})


def on_one_line(address: str) -> str:
    """An address as a map and a calendar write it."""
    return ", ".join(filter(None, map(str.strip, address.splitlines())))


def _event(meeting: Meeting, method: str) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.stamp.astimezone(UTC))
    event.add("dtstart", meeting.start)
    event.add("dtend", meeting.start + timedelta(minutes=meeting.minutes))
    event.add("summary", meeting.title)
    event.add("location", on_one_line(meeting.place))
    if meeting.note:
        event.add("description", meeting.note)
    is_off = method == CANCEL or meeting.is_cancelled
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    if method != PUBLISH:
        event.add("organizer", _address(meeting.organizer))
        for each in meeting.invited:
            event.add("attendee", _invited(each), encode=False)
    return event


def _address(person: Attendee) -> vCalAddress:
    address = vCalAddress(f"mailto:{person.email}")
    address.params["cn"] = vText(person.name)
    return address


def _invited(person: Attendee) -> vCalAddress:
    address = _address(person)
    address.params["role"] = vText("REQ-PARTICIPANT")
    address.params["partstat"] = vText("NEEDS-ACTION")
    address.params["rsvp"] = vText("TRUE")
    return address
