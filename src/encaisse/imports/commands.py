"""`encaisse import` and `encaisse open-items`."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from encaisse.accounts import operations as accounts
from encaisse.accounts import queries as companies
from encaisse.imports import operations, queries
from encaisse.imports.forms import described
from encaisse.imports.listing.facts import Scope
from encaisse.imports.opening.archive import files_of
from encaisse.imports.opening.refusals import FileRefused
from encaisse.imports.operations import GivenFile, Judged
from encaisse.imports.rules import report
from encaisse.imports.rules.recognition import ARCHIVE, BANKS, EINVOICES, TAKEN, is_mixed
from encaisse.imports.rules.report import Check, Report
from encaisse.imports.rules.tables import OPEN_ITEMS
from encaisse.imports.table.refusals import MappingWrong
from encaisse.kernel.days import parse_day
from encaisse.kernel.refusal import Refusal
from encaisse.web.formats import money, number

if TYPE_CHECKING:
    from encaisse.accounts.models import Company

ACTOR = "ligne de commande"
SIREN = re.compile(r"^(\d{9})")
UNNAMED = "Ma société"
SHOWN_MAX = 20
CHECKS = {
    "balance_411": "Solde des comptes 411 du fichier",
    "books_411": "Solde des comptes 411 de la société",
    "closing_balance": "Solde de clôture",
    "total_open": "Total de la liste",
    "books_open": "Restant dû de la société au jour de la liste",
}
BROUGHT = {
    BANKS: {
        "payment": "règlements nouveaux",
        "known": "déjà connus",
        "returned": "revenus impayés",
        "waiting": "à attribuer",
    },
    (OPEN_ITEMS,): {
        "customers": "clients nouveaux",
        "invoices": "factures nouvelles",
        "credits": "crédits nouveaux",
    },
    EINVOICES: {
        "invoices": "factures nouvelles",
        "credit_notes": "avoirs nouveaux",
        "known": "déjà connus",
    },
}


class FilesRefused(Refusal):
    """A start does not go on with half of the books."""

    code = "files_refused"
    sentence = "Rien n'a été repris ni démarré, à cause de {names} : voyez le motif ci-dessus."


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    taking = subparsers.add_parser(
        "import",
        help="reprend des fichiers : FEC, relevés de banque, factures électroniques, tableaux",
    )
    taking.add_argument("files", nargs="+", type=Path, metavar="FICHIER")
    taking.add_argument(
        "--company", required=True, help="nom, SIREN ou code court ; créée au besoin"
    )
    taking.add_argument(
        "--as", dest="kind", default="", help=f"type du fichier : {', '.join(TAKEN)}"
    )
    taking.add_argument(
        "--on", default="", metavar="AAAA-MM-JJ", help="jour d'une liste qui ne le dit pas"
    )
    taking.add_argument(
        "--covers",
        default="",
        choices=("", *Scope),
        help="ce qu'une liste couvre : ledger (tous les clients, les absents ont payé), customers "
        "(ceux qu'elle nomme), rows (ses lignes seulement)",
    )
    taking.add_argument(
        "--mapping",
        type=Path,
        metavar="DISPOSITION",
        help="fichier JSON de ce que contient chaque colonne d'un tableau ; retenu pour les "
        "suivants de même en-tête",
    )
    taking.add_argument("--dry-run", action="store_true", help="lit et vérifie sans rien écrire")
    taking.add_argument("--json", action="store_true")
    taking.set_defaults(handler=_import)

    listing = subparsers.add_parser("open-items", help="ce qui est dû un jour donné")
    listing.add_argument("--company", required=True)
    listing.add_argument("--on", required=True, metavar="AAAA-MM-JJ")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(handler=_open_items)


def take_in(files: Sequence[Path], *, company: str, say: Callable[[str], None]) -> Company:
    """Take files at the first start, all or none; without a name, the company is known by its
    SIREN."""
    found = SIREN.match(files[0].name)
    named = company or (found.group(1) if found else UNNAMED)
    with transaction.atomic():
        reports, owner = _take(files, named, GivenFile("", b""), dry_run=False, say=say)
        refused = [done["path"] for done in reports if report.is_refused(done)]
        for done in reports:
            say(_of_file(done))
        if owner is None or refused:
            raise FilesRefused(names=", ".join(refused))
    return owner


def _import(args: argparse.Namespace) -> int:
    said = GivenFile(
        "", b"", args.kind, parse_day(args.on) if args.on else None, Scope(args.covers),
        mapping=_mapping(args.mapping) if args.mapping else None,
    )  # fmt: skip
    reports, owner = _take(args.files, args.company, said, dry_run=args.dry_run, say=_say)
    if args.json:
        name = owner.name if owner else args.company
        print(json.dumps({"files": reports, "company": name, "dry_run": args.dry_run}))
    else:
        print("\n\n".join(_of_file(done) for done in reports))
    return 1 if any(report.is_refused(done) for done in reports) else 0


def _take(
    files: Sequence[Path],
    named: str,
    said: GivenFile,
    *,
    dry_run: bool,
    say: Callable[[str], None],
) -> tuple[list[Report], Company | None]:
    """Take the files one after the other, with what is ``said`` of them; the company is created by
    the first that is taken."""
    owner = companies.find_company(named)
    reports: list[Report] = []
    for path in files:
        say(f"{path.name}…")
        try:
            given = replace(said, name=path.name, content=path.read_bytes())
            opened = _opened(given, path)
        except OSError as error:
            reports.append(_at(report.unreadable(path.name, error), path))
            continue
        except FileRefused as refusal:
            reports.append(_at(report.refused(path.name, refusal, ARCHIVE), path))
            continue
        for each, place in opened:
            judged = operations.judge(each, owner)
            if dry_run or not isinstance(judged, Judged):
                alone = judged.report if isinstance(judged, Judged) else judged
                reports.append(_at(alone, place))
                continue
            owner = owner or _open(named, say)
            done = operations.take_judged(owner, each, judged, by=ACTOR, at=timezone.now())
            reports.append(_at(done, place))
    return reports, owner


def _mapping(path: Path) -> dict[str, Any] | None:
    """What the file says of columns. Raises ``MappingWrong``."""
    try:
        return described(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise MappingWrong(why=f"{path.name}, {error.strerror}") from error


def _opened(given: GivenFile, path: Path) -> list[tuple[GivenFile, Path]]:
    """The file, or those of an archive of several kinds, under the name of the archive."""
    if given.kind or not is_mixed(given.content):
        return [(given, path)]
    files = files_of(given.content)
    return [(replace(given, name=name, content=inside), path / name) for name, inside in files]


def _at(done: Report, path: Path) -> Report:
    return Report(**{**done, "path": str(path)})


def _open(named: str, say: Callable[[str], None]) -> Company:
    say(f"Société créée : {named}.")
    found = SIREN.fullmatch(named)
    return accounts.open_company(name=named, by=ACTOR, siren=found.group(1) if found else "")


def _say(words: str) -> None:
    print(words, file=sys.stderr)


def _open_items(args: argparse.Namespace) -> int:
    company = companies.company_named(args.company)
    items = queries.open_items(company, parse_day(args.on))
    print(json.dumps(items) if args.json else _of_open_items(items))
    return 0


def _of_file(done: Report) -> str:
    """What became of one file."""
    rows = [done["path"]]
    if "fec" in done:
        facts = done["fec"]
        rows.append(
            f"  FEC du {facts['first_on']} au {facts['last_on']} :"
            f" {number(facts['entries'])} écritures, {number(facts['lines'])} lignes"
        )
    rows.append(
        f"  {number(done['taken'])} lignes prises, {number(len(done['ignored']))} ignorées,"
        f" {number(len(done['refused']))} refusées"
    )
    for kinds, counted in BROUGHT.items():
        if done["kind"] in kinds and "new" in done:
            brought = (f"{number(done['new'][code])} {said}" for code, said in counted.items())
            rows.append(f"  {', '.join(brought)}")
    for words, lines in (("refusée", done["refused"]), ("ignorée", done["ignored"])):
        rows += [_line(words, line["line"], line["reason"]) for line in lines[:SHOWN_MAX]]
        if len(lines) > SHOWN_MAX:
            rows.append(f"    … et {number(len(lines) - SHOWN_MAX)} autres lignes")
    rows += [_check(check) for check in done["checks"]]
    rows += [f"  Attention : {warning}" for warning in done["warnings"]]
    return "\n".join(rows)


def _line(words: str, line: int | None, reason: str) -> str:
    return f"    {reason}" if line is None else f"    ligne {line} {words} : {reason}"


def _check(check: Check) -> str:
    mark, currency = "✓" if check["ok"] else "✗", check.get("currency", "EUR")
    named = " ".join((CHECKS[check["name"]], check.get("account", ""), check.get("date") or ""))
    expected, found = (money(cents, currency) for cents in (check["expected"], check["found"]))
    return f"  {mark} {named.strip()} : {expected}, retrouvé {found}"


def _of_open_items(items: dict[str, Any]) -> str:
    """What is open, receivable by receivable."""
    rows = [f"{'Client':30}  {'Facture':20}  {'Échéance':12}  {'Retard':>6}  {'Restant dû':>16}"]
    for item in items["receivables"]:
        guess = "~" if item["due_estimated"] else " "
        rows.append(
            f"{item['customer']['name'][:30]:30}  {item['invoice'][:20]:20}  "
            f"{item['due_on']}{guess}   {item['days_late']:>6}  "
            f"{money(item['open'], item['currency']):>16}"
        )
    rows += [
        f"{credit['customer']['name'][:30]:30}  {credit['reference'][:20]:20}  {credit['date']} "
        f"{'':>11}{money(-credit['amount'], credit['currency']):>16}"
        for credit in items["unallocated"]
    ]
    rows += [
        f"Total {total['currency']} : {money(total['open'], total['currency'])} dus, "
        f"{money(total['unallocated'], total['currency'])} non affectés, "
        f"solde {money(total['balance'], total['currency'])}"
        for total in items["totals"]
    ]
    return "\n".join([*rows, "~ échéance estimée"])
