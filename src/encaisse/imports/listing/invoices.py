"""What the invoices of a list change: issued, paid since, open again, due on another day."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from encaisse.imports.listing.documents import Document, Key, Part, folded
from encaisse.imports.listing.facts import PAID_KEY, Claim, Kept, Paid
from encaisse.imports.listing.plan import (
    DUE,
    GONE,
    INVOICE,
    NEW,
    OPENING,
    PAID,
    PAYMENT,
    REOPENED,
    DueRow,
    Plan,
)
from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money

TYPED, STATED, BY_TERMS, BY_DEFAULT = "typed", "stated", "terms", "default"
OTHER_CUSTOMER = (
    "La facture {number} est déjà celle de {name} : vérifiez de quel client elle est, dans la "
    "liste ou ici."
)
OTHER_AMOUNT = (
    "La facture {number} est connue ici pour {known}, la liste dit {said} : elle n'est pas "
    "changée. Vérifiez le montant, ou notez un avoir."
)
SETTLED_HERE = (
    "La liste laisse {said} de plus ouverts sur {number}, réglés ici autrement que par une liste : "
    "rien n'est rouvert. Si le règlement est revenu, notez l'impayé."
)


@dataclass(frozen=True, slots=True)
class Fall:
    """What a list no longer leaves open of a receivable: something has paid it."""

    claim_id: int
    customer_id: int
    number: str
    currency: str
    cents: int
    issued_on: date
    settled_on: date | None = None
    is_new: bool = False


@dataclass(slots=True)
class Books:
    """The receivables kept, by what a list may say of them, and what falls."""

    kept: Kept
    claims: dict[Key, list[Claim]] = field(default_factory=lambda: defaultdict(list))
    owners: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    paid: dict[int, list[Paid]] = field(default_factory=lambda: defaultdict(list))
    shared: frozenset[str] = frozenset()
    falls: list[Fall] = field(default_factory=list)


def books_of(kept: Kept, listed: Sequence[Document]) -> Books:
    """The facts, ready to be asked. A number that several customers of the list bear tells
    nobody."""
    books = Books(kept)
    for claim in kept.claims:
        books.claims[claim.customer_id, folded(claim.number), claim.currency].append(claim)
        books.owners[folded(claim.number)].add(claim.customer_id)
    for paid in kept.paid:
        books.paid[paid.receivable_id].append(paid)
    bearers = Counter(number for _customer, number in {one.key[:2] for one in listed})
    books.shared = frozenset(number for number, count in bearers.items() if count > 1)
    return books


def place(document: Document, books: Books, plan: Plan) -> None:
    """One invoice of the list: one that is kept, else a new one."""
    known = sorted(books.claims.get(document.key, ()), key=lambda claim: (claim.due_on, claim.id))
    number = document.key[1]
    others = books.owners.get(number, set()) - {document.customer_id}
    if known:
        _compare(document, known, books, plan)
    elif others and number not in books.shared:
        name = books.kept.owners.get(min(others), "")
        _refuse(plan, document, OTHER_CUSTOMER.format(number=document.number, name=name))
    else:
        _issue(document, books, plan)


def gone(claim: Claim, books: Books, plan: Plan) -> None:
    """The list says nothing more of what was open: it is settled."""
    cents = min(claim.open_then, claim.open_cents)
    plan.receivables.add(claim.id)
    if cents > 0:
        books.falls.append(_fall(claim, cents))
        plan.change(None, claim.customer_id, claim.number, GONE, cents, claim.currency)


def suppose_paid(fall: Fall, cents: int, plan: Plan, *, is_first: bool) -> None:
    """No payment known explains it: the list is believed, in a payment that it supposes."""
    is_before = fall.is_new and is_first and not fall.settled_on
    kind, word = (OPENING, "Reprise") if is_before else (PAYMENT, "Liste")
    on = max(min(fall.settled_on or plan.on, plan.on), fall.issued_on)
    credit = plan.credit(
        fall.customer_id, kind, f"{word} du {french_day(plan.on)}", on, cents, fall.currency,
        prefix=PAID_KEY,
    )  # fmt: skip
    plan.pay(credit.id, fall.claim_id, on, cents)


def _issue(document: Document, books: Books, plan: Plan) -> None:
    due_days = [part.due_on for part in document.parts if part.due_on]
    issued_on = document.issued_on or min([*due_days, plan.on])
    invoice = plan.invoice(
        document.customer_id, document.number, issued_on, kind=INVOICE,
        total_cents=document.total, currency=document.currency,
    )  # fmt: skip
    for rank, (part, source) in enumerate(_dated(document, issued_on, books.kept), 1):
        if part.due_on is None:
            continue
        claim = plan.claim(
            invoice, rank, due_on=part.due_on, due_source=source,
            due_estimated=source != STATED, face_cents=part.face,
        )  # fmt: skip
        paid = part.face - max(part.left, 0)
        if paid > 0:
            fall = Fall(
                claim.id, document.customer_id, document.number, document.currency, paid,
                issued_on, document.settled_on, is_new=True,
            )  # fmt: skip
            books.falls.append(fall)
    left = max(document.left, 0)
    plan.change(
        document.lines[0], document.customer_id, document.number, NEW, left, document.currency
    )


def _dated(document: Document, issued_on: date, kept: Kept) -> Iterator[tuple[Part, str]]:
    """The parts with their due day: as the list says, else by the terms of the customer."""
    own = kept.own_terms.get(document.customer_id)
    terms, source = (own, BY_TERMS) if own else (kept.terms, BY_DEFAULT)
    if len(document.parts) > 1 or document.parts[0].due_on:
        for part in document.parts:
            due_on = part.due_on or terms.latest_on(issued_on)
            yield Part(due_on, part.face, part.left), STATED if part.due_on else source
        return
    paid = document.total - max(document.left, 0)
    for due_on, share in terms.split(Money(document.total, document.currency), issued_on):
        taken = min(paid, share.cents)
        paid -= taken
        yield Part(due_on, share.cents, share.cents - taken), source


def _compare(document: Document, known: list[Claim], books: Books, plan: Plan) -> None:
    plan.receivables.update(claim.id for claim in known)
    face = sum(claim.face_cents for claim in known)
    if document.left > face or (document.has_total and document.total != face):
        said = document.total if document.has_total else document.left
        reason = OTHER_AMOUNT.format(
            number=document.number, known=Money(face, document.currency),
            said=Money(said, document.currency),
        )  # fmt: skip
        _refuse(plan, document, reason)
        return
    is_paired = len(known) == len(document.parts) and all(
        part.left <= claim.face_cents for part, claim in zip(document.parts, known, strict=True)
    )
    if is_paired:
        for part, claim in zip(document.parts, known, strict=True):
            _state_due(part, claim, document, plan)
    targets = (
        [max(part.left, 0) for part in document.parts]
        if is_paired
        else _spread(max(document.left, 0), known)
    )
    for claim, target in zip(known, targets, strict=True):
        _move(claim, target, document, books, plan)


def _spread(left: int, known: list[Claim]) -> list[int]:
    """What is open is of the latest days: the oldest are paid first."""
    targets = []
    for claim in reversed(known):
        targets.append(min(left, claim.face_cents))
        left -= targets[-1]
    return targets[::-1]


def _move(claim: Claim, target: int, document: Document, books: Books, plan: Plan) -> None:
    """A receivable is to be open for that much at the end of the day of the list."""
    line, cents = document.lines[0], claim.open_then - target
    if cents > 0 and claim.open_cents > 0:
        fall = _fall(claim, min(cents, claim.open_cents), document.settled_on)
        books.falls.append(fall)
        plan.change(line, claim.customer_id, claim.number, PAID, fall.cents, claim.currency)
    elif cents < 0:
        _reopen(claim, -cents, document, books, plan)


def _reopen(claim: Claim, cents: int, document: Document, books: Books, plan: Plan) -> None:
    """Only what a list had settled is open again because a list says so."""
    undone, freed = [], 0
    for paid in reversed(books.paid.get(claim.id, [])):
        if freed < cents:
            undone.append(paid)
            freed += paid.cents
    if freed < cents:
        said = Money(cents, claim.currency)
        plan.ignored.append(
            (document.lines[0], SETTLED_HERE.format(said=said, number=document.number))
        )
        return
    plan.undone += undone
    plan.change(document.lines[0], claim.customer_id, claim.number, REOPENED, cents, claim.currency)
    if freed > cents:
        suppose_paid(_fall(claim, freed - cents), freed - cents, plan, is_first=False)


def _state_due(part: Part, claim: Claim, document: Document, plan: Plan) -> None:
    """A day that the list states is better than a guess, never than what a person typed."""
    if part.due_on is None or claim.due_source == TYPED:
        return
    if (part.due_on, STATED) == (claim.due_on, claim.due_source):
        return
    plan.due_days.append(DueRow(claim.id, part.due_on))
    plan.change(document.lines[0], claim.customer_id, claim.number, DUE, part.left, claim.currency)


def _fall(claim: Claim, cents: int, settled_on: date | None = None) -> Fall:
    return Fall(
        claim.id, claim.customer_id, claim.number, claim.currency, cents, claim.issued_on,
        settled_on,
    )  # fmt: skip


def _refuse(plan: Plan, document: Document, reason: str) -> None:
    plan.refused += [(line, reason) for line in document.lines]
