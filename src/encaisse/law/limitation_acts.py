"""What may happen to a claim while its limitation runs: the acts, and what an act does."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from encaisse.law.reader import parameters


class EventKind(StrEnum):
    """What happened to the claim. A row of ``limitation_event`` each."""

    ACKNOWLEDGMENT = "acknowledgment"
    EMAIL = "email"
    PARTIAL_PAYMENT = "partial_payment"
    LATE_PAYMENT = "late_payment"
    COURT_ACTION = "court_action"
    COURT_END = "court_end"
    COURT_VOID = "court_void"
    PROTECTIVE_MEASURE = "protective_measure"
    ENFORCEMENT = "enforcement"
    PAYMENT_ORDER_REQUEST = "payment_order_request"
    PAYMENT_ORDER_SERVICE = "payment_order_service"
    INSOLVENCY_CLAIM = "insolvency_claim"
    INSOLVENCY_CLOSED = "insolvency_closed"
    CONCILIATION = "conciliation"
    CONCILIATION_END = "conciliation_end"
    MEDIATION = "mediation"
    MEDIATION_END = "mediation_end"
    FORMAL_NOTICE = "formal_notice"
    REGISTERED_LETTER = "registered_letter"
    REMINDER = "reminder"
    WRITTEN_DEMAND = "written_demand"

    @property
    def label(self) -> str:
        """The French name."""
        return parameters.read(f"limitation_event.{self}").label


BEGINNINGS = {
    EventKind.COURT_END: EventKind.COURT_ACTION,
    EventKind.INSOLVENCY_CLOSED: EventKind.INSOLVENCY_CLAIM,
    EventKind.CONCILIATION_END: EventKind.CONCILIATION,
    EventKind.MEDIATION_END: EventKind.MEDIATION,
}
SUSPENSIONS = {EventKind.CONCILIATION, EventKind.MEDIATION}
# C. civ. 2232, second paragraph: these may go beyond the long stop.
BEYOND_THE_STOP = {EventKind.COURT_ACTION, EventKind.PROTECTIVE_MEASURE, EventKind.ENFORCEMENT}


class Effect(StrEnum):
    """What an event did."""

    INTERRUPTS = "interrupts"
    SUSPENDS = "suspends"
    RESUMES = "resumes"
    POSSIBLE = "possible"
    NONE = "none"
    BARRED = "barred"

    @property
    def label(self) -> str:
        """The French word."""
        return FRENCH_EFFECTS[self]


FRENCH_EFFECTS = {
    Effect.INTERRUPTS: "interrompt",
    Effect.SUSPENDS: "suspend",
    Effect.RESUMES: "reprend",
    Effect.POSSIBLE: "date possible seulement",
    Effect.NONE: "sans effet",
    Effect.BARRED: "trop tard",
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something done about the claim, on a day."""

    on: date
    kind: EventKind
