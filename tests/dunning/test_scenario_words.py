"""What is said of a scenario: its life in words, its warnings, what a version changed."""

from dataclasses import replace

import pytest

from encaisse.dunning.rules import Every, Scenario, Step
from encaisse.dunning.rules.differences import differences
from encaisse.dunning.rules.timeline import moments
from encaisse.dunning.rules.warnings import warnings
from encaisse.dunning.rules.words import lived, when

NOTICE = Step(
    3, 30, "letter", approval="approve", template_code="mise-en-demeure", pay_within_days=8
)
CALM = Scenario(
    1, "calme", (Step(0, -5, is_courtesy=True), Step(1, 3, approval="approve"), Step(2, 15), NOTICE)
)


def with_steps(*steps: Step, **settings: object) -> Scenario:
    return replace(CALM, steps=steps, **settings)  # type: ignore[arg-type]


def test_nobody_can_misread_the_sign_of_the_days() -> None:
    assert lived(CALM) == [
        "5 jours avant l'échéance, un rappel courtois par courriel qui part seul.",
        "3 jours après l'échéance, la relance 1 par courriel que vous approuvez.",
        "15 jours après l'échéance, la relance 2 par courriel qui part seul.",
        "30 jours après l'échéance, une mise en demeure par courrier que vous approuvez.",
    ]


def test_a_step_by_hand_goes_by_no_channel() -> None:
    assert lived(with_steps(Step(1, 3, approval="task"))) == [
        "3 jours après l'échéance, la relance 1 que vous faites vous-même (appel, visite)."
    ]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (Step(0, 0, is_courtesy=True), "le jour de l'échéance"),
        (Step(1, 0), "le lendemain de l'échéance"),
        (Step(1, 1), "1 jour après l'échéance"),
        (
            Step(1, 7, end_of_month=True, business_days=True),
            "7 jours après l'échéance, reporté à la fin du mois puis au jour ouvré suivant",
        ),
        (Step(2, 9, after_previous=True), "9 jours après la remise de l'étape précédente"),
    ],
)
def test_when_a_step_comes(step: Step, expected: str) -> None:
    assert when(step) == expected


def test_a_scenario_without_step_says_so() -> None:
    assert lived(Scenario(1, "aucun")) == ["Le client n'est jamais relancé."]


def test_a_step_waits_for_what_was_asked_by_the_one_before() -> None:
    steps = (Step(1, 7, pay_within_days=10), Step(2, 9), Step(3, 5, after_previous=True))
    assert [each.day for each in moments(with_steps(*steps))] == [7, 18, 23]


def test_a_calm_scenario_deserves_no_remark() -> None:
    assert warnings(CALM) == []


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        pytest.param(with_steps(NOTICE), "avant toute relance", id="a notice first of all"),
        pytest.param(
            with_steps(Step(1, 3), replace(NOTICE, approval="auto")), "n'approuve rien",
            id="nobody approves",
        ),
        pytest.param(
            with_steps(Step(1, 3), replace(NOTICE, channel="mail")), "se prouve mal", id="by mail"
        ),
        pytest.param(
            with_steps(Step(1, 3), replace(NOTICE, pay_within_days=None)), "ne dit pas quand payer",
            id="without delay",
        ),
        pytest.param(with_steps(Step(1, 3), Step(2, 5)), "Deux messages en 2 jours", id="close"),
        pytest.param(
            with_steps(Step(0, -1, is_courtesy=True), Step(1, 1)), "Deux messages en 2 jours",
            id="a courtesy then a reminder",
        ),
        pytest.param(
            with_steps(Step(0, -2, is_courtesy=True)), "Rien après l'échéance", id="courtesy only"
        ),
        pytest.param(
            with_steps(
                Step(0, -3, is_courtesy=True), Step(0, -1, is_courtesy=True), Step(1, 9),
                spacing_days=5,
            ),
            "ne partira jamais",
            id="a courtesy that the spacing pushes after the due date",
        ),
        pytest.param(
            with_steps(Step(1, 7), Step(2, 7), is_sequential=False), "ne sera jamais atteinte",
            id="replaced the same day",
        ),
        pytest.param(
            with_steps(Step(1, 7), Step(2, 40, after_previous=True), Step(3, 20)),
            "ne partira pas 20 jours",
            id="held by the one before",
        ),
        pytest.param(
            with_steps(Step(1, 7), repeat=Every(3, "day")), "moins de 7 jours", id="repeats"
        ),
        pytest.param(
            with_steps(Step(1, 7, tone="firm"), Step(2, 20, tone="collaborative")), "plus doux",
            id="softer",
        ),
    ],
)  # fmt: skip
def test_what_deserves_a_look(scenario: Scenario, expected: str) -> None:
    assert expected in " ".join(map(str, warnings(scenario)))


def test_a_threshold_without_rate_is_told() -> None:
    small = replace(CALM, minimum={"EUR": 2000})
    assert "EUR/USD" in str(warnings(small, currencies=["USD"])[0])
    assert warnings(replace(CALM, minimum={"EUR": 1, "USD": 1}), currencies=["USD"]) == []


def test_what_a_version_changed() -> None:
    courtesy, first, second, _notice = CALM.steps
    after = with_steps(
        courtesy, replace(first, days=5, tone="firm"), second, Step(4, 40), spacing_days=2
    )
    assert differences(CALM, after) == [
        "Entre deux messages : 0 jour → 2 jours.",
        "Étape 1 : 3 jours après l'échéance → 5 jours après l'échéance.",
        "Étape 1, ton : selon le profil → ferme.",
        "Étape 3 : retirée.",
        "Étape 4 : ajoutée, 40 jours après l'échéance.",
    ]
    assert differences(CALM, CALM) == []
