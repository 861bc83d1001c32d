"""What an invitation to a visit says, in the language of whom it goes to. Pure."""

import unicodedata
from collections.abc import Mapping

from encaisse.exchanges.rules.calendar import CANCEL, Meeting, on_one_line

TITLES: Mapping[str, str] = {
    "fr": "Visite {of_company} : {customer}",
    "en": "Visit of {company}: {customer}",
    "de": "Besuch von {company}: {customer}",
}
VOWELS = "aeiouœæ"
OFF: Mapping[str, str] = {"fr": "Annulée : ", "en": "Cancelled: ", "de": "Abgesagt: "}
MOVED: Mapping[str, str] = {"fr": "Modifiée : ", "en": "Changed: ", "de": "Geändert: "}
TEXTS: Mapping[str, str] = {
    "fr": "Bonjour,\n\n{title}\nLe {day} à {hour}, {minutes} minutes.\n{place}\n{note}\n\n"
    "L'entrée d'agenda est jointe.\n\nCordialement,\n{company}\n",
    "en": "Hello,\n\n{title}\nOn {day} at {hour}, {minutes} minutes.\n{place}\n{note}\n\n"
    "The calendar entry is enclosed.\n\nKind regards,\n{company}\n",
    "de": "Guten Tag,\n\n{title}\nAm {day} um {hour}, {minutes} Minuten.\n{place}\n{note}\n\n"
    "Der Kalendereintrag liegt bei.\n\nMit freundlichen Grüßen\n{company}\n",
}


def title_of(company: str, customer: str, language: str = "fr") -> str:
    """« Visite d'Atelier Martin : Garage Martin »."""
    return _in(TITLES, language).format(company=company, of_company=_of(company), customer=customer)


def subject_of(meeting: Meeting, method: str, language: str) -> str:
    """What the mail is called: new, changed, or off."""
    before = _in(OFF, language) if method == CANCEL else ""
    changed = _in(MOVED, language) if meeting.sequence and not before else ""
    return f"{before}{changed}{meeting.title}"


def text_of(meeting: Meeting, method: str, language: str) -> str:
    """What the mail says to whom reads no calendar."""
    written = _in(TEXTS, language).format(
        title=subject_of(meeting, method, language), day=f"{meeting.start:%d/%m/%Y}",
        hour=f"{meeting.start:%H:%M}", minutes=meeting.minutes, place=on_one_line(meeting.place),
        note=meeting.note, company=meeting.organizer.name,
    )  # fmt: skip
    return written.replace("\n\n\n", "\n\n")


def _of(name: str) -> str:
    """« d'Atelier Martin », « de Garage Martin »."""
    first = unicodedata.normalize("NFD", name[:1]).lower()[:1]
    return f"d'{name}" if first and first in VOWELS else f"de {name}"


def _in(words: Mapping[str, str], language: str) -> str:
    return words.get(language[:2], words["fr"])
