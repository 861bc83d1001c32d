"""A whole list against what is kept: what it names, then what it no longer names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from encaisse.imports.listing import credits, invoices
from encaisse.imports.listing.documents import gathered
from encaisse.imports.listing.facts import Claim, Kept, Scope, Standing
from encaisse.imports.listing.plan import Plan
from encaisse.imports.open_items.rows import Customer, OpenItem
from encaisse.imports.opening.refusals import FileRefused
from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money

LOST_MIN = 3
NAMED_MAX = 5
UNLISTED = (
    "{count} créances ouvertes ici ne sont pas dans la liste, {cents} en tout ({numbers}). "
    "Si la liste est complète, reprenez-la en disant qu'elle couvre tous les clients : elles "
    "seront tenues pour réglées."
)


class ListOlder(FileRefused):
    """A list of a day before the latest one of the same source."""

    code = "list_older"
    sentence = (
        "Cette liste est du {day}, et celle du {latest} est déjà reprise : elle ne dit plus ce "
        "qui est dû. Reprenez la liste la plus récente."
    )


class ListMayBePartial(FileRefused):
    """Most of the customers of the former list are missing: settled, or left out?"""

    code = "list_may_be_partial"
    sentence = (
        "Cette liste ne nomme plus {missing} des {known} clients qui devaient encore à la liste du "
        "{latest}. Dites ce qu'elle couvre : tous les clients (les absents ont payé), les clients "
        "qu'elle nomme, ou ses lignes seulement."
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a list: its day, what it covers, by what its rows are told from others."""

    on: date
    scope: Scope
    key: str


def compared(
    items: Iterable[OpenItem], owners: Mapping[Customer, int], kept: Kept, asked: Asked
) -> Plan:
    """What the list changes. Raises a ``FileRefused`` when it cannot be known what it covers."""
    plan = Plan(asked.key, asked.on)
    listed, standing = gathered(items, owners)
    named = {one.customer_id for one in [*listed, *standing]}
    _check(kept, named, asked)
    books = invoices.books_of(kept, listed)
    for document in listed:
        invoices.place(document, books, plan)
    _silent(books, named, asked, plan)
    spent = _spent(kept, named, asked)
    purses = credits.place(standing, kept.standing, spent, plan)
    credits.explain(books, purses, plan)
    credits.spend(purses, kept.standing, plan)
    return plan


def _check(kept: Kept, named: set[int], asked: Asked) -> None:
    """Neither older than what is known, nor so short that it may be a part only."""
    before = kept.before
    if before.on is None:
        return
    if asked.on < before.on:
        raise ListOlder(day=french_day(asked.on), latest=french_day(before.on))
    owing = {
        claim.customer_id
        for claim in kept.claims
        if claim.id in before.receivables and claim.open_cents > 0
    }
    lost = owing - named
    is_doubtful = len(lost) >= LOST_MIN and 2 * len(lost) > len(owing)
    if asked.scope is Scope.AUTO and is_doubtful:
        raise ListMayBePartial(missing=len(lost), known=len(owing), latest=french_day(before.on))


def _silent(books: invoices.Books, named: set[int], asked: Asked, plan: Plan) -> None:
    """What the list does not name: settled when it covers it; else said."""
    unlisted = []
    for claim in books.kept.claims:
        if claim.id in plan.receivables or min(claim.open_then, claim.open_cents) <= 0:
            continue
        was_listed = claim.id in books.kept.before.receivables
        if _covers(claim, was_listed, named, asked):
            invoices.gone(claim, books, plan)
        elif asked.scope is Scope.AUTO and claim.issued_on <= asked.on:
            unlisted.append(claim)
    plan.warnings += _warnings(unlisted)


def _covers(one: Claim | Standing, was_listed: bool, named: set[int], asked: Asked) -> bool:
    """Whether the silence of the list says that it is settled."""
    began = one.issued_on if isinstance(one, Claim) else one.on
    return {
        Scope.AUTO: was_listed,
        Scope.LEDGER: began <= asked.on,
        Scope.CUSTOMERS: began <= asked.on and one.customer_id in named,
        Scope.ROWS: False,
    }[asked.scope]


def _spent(kept: Kept, named: set[int], asked: Asked) -> set[int]:
    """The credits that a former list said, and that this one no longer leaves standing."""
    return {
        credit.id
        for credit in kept.standing
        if credit.id in kept.before.credits and _covers(credit, True, named, asked)
    }


def _warnings(unlisted: Sequence[Claim]) -> list[str]:
    said = []
    for currency in sorted({claim.currency for claim in unlisted}):
        found = [claim for claim in unlisted if claim.currency == currency]
        numbers = ", ".join(claim.number for claim in found[:NAMED_MAX])
        numbers += "…" if len(found) > NAMED_MAX else ""
        cents = Money(sum(min(one.open_then, one.open_cents) for one in found), currency)
        said.append(UNLISTED.format(count=len(found), cents=cents, numbers=numbers))
    return said
