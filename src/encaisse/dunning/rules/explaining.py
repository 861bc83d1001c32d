"""Why, in whole French sentences: the same on the page, in the API and on the command line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from encaisse.dunning.rules.scenario import COURTESY, Scenario, Step
from encaisse.dunning.rules.sentences import day_text, money_text

FACTS, STEPS, AGE, NEXT, HOLDS, DECISION, MESSAGE, SCENARIO = (
    "facts", "steps", "age", "next", "holds", "decision", "message", "scenario",
)  # fmt: skip
CHANNELS = {"mail": "par courriel", "letter": "par lettre", "sms": "par SMS"}
IN_PERSON = {"hand": "à la main", "call": "par téléphone", "visit": "par une visite"}
STATES = {
    "delivered": "faite le {on}",
    "skipped": "sautée le {on}",
    "pending": "proposée le {on}, en attente",
    "unclear": "d'envoi incertain le {on}",
    "failed": "en échec le {on}",
    "ignored": "écartée le {on}",
    "empty": "sans objet le {on}",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """``about``: facts, steps, age, next, holds, decision, message or scenario."""

    about: str
    text: str


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of one receivable or instalment on a day. ``row`` is its decision, None when
    nothing of it is open; ``message`` that of which it is part."""

    name: str
    on: date
    issued_on: date
    due_on: date
    face_cents: int
    currency: str
    plan_on: date | None
    row: dict[str, Any] | None
    scenario: Scenario | None
    origin: str
    history: Sequence[tuple[int, str, date]]
    holds: Sequence[str]
    message: dict[str, Any] | None
    people: Sequence[dict[str, str]]


def sentences(case: Case) -> Iterator[Sentence]:
    """Everything that one may ask, in the order in which one asks it."""
    yield from (Sentence(FACTS, text) for text in _facts(case))
    if case.row is None:
        yield Sentence(DECISION, "Rien d'ouvert : rien n'est demandé.")
        return
    yield Sentence(STEPS, _steps(case))
    yield Sentence(AGE, _age(case.row, case.scenario))
    yield Sentence(NEXT, _next(case.row, case.scenario, case.on))
    for text in case.holds or ("Rien ne la retient de la part d'une personne.",):
        yield Sentence(HOLDS, text)
    goes = case.row["hold"] is None
    yield Sentence(DECISION, f"{'Relancée' if goes else 'Pas relancée'} : {case.row['reason']}")
    yield Sentence(MESSAGE, _message(case))
    yield Sentence(SCENARIO, case.origin)


def step_text(level: int) -> str:
    """Étape 2; rappel de courtoisie."""
    return f"étape {level}" if level > COURTESY else "rappel de courtoisie"


def _facts(case: Case) -> Iterator[str]:
    face = money_text(case.face_cents, case.currency)
    if case.plan_on is None:
        yield f"{case.name}, émise le {day_text(case.issued_on)} pour {face}."
    else:
        yield f"{case.name} : {face} d'un échéancier convenu le {day_text(case.plan_on)}."
    late = (case.on - case.due_on).days
    due = day_text(case.due_on)
    if case.row is None:
        yield f"Échéance le {due}."
    elif late > 0:
        yield f"Échue le {due}, {late} jour{'s' if late > 1 else ''} de retard."
    else:
        yield f"Échéance le {due} : rien n'est en retard."
    if case.row is not None:
        yield f"Restent dus {money_text(case.row['open'], case.currency)}."
        if case.row["contested"]:
            contested = money_text(case.row["contested"], case.currency)
            yield f"Dont {contested} contestés, qui ne sont pas demandés."


def _steps(case: Case) -> str:
    if not case.history:
        return "Aucune étape faite ni proposée."
    told = [
        f"{step_text(level)} {STATES[state].format(on=day_text(on))}"
        for level, state, on in case.history
    ]
    return _capital("; ".join(told).replace("; ", " ; ")) + "."


def _age(row: dict[str, Any], scenario: Scenario | None) -> str:
    level = row["calendar_level"]
    if level is None:
        return "Son âge n'appelle encore aucune étape."
    return f"Son âge appelle l'étape {level}{_when(_step(scenario, level))}."


def _next(row: dict[str, Any], scenario: Scenario | None, on: date) -> str:
    level, step_on = row["next_level"], row["step_on"]
    if level is None:
        return "Aucune étape ne reste à faire."
    what = f"{_capital(step_text(level))}{_when(_step(scenario, level))}"
    if step_on is None:
        return f"{what}, qui attend l'étape précédente."
    verb = "possible depuis le" if step_on <= on else "possible à partir du"
    return f"{what}, {verb} {day_text(step_on)}."


def _when(step: Step | None) -> str:
    """(21 jours après l'échéance)."""
    if step is None:
        return ""
    count = abs(step.days)
    days = f"{count} jour{'s' if count > 1 else ''}"
    since = "l'étape précédente" if step.after_previous else "l'échéance"
    told = f"{days} {'avant' if step.days < 0 else 'après'} {since}"
    return f" ({told}, puis la fin du mois)" if step.end_of_month else f" ({told})"


def _step(scenario: Scenario | None, level: int) -> Step | None:
    steps = scenario.steps if scenario else ()
    return next((step for step in steps if step.level == level), None)


def _message(case: Case) -> str:
    if case.message is None:
        return "Aucun message : personne n'est écrit ce jour-là."
    names = ", ".join(_person(person) for person in case.people) or "personne"
    total = money_text(case.message["total"], case.currency)
    goes = case.message["hold"] is None
    if case.message["channel"] in IN_PERSON:
        who = "Une personne s'en charge" if goes else "Une personne s'en serait chargée"
        how = IN_PERSON[case.message["channel"]]
        return f"{who}, {how}, auprès de {names} : {total} à demander."
    verb = "Le message va" if goes else "Le message serait allé"
    channel = CHANNELS.get(case.message["channel"], case.message["channel"])
    return f"{verb} à {names}, {channel}, et demande {total}."


def _person(person: dict[str, str]) -> str:
    where = person.get("phone") or person.get("email")
    return f"{person['name']} ({where})" if where else person["name"]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
