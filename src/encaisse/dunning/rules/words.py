"""A scenario in French words, so that nobody can misread the sign of a number of days."""

from encaisse.dunning.rules.scenario import SPOKEN, TASK, Every, Scenario, Step
from encaisse.dunning.rules.sentences import days_text, money_text
from encaisse.dunning.rules.timeline import Moment, moments
from encaisse.letters.rules.texts import TONES

CHANNEL_NAMES = {"mail": "courriel", "letter": "courrier", "sms": "SMS", "call": "téléphone",
                 "visit": "une visite"}  # fmt: skip
TONE_NAMES = {"": "", **TONES}
APPROVAL_NAMES = {
    "auto": "qui part seul",
    "approve": "que vous approuvez",
    "task": "que vous faites vous-même (appel, visite)",
}
UNITS = {"day": ("jour", "jours"), "week": ("semaine", "semaines"), "month": ("mois", "mois")}


def when(step: Step) -> str:
    """« 5 jours avant l'échéance »; « 9 jours après la remise de l'étape précédente »."""
    return f"{_base(step)}{_pushed(step)}"


def lived(scenario: Scenario) -> list[str]:
    """What a customer who never pays would live through, one sentence a step."""
    if not scenario.steps:
        return ["Le client n'est jamais relancé."]
    told = [_lived(moment) for moment in moments(scenario)]
    if scenario.repeat is not None:
        told.append(f"Puis la dernière étape revient {every(scenario.repeat)}, jusqu'au règlement.")
    return told


def title(step: Step) -> str:
    """« Rappel de courtoisie », « Étape 2 », « Étape 4, mise en demeure »."""
    if step.is_courtesy:
        return "Rappel de courtoisie"
    return f"Étape {step.level}, mise en demeure" if step.is_formal else f"Étape {step.level}"


def every(rhythm: Every) -> str:
    """« chaque mois », « tous les 15 jours »."""
    one, many = UNITS[rhythm.unit]
    if rhythm.count == 1:
        return f"chaque {one}"
    return f"{'toutes' if rhythm.unit == 'week' else 'tous'} les {rhythm.count} {many}"


def fee_text(step: Step, currency: str) -> str:
    """« 12,00 € », « 10 % », or nothing."""
    parts = [money_text(step.fee_cents, currency)] if step.fee_cents else []
    if step.fee_rate:
        percent = f"{(step.fee_rate * 100).normalize():f}".replace(".", ",")
        parts.append(f"{percent} % du restant dû")
    return " et ".join(parts)


def _base(step: Step) -> str:
    if step.after_previous:
        return f"{days_text(step.days)} après la remise de l'étape précédente"
    if step.days == 0:
        return "le jour de l'échéance" if step.is_courtesy else "le lendemain de l'échéance"
    return f"{days_text(abs(step.days))} {'avant' if step.days < 0 else 'après'} l'échéance"


def _pushed(step: Step) -> str:
    parts = ["à la fin du mois"] if step.end_of_month else []
    if step.business_days:
        parts.append(f"au jour ouvré {'précédent' if step.is_courtesy else 'suivant'}")
    return f", reporté {' puis '.join(parts)}" if parts else ""


def _lived(moment: Moment) -> str:
    step = moment.step
    told = f"{when(step)}, {_what(step)}."
    if step.after_previous or (not step.is_courtesy and moment.day > max(step.days, 1)):
        told = f"{told[:-1]} (au plus tôt {days_text(moment.day)} après l'échéance)."
    return told[0].upper() + told[1:]


def _what(step: Step) -> str:
    """« la relance 2 par téléphone, que vous faites vous-même »."""
    if step.channel in SPOKEN:
        return f"{_kind(step)} par {CHANNEL_NAMES[step.channel]}, que vous faites vous-même"
    what = _kind(step) if step.approval == TASK else _message(step)
    return f"{what} {APPROVAL_NAMES[step.approval]}"


def _message(step: Step) -> str:
    """« une mise en demeure par courrier, au ton ferme, »."""
    name = _kind(step)
    way = "lettre recommandée" if step.is_registered else CHANNEL_NAMES[step.channel]
    if step.turning_channel:
        way = f"{way} ou {CHANNEL_NAMES[step.turning_channel]}, à tour de rôle,"
    tone = f", au ton {TONE_NAMES[step.tone]}," if step.tone else ""
    papers = ", avec ses factures," if step.encloses_invoices else ""
    return f"{name} par {way}{tone}{papers}".replace(",,", ",")


def _kind(step: Step) -> str:
    if step.is_formal:
        return "une mise en demeure"
    return "un rappel courtois" if step.is_courtesy else f"la relance {step.level}"
