"""From money received to ranked matches: who may have paid, then what was paid."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from encaisse.matching.rules import facts
from encaisse.matching.rules.book import Book, keys_of
from encaisse.matching.rules.case import ROUND_CENTS, Case
from encaisse.matching.rules.facts import APPLIED_FROM, Beside, Match, Policy, Received
from encaisse.matching.rules.ladder import UNNAMED, proposals
from encaisse.matching.rules.payers import LIKELY, NAMED, SURE, Payer, Payers
from encaisse.matching.rules.quoted import certain_by_name
from encaisse.matching.rules.references import CLEAN
from encaisse.matching.rules.spending import Spent, spending
from encaisse.matching.rules.texts import ALIKE, GROUPS, Said, said

LESS = {SURE: 0, NAMED: 1, LIKELY: 9}
OF_ANOTHER = 1
BY_AMOUNT_ALONE, ONE_OF_SEVERAL, OF_A_STRANGER = 70, 45, 35
PAID_AGAIN = 75
KEPT = 5
WIDER_FROM = 95
RIVAL_FROM = 60
RARELY = 5
EXPLAINED = frozenset({facts.DISCOUNT, facts.FEE, facts.TOLERANCE, facts.DEDUCTION, facts.CLAIMS})


@dataclass(frozen=True, slots=True)
class Known:
    """All that the rules know. ``pays_for``: the customer and those for whom it pays, when they are
    several; ``group``: all those of its group."""

    book: Book
    payers: Payers
    policy: Policy = field(default_factory=Policy)
    beside: Beside = field(default_factory=Beside)
    pays_for: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    group: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """Who paid, as far as it is known, and the matches, the surest first."""

    payer: Payer
    matches: tuple[Match, ...]

    @property
    def customer_id(self) -> int | None:
        """The only customer who may have paid, when it is clear enough to be noted: the one named,
        else the one whose invoices are quoted."""
        if self.payer.clarity >= NAMED and len(self.payer.customers) == 1:
            return self.payer.customers[0]
        quoted = {match.customer_id for match in self.matches if match.quoted}
        return quoted.pop() if len(quoted) == 1 else None

    def shows(self, customer_id: int, threshold: int = APPLIED_FROM) -> bool:
        """Whether an exact payment shows that whoever paid pays for that customer: not when another
        is named, who may have done it once."""
        named = self.payer.customers
        is_exact = self.best is not None and self.best.source == facts.EXACT
        is_sure = self.best is not None and self.best.is_certain(threshold)
        return is_exact and is_sure and (not named or customer_id in named)

    @property
    def best(self) -> Match | None:
        return self.matches[0] if self.matches else None


@dataclass(frozen=True, slots=True)
class Asked:
    """A line, what it says, who may have paid, and what was found of theirs, at what moment."""

    line: Received
    told: Said
    payer: Payer
    found: tuple[Match, ...]
    moment: int


def answers(lines: Iterable[Received], known: Known) -> list[Answer]:
    """For each line, what it may pay, of what the surer ones leave: those that quote exactly what
    they pay first, then in their order. What the payer owes is looked at first; only the lines
    that it does not explain are looked up among all the invoices, all at once."""
    with _undisturbed(), spending(known.book, known.beside) as spent:
        asked = [_first(line, known, spent) for line in lines]
        unexplained = [one for one in asked if not _is_explained(one)]
        known.book.find({key for one in unexplained for key in _keys(one.told)})
        found = {at: _second(one, known, spent) for at, one in _surest_first(asked)}
        return [found[at] for at in range(len(asked))]


def _first(line: Received, known: Known, spent: Spent) -> Asked:
    one = _of_payer(line, known, spent.now)
    if _is_settled(one):
        _spend(one.found[0], one, known, spent)
    return one


def _surest_first(asked: Sequence[Asked]) -> Iterable[tuple[int, Asked]]:
    quotes = [bool(one.found and one.found[0].quoted) for one in asked]
    return sorted(enumerate(asked), key=lambda each: not quotes[each[0]])


def _second(one: Asked, known: Known, spent: Spent) -> Answer:
    if _is_settled(one):
        return Answer(one.payer, one.found[:KEPT])
    if spent.is_since(_scope(one.payer.customers, known), one.moment):
        one = _of_payer(one.line, known, spent.now)
    found = _answer(one, known)
    if found.best and found.best.is_certain(known.policy.threshold):
        _spend(found.best, one, known, spent)
    return found


def _spend(match: Match, one: Asked, known: Known, spent: Spent) -> None:
    spent.spend(match, _scope((match.customer_id,), known), one.line.currency)


def _scope(customers: Iterable[int], known: Known) -> Iterator[int]:
    """These, those for whom they pay, and their groups."""
    for customer in customers:
        yield customer
        yield from known.pays_for.get(customer, ())
        yield from known.group.get(customer, ())


def _is_settled(one: Asked) -> bool:
    """The payer quotes exactly what it pays: nothing that others pay changes that."""
    return bool(one.found) and one.found[0].source == facts.EXACT and one.found[0].is_certain()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Nothing here makes cycles: the collector would walk a million receivables for nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def answer(line: Received, known: Known) -> Answer:
    """The same for one line."""
    return answers([line], known)[0]


def sought(line: Received) -> set[str]:
    """The spellings of numbers by which the line is looked up among all the invoices."""
    return set(_keys(said(line.texts)))


def digits_of(key: str) -> str:
    """What every spelling of a number has in common: its digits, without the zeros."""
    return "".join(sign for sign in key if sign in "123456789")


def still(found: Match, proposed: Iterable[Match]) -> Match | None:
    """What was found, if it is still among what may be paid."""
    return next((match for match in proposed if match.parts == found.parts), None)


def _of_payer(line: Received, known: Known, moment: int) -> Asked:
    told = said(line.texts)
    if line.customer_id is not None:
        payer = Payer((line.customer_id,), SURE, "")
    else:
        payer = known.payers.who(line)
    found: list[Match] = []
    for customer_id in payer.customers if line.cents > 0 else ():
        found += _of_customer(line, told, payer, customer_id, known)
    if len(payer.customers) > 1:
        found = _of_namesakes(found)
    return Asked(line, told, payer, _ranked(found), moment)


def _of_namesakes(found: list[Match]) -> list[Match]:
    """Several customers bear the name: sure only when what was paid is due by one of them alone, or
    when the numbers quoted are of one alone."""
    quoted = [match for match in found if match.quoted]
    plain = [match for match in quoted or found if match.confidence >= RIVAL_FROM]
    if len({match.customer_id for match in plain}) != 1:
        return found
    return [
        replace(match, confidence=_of_alone(match)) if match in plain else match for match in found
    ]


def _of_alone(match: Match) -> int:
    if match.source == facts.EXACT or match.confidence < APPLIED_FROM - LESS[LIKELY]:
        return match.confidence
    return match.confidence + LESS[LIKELY] - (match.quoted != CLEAN)


def _of_customer(
    line: Received, told: Said, payer: Payer, customer_id: int, known: Known
) -> Iterator[Match]:
    """What it owes and pays for; when that does not explain the money, what its group owes."""
    own = known.pays_for.get(customer_id, (customer_id,))
    less = LESS[payer.clarity]
    best, is_alone = 0, len(payer.customers) == 1
    agrees = is_alone and payer.clarity == LIKELY and _is_rare(line, known)
    for match in _of_scope(line, told, own, customer_id, known, is_sought=is_alone):
        by_both = agrees and match.source in {facts.AMOUNT, facts.SUM}
        kept = _lowered(match, LESS[NAMED] if by_both else less, payer)
        best = max(best, kept.confidence)
        yield kept
    wider = known.group.get(customer_id, ())
    if best < WIDER_FROM and len(wider) > len(own) and is_alone:
        for match in _of_scope(line, told, wider, customer_id, known, is_sought=True):
            if match.source != facts.OLDEST:
                kept = _lowered(match, less + 1, payer)
                sure = kept.confidence if kept.quoted or line.cents % ROUND_CENTS else 88
                reason = f"{match.reason} (groupe)"
                yield replace(kept, reason=reason, confidence=min(kept.confidence, sure))


def _is_rare(line: Received, known: Known) -> bool:
    """So few owe exactly that amount that a likeness with one of them is no chance."""
    found = known.book.of_amount(line.cents, most=RARELY + 1)
    return line.cents % ROUND_CENTS != 0 and len(found) <= RARELY


def _of_scope(
    line: Received,
    told: Said,
    customers: Sequence[int],
    payer_id: int,
    known: Known,
    *,
    is_sought: bool,
) -> Iterator[Match]:
    positions = known.book.of(customers, line.currency)
    if positions:
        facts_ = (known.book, positions, known.policy, known.beside, payer_id)
        yield from proposals(Case(line, told, *facts_, is_sought=is_sought))


def _is_explained(one: Asked) -> bool:
    return bool(one.found) and one.found[0].source in {facts.EXACT, facts.REFERENCE}


def _answer(one: Asked, known: Known) -> Answer:
    if _is_explained(one):
        return Answer(one.payer, one.found[:KEPT])
    if one.line.cents <= 0:
        return Answer(_taken_back(one, known), ())
    found = list(one.found)
    quoted = {at for key in _keys(one.told) for at in known.book.hits.get(key, ())}
    spent = {at for at in quoted if not known.book.cents[at]}
    owners = {known.book.owners[at] for at in quoted - spent} - set(one.payer.customers)
    families = _families(owners, known)
    for members in families[:KEPT]:
        found += _of_owner(one, members, known, is_alone=len(families) == 1)
    paid_before = {at for key in _keys(one.told) for at in known.book.closed.get(key, ())}
    paid_before |= {known.book.owners[at] for at in spent}
    if paid_before:
        found = [_doubted(match, one, paid_before) for match in found]
        found += _paid_again(one, paid_before)
    if owners and one.payer.customers:
        exact = any(m.source == facts.EXACT and m.customer_id in owners for m in found)
        found = [_contradicted(match, one, owners, is_exact=exact) for match in found]
    if not owners and all(match.confidence < RIVAL_FROM for match in found):
        found += _by_amount_alone(one, known)
    return Answer(one.payer, _ranked(found)[:KEPT])


def _taken_back(one: Asked, known: Known) -> Payer:
    """Whose money came back: the only customer whose invoices are quoted, unless the account or the
    name of another is known; else the payer."""
    owners = {at for key in _keys(one.told) for at in known.book.closed.get(key, ())}
    owners |= {
        known.book.owners[at] for key in _keys(one.told) for at in known.book.hits.get(key, ())
    }
    if len(owners) != 1 or (one.payer.clarity == SURE and not owners & {*one.payer.customers}):
        return one.payer
    return Payer(tuple(owners), NAMED, "facture citée")


def _of_owner(
    one: Asked, owners: Sequence[int], known: Known, *, is_alone: bool
) -> Iterator[Match]:
    """The invoices quoted are of a customer, or a group, whom nothing else names: somebody pays for
    it. Sure when the amount agrees, and nobody named owes as much."""
    positions = known.book.of(owners, one.line.currency)
    case = Case(one.line, one.told, known.book, positions, known.policy, known.beside, owners[0])
    is_kin = set(owners) <= {*_scope(one.payer.customers, known)}
    has_rival = not is_kin and any(match.confidence >= RIVAL_FROM for match in one.found)
    for match in certain_by_name(case):
        agrees = match.source == facts.EXACT
        if one.payer.clarity < NAMED and match.quoted == CLEAN:
            agrees = agrees or match.source in EXPLAINED
        is_sure = agrees and is_alone and not has_rival and match.confidence >= APPLIED_FROM
        sure = max(match.confidence - OF_ANOTHER, APPLIED_FROM) if is_sure else 88
        yield replace(match, confidence=min(match.confidence, sure))


def _families(owners: set[int], known: Known) -> list[Sequence[int]]:
    """Those of one group together."""
    found: dict[tuple[int, ...], list[int]] = {}
    for owner in sorted(owners):
        found.setdefault(known.group.get(owner, (owner,)), []).append(owner)
    return [*found.values()]


def _by_amount_alone(one: Asked, known: Known) -> Iterator[Match]:
    """Nobody is named: who owes exactly that. Among so many customers it may be chance; less likely
    than the payer's own debts when somebody is named and the sum is round."""
    at_most = known.book.of_amount(one.line.cents, most=KEPT)
    is_account = bool(one.payer.customers) and one.line.cents % ROUND_CENTS == 0
    for at in at_most:
        case = Case(
            one.line, one.told, known.book, [at], known.policy, known.beside, known.book.owners[at]
        )
        if len(at_most) == 1:
            reason = f"Montant exact de {case.numbers([at])}, seule créance de ce montant"
            sure = OF_A_STRANGER if is_account else BY_AMOUNT_ALONE
            yield case.match([at], facts.AMOUNT, f"{reason} ; payeur inconnu", sure)
        else:
            reason = f"Montant exact de {case.numbers([at])}, parmi d'autres ; payeur inconnu"
            sure = OF_A_STRANGER if is_account else ONE_OF_SEVERAL
            yield case.match([at], facts.AMOUNT, reason, sure)


