"""How an exported story names things: as they are, or by stable pseudonyms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from encaisse.dunning.story.export.naming import Owed
from encaisse.parties.rules.phones import FICTIONAL_FIXED, FICTIONAL_MOBILE, phone_known

if TYPE_CHECKING:
    from encaisse.dunning.models import Proposal
    from encaisse.dunning.queries.books import Books
    from encaisse.dunning.rules import Scenario
    from encaisse.parties.models import Contact, Customer
    from encaisse.payments.models import Credit
    from encaisse.receivables.models import Invoice


class Words:
    """What the books say; or, when ``anonymous``, nothing that tells who: each thing by its rank
    among those of its sort in the company, the same in every export."""

    def __init__(self, books: Books, *, anonymous: bool) -> None:
        self.books, self.anonymous = books, anonymous

    def company(self) -> str:
        return self._either("Société", self.books.company.name)

    def customer(self, customer: Customer) -> str:
        return self._either(f"Client {self._rank('customer', customer.pk)}", customer.name)

    def contact(self, contact: Contact) -> str:
        return self._either(f"Personne {self._rank('contact', contact.pk)}", contact.name)

    def invoice(self, invoice: Invoice) -> str:
        return self._either(f"F{self._rank('invoice', invoice.pk)}", invoice.number)

    def credit(self, credit: Credit) -> str:
        pseudonym = f"R{self._rank('credit', credit.pk)}"
        return self._either(pseudonym, credit.reference) or pseudonym

    def scenario(self, scenario: Scenario) -> str:
        rank = list(self.books.scenarios).index(scenario.id) + 1
        return self._either(f"Scénario {rank}", scenario.name)

    def email(self, owner: Customer | Contact, said: str) -> str | None:
        if said.lower() in self.books.refusing:
            return self.refusing(said)
        sort = owner._meta.model_name or ""
        pseudonym = f"{sort}{self._rank(sort, owner.pk)}@courriel.invalid"
        return self._either(pseudonym, said) if said else None

    def refusing(self, address: str) -> str:
        """An address that refused one day is the same for whoever has it."""
        rank = self.books.refusing[address.lower()]
        if address.startswith("+"):
            return self._either(f"{FICTIONAL_MOBILE}{9_999 - rank % 1_000}", address)
        return self._either(f"refus{rank}@courriel.invalid", address)

    def phone(self, owner: Customer | Contact, said: str) -> str | None:
        """A number of the same kind, among those that belong to nobody."""
        whose: Any = getattr(owner, "customer", owner)
        found = phone_known(said, whose.country)
        if found is None:
            return None
        if found.e164 in self.books.refusing:
            return self.refusing(found.e164)
        sort = owner._meta.model_name or ""
        rank = self._rank(sort, owner.pk) % 4_000 + (4_000 if sort == "contact" else 0)
        prefix = FICTIONAL_MOBILE if found.takes_texts else FICTIONAL_FIXED
        return self._either(f"{prefix}{rank:04d}", said)

    def address(self, customer: Customer, said: str) -> str | None:
        pseudonym = f"Adresse {self._rank('customer', customer.pk)}"
        return self._either(pseudonym, said) if said else None

    def reason(self, said: str) -> str:
        return self._either("motif", said) or "motif"

    def _either(self, pseudonym: str, said: str) -> str:
        return pseudonym if self.anonymous else said

    def _rank(self, sort: str, key: int) -> int:
        return key - self.books.first_ids[sort] + 1


class Names:
    """By identifier: one name for each thing, different from all others of its sort."""

    def __init__(self, books: Books, words: Words) -> None:
        self.words, self.owed = words, Owed(books)
        self.customers = _unique({each.pk: words.customer(each) for each in books.customers})
        self.contacts = {
            person.pk: words.contact(person)
            for customer in books.customers
            for person in customer.contacts.all()
        }
        self.invoices = _unique({each.pk: words.invoice(each) for each in books.invoices})
        self.credits = _unique({each.pk: words.credit(each) for each in books.credits})
        self.scenarios = {key: words.scenario(each) for key, each in books.scenarios.items()}
        self.receivables = {
            receivable.pk: f"{self.invoices[invoice.pk]}/{rank}"
            for invoice in books.invoices
            for rank, receivable in enumerate(invoice.receivables.all(), start=1)
        }
        self.installments = {
            each.pk: f"{self.invoices[each.receivable.invoice_id]}/p{each.rank}"
            for plan in books.plans
            if self.owed.is_told(plan)
            for each in plan.installments.all()
        }

    def followed(self, step: Proposal) -> str | None:
        """The receivable of a step, or the instalment, if the story speaks of it."""
        if step.installment_id is not None:
            return self.installments.get(step.installment_id)
        return self.receivables.get(step.receivable_id)

    def listed(self, key: int) -> str | None:
        """What a message only lists: an instalment has minus its identifier."""
        return self.receivables.get(key) if key > 0 else self.installments.get(-key)


def _unique(named: Mapping[int, str]) -> dict[int, str]:
    """A name that several bear takes the identifier of each."""
    bearers = Counter(named.values())
    return {key: name if bearers[name] == 1 else f"{name} ({key})" for key, name in named.items()}
