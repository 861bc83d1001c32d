"""One message given to a provider, with a sure outcome.

Until the connection stands nothing was said: a certain failure, tried again later. From then on
only the provider's own answer is certain: without one, or when a machine between us and it answers
in its place (502, 504), the message may have left: unclear, never sent again by itself.
"""

from collections.abc import Callable, Mapping
from typing import Any

from encaisse.letters.http import IN_ITS_PLACE, Answer, Away, Silent, ask
from encaisse.letters.rules.delivery import Failed, Outcome, Unclear

ANSWER_SECONDS = 30.0
TOLD_MAX = 300
AGAIN = {429, 500, 503}

Read = Callable[[Any], Outcome]


def post(url: str, body: bytes, headers: Mapping[str, str], *, accepted: Read) -> Outcome:
    """Say what became of the request; ``accepted`` reads the answer of one that was taken."""
    try:
        answer = ask("POST", url, headers=headers, body=body, patience=ANSWER_SECONDS)
    except Away as problem:
        return Failed(f"fournisseur de SMS injoignable : {problem}", permanent=False)
    except Silent as problem:
        return Unclear(f"le fournisseur de SMS n'a pas répondu : {problem}")
    return _outcome(answer, accepted)


def _outcome(answer: Answer, accepted: Read) -> Outcome:
    said = f"{answer.status} {_sentence(answer)}"[:TOLD_MAX].strip()
    if answer.is_yes:
        try:
            return accepted(answer.told())
        except (ValueError, KeyError, TypeError, IndexError, AttributeError):
            return Unclear(f"réponse incomprise du fournisseur de SMS : {said}")
    if answer.status in IN_ITS_PLACE:
        return Unclear(f"le fournisseur de SMS n'a pas répondu : {said}")
    return Failed(said, permanent=answer.status < 500 and answer.status not in AGAIN)


def _sentence(answer: Answer) -> str:
    """What the provider says in its error, without its wrapping."""
    told = answer.told()
    if isinstance(told, dict) and "message" in told:
        return str(told["message"])
    return " ".join(answer.text.split())
