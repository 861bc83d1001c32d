"""A letter entrusted to a carrier (prestataire postal), who prints, folds and posts it: what it is
given, how its address is cut into the lines that carriers ask for, and what they tell of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from encaisse.kernel.refusal import Refusal
from encaisse.letters.rules.postal import COUNTRIES, HOME, TOWN

SIX = 6
MIDDLE = {0: (), 1: (4,), 2: (3, 4), 3: (2, 3, 4), 4: (2, 3, 4, 5)}
ABROAD = {name: code for code, name in COUNTRIES.items()}
CODE_FIRST = re.compile(r"(?P<code>\S*\d\S*(?:\s\S*\d\S*)?)\s+(?P<town>[^\s\d].*)")
CODE_LAST = re.compile(r"(?P<town>\S.*?),?\s+(?P<code>\S*\d\S*(?:\s\S*\d\S*)?)")
SHEET = 2


class LineTooLong(Refusal):
    """A line that the carrier would cut."""

    code = "address_line_too_long"
    sentence = (
        "« {line} » fait {length} caractères, {most} au plus pour {carrier} : raccourcissez "
        "l'adresse sur {place}, ou postez la lettre vous-même."
    )


class TooManySheets(Refusal):
    """A letter that does not fit in the envelopes of the carrier."""

    code = "too_many_sheets"
    sentence = (
        "La lettre fait {sheets} feuilles, {most} au plus pour {carrier} : joignez moins de "
        "pièces, ou postez-la vous-même."
    )


class ConsignmentTooHeavy(Refusal):
    """A file that the carrier does not take."""

    code = "consignment_too_heavy"
    sentence = (
        "La lettre et ses pièces pèsent {size} Mo, {most} au plus pour {carrier} : joignez moins "
        "de pièces, ou postez-la vous-même."
    )


class TownUnread(Refusal):
    """An address of which the postcode and the town cannot be told apart."""

    code = "town_unread"
    sentence = (
        "{carrier} demande un code postal et une ville, que « {line} » ne dit pas : complétez "
        "l'adresse sur {place}, ou postez la lettre vous-même."
    )


class AbroadNotRegistered(Refusal):
    """A country to which the carrier sends no registered letter."""

    code = "abroad_not_registered"
    sentence = (
        "{carrier} n'envoie pas de recommandé vers ce pays ({country}) : postez la lettre "
        "vous-même."
    )


@dataclass(frozen=True, slots=True)
class Consignment:
    """One letter as a carrier is given it. ``key`` names it once and for all; ``number`` is ours,
    short; ``is_again``: it was given before, perhaps."""

    key: str
    number: int
    subject: str
    paper: bytes
    pages: int
    to: tuple[str, ...]
    sender: tuple[str, ...]
    notify: str
    is_registered: bool = False
    is_duplex: bool = False
    is_color: bool = False
    is_again: bool = False

    @property
    def sheets(self) -> int:
        """How many sheets of paper it takes."""
        return -(-self.pages // SHEET) if self.is_duplex else self.pages


class Step(StrEnum):
    """What became of a letter that a carrier took. ``forgotten``: it was never asked to send it."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    FORGOTTEN = "forgotten"
    POSTED = "posted"
    PRESENTED = "presented"
    RECEIVED = "received"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Event:
    """One step, when, and in the carrier's words (none: it tells nothing more than we know).
    ``why`` it came back, when that is told."""

    step: Step
    at: datetime
    said: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """A paper that proves a step, as the carrier scanned it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class News:
    """What a carrier tells of one letter. ``reference``: its number there; ``number``: that of the
    registered letter."""

    events: tuple[Event, ...] = ()
    reference: str = ""
    number: str = ""
    proofs: tuple[Proof, ...] = ()


def without_country(to: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """The lines of an envelope but its country, and the code of that country."""
    latest = to[-1] if to else ""
    code = ABROAD.get(latest, latest if re.fullmatch(r"[A-Z]{2}", latest) else "")
    return (tuple(to[:-1]), code) if code else (tuple(to), HOME)


def six_lines(to: Sequence[str]) -> dict[int, str]:
    """The lines by their rank from 1 to 6 (NF Z10-011): who first, the town last, the street on
    the fourth. Without country."""
    who, *middle, town = to
    return {1: who, 6: town} | dict(zip(MIDDLE[len(middle)], middle, strict=True))


def code_and_town(line: str, *, carrier: str, place: str) -> tuple[str, str]:
    """The postcode and the town of the last line; refused when they cannot be told."""
    if home := TOWN.match(line):
        return home[1], home[2]
    found = CODE_FIRST.fullmatch(line) or CODE_LAST.fullmatch(line)
    if found is None:
        raise TownUnread(carrier=carrier, line=line, place=place)
    return found["code"], found["town"]


def check_lines(lines: Sequence[str], *, most: int, carrier: str, place: str) -> None:
    """Refuse a line that the carrier would cut."""
    for line in lines:
        if len(line) > most:
            raise LineTooLong(line=line, length=len(line), most=most, carrier=carrier, place=place)


def check_paper(given: Consignment, *, sheets: int, megabytes: int, carrier: str) -> None:
    """Refuse what does not fit in the carrier's envelopes, or in its requests."""
    if given.sheets > sheets:
        raise TooManySheets(sheets=given.sheets, most=sheets, carrier=carrier)
    if len(given.paper) > megabytes << 20:
        size = -(-len(given.paper) >> 20)
        raise ConsignmentTooHeavy(size=size, most=megabytes, carrier=carrier)
