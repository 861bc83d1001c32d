"""Reports and open items as tables for people, on the command line."""

from typing import Any

from encaisse.imports.report import Report
from encaisse.web.formats import money, number

SHOWN_MAX = 20
CHECKS = {
    "balance_411": "Solde des comptes 411 du fichier",
    "books_411": "Solde des comptes 411 de la société",
}


def of_file(done: Report) -> str:
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
    for words, lines in (("refusée", done["refused"]), ("ignorée", done["ignored"])):
        rows += [_line(words, line["line"], line["reason"]) for line in lines[:SHOWN_MAX]]
        if len(lines) > SHOWN_MAX:
            rows.append(f"    … et {number(len(lines) - SHOWN_MAX)} autres lignes")
    rows += [_check(**check) for check in done["checks"]]
    rows += [f"  Attention : {warning}" for warning in done["warnings"]]
    return "\n".join(rows)


def _line(words: str, line: int | None, reason: str) -> str:
    return f"    {reason}" if line is None else f"    ligne {line} {words} : {reason}"


def _check(name: str, expected: int, found: int, ok: bool) -> str:
    mark = "✓" if ok else "✗"
    return f"  {mark} {CHECKS.get(name, name)} : {money(expected)}, retrouvé {money(found)}"


def of_open_items(items: dict[str, Any]) -> str:
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
