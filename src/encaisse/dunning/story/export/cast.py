"""Who is there on the first day: the company, its scenarios, its customers, their invoices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from encaisse.dunning.story.export.calendar import Calendar, Happened
from encaisse.dunning.story.export.choices import Segmented
from encaisse.dunning.story.export.money import amount
from encaisse.dunning.story.export.names import Names

if TYPE_CHECKING:
    from encaisse.audit.models import Entry
    from encaisse.dunning.queries.books import Books
    from encaisse.dunning.rules import Scenario, Step
    from encaisse.parties.models import Contact, Customer
    from encaisse.receivables.models import Invoice

CUSTOMER_FACTS = (
    "kind", "currency", "language", "email", "phone", "address", "parent",
    "pays_for_itself", "grace_until", "penalty_rate", "imputation",
)  # fmt: skip
CHANGES = {
    "customer.changed": CUSTOMER_FACTS,
    "invoice.delay_granted": ("grace_until",),
    "invoice.addressed": ("contact",),
}


class Cast:
    """Everybody as they were on the first day: today's facts, changes since undone."""

    def __init__(self, books: Books, names: Names, calendar: Calendar) -> None:
        self.books, self.names = books, names
        self._by_name = {scenario.name: key for key, scenario in books.scenarios.items()}
        self._before = self._facts_before(calendar)
        self._chosen = self._choices(calendar)
        self.segmented: list[Happened] = []
        if books.segmented:
            segmented = Segmented(books, names, calendar, self._chosen)
            self._chosen |= segmented.before
            self.segmented = list(segmented.happened())

    def company(self) -> dict[str, Any]:
        books = self.books
        told: dict[str, Any] = {"name": self.names.words.company()}
        told |= {"currency": books.company.currency, "timezone": books.company.timezone}
        if books.default_id is not None:
            told["scenario"] = self.names.scenarios[books.default_id]
        if books.rates:
            told["rates"] = {pair: Decimal(rate) for pair, rate in books.rates.items()}
        return told

    def scenarios(self) -> dict[str, Any]:
        return {
            self.names.scenarios[key]: scenario_told(scenario)
            for key, scenario in self.books.scenarios.items()
        }

    def customers(self) -> dict[str, Any]:
        told = {each.pk: self._customer(each) for each in self.books.customers}
        kept = self._concerned()
        return {self.names.customers[key]: facts for key, facts in told.items() if key in kept}

    def invoices(self) -> list[dict[str, Any]]:
        return [self._invoice(each) for each in self.books.invoices]

    def fact(self, customer: Customer, key: str, value: Any) -> Any:
        """A fact of a customer as a story writes it, whether from its table or the journal."""
        words = self.names.words
        reached = {"email": words.email, "address": words.address, "phone": words.phone}
        if key in reached:
            return reached[key](customer, value)
        if key == "parent":
            return self.names.customers.get(value)
        if key == "grace_until":
            return day(value)
        if key == "penalty_rate":
            return None if value is None else Decimal(str(value)) * 100
        return value

    def scenario(self, name: str | None) -> str | None:
        """A scenario by the name that the journal gives it."""
        return self.names.scenarios.get(self._by_name.get(name or "", 0))

    def _customer(self, customer: Customer) -> dict[str, Any]:
        before = self._before.get(f"customer:{customer.pk}", {})
        now = {key: getattr(customer, key) for key in CUSTOMER_FACTS if key != "parent"}
        now |= {"parent": customer.parent_id}
        told = {key: self.fact(customer, key, value) for key, value in (now | before).items()}
        if told["parent"] is None:
            del told["parent"], told["pays_for_itself"]
        contacts = {
            self.names.contacts[person.pk]: {
                "role": person.role,
                "email": self.names.words.email(person, person.email),
            }
            | self._phone(person)
            for person in customer.contacts.all()
        }
        told |= {"contacts": contacts} if contacts else {}
        return _said(told, always=("email", "address")) | self._choice(f"customer:{customer.pk}")

    def _phone(self, person: Contact) -> dict[str, Any]:
        said = self.names.words.phone(person, person.phone) if person.phone else None
        return {"phone": said} if said else {}

    def _invoice(self, invoice: Invoice) -> dict[str, Any]:
        before = self._before.get(f"invoice:{invoice.pk}", {})
        now = {"grace_until": invoice.grace_until, "contact": invoice.contact_id} | before
        parts = [
            {"due": each.due_on, "amount": amount(each.face_cents)}
            for each in invoice.receivables.all()
        ]
        told = {
            "number": self.names.invoices[invoice.pk],
            "customer": self.names.customers[invoice.customer_id],
            "issued": invoice.issued_on,
            "currency": invoice.currency,
            "amount": amount(sum(each.face_cents for each in invoice.receivables.all())),
            "installments": parts,
            "grace_until": day(now["grace_until"]),
            "contact": self.names.contacts.get(now["contact"]),
            "draft": invoice.is_draft or None,
        }
        return _said(told) | self._choice(f"invoice:{invoice.pk}")

    def _choice(self, subject: str) -> dict[str, str]:
        chosen = self._chosen.get(subject)
        return {"scenario": chosen} if chosen else {}

    def _concerned(self) -> set[int]:
        """Those of whom the story speaks, and those who pay for them."""
        named = {each.customer_id for each in self.books.invoices}
        named |= {each.customer_id for each in self.books.credits}
        parents = {each.pk: each.parent_id for each in self.books.customers}
        waiting = list(named)
        while waiting:
            parent = parents.get(waiting.pop())
            if parent in parents and parent not in named:
                named.add(parent)
                waiting.append(parent)
        return named

    def _facts_before(self, calendar: Calendar) -> dict[str, dict[str, Any]]:
        """By subject, what the first change of each fact in these days replaced."""
        found: dict[str, dict[str, Any]] = {}
        for entry in self._since(self.books.entries, calendar):
            for key in CHANGES.get(entry.verb, ()):
                if key in entry.facts:
                    found.setdefault(entry.subject, {}).setdefault(key, entry.facts[key][0])
        return found

    def _since(self, entries: Iterable[Entry], calendar: Calendar) -> Iterable[Entry]:
        return (each for each in entries if calendar.day_of(each) >= self.books.first)

    def _choices(self, calendar: Calendar) -> dict[str, str | None]:
        """By subject, the scenario chosen before the first day."""
        found: dict[str, str | None] = {}
        for each in self.books.assignments:
            subject = f"customer:{each.customer_id}" if each.customer_id else ""
            found[subject or f"invoice:{each.invoice_id}"] = self.names.scenarios[each.scenario_id]
        known: set[str] = set()
        for entry in self.books.entries:
            if entry.verb != "scenario.chosen":
                continue
            if calendar.day_of(entry) < self.books.first:
                found[entry.subject] = self.scenario(entry.facts["scenario"])
            elif entry.subject not in known:
                found[entry.subject] = None
            known.add(entry.subject)
        return found


