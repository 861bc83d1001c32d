"""What a person lets go. Set-based: ten thousand messages as one."""

from collections.abc import Iterable
from datetime import date

from django.db import connection, transaction

from encaisse.accounts.models import Company
from encaisse.audit import operations as audit
from encaisse.dunning.models import Message, MessageState
from encaisse.dunning.queries.bank import bank_of
from encaisse.dunning.queries.together import leaders
from encaisse.jobs.queue import enqueue
from encaisse.kernel.days import french_day
from encaisse.kernel.refusal import Refusal

BATCH = 200

# The newest asks what the others ask beside what it already lists, at their highest level.
TAKE_ALONG = """
WITH pair AS (
  SELECT * FROM unnest(%(others)s::bigint[], %(newest)s::bigint[]) AS pair(other, newest)
), added AS (
  SELECT pair.newest, max(p.level) AS level,
         sum(CASE WHEN n.listed @> to_jsonb(coalesce(-p.installment_id, p.receivable_id))
                  THEN 0 ELSE p.open_cents END) AS cents
  FROM pair
  JOIN dunning_proposal p ON p.message_id = pair.other AND p.state = 'pending'
  JOIN dunning_message n ON n.id = pair.newest
  GROUP BY pair.newest
), grown AS (
  UPDATE dunning_message m
  SET total_cents = m.total_cents + added.cents, level = greatest(m.level, added.level)
  FROM added WHERE m.id = added.newest
), moved AS (
  UPDATE dunning_proposal p SET message_id = pair.newest FROM pair
  WHERE p.message_id = pair.other AND p.state = 'pending'
)
UPDATE dunning_message m SET state = 'merged' FROM pair WHERE m.id = pair.other
"""


class NothingToApprove(Refusal):
    """None of these messages waits any more."""

    code = "nothing_to_approve"
    sentence = "Aucune de ces relances n'attend d'être approuvée."


class BankDataStale(Refusal):
    """Somebody might be asked for what is already paid: said once, then done if confirmed."""

    code = "bank_data_stale"
    sentence = (
        "Le dernier mouvement de banque connu date du {newest} : une relance réclamerait peut-être"
        " ce qui est déjà payé. Importez un relevé plus récent, ou confirmez l'envoi."
    )


def check_bank(company: Company, *, on: date) -> None:
    """Refuse while bank data are older than the company's limit: nothing leaves unwarned."""
    bank = bank_of(company, on=on)
    if bank.is_stale and bank.newest_on is not None:
        raise BankDataStale(newest=french_day(bank.newest_on))


@transaction.atomic
def approve(company: Company, message_ids: Iterable[int], *, by: str) -> list[int]:
    """Let these waiting messages go; the others are left as they are. Returns those released.

    What waits for the same customer, currency and channel leaves as one message, the newest."""
    leader = leaders(company, message_ids)
    chosen = lock_waiting(company, leader)
    if not chosen:
        raise NothingToApprove
    kept = set(chosen)
    pairs = {one: leader[one] for one in chosen if leader[one] != one and leader[one] in kept}
    _take_along(pairs)
    released = [one for one in chosen if one not in pairs]
    Message.objects.numbered(released).update(
        state=MessageState.RELEASED, approved_by=by, postponed_until=None
    )
    audit.record(
        company=company, actor=by, verb="dunning.approved", subject=f"message:{released[0]}",
        facts={"messages": released},
    )  # fmt: skip
    enqueue_delivery(company, released)
    return released


def enqueue_delivery(company: Company, message_ids: list[int]) -> None:
    """Batches for the workers, in the transaction that releases the messages."""
    for start in range(0, len(message_ids), BATCH):
        batch = message_ids[start : start + BATCH]
        enqueue("dunning.deliver", company.pk, message_ids=batch)


def lock_waiting(company: Company, message_ids: Iterable[int]) -> list[int]:
    """Those of the messages that wait for a person, locked."""
    chosen = Message.objects.numbered(list(message_ids)).select_for_update()
    waiting = chosen.filter(company=company, state=MessageState.WAITING)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def _take_along(pairs: dict[int, int]) -> None:
    """Join each message to the newer one that leaves for both."""
    if pairs:
        with connection.cursor() as cursor:
            cursor.execute(TAKE_ALONG, {"others": list(pairs), "newest": list(pairs.values())})
