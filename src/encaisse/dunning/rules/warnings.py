"""What deserves a look before a scenario is switched on: a warning informs, it refuses nothing."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from encaisse.dunning.rules.faults import Remark
from encaisse.dunning.rules.scenario import TONES, Every, Scenario
from encaisse.dunning.rules.sentences import days_text
from encaisse.dunning.rules.thresholds import Rates
from encaisse.dunning.rules.timeline import Moment, moments
from encaisse.dunning.rules.words import title

CLOSE_DAYS = 3
REPEAT_LEAST_DAYS = 7
UNIT_DAYS = {"day": 1, "week": 7, "month": 28}


def warnings(
    scenario: Scenario, *, rates: Rates | None = None, currencies: Iterable[str] = ()
) -> list[Remark]:
    """French sentences, in the order of the time line; ``currencies`` are those of the books."""
    line = moments(scenario)
    return [
        *_never_reached(scenario, line),
        *_pushed_back(line),
        *_too_close(line),
        *_formal(scenario, line),
        *_tones(line),
        *_repeats(scenario, line),
        *_only_courtesy(scenario),
        *_without_rate(scenario, rates or {}, currencies),
    ]


def _never_reached(scenario: Scenario, line: list[Moment]) -> Iterator[Remark]:
    for moment in line:
        if moment.step.is_courtesy and moment.day > 0:
            told = (
                f"Ce rappel de courtoisie ne partira jamais : avec {scenario.spacing_days} jours "
                "entre deux messages, il viendrait après l'échéance."
            )
            yield Remark(told, moment.place)
    dated = [each for each in line if not each.step.is_courtesy and not each.step.after_previous]
    for earlier, later in pairwise(dated):
        if not scenario.is_sequential and later.step.days == earlier.step.days:
            told = (
                f"L'étape {earlier.step.level} ne sera jamais atteinte : l'étape "
                f"{later.step.level} vient le même jour et la remplace."
            )
            yield Remark(told, earlier.place)


def _pushed_back(line: list[Moment]) -> Iterator[Remark]:
    """A step that never comes on the day written."""
    for moment in line:
        step = moment.step
        dated = not step.is_courtesy and not step.after_previous
        if dated and moment.day > max(step.days, 1):
            told = (
                f"L'étape {step.level} ne partira pas {days_text(step.days)} après l'échéance : "
                f"l'étape d'avant la retient jusqu'à {days_text(moment.day)} après l'échéance."
            )
            yield Remark(told, moment.place)


def _too_close(line: list[Moment]) -> Iterator[Remark]:
    for earlier, later in pairwise(line):
        gap = later.day - earlier.day
        if gap < CLOSE_DAYS:
            told = f"Deux messages en {days_text(gap)} : le second peut passer pour une erreur."
            yield Remark(told, later.place)


def _formal(scenario: Scenario, line: list[Moment]) -> Iterator[Remark]:
    notices = [each for each in line if each.step.is_formal]
    if not notices:
        return
    first = notices[0]
    before = [each.step for each in line if each.day < first.day and not each.step.is_courtesy]
    if not before:
        yield Remark("La mise en demeure viendrait avant toute relance.", first.place)
    if all(step.approval == "auto" for step in (*before, first.step)):
        told = "La mise en demeure part sans que personne n'approuve rien avant elle."
        yield Remark(told, first.place)
    for notice in notices:
        if notice.step.channel == "mail":
            told = "Une mise en demeure par courriel se prouve mal : préférez le courrier."
            yield Remark(told, notice.place)
        if notice.step.pay_within_days is None:
            told = "Une mise en demeure sans délai ne dit pas quand payer : donnez des jours."
            yield Remark(told, notice.place)
    if scenario.repeat is not None and scenario.ladder[-1].is_formal:
        yield Remark("La mise en demeure se répète : elle y perd sa force.", line[-1].place)


def _tones(line: list[Moment]) -> Iterator[Remark]:
    spoken = [each for each in line if each.step.tone]
    for earlier, later in pairwise(spoken):
        if TONES.index(later.step.tone) < TONES.index(earlier.step.tone):
            told = f"{title(later.step)} : le ton est plus doux qu'à l'étape d'avant."
            yield Remark(told, later.place)


def _repeats(scenario: Scenario, line: list[Moment]) -> Iterator[Remark]:
    if scenario.repeat is None or _length(scenario.repeat) >= REPEAT_LEAST_DAYS:
        return
    told = f"La dernière étape revient à moins de {REPEAT_LEAST_DAYS} jours d'intervalle."
    yield Remark(told, line[-1].place)


def _length(rhythm: Every) -> int:
    return rhythm.count * UNIT_DAYS[rhythm.unit]


def _only_courtesy(scenario: Scenario) -> Iterator[Remark]:
    if scenario.steps and not scenario.ladder:
        yield Remark("Rien après l'échéance : ce scénario ne relance jamais un retard.")


def _without_rate(scenario: Scenario, rates: Rates, currencies: Iterable[str]) -> Iterator[Remark]:
    """A threshold compared as it is written with amounts of another currency."""
    own = scenario.currency
    if not scenario.tolerance_cents and not scenario.minimum.get(own):
        return
    for currency in sorted(set(currencies) - {own}):
        stated = currency in scenario.minimum and not scenario.tolerance_cents
        if not stated and own + currency not in rates and currency + own not in rates:
            yield Remark(
                f"Les seuils en {own} s'appliquent tels quels aux créances en {currency} : "
                f"aucun cours {own}/{currency} n'est donné."
            )
