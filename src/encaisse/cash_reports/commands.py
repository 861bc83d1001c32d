"""`encaisse cash-reports`: the receipts to declare to the platform."""

import argparse
import json
import shutil
import sys
from pathlib import Path

from django.utils.timezone import localtime

from encaisse.accounts.queries import company_named
from encaisse.cash_reports import operations, queries
from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money

ACTOR = "ligne de commande"


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("cash-reports", help="encaissements à déclarer (statut 212)")
    actions = parser.add_subparsers(dest="action", required=True)
    waiting = actions.add_parser("waiting", help="ce qu'aucun message n'a encore dit")
    put_out = actions.add_parser("put-out", help="écrit les messages dans un dossier, une fois")
    put_out.add_argument("--output", type=Path, required=True, help="le dossier")
    for each, handler in ((waiting, _waiting), (put_out, _put_out)):
        each.add_argument("--company", required=True)
        each.add_argument("--json", action="store_true")
        each.set_defaults(handler=handler)


def _waiting(args: argparse.Namespace) -> int:
    company = company_named(args.company)
    found = queries.waiting(company)
    told = [
        {
            "invoice": fact.invoice.number, "on": fact.on.isoformat(),
            "amount": fact.allocation.cents, "currency": fact.invoice.currency,
            "state": fact.duty.kind.value, "why": fact.duty.why,
        }
        for fact in [*found.declared, *found.lacking, *found.nothing]
    ]  # fmt: skip
    if args.json:
        print(json.dumps({"company": company.name, "receipts": told}, ensure_ascii=False))
        return 0
    width = shutil.get_terminal_size().columns
    for fact in [*found.declared, *found.lacking, *found.nothing]:
        amount = Money(fact.allocation.cents, fact.invoice.currency)
        why = fact.duty.why or "prêt"
        print(f"{fact.invoice.number:<20} {french_day(fact.on)} {amount!s:>16} {why}"[:width])
    return 0


def _put_out(args: argparse.Namespace) -> int:
    company = company_named(args.company)
    count = operations.put_out(company, args.output, at=localtime(), by=ACTOR)
    if args.json:
        print(json.dumps({"company": company.name, "written": count}, ensure_ascii=False))
    else:
        print(f"{count} messages dans {args.output}")
    print("Remettez-les à votre plateforme.", file=sys.stderr)
    return 0
