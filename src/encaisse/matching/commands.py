"""`encaisse match`: what the money received pays, applied as far as it is certain."""

from __future__ import annotations

import argparse
import json
from typing import Any

from encaisse.accounts import queries as companies
from encaisse.matching import queries
from encaisse.matching.operations import placing
from encaisse.web.formats import money, number, percent

ACTOR = "ligne de commande"
SHOWN_MAX = 40


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "match", help="lettre ce qui a été reçu : propose, et affecte ce qui est certain"
    )
    parser.add_argument("--company", required=True, help="nom, SIREN ou code court")
    parser.add_argument("--dry-run", action="store_true", help="propose sans rien écrire")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(handler=_match)


def _match(args: argparse.Namespace) -> int:
    company = companies.company_named(args.company)
    found = queries.waiting(company)
    applied = 0
    if not args.dry_run:
        placed = placing.place_waiting(company, by=ACTOR).values()
        applied = sum(one.code != placing.WAITS for one in placed)
        applied += placing.match_standing(company, by=ACTOR)
    threshold = queries.policy_of(company).threshold
    told = {
        "company": company.name, "dry_run": args.dry_run, "threshold": str(threshold),
        "applied": applied, "money": [_told(one, threshold) for one in found],
    }  # fmt: skip
    print(json.dumps(told) if args.json else _table(told))
    return 0


def _told(one: queries.Waiting, threshold: int) -> dict[str, Any]:
    """A line or a payment, and what it may pay, the surest first."""
    return {
        "bank_line": one.line.pk if one.line else None,
        "payment": one.credit.pk if one.credit else None,
        "date": one.on.isoformat(),
        "amount": one.cents,
        "currency": one.currency,
        "label": one.label,
        "counterparty": one.counterparty,
        "certain": bool(one.matches and one.matches[0].is_certain(threshold)),
        "proposals": [
            {
                "customer": {"code": shown.customer.code, "name": shown.customer.name},
                "source": shown.match.source,
                "confidence": str(shown.match.confidence),
                "reason": shown.match.reason,
                "parts": [{"invoice": part.number, "cents": part.cents} for part in shown.parts],
                "over": shown.match.over_cents,
                "short": shown.match.short_cents,
            }
            for shown in one.shown
        ],
    }


def _table(told: dict[str, Any]) -> str:
    rows = []
    for one in told["money"][:SHOWN_MAX]:
        amount = money(one["amount"], one["currency"])
        rows.append(f"{one['date']}  {amount:>16}  {(one['counterparty'] or one['label'])[:40]}")
        for proposal in one["proposals"][:1]:
            rows.append(
                f"    {proposal['customer']['name']} : {proposal['reason']}"
                f" ({percent(int(proposal['confidence']) / 100)})"
            )
    left = len(told["money"]) - SHOWN_MAX
    if left > 0:
        rows.append(f"… et {number(left)} autres")
    done = "à blanc, rien n'est écrit" if told["dry_run"] else f"{number(told['applied'])} placés"
    return "\n".join([*rows, f"{number(len(told['money']))} à lettrer, {done}"])
