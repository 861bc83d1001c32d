"""What the calculators of the command line share: words, days, options, printing."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from encaisse.kernel.days import parse_day
from encaisse.kernel.refusal import Refusal

Choice = TypeVar("Choice", bound=StrEnum)


class ChoiceUnknown(Refusal):
    """A word that is none of those expected."""

    code = "choice_unknown"
    sentence = "« {text} » n'est pas connu pour {option} : choisissez parmi {choices}."


def choices(
    parser: argparse.ArgumentParser, option: str, kind: type[StrEnum], default: StrEnum | None
) -> None:
    """An option among words; checked by us, so that a wrong one ends in a French sentence."""
    words = " | ".join(kind)
    parser.add_argument(option, metavar="MOT", default=default, help=words)


def choice(kind: type[Choice], text: str, option: str) -> Choice:
    """The word given, or a refusal which names those expected."""
    if text not in set(kind):
        raise ChoiceUnknown(text=text, option=option, choices=", ".join(kind))
    return kind(text)


def day_or_today(text: str | None) -> date:
    """The day given; today in France without one."""
    return parse_day(text) if text is not None else datetime.now(ZoneInfo("Europe/Paris")).date()


def finish(parser: argparse.ArgumentParser, handler: object) -> None:
    """What every calculator has: ``--json``, and no need of the database."""
    parser.add_argument("--json", action="store_true", help="un document JSON")
    parser.set_defaults(handler=handler, needs_database=False)


def show(arguments: argparse.Namespace, document: dict[str, Any], lines: Sequence[str]) -> int:
    """Print the lines for people, or the document with ``--json``."""
    text = (
        json.dumps(document, ensure_ascii=False, indent=2) if arguments.json else "\n".join(lines)
    )
    sys.stdout.write(text + "\n")
    return 0


def table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Lines with aligned columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
