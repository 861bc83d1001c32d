"""Which scenarios make sense."""

import pytest

from encaisse.dunning.rules import Every, Scenario, Step, faults
from encaisse.dunning.rules.scenario import RepeatNotUnderstood

FINE = (Step(0, -3, is_courtesy=True), Step(1, 7), Step(2, 9, after_previous=True))


def test_a_plain_scenario_is_saved() -> None:
    assert faults(Scenario(1, "doux", FINE)) == []


@pytest.mark.parametrize(
    "scenario",
    [
        pytest.param(Scenario(1, "faux", (Step(1, 7), Step(1, 9))), id="twice the same level"),
        pytest.param(Scenario(1, "faux", (Step(1, -7),)), id="a reminder before the due date"),
        pytest.param(Scenario(1, "faux", (Step(0, 7),)), id="level 0 without courtesy"),
        pytest.param(Scenario(1, "faux", (Step(1, -3, is_courtesy=True),)), id="courtesy as level"),
        pytest.param(Scenario(1, "faux", (Step(0, 3, is_courtesy=True),)), id="late courtesy"),
        pytest.param(Scenario(1, "faux", (Step(1, 9, after_previous=True),)), id="no previous"),
        pytest.param(Scenario(1, "faux", (Step(1, 21), Step(2, 7))), id="second before first"),
        pytest.param(Scenario(1, "faux", (Step(1, 7, channel="pigeon"),)), id="unknown channel"),
        pytest.param(Scenario(1, "faux", FINE, tolerance_cents=-1), id="negative tolerance"),
        pytest.param(Scenario(1, "faux", repeat=Every(1, "month")), id="nothing to repeat"),
        pytest.param(
            Scenario(1, "faux", (Step(0, -3, is_courtesy=True), Step(0, -3, is_courtesy=True))),
            id="two courtesies the same day",
        ),
        pytest.param(Scenario(1, "faux", (Step(1, 99_999),)), id="days without end"),
        pytest.param(Scenario(1, "faux", (Step(1, 7, tone="rude"),)), id="unknown tone"),
        pytest.param(Scenario(1, "faux", (Step(1, 7, approval="no"),)), id="unknown approval"),
        pytest.param(Scenario(1, "faux", (Step(1, 7, other_channel="mail"),)), id="same channel"),
        pytest.param(
            Scenario(
                1, "faux", (Step(1, 7, template_code="mise-en-demeure", other_channel="letter"),)
            ),
            id="a formal notice that takes turns",
        ),
    ],
)
def test_nonsense_is_told_in_a_sentence(scenario: Scenario) -> None:
    assert faults(scenario)


def test_a_fault_names_the_step_concerned() -> None:
    (fault,) = faults(Scenario(1, "faux", (Step(0, -3, is_courtesy=True), Step(1, -7))))
    assert (fault.step, str(fault)) == (
        1,
        "L'étape 1 partirait avant l'échéance : écrivez des jours positifs.",
    )


@pytest.mark.parametrize(
    ("text", "offset"), [("1 month", "1mo"), ("2 weeks", "2w"), ("15 days", "15d")]
)
def test_a_rhythm(text: str, offset: str) -> None:
    assert Every.parse(text).offset == offset


@pytest.mark.parametrize("text", ["", "month", "0 days", "1 year", "-1 month"])
def test_a_rhythm_not_understood(text: str) -> None:
    with pytest.raises(RepeatNotUnderstood):
        Every.parse(text)
