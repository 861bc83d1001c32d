"""Which waiting messages leave as one: those of a customer, in a currency, on a channel."""

from collections.abc import Iterable

import polars as pl

from encaisse.accounts.models import Company
from encaisse.dunning.models import Message
from encaisse.store.frames import rows_out

TOGETHER = """
WITH chosen AS (
  SELECT DISTINCT customer_id, currency, channel FROM dunning_message
  WHERE company_id = %(company)s AND id = ANY (%(chosen)s)
)
SELECT m.id, max(m.id) OVER (PARTITION BY m.customer_id, m.currency, m.channel)
FROM dunning_message m
JOIN chosen USING (customer_id, currency, channel)
JOIN dunning_scenario s ON s.id = m.scenario_id AND s.grouping = 'customer'
WHERE m.company_id = %(company)s AND m.state = 'waiting' AND m.edited IS NULL
  AND m.papers IS NULL AND m.postponed_until IS NULL
"""


def leaders(company: Company, message_ids: Iterable[int]) -> dict[int, int]:
    """Each of these messages, and of those that leave with them, with the one that takes it along:
    the newest; itself when it leaves alone."""
    chosen = list(message_ids)
    bound = {"company": company.pk, "chosen": chosen}
    found = rows_out(TOGETHER, bound, schema={"id": pl.Int64, "newest": pl.Int64})
    joined = dict(found.iter_rows())
    alone = {message_id: message_id for message_id in chosen if message_id not in joined}
    of_chosen = {joined[message_id] for message_id in chosen if message_id in joined}
    return alone | {other: newest for other, newest in joined.items() if newest in of_chosen}


def with_siblings(message: Message) -> list[int]:
    """The message and those that it takes along."""
    return list(leaders(message.company, [message.pk]))
