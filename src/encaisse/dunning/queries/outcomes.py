"""What came after each step that was delivered: money, promise, dispute, credit note, or nothing.

One query, read two ways: summed by step (``efficiency``), or step by step, for the list behind a
figure. Days only are known: what came on the day of the message itself is taken as come before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from encaisse.dunning.rules.efficiency import LATEST, WITHIN
from encaisse.payment_plans.queries import left_on
from encaisse.store.frames import rows_out

if TYPE_CHECKING:
    from datetime import date

    from encaisse.dunning.rules.facts import Schema

Bound = dict[str, object]
NOW = "now"

_DELIVERED = """
  SELECT p.id, p.message_id, p.receivable_id, p.installment_id, p.level, p.open_cents, p.taken_on,
         m.scenario_id, m.channel, m.template_code, m.currency
  FROM dunning_proposal p JOIN dunning_message m ON m.id = p.message_id
  WHERE p.company_id = %(company)s AND p.state = 'delivered'
    AND p.taken_on BETWEEN %(first)s AND %(last)s AND p.taken_on <= %(on)s
    AND (%(scenario)s::bigint IS NULL OR m.scenario_id = %(scenario)s)
    AND (%(customers)s::bigint[] IS NULL OR m.customer_id = ANY (%(customers)s::bigint[]))
