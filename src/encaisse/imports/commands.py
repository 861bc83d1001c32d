"""`encaisse import` and `encaisse open-items`."""

import argparse
import json
import re
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from django.utils import timezone

from encaisse.accounts import operations as accounts
from encaisse.accounts import queries as companies
from encaisse.accounts.models import Company
from encaisse.imports import operations, queries, report, statement
from encaisse.imports.operations import GivenFile, Judged
from encaisse.imports.recognition import FEC
from encaisse.imports.report import Report

ACTOR = "ligne de commande"
SIREN = re.compile(r"^(\d{9})")
UNNAMED = "Ma société"


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    taking = subparsers.add_parser("import", help="reprend des fichiers : FEC")
    taking.add_argument("files", nargs="+", type=Path, metavar="FICHIER")
    taking.add_argument(
        "--company", required=True, help="nom, SIREN ou code court ; créée au besoin"
    )
    taking.add_argument(
        "--as", dest="kind", default="", help=f"type du fichier (par exemple {FEC})"
    )
    taking.add_argument("--dry-run", action="store_true", help="lit et vérifie sans rien écrire")
    taking.add_argument("--json", action="store_true")
    taking.set_defaults(handler=_import)

    listing = subparsers.add_parser("open-items", help="ce qui est dû un jour donné")
    listing.add_argument("--company", required=True)
    listing.add_argument("--on", required=True, type=date.fromisoformat, metavar="AAAA-MM-JJ")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(handler=_open_items)


def take_in(files: Sequence[Path], *, company: str, say: Callable[[str], None]) -> Company:
    """Take files at the first start; without a name, the company is known by its SIREN."""
    found = SIREN.match(files[0].name)
    named = company or (found.group(1) if found else UNNAMED)
    reports, owner = _take(files, named, kind="", dry_run=False, say=say)
    for done in reports:
        say(statement.of_file(done))
    return owner or _open(named, say)


def _import(args: argparse.Namespace) -> int:
    reports, owner = _take(args.files, args.company, kind=args.kind, dry_run=args.dry_run, say=_say)
    if args.json:
        name = owner.name if owner else args.company
        print(json.dumps({"files": reports, "company": name, "dry_run": args.dry_run}))
    else:
        print("\n\n".join(statement.of_file(done) for done in reports))
    return 1 if any(_is_refused(done) for done in reports) else 0


def _take(
    files: Sequence[Path], named: str, *, kind: str, dry_run: bool, say: Callable[[str], None]
) -> tuple[list[Report], Company | None]:
    """Take the files one after the other; the company is created by the first that is taken."""
    owner = companies.find_company(named)
    reports: list[Report] = []
    for path in files:
        say(f"{path.name}…")
        try:
            given = GivenFile(path.name, path.read_bytes(), kind)
        except OSError as error:
            reports.append(_at(report.unreadable(path.name, error), path))
            continue
        judged = operations.judge(given, operations.terms_of(owner))
        if dry_run or not isinstance(judged, Judged):
            alone = judged.report if isinstance(judged, Judged) else judged
            reports.append(_at(alone, path))
            continue
        owner = owner or _open(named, say)
        done = operations.take_judged(owner, given, judged, by=ACTOR, at=timezone.now())
        reports.append(_at(done, path))
    return reports, owner


def _at(done: Report, path: Path) -> Report:
    return Report(**{**done, "path": str(path)})


def _open(named: str, say: Callable[[str], None]) -> Company:
    say(f"Société créée : {named}.")
    found = SIREN.fullmatch(named)
    return accounts.open_company(name=named, by=ACTOR, siren=found.group(1) if found else "")


def _is_refused(done: Report) -> bool:
    return any(line["line"] is None for line in done["refused"])


def _say(words: str) -> None:
    print(words, file=sys.stderr)


def _open_items(args: argparse.Namespace) -> int:
    company = companies.company_named(args.company)
    items = queries.open_items(company, args.on)
    print(json.dumps(items) if args.json else statement.of_open_items(items))
    return 0
