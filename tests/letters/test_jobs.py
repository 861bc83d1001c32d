"""The clock finds the mails to send again, and asks for one job per company."""

import datetime
from collections.abc import Callable

from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.fixtures import Settings

from encaisse.letters import jobs
from encaisse.letters.models import Letter, LetterState
from tests.letters.conftest import AT

LATER = int((AT + datetime.timedelta(minutes=20)).timestamp())


def asked_for() -> list[dict[str, object]]:
    found = ProcrastinateJob.objects.filter(task_name="letters.send").order_by("id")
    return [job.args for job in found]


def test_the_clock_takes_up_what_waits_and_what_was_left(
    a_letter: Callable[..., Letter], settings: Settings
) -> None:
    settings.EMAIL_HOST = "mail.example"
    states: dict[int, dict[str, object]] = {
        a_letter().pk: {"not_before": AT},
        a_letter().pk: {"state": LetterState.SENDING},
        a_letter().pk: {},
        a_letter().pk: {"state": LetterState.UNCLEAR},
        a_letter().pk: {"state": LetterState.DELIVERED},
        a_letter().pk: {"not_before": AT + datetime.timedelta(hours=1)},
    }
    for letter_id, changes in states.items():
        if changes:
            Letter.objects.filter(pk=letter_id).update(**changes)
    company_id = Letter.objects.values_list("company_id", flat=True).first()
    jobs.sweep(LATER)
    assert asked_for() == [{"company_id": company_id, "letter_ids": list(states)[:3]}]


def test_with_nothing_to_send_nothing_is_asked(a_letter: Callable[..., Letter]) -> None:
    a_letter()
    jobs.sweep(int(AT.timestamp()))
    assert asked_for() == []
