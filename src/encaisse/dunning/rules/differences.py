"""What changed between two versions of a scenario, in French words."""

from collections.abc import Callable, Iterator

from encaisse.dunning.rules.scenario import Scenario, Step
from encaisse.dunning.rules.sentences import days_text, money_text
from encaisse.dunning.rules.words import (
    APPROVAL_NAMES,
    CHANNEL_NAMES,
    TONE_NAMES,
    every,
    fee_text,
    title,
    when,
)

GROUPING_NAMES = {
    "customer": "un message par client",
    "step": "un message par étape",
    "receivable": "un message par créance",
}
LIST_NAMES = {"reached": "les étapes atteintes", "overdue": "tout ce qui est échu"}
NOTHING = "aucun"


def differences(before: Scenario, after: Scenario) -> list[str]:
    """One sentence for each thing that changed; none when nothing did."""
    return [*_of_settings(before, after), *_of_steps(before, after)]


def _of_settings(before: Scenario, after: Scenario) -> Iterator[str]:
    told: dict[str, Callable[[Scenario], str]] = {
        "Nom": lambda one: one.name,
        "Tolérance": lambda one: money_text(one.tolerance_cents, one.currency),
        "Total minimal": _minimum,
        "Entre deux messages": lambda one: days_text(one.spacing_days),
        "Acheminement": lambda one: days_text(one.transit_days),
        "Regroupement": lambda one: GROUPING_NAMES[one.grouping],
        "Créances citées": lambda one: LIST_NAMES[one.lists],
        "Sauter une étape": lambda one: "jamais" if one.is_sequential else "selon l'âge",
        "Répétition": lambda one: every(one.repeat) if one.repeat else NOTHING,
    }
    for name, words in told.items():
        yield from _changed(name, words(before), words(after))


def _of_steps(before: Scenario, after: Scenario) -> Iterator[str]:
    old, new = _named(before), _named(after)
    for name in [*old, *(name for name in new if name not in old)]:
        if name not in new:
            yield f"{name} : retirée."
        elif name not in old:
            yield f"{name} : ajoutée, {when(new[name])}."
        else:
            yield from _of_step(name, old[name], new[name], after.currency)


def _named(scenario: Scenario) -> dict[str, Step]:
    """The courtesies by rank, the steps by level: what makes them the same in two versions."""
    ranked = {f"Courtoisie {rank}": step for rank, step in enumerate(scenario.courtesies, start=1)}
    return ranked | {f"Étape {step.level}": step for step in scenario.ladder}


def _of_step(name: str, before: Step, after: Step, currency: str) -> Iterator[str]:
    yield from _changed(name, when(before), when(after))
    told: dict[str, Callable[[Step], str]] = {
        "canal": lambda one: CHANNEL_NAMES[one.channel],
        "autre canal": lambda one: CHANNEL_NAMES.get(one.other_channel, NOTHING),
        "modèle": lambda one: one.template_code,
        "ton": lambda one: TONE_NAMES[one.tone] or "selon le profil",
        "départ": lambda one: APPROVAL_NAMES[one.approval],
        "délai demandé": _delay,
        "recommandé": lambda one: "oui" if one.is_registered else "non",
        "factures jointes": lambda one: "oui" if one.encloses_invoices else "non",
        "frais": lambda one: fee_text(one, currency) or NOTHING,
    }
    if title(before) != title(after):
        yield f"{name} : devient « {title(after)} »."
    for what, words in told.items():
        yield from _changed(f"{name}, {what}", words(before), words(after))


def _changed(name: str, before: str, after: str) -> Iterator[str]:
    if before != after:
        yield f"{name} : {before} → {after}."


def _minimum(scenario: Scenario) -> str:
    amounts = [money_text(cents, code) for code, cents in sorted(scenario.minimum.items())]
    return " ou ".join(amounts) or NOTHING


def _delay(step: Step) -> str:
    return NOTHING if step.pay_within_days is None else days_text(step.pay_within_days)
