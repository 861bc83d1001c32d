"""The report of one file as a person reads it beside the file."""

from collections.abc import Mapping, Sequence
from typing import Any

SHOWN_MAX = 200


def slip(name: str, fate: str, reason: str, report: Mapping[str, Any] | None) -> str:
    """What became of a file, line by line, in a few words."""
    rows = [f"{name} : {fate}"]
    if reason:
        rows.append(reason)
    if report and "taken" in report:
        ignored, refused = report["ignored"], report["refused"]
        rows.append(
            f"{report['taken']} lignes prises, {len(ignored)} ignorées, {len(refused)} refusées"
        )
        rows += _lines("refusée", refused) + _lines("ignorée", ignored)
        rows += [f"Contrôle à vérifier : {each}" for each in _wrong(report["checks"])]
        rows += [f"À savoir : {warning}" for warning in report["warnings"]]
    return "\r\n".join([*rows, ""])


def answer(company: str, why: str, slips: Sequence[str]) -> str:
    """To whoever sent files by mail: what became of each, or why none was looked at."""
    said = "\r\n".join(slips) if slips else f"Rien n'en a été pris. {why}\r\n"
    return f"Bonjour,\r\n\r\n{said}\r\nCordialement,\r\n{company}\r\n"


def _lines(words: str, lines: Sequence[Mapping[str, Any]]) -> list[str]:
    told = [_line(words, line) for line in lines[:SHOWN_MAX]]
    left = len(lines) - SHOWN_MAX
    return [*told, f"… et {left} autres lignes"] if left > 0 else told


def _line(words: str, line: Mapping[str, Any]) -> str:
    if line["line"] is None:
        return str(line["reason"])
    return f"ligne {line['line']} {words} : {line['reason']}"


def _wrong(checks: Sequence[Mapping[str, Any]]) -> list[str]:
    return [
        f"{check['name']} {check.get('account', '')} {check.get('date') or ''}".strip()
        for check in checks
        if not check["ok"]
    ]