"""


def _sums(days: int) -> str:
    after = f"came_on > taken_on AND came_on <= taken_on + {days}"
    return (
        f"(sum(cents) FILTER (WHERE is_money AND {after}))::bigint AS money_{days},"
        f" (sum(cents) FILTER (WHERE {after}))::bigint AS settled_{days}"
    )


def _results(days: int) -> str:
    """Null while too few days have passed, or when nothing was left to pay."""
    known = f"base_cents > 0 AND taken_on + {days} <= %(on)s"
    return (
        f"CASE WHEN {known} THEN money_{days} > 0 AND settled_{days} >= base_cents END"
        f" AS paid_{days},"
        f" CASE WHEN {known} THEN least(money_{days}, base_cents) END AS cents_{days}"
    )


# ``came_on``: the day the money came, even when a person put it on the invoice later. What came
# back since is nowhere. ``base_cents``: what the message asked, less what is known now to have come
# by then. An instalment is settled as its plan says: ``installments``, computed beside.
OUTCOMES = f"""
WITH delivered AS MATERIALIZED ({_DELIVERED}
), target AS (
  SELECT id, receivable_id, taken_on FROM delivered WHERE installment_id IS NULL
  UNION ALL
  SELECT d.id, part.receivable_id, d.taken_on FROM delivered d
  JOIN payment_plans_installment i ON i.id = d.installment_id
  JOIN payment_plans_plannedreceivable part ON part.plan_id = i.plan_id
), came AS (
  SELECT t.id, t.taken_on, a.cents, least(a."on", c."on") AS came_on,
         c.kind IN ('payment', 'bill') AS is_money
  FROM target t JOIN matching_allocation a ON a.receivable_id = t.receivable_id
  JOIN payments_credit c ON c.id = a.credit_id
  WHERE a."on" <= %(on)s AND a.reverses_id IS NULL AND NOT EXISTS (
    SELECT FROM matching_allocation b WHERE b.reverses_id = a.id AND b."on" <= %(on)s)
), summed AS (
  SELECT id, (sum(cents) FILTER (WHERE came_on <= taken_on))::bigint AS before_cents,
         {", ".join(_sums(days) for days in WITHIN)},
         bool_or(NOT is_money AND came_on > taken_on AND came_on <= taken_on + {LATEST}) AS credited
  FROM came GROUP BY id
), installments AS (
  SELECT * FROM unnest(%(steps)s::bigint[], %(bases)s::bigint[],
                       {", ".join(f"%(settled_{days})s::bigint[]" for days in WITHIN)})
    AS s(id, base_cents, {", ".join(f"settled_{days}" for days in WITHIN)})
), cancelled AS (
  SELECT r.id, i.cancelled_on FROM receivables_invoice i
  JOIN receivables_receivable r ON r.invoice_id = i.id
  WHERE i.company_id = %(company)s AND i.cancelled_on <= %(on)s
), promised AS (
  SELECT t.id FROM target t
  JOIN promises_promisedreceivable part ON part.receivable_id = t.receivable_id
  JOIN promises_promise p ON p.id = part.promise_id
   AND p.made_on BETWEEN t.taken_on AND t.taken_on + {LATEST} AND p.made_on <= %(on)s
  UNION
  SELECT t.id FROM target t
  JOIN payment_plans_plannedreceivable part ON part.receivable_id = t.receivable_id
  JOIN payment_plans_plan p ON p.id = part.plan_id
   AND p.agreed_on BETWEEN t.taken_on AND t.taken_on + {LATEST} AND p.agreed_on <= %(on)s
), disputed AS (
  SELECT DISTINCT t.id FROM target t
  JOIN disputes_disputedpart part ON part.receivable_id = t.receivable_id
  JOIN disputes_dispute x ON x.id = part.dispute_id
   AND x.opened_on BETWEEN t.taken_on AND t.taken_on + {LATEST} AND x.opened_on <= %(on)s
), followed AS (
  SELECT d.*,
         coalesce(i.base_cents,
                  CASE WHEN cancelled.cancelled_on <= d.taken_on THEN 0 ELSE
                    least(d.open_cents, r.face_cents - coalesce(s.before_cents, 0)) END
         ) AS base_cents,
         {", ".join(f"coalesce(s.money_{n}, 0) AS money_{n}" for n in WITHIN)},
         {", ".join(f"coalesce(i.settled_{n}, s.settled_{n}, 0) AS settled_{n}" for n in WITHIN)},
         coalesce(s.credited, false) OR coalesce(
           cancelled.cancelled_on BETWEEN d.taken_on + 1 AND d.taken_on + {LATEST}, false
         ) AS was_credited,
         promised.id IS NOT NULL AS was_promised, disputed.id IS NOT NULL AS was_disputed
  FROM delivered d JOIN receivables_receivable r ON r.id = d.receivable_id
  LEFT JOIN summed s ON s.id = d.id
  LEFT JOIN installments i ON i.id = d.id
  LEFT JOIN cancelled ON cancelled.id = d.receivable_id
  LEFT JOIN promised ON promised.id = d.id
  LEFT JOIN disputed ON disputed.id = d.id
), outcome AS (
  SELECT *, {", ".join(_results(days) for days in WITHIN)},
         base_cents > 0 AND taken_on + {LATEST} <= %(on)s AS is_over
  FROM followed
)
"""

_INSTALLMENTS = f"""
WITH delivered AS ({_DELIVERED})
SELECT d.id, d.installment_id, i.plan_id, d.taken_on, d.open_cents
FROM delivered d JOIN payment_plans_installment i ON i.id = d.installment_id ORDER BY d.id
"""
_INSTALLMENT: Schema = {
    "step": pl.Int64,
    "installment": pl.Int64,
    "plan": pl.Int64,
    "taken_on": pl.Date,
    "open": pl.Int64,
}


def read(
    select: str,
    *,
    company_id: int,
    first: date,
    last: date,
    on: date,
    scenario_id: int | None,
    customers: list[int] | None,
    schema: Schema,
    **more: object,
) -> pl.DataFrame:
    """The rows of ``select`` over ``outcome``: the steps delivered from a day to a day, with what
    followed them as it is known on ``on``."""
    bound: Bound = {
        "company": company_id, "first": first, "last": last, "on": on, "scenario": scenario_id,
        "customers": customers,
    }  # fmt: skip
    return rows_out(OUTCOMES + select, {**bound, **_settled(bound, on), **more}, schema=schema)


def _settled(bound: Bound, on: date) -> Bound:
    """What each reminded instalment left to pay, and how much of it was settled in time. What came
    back by ``on`` is not: an instalment is never more settled earlier than later."""
    steps = rows_out(_INSTALLMENTS, bound, schema=_INSTALLMENT)
    asked = {days: (pl.col("taken_on") + pl.duration(days=days)).clip(upper_bound=on)
             for days in (0, *WITHIN)} | {NOW: pl.lit(on)}  # fmt: skip
    if steps.height:
        days = [steps.select("plan", day=day) for day in asked.values()]
        left = left_on(pl.concat(days).unique(maintain_order=True))
        for name, day in asked.items():
            then = left.select("plan", "installment", "day", pl.col("left").alias(f"left_{name}"))
            steps = steps.with_columns(day=day).join(then, on=["plan", "installment", "day"])
    return {"steps": steps["step"].to_list()} | {
        name: steps.select(paid).to_series().to_list() if steps.height else []
        for name, paid in _settlements().items()
    }


def _settlements() -> dict[str, pl.Expr]:
    base = pl.min_horizontal("open", "left_0")
    found = {"bases": base}
    for rank, days in enumerate(WITHIN):
        later = [f"left_{name}" for name in (*WITHIN[rank:], NOW)]
        found[f"settled_{days}"] = (base - pl.max_horizontal(later)).clip(lower_bound=0)
    return found
