"""Limitation (prescription): until which day, included, a creditor may still act.

Days are counted, not hours: the day of the start is not counted and the claim is barred once the
last day is over (C. civ. 2228 and 2229, from general knowledge). **The dates given are therefore
the last day to act, that day included**; the claim is barred the day after. A claim on a public
body is counted from 1 January of the following year to a 31 December (loi 68-1250, art. 1).

Two dates run side by side. The *safe* one moves only with what surely interrupts; the *possible*
one also with what may be argued (an e-mail, a partial payment, a start on the due date). What an
act moves is in ``parameters/limitation_event*.yaml``. An act after a date revives nothing of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from encaisse.kernel.days import add_months, french_day
from encaisse.kernel.refusal import Refusal
from encaisse.law.limitation_acts import (
    BEGINNINGS,
    BEYOND_THE_STOP,
    SUSPENSIONS,
    Effect,
    Event,
    EventKind,
)
from encaisse.law.reach import require_within_reach
from encaisse.law.reader import LegalValue, Parameter, Parameters, parameters

COUNTING = (
    "La date donnée est le dernier jour pour agir, ce jour compris ; le jour du départ ne compte "
    "pas (C. civ. 2228 et 2229)."
)


class AgreedPeriodRefused(Refusal):
    """A period that no contract can set."""

    code = "agreed_period_refused"
    sentence = (
        "Une durée convenue de {years} ans n'est pas possible : entre professionnels seulement, "
        "et de {least} à {most} ans ({article})."
    )


class LimitationKind(StrEnum):
    """What is claimed, from whom: it fixes the period. A row of ``limitation_period`` each."""

    B2B = "b2b"
    PROFESSIONAL = "professional"
    CONSUMER = "consumer"
    TRANSPORT = "transport"
    SHIP_SUPPLIES = "ship_supplies"
    TELECOM = "telecom"
    PUBLIC = "public"
    PUBLIC_CREDITOR = "public_creditor"
    TITLE = "title"

    @property
    def label(self) -> str:
        """The French name."""
        return parameters.read(f"limitation_period.{self}").label


BY_AGREEMENT = {LimitationKind.B2B, LimitationKind.PROFESSIONAL}


@dataclass(frozen=True, slots=True)
class Start:
    """From when the creditor could act: what is known of it.

    The performance (completion of the work) and the due date are both kept; the earlier is safe,
    the later possible. Without a known performance the day of the invoice stands for it.
    """

    performed_on: date | None = None
    invoiced_on: date | None = None
    due_on: date | None = None

    @property
    def safe_on(self) -> date:
        """The earlier day: the one to watch."""
        return min(self._known())

    @property
    def possible_on(self) -> date:
        """The later day: a claim does not run before its term (C. civ. 2233)."""
        return max(self._known())

    def _known(self) -> list[date]:
        worked_on = self.performed_on or self.invoiced_on
        return [day for day in (worked_on, self.due_on) if day]


@dataclass(frozen=True, slots=True)
class Judged:
    """An event with what it did, why, its text, and the two dates once it had happened."""

    event: Event
    effect: Effect
    why: str
    rule: LegalValue | None
    safe_on: date
    possible_on: date

    @property
    def is_doubtful(self) -> bool:
        """Whether it moved the safe date by a rule that is still to be confirmed."""
        moved = self.effect in (Effect.INTERRUPTS, Effect.SUSPENDS, Effect.RESUMES)
        return moved and self.rule is not None and not self.rule.is_certain


@dataclass(frozen=True, slots=True)
class Limitation:
    """The last days to act, ``safe_on`` and ``possible_on``, both included, and how they came.

    ``running`` names the proceedings whose end is not noted: the period does not run meanwhile.
    """

    kind: LimitationKind
    start: Start
    period: LegalValue
    safe_on: date
    possible_on: date
    long_stop_on: date
    events: tuple[Judged, ...] = ()
    running: tuple[EventKind, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether the period and each rule that moved the safe date are certain."""
        return self.period.is_certain and not any(judged.is_doubtful for judged in self.events)

    @property
    def source(self) -> str:
        """The text that sets the period, and where it was read."""
        return f"{self.period.article} ; {self.period.source}"

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to know before relying on the dates."""
        return tuple(_warnings(self))


@dataclass(frozen=True, slots=True)
class _Track:
    """One of the two dates as events come, with the proceedings that hold the period."""

    last_on: date
    opened: Mapping[EventKind, date] = field(default_factory=dict)
    passes_the_stop: bool = False

    def is_open_on(self, day: date) -> bool:
        """Whether the claim can still be acted on."""
        return day <= self.last_on or bool(self.opened)


def limitation(
    kind: LimitationKind,
    start: Start,
    events: Sequence[Event] = (),
    *,
    agreed_years: int | None = None,
    law: Parameters = parameters,
) -> Limitation:
    """Until when a claim may be acted on, after these events. ``LawUnknown`` for a start on a day
    whose period was not read; an event of a day whose rule was not read moves nothing."""
    require_within_reach([start.safe_on, *(event.on for event in events)])
    period = _period(kind, start.safe_on, agreed_years, law)
    long_stop = law.read("limitation_bound.long_stop").on(start.safe_on)
    stop_on = add_months(start.safe_on, 12 * int(long_stop.value))
    safe = _Track(min(_last_day(kind, period, start.safe_on), stop_on))
    latest_start_on = min(start.possible_on, stop_on)
    possible = _Track(min(_last_day(kind, period, latest_start_on), stop_on))
    judged = []
    void = _voided(events)
    for event in sorted(events, key=lambda event: event.on):
        rule = rule_of(kind, event.kind, law=law).known(event.on)
        moves, why = _moves(event, rule, start, (safe, possible), is_void=event in void)
        effect, late = _effect(event, moves, (safe, possible))
        move = _Move(kind, period, event, stop_on, law)
        safe, possible = (
            move.applied(safe) if moves > 1 else safe,
            move.applied(possible, passing=True) if moves else possible,
        )
        judged.append(Judged(event, effect, why + late, rule, safe.last_on, possible.last_on))
    return Limitation(
        kind=kind,
        start=start,
        period=period,
        safe_on=safe.last_on,
        possible_on=max(possible.last_on, stop_on) if possible.opened else possible.last_on,
        long_stop_on=stop_on,
        events=tuple(judged),
        running=tuple(possible.opened),
    )


def rule_of(
    kind: LimitationKind, happened: EventKind, *, law: Parameters = parameters
) -> Parameter:
    """What an act moves for that kind of claim: no date, the possible one (1), both (2)."""
    table = "limitation_event_public" if kind is LimitationKind.PUBLIC else "limitation_event"
    return law.read(f"{table}.{happened}")


@dataclass(frozen=True, slots=True)
class _Move:
    """What an event does to a date that it moves."""

    kind: LimitationKind
    period: LegalValue
    event: Event
    stop_on: date
    law: Parameters

    def applied(self, track: _Track, *, passing: bool = False) -> _Track:
        """The date after the event; unchanged when it had passed."""
        happened = self.event.kind
        if not track.is_open_on(self.event.on):
            return track
        if happened in SUSPENSIONS:
            return replace(track, opened={**track.opened, happened: self.event.on})
        beginning = BEGINNINGS.get(happened)
        if beginning in SUSPENSIONS:
            return self._resumed(track, beginning)
        last_on = _last_day(self.kind, self.period, self.event.on)
        freely = track.passes_the_stop or (passing and happened in BEYOND_THE_STOP)
        last_on = max(track.last_on, last_on if freely else min(last_on, self.stop_on))
        return _Track(last_on, self._opened(track, beginning), freely)

    def _resumed(self, track: _Track, beginning: EventKind | None) -> _Track:
        """The days suspended are given back, and six months at least remain (2238, 2230)."""
        opened = dict(track.opened)
        since = opened.pop(beginning) if beginning in opened else self.event.on
        bound = self.law.read("limitation_bound.after_suspension").known(self.event.on)
        least = add_months(self.event.on, int(bound.value)) if bound else self.event.on
        last_on = max(track.last_on + (self.event.on - since), least)
        capped = last_on if track.passes_the_stop else min(last_on, self.stop_on)
        return replace(track, last_on=max(track.last_on, capped), opened=opened)

    def _opened(self, track: _Track, beginning: EventKind | None) -> dict[EventKind, date]:
        """The proceedings under way; a new period inside a suspension starts suspended."""
        day, happened = self.event.on, self.event.kind
        opened = {
            kind: day if kind in SUSPENSIONS else since
            for kind, since in track.opened.items()
            if kind is not beginning
        }
        return {**opened, happened: day} if happened in BEGINNINGS.values() else opened


def _period(
    kind: LimitationKind, day: date, agreed_years: int | None, law: Parameters
) -> LegalValue:
    """The period in force on the day of the start, or the one that a contract set (2254)."""
    if agreed_years is None:
        return law.read(f"limitation_period.{kind}").on(day)
    least = law.read("limitation_bound.agreed_least").on(day)
    most = law.read("limitation_bound.agreed_most").on(day)
    if kind not in BY_AGREEMENT or not least.value <= agreed_years <= most.value:
        raise AgreedPeriodRefused(
            years=agreed_years, least=least.value, most=most.value, article=most.article
        )
    return replace(most, value=Decimal(agreed_years))


def _last_day(kind: LimitationKind, period: LegalValue, start_on: date) -> date:
    """The last day of the period; against a public debtor, of its last calendar year."""
    years = int(period.value)
    if kind is LimitationKind.PUBLIC:
        return date(start_on.year + years, 12, 31)
    return add_months(start_on, 12 * years)


def _moves(
    event: Event,
    rule: LegalValue | None,
    start: Start,
    tracks: tuple[_Track, _Track],
    *,
    is_void: bool,
) -> tuple[int, str]:
    """How many of the two dates the event may move, and why."""
    beginning = BEGINNINGS.get(event.kind)
    if rule is None:
        return 0, f"Aucune règle connue au {french_day(event.on)} : rien n'est extrapolé."
    if is_void:
        return 0, "Interruption non avenue : désistement, péremption ou rejet (C. civ. 2243)."
    if event.on < start.safe_on:
        return 0, "Avant le point de départ : le délai ne courait pas encore."
    if beginning and not any(beginning in track.opened for track in tracks):
        return 0, "Aucun début noté : rien à faire reprendre."
    return int(rule.value), rule.note


def _effect(event: Event, moves: int, tracks: tuple[_Track, _Track]) -> tuple[Effect, str]:
    """The word for what the event did, and a sentence when it came late."""
    safe, possible = (track.is_open_on(event.on) for track in tracks)
    if not moves:
        return Effect.NONE, ""
    safe_on, possible_on = (french_day(track.last_on) for track in tracks)
    if not possible:
        return Effect.BARRED, f" Mais la créance était prescrite le {possible_on} au soir : " + (
            "rien ne revit."
        )
    if moves == 1:
        return Effect.POSSIBLE, ""
    if not safe:
        return Effect.POSSIBLE, f" La date sûre était passée le {safe_on} : elle ne revit pas."
    if event.kind in SUSPENSIONS:
        return Effect.SUSPENDS, ""
    is_resumed = BEGINNINGS.get(event.kind) in SUSPENSIONS
    return (Effect.RESUMES if is_resumed else Effect.INTERRUPTS), ""


def _voided(events: Sequence[Event]) -> set[Event]:
    """The court actions that came to nothing, with the end of their proceedings."""
    courts = {EventKind.COURT_ACTION, EventKind.COURT_END}
    void: set[Event] = set()
    for end in (event for event in events if event.kind is EventKind.COURT_VOID):
        before = [event for event in events if event.kind in courts and event.on <= end.on]
        actions = [event for event in before if event.kind is EventKind.COURT_ACTION]
        latest = max(actions, key=lambda event: event.on, default=None)
        void |= {event for event in before if latest and event.on >= latest.on}
    return void


def _warnings(found: Limitation) -> Iterator[str]:
    yield COUNTING
    if found.start.performed_on is None and found.start.invoiced_on is not None:
        yield (
            "La date d'exécution n'est pas connue : la date de facture la remplace. Un travail "
            "achevé plus tôt avancerait la date sûre."
        )
    if found.period.note:
        yield found.period.note
    if not found.period.is_certain:
        yield f"Durée de {found.period.article} : {found.period.confidence.label}, à vérifier."
    yield from _doubts(found.events)
    for name in found.running:
        yield (
            f"{name.label} : la fin n'est pas notée. Le délai ne court pas jusque-là, mais la date "
            "sûre est comptée comme si elle avait pris fin le jour même."
        )


def _doubts(events: Sequence[Judged]) -> Iterator[str]:
    for judged in events:
        if judged.is_doubtful and judged.rule is not None:
            yield (
                f"{judged.event.kind.label} du {french_day(judged.event.on)} : la date sûre repose "
                f"sur une règle à vérifier ({judged.rule.article}, {judged.rule.confidence.label})."
            )
