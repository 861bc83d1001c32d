"""`encaisse aged-balance`."""

import argparse
import json
from typing import Any

from encaisse.accounts.queries import company_named
from encaisse.indicators import queries, rules
from encaisse.kernel.days import french_day, parse_day
from encaisse.kernel.money import Money

HEADS = ("Client", "Non échu", "1 à 30", "31 à 60", "61 à 90", "Plus de 90", "Non affecté", "Total")
WIDTH, NAME_WIDTH = 16, 32


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("aged-balance", help="balance âgée à une date")
    parser.add_argument("--company", required=True, help="nom, SIREN ou code court")
    parser.add_argument("--on", required=True, help="jour, par exemple 2026-12-31")
    parser.add_argument("--by", choices=["customer"], default="customer", help="une ligne par…")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(handler=_aged_balance)


def _aged_balance(args: argparse.Namespace) -> int:
    company = company_named(args.company)
    balance = queries.aged_balance(company, parse_day(args.on))
    if args.json:
        print(json.dumps(_document(company.name, balance), ensure_ascii=False))
        return 0
    print(f"{company.name} · balance âgée au {french_day(balance.on)}\n")
    print(_line(*HEADS))
    for row in balance.rows:
        print(_line(row.name, *_shown(row)))
    for total in balance.totals:
        print(_line(f"Total {total.currency}", *_shown(total)))
    return 0


def _document(company: str, balance: queries.AgedBalance) -> dict[str, Any]:
    return {
        "company": company,
        "on": balance.on.isoformat(),
        "buckets": list(rules.BUCKETS),
        "rows": [
            {"customer": {"code": row.code, "name": row.name}, **_figures(row)}
            for row in balance.rows
        ],
        "totals": [_figures(total) for total in balance.totals],
    }


def _figures(row: queries.Aged) -> dict[str, Any]:
    return {
        "currency": row.currency,
        "amounts": list(row.amounts),
        "unallocated": row.unallocated,
        "total": row.total,
    }


def _shown(row: queries.Aged) -> list[str]:
    return [str(Money(cents, row.currency)) for cents in (*row.amounts, row.unallocated, row.total)]


def _line(name: str, *cells: str) -> str:
    return name[:NAME_WIDTH].ljust(NAME_WIDTH) + "".join(cell.rjust(WIDTH) for cell in cells)
