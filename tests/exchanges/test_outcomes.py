"""What an outcome makes of the step, and what must follow it."""

from datetime import date, time

import pytest

from encaisse.exchanges.rules.outcomes import (
    Following,
    Next,
    NextActionMissing,
    NextDayMissing,
    NothingWithoutReason,
    Outcome,
    StepStillOpen,
    check_open_step,
    following,
    takes_step,
    told,
)

DAY = date(2026, 11, 30)


@pytest.mark.parametrize("outcome", [Outcome.PROMISE, Outcome.DISPUTE, Outcome.REACHED])
def test_somebody_spoken_to_takes_the_step(outcome: Outcome) -> None:
    assert takes_step(outcome, None)


@pytest.mark.parametrize("outcome", [Outcome.VOICEMAIL, Outcome.UNANSWERED, Outcome.CALLBACK])
def test_a_message_left_takes_it_only_when_a_person_says_so(outcome: Outcome) -> None:
    assert not takes_step(outcome, None)
    assert not takes_step(outcome, False)
    assert takes_step(outcome, True)


def test_a_wrong_number_never_takes_it() -> None:
    assert not takes_step(Outcome.WRONG_NUMBER, True)


def test_who_asks_to_be_called_again_says_the_next_action() -> None:
    then = following(Outcome.CALLBACK, Following(None, DAY, time(14, 30)))
    assert (then.action, then.on, then.at) == (Next.CALL, DAY, time(14, 30))


def test_the_number_is_found_before_anything_else() -> None:
    assert following(Outcome.WRONG_NUMBER, Following(Next.VISIT, DAY)) == Following()


def test_a_call_says_what_comes_next() -> None:
    with pytest.raises(NextActionMissing):
        following(Outcome.PROMISE, Following())
    with pytest.raises(NextDayMissing, match="rappeler"):
        following(Outcome.VOICEMAIL, Following(Next.CALL))
    with pytest.raises(NothingWithoutReason):
        following(Outcome.REACHED, Following(Next.NOTHING, why=" "))


def test_the_scenario_does_not_go_on_over_a_step_that_was_not_taken() -> None:
    with pytest.raises(StepStillOpen):
        check_open_step(False, Following(Next.SCENARIO))
    check_open_step(True, Following(Next.SCENARIO))
    check_open_step(False, Following(Next.CALL, DAY))


def test_a_call_is_told_in_one_sentence() -> None:
    promised = told(
        Outcome.PROMISE, who="Mme Petit", detail="promet 1 200,00 € pour le 30/11/2026",
        note="Virement.",
    )  # fmt: skip
    assert promised == "Mme Petit promet 1 200,00 € pour le 30/11/2026. Virement."
    assert told(Outcome.DISPUTE, who="") == "Le client conteste."
    assert told(Outcome.VOICEMAIL, who="Mme Petit") == "Message laissé sur le répondeur."
    assert told(Outcome.REACHED, who="Mme Petit") == "Mme Petit : joint."
