"""Mails that come back: refused by the servers of their addresses, after ours had taken them."""

from collections.abc import Mapping

from django.db import transaction

from encaisse.letters.models import Channel, Letter, LetterState
from encaisse.letters.operations.evidence import note_taken


@transaction.atomic
def come_back(letter: Letter, refusals: Mapping[str, str]) -> list[str]:
    """Note the addresses that refused a mail for good, and what their server said. The mail is
    *bounced* once all of them have; one of which nobody knew whether it left has failed. Addresses
    that it was never sent to are left out. Returns those that count."""
    kept = Letter.objects.select_for_update().get(pk=letter.pk)
    if kept.channel != Channel.MAIL:
        return []
    written = {address.lower() for address in kept.to}
    counted = {each.lower(): answer for each, answer in refusals.items() if each.lower() in written}
    kept.refused |= counted
    if counted and written <= kept.refused.keys():
        if kept.state == LetterState.DELIVERED:
            note_taken(kept)
        kept.state = _once_refused(kept.state)
        kept.answer = " · ".join(
            f"{each} refusé : {kept.refused[each]}" for each in sorted(written)
        )
    kept.save(update_fields=["refused", "state", "answer"])
    return sorted(counted)


def _once_refused(state: str) -> str:
    """Where a mail stands that every address refused."""
    then = {
        LetterState.DELIVERED.value: LetterState.BOUNCED.value,
        LetterState.UNCLEAR.value: LetterState.FAILED.value,
    }
    return then.get(state, state)
