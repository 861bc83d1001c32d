"""How each step does, and the steps behind each figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl
from django.core.cache import cache
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from encaisse.audit import queries as audit
from encaisse.dunning.models import Message, MessageState, Scenario, Segment
from encaisse.dunning.queries import outcomes
from encaisse.dunning.queries.segments import as_rule, segment_of
from encaisse.dunning.rules.efficiency import LATEST, OUTCOMES, WITHIN, Efficiency, Line
from encaisse.kernel.refusal import Refusal
from encaisse.letters.queries import templates

if TYPE_CHECKING:
    from datetime import date

    from encaisse.accounts.models import Company
    from encaisse.dunning.rules.facts import Schema

LISTED_MAX = 10_000
MANY = 5_000  # messages: beyond, a page does not wait for its figures
LIMITS = (
    _(
        "Un règlement qui suit une relance n'en vient pas toujours : le client aurait peut-être"
        " payé sans elle, et une étape avancée ne touche que ceux que les précédentes n'ont pas"
        " fait payer. Ces parts constatent ; elles ne disent pas quelle étape est la meilleure."
    ),
    _(
        "Une relance ne compte dans une part que lorsque ses jours sont écoulés ; en attendant elle"
        " est « trop récente »."
    ),
    _(
        "Payée : tout ce qui restait dû ce jour-là est soldé, et de l'argent est arrivé à partir du"
        " lendemain. Ce qui était arrivé le jour même et ce qui est revenu impayé ne comptent pas."
    ),
    _(
        "Chaque créance compte à sa propre étape, avec le texte du message qui l'a portée ; un"
        " règlement qui suit deux relances compte pour chacune."
    ),
)
KEY: Schema = {
    "scenario_id": pl.Int64,
    "level": pl.Int64,
    "channel": pl.String,
    "template": pl.String,
    "currency": pl.String,
}
_COUNTS = {
    "sent": "count(*)",
    "settled_before": "count(*) FILTER (WHERE base_cents <= 0)",
    "known": "count(*) FILTER (WHERE is_over)",
}
IS = {
    "promised": "is_over AND was_promised",
    "disputed": "is_over AND was_disputed",
    "credited": "is_over AND was_credited",
    "nothing": "is_over AND money_30 <= 0 AND NOT (was_promised OR was_disputed OR was_credited)",
    "sent": "true",
    "settled_before": "base_cents <= 0",
    "too_recent": "base_cents > 0 AND NOT is_over",
    **{f"paid_{days}": f"paid_{days}" for days in WITHIN},
}


def _within(days: int) -> dict[str, str]:
    known = f"FILTER (WHERE paid_{days} IS NOT NULL)"
    return {
        f"known_{days}": f"count(paid_{days})",
        f"count_{days}": f"count(*) FILTER (WHERE paid_{days})",
        f"known_cents_{days}": f"coalesce(sum(base_cents) {known}, 0)::bigint",
        f"cents_{days}": f"coalesce(sum(cents_{days}), 0)::bigint",
    }


_SUMS = (
    _COUNTS
    | {name: f"count(*) FILTER (WHERE {IS[name]})" for name in OUTCOMES}
    | {name: text for days in WITHIN for name, text in _within(days).items()}
)
_LINE = "scenario_id, level, channel, template_code, currency"
_BY_STEP = f"""
, carried AS (
  SELECT {_LINE}, count(*) AS messages
  FROM (SELECT DISTINCT {_LINE}, message_id FROM delivered) m GROUP BY {_LINE}
), counted AS (
  SELECT {_LINE}, {", ".join(f"{text} AS {name}" for name, text in _SUMS.items())}
  FROM outcome GROUP BY {_LINE}
)
SELECT {_LINE}, messages, {", ".join(_SUMS)} FROM counted JOIN carried USING ({_LINE})
"""
_STEPS: Schema = {
    "step": pl.Int64,
    "customer": pl.Int64,
    "name": pl.String,
    "invoice": pl.Int64,
    "label": pl.String,
    "message": pl.Int64,
    "on": pl.Date,
    "currency": pl.String,
    "open": pl.Int64,
    "received": pl.Int64,
    "settled_before": pl.Boolean,
    "is_paid": pl.Boolean,
    "is_over": pl.Boolean,
    **{f"paid_{days}": pl.Boolean for days in WITHIN},
    **{name: pl.Boolean for name in OUTCOMES if name != "nothing"},
}
_BEHIND = f"""
SELECT o.id, r.customer_id, c.name, i.id,
       i.number || '/' || coalesce('p' || n.rank, r.rank::text),
       o.message_id, o.taken_on, o.currency, o.open_cents,
       greatest(least(o.money_{LATEST}, o.base_cents), 0),
       o.base_cents <= 0, o.money_{LATEST} > 0 AND o.settled_{LATEST} >= o.base_cents,
       o.is_over, {", ".join(f"o.paid_{days}" for days in WITHIN)},
       o.was_promised, o.was_disputed, o.was_credited
