"""Texts, messages, what goes through the post, what is told of each."""

from encaisse.letters.models.evidence import Evidence, EvidenceKind
from encaisse.letters.models.letters import Enclosure, Letter, LetterState, Pace
from encaisse.letters.models.posting import PrintBatch, Registration, ReturnReason
from encaisse.letters.models.texts import Channel, Language, Letterhead, Template, TemplateVersion

__all__ = [
    "Channel",
    "Enclosure",
    "Evidence",
    "EvidenceKind",
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
