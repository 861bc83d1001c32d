"""Whose line it is: a customer by its account, else by its name when it can be no other."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from encaisse.imports.listing.facts import Payer
from encaisse.imports.open_items.rows import Customer
from encaisse.imports.table.names import plain

WORDS = re.compile(r"[a-z0-9]+")
CODE_MAX = 60
FORMS_SAID = "sa sas sasu sarl eurl sci snc scop ei eirl ltd gmbh inc"
FORMS = frozenset(FORMS_SAID.split())
SEVERAL = "Plusieurs clients s'appellent {name} : ajoutez à la liste la colonne du code client."


def called(name: str) -> str:
    """The name without case, accents, marks nor legal form."""
    found = WORDS.findall(plain(name))
    return " ".join([word for word in found if word not in FORMS] or found)


def recognised(
    named: Iterable[Customer], known: Sequence[Payer]
) -> tuple[dict[Customer, int], list[Customer], dict[Customer, str]]:
    """The customers of a list that are kept already, those to open, and those in doubt."""
    named = list(dict.fromkeys(named))
    by_code = {payer.code.upper(): payer.id for payer in known if payer.code}
    by_name: dict[str, list[Payer]] = defaultdict(list)
    for payer in known:
        by_name[called(payer.name)].append(payer)
    listed = {one.code.upper() for one in named if one.code}
    sharing: dict[str, set[str]] = defaultdict(set)
    for one in named:
        sharing[called(one.name)].add(one.code.upper())
    found: dict[Customer, int] = {}
    new: list[Customer] = []
    doubts: dict[Customer, str] = {}
    for one in named:
        same = [each for each in by_name[called(one.name)] if each.code.upper() not in listed]
        if one.code and one.code.upper() in by_code:
            found[one] = by_code[one.code.upper()]
        elif not one.code and len(by_name[called(one.name)]) > 1:
            doubts[one] = SEVERAL.format(name=one.name)
        elif not one.code and by_name[called(one.name)]:
            found[one] = by_name[called(one.name)][0].id
        elif one.code and len(same) == 1 and len(sharing[called(one.name)]) == 1:
            found[one] = same[0].id
        else:
            new.append(one)
    return found, new, doubts


def coded(new: Iterable[Customer], taken: Iterable[str]) -> dict[Customer, tuple[str, str]]:
    """The account and name under which each new customer is opened; one name without account is
    one customer, whatever its spelling, and that of the account of the same name if there is."""
    used = {code.upper() for code in taken}
    new = sorted(new, key=lambda one: not one.code)
    opened: dict[Customer, tuple[str, str]] = {}
    accounts: dict[str, tuple[str, str]] = {}
    for one in new:
        key = one.code.upper() or called(one.name)
        if key not in accounts and one.code:
            accounts[key] = accounts[called(one.name)] = (one.code, one.name)
        elif key not in accounts:
            accounts[key] = (_free(one.name, used), one.name)
        opened[one] = accounts[key]
        used.add(accounts[key][0].upper())
    return opened


def _free(name: str, used: set[str]) -> str:
    base = called(name).replace(" ", "").upper()[: CODE_MAX - 6] or "CLIENT"
    turn, code = 1, base
    while code in used:
        turn += 1
        code = f"{base}{turn}"
    return code