def _doubted(match: Match, one: Asked, owners: set[int]) -> Match:
    """The invoice quoted is paid already: a second payment, or a wrong number."""
    if match.source == facts.EXACT or not owners & {match.customer_id, *one.payer.customers}:
        return match
    plain = match.reason.removeprefix(UNNAMED)
    reason = f"{plain[:1].upper()}{plain[1:]} ; mais la facture citée est déjà réglée"
    return replace(match, confidence=min(match.confidence, 70), reason=reason)


def _paid_again(one: Asked, owners: set[int]) -> Iterator[Match]:
    """Nothing is owed any more for what is quoted: the money stands on the account."""
    known = owners & {*one.payer.customers} or (set() if one.payer.customers else owners)
    for owner in sorted(known)[:1]:
        reason = "La facture citée est déjà réglée : double paiement, à laisser sur le compte"
        yield Match((), facts.ACCOUNT, reason, PAID_AGAIN, owner, over_cents=one.line.cents)


def _contradicted(match: Match, one: Asked, owners: set[int], *, is_exact: bool) -> Match:
    """The invoice quoted is another customer's: a slip when the payer owes exactly that, and the
    other does not."""
    is_slip = match.source == facts.AMOUNT and one.payer.clarity == SURE and not is_exact
    if match.customer_id in owners or match.confidence <= 90 or is_slip or match.quoted == CLEAN:
        return match
    reason = f"{match.reason} ; mais la facture citée est d'un autre client"
    return replace(match, confidence=90, reason=reason)


def _lowered(match: Match, less: int, payer: Payer) -> Match:
    """A number quoted clearly makes a payer known by half its name as sure as by its account."""
    if match.quoted == CLEAN and payer.clarity == NAMED:
        less -= LESS[NAMED]
    if match.source == facts.EXACT and payer.clarity == LIKELY:
        less = 1
    return replace(match, confidence=max(match.confidence - less, 1)) if less else match


def _ranked(found: Iterable[Match]) -> tuple[Match, ...]:
    """The surest first, each set of parts once."""
    found = list(found)
    if len(found) < 2:
        return tuple(found)
    ranked: dict[tuple[object, ...], Match] = {}
    for match in sorted(found, key=lambda match: -match.confidence):
        ranked.setdefault(tuple(sorted((p.receivable_id, p.cents) for p in match.parts)), match)
    return tuple(ranked.values())


def _keys(told: Said) -> Iterator[str]:
    if not told.has_digits:
        return
    raw = [group.translate(ALIKE) for group in GROUPS.findall(told.text)]
    yield from keys_of(raw)
    yield from keys_of([group.translate(ALIKE) for group in told.groups])
