"""`encaisse entries export`: a file of entries for the accounting."""

import argparse
import json
import shutil
import sys
from pathlib import Path

from django.utils.timezone import localtime

from encaisse.accounts.queries import company_named
from encaisse.documents.operations import content_of
from encaisse.entries import operations
from encaisse.entries.rules.formats import FORMATS
from encaisse.kernel.days import parse_day

ACTOR = "ligne de commande"


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("entries", help="écritures pour la comptabilité")
    actions = parser.add_subparsers(dest="action", required=True)
    export = actions.add_parser("export", help="fait le fichier de ce qui n'est pas encore parti")
    export.add_argument("--company", required=True)
    export.add_argument("--from", dest="first", required=True, metavar="JOUR")
    export.add_argument("--to", dest="last", required=True, metavar="JOUR")
    export.add_argument("--format", choices=list(FORMATS), default="fec")
    export.add_argument("--output", type=Path, help="où écrire le fichier ; par défaut, ici")
    export.add_argument("--json", action="store_true")
    export.set_defaults(handler=_export)


def _export(args: argparse.Namespace) -> int:
    company = company_named(args.company)
    made = operations.export(
        company, first=parse_day(args.first), last=parse_day(args.last), kind=args.format,
        at=localtime(), by=ACTOR,
    )  # fmt: skip
    path = args.output or Path(made.document.name)
    path.write_bytes(content_of(made.document))
    told = {
        "company": company.name, "number": made.number, "format": made.format,
        "entries": made.count, "total": made.total_cents, "currency": "EUR", "file": str(path),
    }  # fmt: skip
    if args.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        width = shutil.get_terminal_size().columns
        print(f"{made.count} écritures dans {path}"[:width])
    print("Remettez-le à votre comptabilité.", file=sys.stderr)
    return 0