def day(value: date | str | None) -> date | None:
    """A day from its table or from the journal."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def scenario_told(scenario: Scenario) -> dict[str, Any]:
    """All that a story may say of a scenario."""
    told = {
        "tolerance": amount(scenario.tolerance_cents),
        "minimum": {code: amount(cents) for code, cents in scenario.minimum.items()},
        "spacing": scenario.spacing_days,
        "grouping": str(scenario.grouping),
        "lists": str(scenario.lists),
        "sequential": scenario.is_sequential,
        "transit": scenario.transit_days,
        "repeat": {"every": str(scenario.repeat)} if scenario.repeat else None,
    }
    return _said(told) | {"steps": [_step(each) for each in scenario.steps]}


APPROVALS = {"auto": None, "approve": True, "task": "task"}


def _step(step: Step) -> dict[str, Any]:
    told = {
        "level": step.level,
        "days": step.days,
        "channel": step.channel,
        "after": "previous" if step.after_previous else None,
        "end_of_month": step.end_of_month or None,
        "courtesy": step.is_courtesy or None,
        "approve": APPROVALS[step.approval],
        "pay_within": step.pay_within_days,
        "fee": _fee(step),
        "invoices": step.encloses_invoices or None,
        "registered": step.is_registered or None,
    }
    return _said(told)


def _fee(step: Step) -> str | Decimal | None:
    if step.fee_rate:
        return f"{(step.fee_rate * 100).normalize():f}%"
    return amount(step.fee_cents) if step.fee_cents else None


def _said(told: dict[str, Any], always: tuple[str, ...] = ()) -> dict[str, Any]:
    """Without what is not said."""
    return {key: value for key, value in told.items() if value is not None or key in always}
