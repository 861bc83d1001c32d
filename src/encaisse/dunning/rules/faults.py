"""Why a scenario makes no sense: a fault refuses the save."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from encaisse.dunning.rules.scenario import (
    APPROVALS,
    CHANNELS,
    COURTESIES_MAX,
    COURTESY,
    GROUPINGS,
    LEVEL_MAX,
    LISTS,
    SPOKEN,
    TASK,
    TEXT,
    TONES,
    WRITTEN,
    Scenario,
    Step,
)

DAYS_MAX = 3650
CENTS_MAX = 10**12


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence about a scenario; ``step`` is the place of the step concerned in ``steps``, None
    when it is about the whole."""

    sentence: str
    step: int | None = None

    def __str__(self) -> str:
        return self.sentence


def faults(scenario: Scenario) -> list[Remark]:
    """Why this scenario makes no sense: French sentences, none when it may be saved."""
    steps = [
        Remark(sentence, place)
        for place, step in enumerate(scenario.steps)
        for sentence in _step_faults(step)
    ]
    settings = [Remark(sentence) for sentence in _setting_faults(scenario)]
    return [*settings, *steps, *_ladder_faults(scenario), *_courtesies_faults(scenario)]


def _setting_faults(scenario: Scenario) -> Iterator[str]:
    amounts = (scenario.tolerance_cents, *scenario.minimum.values())
    if min(amounts) < 0:
        yield "Une tolérance ou un minimum ne peut être négatif."
    if max(amounts) > CENTS_MAX:
        yield "Une tolérance ou un minimum dépasse dix milliards."
    if min(scenario.spacing_days, scenario.transit_days) < 0:
        yield "Un nombre de jours d'écart ou d'acheminement ne peut être négatif."
    if max(scenario.spacing_days, scenario.transit_days) > DAYS_MAX:
        yield f"Un nombre de jours d'écart ou d'acheminement ne dépasse pas {DAYS_MAX}."
    if scenario.grouping not in GROUPINGS:
        yield f"« {scenario.grouping} » n'est pas un regroupement connu."
    if scenario.lists not in LISTS:
        yield f"« {scenario.lists} » n'est pas une liste connue."
    if scenario.repeat is not None and not scenario.ladder:
        yield "Rien à répéter : le scénario n'a pas d'étape."


def _step_faults(step: Step) -> Iterator[str]:
    yield from _channel_faults(step)
    yield from _word_faults(step)
    if not 0 <= step.fee_cents <= CENTS_MAX or not 0 <= step.fee_rate <= 1:
        yield f"Les frais de l'étape {step.level} n'ont pas de sens."
    if step.pay_within_days is not None and not 0 <= step.pay_within_days <= DAYS_MAX:
        yield f"Le délai demandé par l'étape {step.level} va de 0 à {DAYS_MAX} jours."
    if abs(step.days) > DAYS_MAX:
        yield f"Une étape part à {DAYS_MAX} jours de l'échéance au plus."
    if step.is_courtesy:
        yield from _courtesy_faults(step)
    elif not 0 < step.level <= LEVEL_MAX:
        yield f"Un niveau de relance va de 1 à {LEVEL_MAX} ; 0 est le rappel de courtoisie."
    elif step.days < 0:
        yield f"L'étape {step.level} partirait avant l'échéance : écrivez des jours positifs."


def _channel_faults(step: Step) -> Iterator[str]:
    if step.channel not in CHANNELS:
        yield f"Cette version n'envoie rien par « {step.channel} »."
    if step.other_channel not in ("", *WRITTEN):
        yield f"Cette version n'alterne pas avec « {step.other_channel} »."
    if step.channel in SPOKEN:
        yield from _spoken_faults(step)
    if step.other_channel == step.channel:
        yield "L'autre canal est le même : choisissez-en un différent, ou aucun."
    if step.other_channel and step.is_formal:
        yield "Une mise en demeure ne change pas de canal : retirez l'autre canal."
    if step.is_registered and step.channel != "letter":
        yield "Un recommandé part par courrier : choisissez ce canal, ou retirez le recommandé."
    if step.is_formal and step.channel == TEXT:
        yield "Une mise en demeure ne part pas par SMS : choisissez le courrier."


def _spoken_faults(step: Step) -> Iterator[str]:
    """A call and a visit: a person's task, and no letter."""
    if step.approval != TASK:
        yield "Un appel ou une visite est l'affaire d'une personne : choisissez ce départ."
    if step.other_channel:
        yield "Un appel ou une visite ne change pas de canal : retirez l'autre canal."
    if step.is_formal:
        yield "Une mise en demeure s'écrit : choisissez le courrier."


def _word_faults(step: Step) -> Iterator[str]:
    if step.approval not in APPROVALS:
        yield f"« {step.approval} » n'est pas une façon de partir connue."
    if step.tone not in ("", *TONES):
        yield f"« {step.tone} » n'est pas un ton connu."


def _courtesy_faults(step: Step) -> Iterator[str]:
    if step.level != COURTESY:
        yield "Un rappel de courtoisie n'est pas une relance : son niveau est 0."
    if step.days > 0:
        yield "Un rappel de courtoisie part avant l'échéance : écrivez des jours négatifs."
    if step.after_previous or step.end_of_month:
        yield "Un rappel de courtoisie se compte depuis l'échéance, sans fin de mois."
    if step.fee_cents or step.fee_rate:
        yield "Un rappel de courtoisie ne porte pas de frais."
    if step.is_formal:
        yield "Une mise en demeure n'est pas un rappel de courtoisie : choisissez un autre modèle."


def _ladder_faults(scenario: Scenario) -> Iterator[Remark]:
    ladder = scenario.ladder
    times = Counter(step.level for step in ladder)
    for level in sorted(level for level, count in times.items() if count > 1):
        yield _about(scenario, f"Le niveau {level} apparaît deux fois.", level)
    if ladder and ladder[0].after_previous:
        told = "La première étape n'a pas d'étape précédente d'où compter."
        yield _about(scenario, told, ladder[0].level)
    dated = [step for step in ladder if not step.after_previous]
    for earlier, later in pairwise(dated):
        if later.days < earlier.days:
            told = f"L'étape {later.level} viendrait avant l'étape {earlier.level}."
            yield _about(scenario, told, later.level)


def _courtesies_faults(scenario: Scenario) -> Iterator[Remark]:
    courtesies = scenario.courtesies
    if len(courtesies) > COURTESIES_MAX:
        yield Remark(f"Un scénario a {COURTESIES_MAX} rappels de courtoisie au plus.")
    for earlier, later in pairwise(courtesies):
        if earlier.days == later.days:
            told = "Deux rappels de courtoisie partiraient le même jour."
            yield Remark(told, scenario.steps.index(later))


def _about(scenario: Scenario, sentence: str, level: int) -> Remark:
    places = [place for place, step in enumerate(scenario.steps) if step.level == level]
    return Remark(sentence, places[-1])
