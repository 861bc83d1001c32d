"""Why, in French: one sentence per decision, the same on screen, in the journal and in exports."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from encaisse.dunning.rules.decision import LATE, NEVER, NEXT, Day
from encaisse.dunning.rules.holds import STRENGTH
from encaisse.dunning.rules.scenario import COURTESY, TEXT, Scenario
from encaisse.kernel.money import Money

EXCLUDED = {
    "pseudo": "Compte de caisse ou de carte : jamais relancé.",
    "chosen": "Exclu des relances par le scénario choisi.",
    "segment": "Exclu des relances par le scénario de son segment.",
}
OTHER_WAYS = {"mail": "par courriel", "letter": "par courrier"}
_HELD = {"blocked": "Bloquée", "grace": "Délai accordé"}


def with_reasons(
    decisions: pl.DataFrame, scenarios: Mapping[int, Scenario], day: Day
) -> pl.DataFrame:
    """The decisions with their ``reason``. Kept apart: a run writes only those that it keeps."""
    parts = decisions.partition_by("scenario", as_dict=True, maintain_order=False)
    told = [
        part.with_columns(reason=_reason(scenarios.get(key, NEVER), day))
        for (key,), part in parts.items()
    ]
    return pl.concat(told) if told else decisions.with_columns(reason=pl.lit(""))


def day_text(on: date) -> str:
    """12/05/2026."""
    return f"{on:%d/%m/%Y}"


def days_text(days: int) -> str:
    """« 1 jour », « 12 jours »."""
    return f"{days} jour" if days < 2 else f"{days} jours"


def money_text(cents: int, currency: str) -> str:
    """1 234,56 € ; 20,00 USD."""
    return str(Money(cents, currency))


def _messages_text(count: int) -> str:
    return f"{count} message" if count < 2 else f"{count} messages"


def _reason(scenario: Scenario, day: Day) -> pl.Expr:
    """The sentence of the hold, or of the step that goes."""
    hold = pl.col("hold")
    told = _sent(scenario)
    for code, sentence in _sentences(scenario, day).items():
        told = pl.when(hold == code).then(sentence).otherwise(told)
    told = pl.when(hold.is_in(list(STRENGTH))).then("held_reason").otherwise(told)
    for code, words in _HELD.items():
        told = pl.when(hold == code).then(_held(words)).otherwise(told)
    return told


def _sentences(scenario: Scenario, day: Day) -> dict[str, pl.Expr]:
    tolerance = money_text(scenario.tolerance_cents, scenario.currency)
    least = " ou ".join(money_text(cents, code) for code, cents in scenario.minimum.items())
    spacing = f"Moins de {days_text(scenario.spacing_days)} après un autre message à ce client."
    return {
        "never": pl.col("excluded").replace_strict(EXCLUDED, default="Aucune relance prévue."),
        "not_due": pl.format("Échéance le {} : rien n'est encore dû.", _day("due_on")),
        "not_reached": _not_reached(day),
        "done": _done(day.on),
        "tolerance": pl.lit(f"Le restant dû est inférieur à la tolérance de {tolerance}."),
        "minimum": pl.lit(f"Le total du client est inférieur au minimum de {least}."),
        "spacing": pl.lit(spacing),
        "pressure": pl.lit(
            f"Déjà {_messages_text(day.most_per_week or 0)} à ce client en sept jours."
        ),
        "waiting": pl.lit(
            "Une étape proposée attend d'être approuvée, envoyée ou faite à la main."
        ),
        "unclear": pl.lit("L'envoi précédent est incertain : une personne doit trancher."),
        "covered": pl.lit("Des avoirs ou règlements non affectés couvrent ce qui est demandé."),
        "no_contact": _unreached(),
    }


def _unreached() -> pl.Expr:
    lacks = pl.when(pl.col("channel") == "letter").then(pl.lit("Pas d'adresse postale"))
    since = pl.format(
        "Courriels refusés depuis le {}, pas d'adresse postale", _day("refused_since")
    )
    refused = lacks.when(pl.col("refused_since").is_not_null()).then(since)
    nothing = refused.otherwise(pl.lit("Ni courriel ni adresse"))
    return pl.concat_str(nothing, pl.lit(" : complétez la fiche du client."))


def _not_reached(day: Day) -> pl.Expr:
    later = pl.format("Étape {} possible à partir du {}.", NEXT, _day("step_on"))
    stuck = pl.format("L'étape {} attend l'étape précédente.", NEXT)
    told = pl.when(pl.col("step_on").is_null()).then(stuck).otherwise(later)
    if day.level is None:
        return told
    other = pl.format(f"Étape {{}} : ce passage ne prend que le niveau {day.level}.", NEXT)
    return pl.when(pl.col("step_on") <= day.on).then(other).otherwise(told)


def _done(on: date) -> pl.Expr:
    today = pl.lit("Une étape est déjà faite aujourd'hui.")
    finished = pl.lit("Toutes les étapes du scénario sont faites.")
    return pl.when(pl.col("stepped_on") >= on).then(today).otherwise(finished)


def _held(words: str) -> pl.Expr:
    until = pl.when(pl.col("held_until").is_not_null()).then(
        pl.format(" jusqu'au {}", _day("held_until"))
    )
    why = pl.when(pl.col("held_reason") != "").then(pl.format(" : {}", "held_reason"))
    return pl.concat_str(
        pl.lit(words), until.fill_null(""), why.fill_null(""), pl.lit("."), ignore_nulls=True
    )


def _detour(scenario: Scenario) -> pl.Expr:
    """Why what asks for a text message leaves by another way: told once, by the leading step."""
    levels = [
        step.level for step in scenario.steps if step.channel == TEXT and not step.other_channel
    ]
    leads = pl.col("next_level") == pl.col("next_level").max().over("message")
    other = pl.col("channel").is_in(list(OTHER_WAYS)) & NEXT.is_in(levels) & leads
    way = pl.col("channel").replace_strict(OTHER_WAYS, default="", return_dtype=pl.String)
    told = pl.format(" Sans mobile qui accepte les SMS : {}.", way)
    return pl.when(other).then(told).otherwise(pl.lit(""))


def _sent(scenario: Scenario) -> pl.Expr:
    soon = pl.format("Échéance le {} : rappel de courtoisie.", _day("due_on"))
    days = pl.when(pl.col("days_late") == 1).then(pl.lit("jour")).otherwise(pl.lit("jours"))
    late = pl.format("{} {} de retard : étape {}", "days_late", days, NEXT)
    why = (
        pl.when(pl.col("forced").is_not_null())
        .then(pl.lit(", demandée par une personne."))
        .otherwise(pl.format(", atteinte le {}.", _day("step_on")))
    )
    step = pl.when(~LATE & (NEXT == COURTESY)).then(soon).otherwise(pl.concat_str(late, why))
    if not any(each.channel == TEXT and not each.other_channel for each in scenario.steps):
        return step
    return pl.concat_str(step, _detour(scenario))


def _day(column: str) -> pl.Expr:
    return pl.col(column).dt.strftime("%d/%m/%Y")