FROM outcome o JOIN receivables_receivable r ON r.id = o.receivable_id
JOIN receivables_invoice i ON i.id = r.invoice_id
JOIN parties_customer c ON c.id = r.customer_id
LEFT JOIN payment_plans_installment n ON n.id = o.installment_id
WHERE o.scenario_id = %(of_scenario)s AND o.level = %(level)s AND o.channel = %(channel)s
  AND o.template_code = %(template)s AND o.currency = %(currency)s AND {{outcome}}
  AND (%(before)s::bigint IS NULL OR o.id < %(before)s)
ORDER BY o.id DESC LIMIT %(limit)s
"""


class UnknownSegment(Refusal):
    """No segment of that name."""

    code = "unknown_segment"
    sentence = "Aucun segment « {named} » chez {company}. Segments connus : {known}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which deliveries: of those days, both included, of a scenario, of a segment as it is on
    ``on``, the day from which all is seen."""

    company: Company
    first: date
    last: date
    on: date
    scenario: Scenario | None = None
    segment: Segment | None = None


def efficiency(asked: Asked) -> list[Efficiency]:
    """Each step with what followed it, by scenario and level."""
    schema: Schema = {**KEY, **dict.fromkeys(("messages", *_SUMS), pl.Int64)}
    rows = _read(_BY_STEP, asked, schema=schema).iter_rows(named=True)
    names = dict(Scenario.objects.filter(company=asked.company).values_list("id", "name"))
    found = [Efficiency.of(row, names[row["scenario_id"]]) for row in rows]
    return sorted(found, key=_rank)


def _rank(each: Efficiency) -> tuple[str, int, int, Line]:
    """By scenario and level; the way most used first."""
    return each.scenario.casefold(), each.line.level, -each.sent, each.line


def takes_long(asked: Asked) -> bool:
    """Whether there is much to count, that is not remembered."""
    delivered = Message.objects.filter(company=asked.company, state=MessageState.DELIVERED)
    many = delivered.order_by("id").values_list("id")[MANY : MANY + 1].exists()
    return many and cache.get(_key(asked)) is None


def remembered(asked: Asked) -> list[Efficiency]:
    """The same, counted once until the journal has a new entry."""
    found: list[Efficiency] | None = cache.get(_key(asked))
    if found is None:
        found = efficiency(asked)
        cache.set(_key(asked), found)
    return found


def steps_behind(
    asked: Asked, line: Line, outcome: str, *, before: int | None = None, limit: int = LISTED_MAX
) -> list[dict[str, Any]]:
    """The steps that a figure counts, the latest first; ``before`` a step, to read on."""
    return _read(
        _BEHIND.format(outcome=IS[outcome]), asked, schema=_STEPS, before=before, limit=limit,
        of_scenario=line.scenario_id, level=line.level, channel=line.channel,
        template=line.template, currency=line.currency,
    ).to_dicts()  # fmt: skip


def segment_in(company: Company, segment_id: int) -> Segment:
    """The company's segment of that identifier, else it does not exist."""
    return get_object_or_404(Segment, company=company, pk=segment_id)


def segment_named(company: Company, named: str) -> Segment:
    """The company's segment of that name."""
    known = Segment.objects.filter(company=company).order_by("rank", "id")
    found = known.filter(name__iexact=named.strip()).first()
    if found is None:
        names = ", ".join(f"« {name} »" for name in known.values_list("name", flat=True))
        raise UnknownSegment(named=named, company=company.name, known=names or gettext("aucun"))
    return found


def segment_choices(company: Company) -> list[tuple[int, str]]:
    """The segments by which the steps may be narrowed."""
    found = Segment.objects.filter(company=company).order_by("rank", "id")
    return list(found.values_list("id", "name"))


def text_names(company: Company) -> dict[str, str]:
    """What the company calls its texts, by code."""
    return dict(templates(company).filter(language="fr").values_list("code", "name"))


def _key(asked: Asked) -> str:
    """Nothing delivered, paid or chosen changes in a day without an act in the journal."""
    narrowed = (asked.scenario and asked.scenario.pk, asked.segment and asked.segment.pk)
    days = (asked.first, asked.last, asked.on)
    parts = (asked.company.pk, *days, *narrowed, audit.latest_rank(asked.company))
    return "-".join(("efficiency", *map(str, parts)))


def _read(select: str, asked: Asked, *, schema: Schema, **more: object) -> pl.DataFrame:
    return outcomes.read(
        select, company_id=asked.company.pk, first=asked.first, last=asked.last, on=asked.on,
        scenario_id=asked.scenario.pk if asked.scenario else None,
        customers=_customers(asked), schema=schema, **more,
    )  # fmt: skip


def _customers(asked: Asked) -> list[int] | None:
    """Those whose segment it is by the rules in service; alone, if it is not in service."""
    segment = asked.segment
    if segment is None:
        return None
    alone = None if segment.is_active else [as_rule(segment, asked.company)]
    found = segment_of(asked.company, asked.on, among=alone)
    return found.filter(pl.col("segment") == segment.pk)["customer"].to_list()
