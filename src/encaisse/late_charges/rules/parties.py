"""Who a statement of account is between: names and numbers, never a blank mention."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Party:
    """A party as a document shows it, and what nobody wrote down about it."""

    name: str
    lines: tuple[str, ...]
    lacking: tuple[str, ...] = ()


def party(
    name: str,
    *,
    address: str,
    siren: str,
    mentions: Iterable[str] = (),
    needs_siren: bool = True,
) -> Party:
    """The lines that exist, and the names of those that a court would look for."""
    number = f"SIREN {spaced(siren)}" if siren else ""
    told = (*address.splitlines(), number, *mentions)
    lacking = (
        *(() if address.strip() else ("l'adresse",)),
        *(() if siren or not needs_siren else ("le SIREN",)),
    )
    return Party(name, tuple(line.strip() for line in told if line.strip()), lacking)


def spaced(siren: str) -> str:
    """``732 829 320``."""
    return re.sub(r"(\d\d\d)(?=\d)", r"\1 ", siren)
