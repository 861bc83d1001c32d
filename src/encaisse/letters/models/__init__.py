"""Texts, messages, what goes through the post."""

from encaisse.letters.models.letters import Enclosure, Letter, LetterState, Pace
from encaisse.letters.models.posting import PrintBatch, Registration, ReturnReason
from encaisse.letters.models.texts import Channel, Language, Letterhead, Template, TemplateVersion

__all__ = [
    "Channel",
    "Enclosure",
    "Language",
    "Letter",
    "LetterState",
    "Letterhead",
    "Pace",
    "PrintBatch",
    "Registration",
    "ReturnReason",
    "Template",
    "TemplateVersion",
]
