"""The company of a story before its first day: scenarios, customers, invoices, in real tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.utils.text import slugify

from encaisse.accounts import operations as accounts
from encaisse.dunning import operations as dunning
from encaisse.dunning.story.grammar import Story
from encaisse.dunning.story.reading import Fields, Node
from encaisse.dunning.story.scenarios import check_steps, scenario_of
from encaisse.kernel.refusal import Refusal
from encaisse.parties import operations as parties
from encaisse.parties.queries import refusing_among
from encaisse.payment_plans import queries as payment_plans
from encaisse.receivables import operations as receivables
from encaisse.receivables.operations import Installment

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.dunning.models import Scenario
    from encaisse.parties.models import Contact, Customer, RefusingAddress
    from encaisse.payment_plans.models import Installment as Planned
    from encaisse.payments.models import Credit
    from encaisse.receivables.models import Invoice, Receivable

T = TypeVar("T")

BY = "histoire"
BEGINNING = date(1970, 1, 1)  # the choices that a story starts with are older than its days
ADDRESS = "1 place du Marché\n19000 Tulle"


@dataclass(slots=True)
class Scene:
    """What the story has named so far, and what went otherwise than it says."""

    story: Story
    company: Company
    scenarios: dict[str, Scenario] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    contacts: dict[tuple[str, str], Contact] = field(default_factory=dict)
    invoices: dict[str, Invoice] = field(default_factory=dict)
    credits: dict[str, Credit] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)

    def scenario(self, node: Node) -> Scenario | None:
        """By its name; None when null: back to the company's."""
        return None if node.value is None else _named(self.scenarios, node, "scénario inconnu")

    def customer(self, node: Node) -> Customer:
        return _named(self.customers, node, "client inconnu")

    def invoice(self, node: Node) -> Invoice:
        invoice = _named(self.invoices, node, "facture inconnue")
        invoice.refresh_from_db()
        return invoice

    def credit(self, node: Node) -> Credit:
        credit = _named(self.credits, node, "règlement ou avoir inconnu")
        credit.refresh_from_db()
        return credit

    def contact(self, customer: str, node: Node) -> Contact:
        found = self.contacts.get((customer, node.text()))
        if found is None:
            raise node.refuse(f"« {node.value} » n'est pas un contact de {customer}.")
        return found

    def refusing(self, node: Node) -> RefusingAddress:
        """The address, which refuses our mails."""
        found = refusing_among(self.company, [node.text()])
        if not found:
            raise node.refuse(f"« {node.value} » ne refuse pas nos courriels.")
        return found[node.text().lower()]

    def followed(self, node: Node) -> list[Receivable] | list[Planned]:
        """What has reminders of its own: ``NUMBER/p2``, or receivables."""
        installment = self.installment(node)
        return self.receivables(node) if installment is None else [installment]

    def installment(self, node: Node) -> Planned | None:
        """``NUMBER/p2``, of the latest plan of that invoice; None for another name."""
        number, _, rank = node.text().rpartition("/p")
        if number not in self.invoices or not rank.isdigit():
            return None
        found = payment_plans.installment_of(self.invoices[number], int(rank))
        if found is None:
            raise node.refuse(f"« {node.value} » n'est pas une échéance d'un plan.")
        return found

    def receivables(self, node: Node) -> list[Receivable]:
        """``NUMBER/rank``, or all of ``NUMBER``."""
        number, _, rank = node.text().rpartition("/")
        if number not in self.invoices or not rank.isdigit():
            number, rank = node.text(), ""
        invoice = self.invoice(Node(number, node.place))
        found = [
            each for each in invoice.receivables.order_by("rank") if rank in ("", str(each.rank))
        ]
        if not found:
            raise node.refuse(f"« {node.value} » n'existe pas.")
        return found


def open_scene(story: Story) -> Scene:
    """Everything that the story says of the company before its first event."""
    company = accounts.open_company(
        name=story.name, by=BY, currency=story.currency, timezone=story.timezone
    )
    scene = Scene(story, company)
    dunning.set_rates(company, story.rates, by=BY)
    _save_scenarios(scene)
    for name, fields in story.customers.items():
        _open_customer(scene, name, fields)
    for name, fields in story.customers.items():
        _link_parent(scene, name, fields)
    for fields in story.invoices:
        _issue(scene, fields)
    return scene


def _save_scenarios(scene: Scene) -> None:
    for name, fields in scene.story.scenarios.items():
        check_steps(fields)
        is_refused = fields.get("refused", Node.flag, plain=False)
        is_default = name == _default_name(scene.story)
        try:
            with transaction.atomic():
                scenario = scenario_of(name, fields, scene.story.currency)
                saved = dunning.save_scenario(scene.company, scenario, by=BY, is_default=is_default)
        except Refusal as refusal:
            if not is_refused:
                scene.differences.append(f"Scénario « {name} » refusé : {refusal}")
            continue
        scene.scenarios[name] = saved
        if is_refused:
            scene.differences.append(f"Scénario « {name} » accepté, refus attendu.")
    _choose_default(scene)


def _default_name(story: Story) -> str | None:
    """The one named; else the only one there is."""
    accepted = [name for name, fields in story.scenarios.items() if "refused" not in fields]
    return story.scenario or (accepted[0] if len(accepted) == 1 else None)


def _choose_default(scene: Scene) -> None:
    wanted = scene.story.scenario
    if wanted is None and not scene.scenarios:
        usual = dunning.default_scenario(scene.company, by=BY)
        scene.scenarios[usual.name] = usual
    elif wanted is not None and wanted not in scene.story.scenarios:
        raise Node(wanted, "company, scenario").refuse(f"scénario inconnu : « {wanted} ».")


def _open_customer(scene: Scene, name: str, fields: Fields) -> None:
    email = fields.get("email", _text_or_nothing, f"{slugify(name) or 'client'}@client.example")
    facts = customer_facts(fields)
    facts |= {"email": email, "address": _address(fields, email)}
    facts |= {"phone": fields.get("phone", _text_or_nothing, "")}
    facts.setdefault("currency", scene.story.currency)
    customer = parties.open_customer(company=scene.company, name=name, by=BY, **facts)
    scene.customers[name] = customer
    for person, contact in fields.pairs("contacts").items():
        told = contact.fields("role", "email", "phone")
        scene.contacts[name, person] = parties.add_contact(
            customer=customer,
            name=person,
            by=BY,
            role=told.get(
                "role", lambda node: node.choice("dunning", "billing", "other"), "billing"
            ),
            email=told.get("email", _text_or_nothing, f"{slugify(person)}@client.example"),
            phone=told.get("phone", _text_or_nothing, ""),
        )
    if "scenario" in fields:
        scenario = scene.scenario(fields.named["scenario"])
        dunning.choose(scenario, customer=customer, by=BY, on=BEGINNING)


def customer_facts(fields: Fields) -> dict[str, Any]:
    """What a story says of a customer, as ``parties`` knows it; only what is said."""
    reading: dict[str, Any] = {
        "kind": lambda node: node.choice("company", "public", "consumer"),
        "currency": Node.currency,
        "language": Node.text,
        "pays_for_itself": Node.flag,
        "grace_until": _day_or_nothing,
        "penalty_rate": _percent_or_nothing,
        "imputation": lambda node: node.choice("interest-first", "principal-first", "costs-first"),
    }
    return {key: read(fields.named[key]) for key, read in reading.items() if key in fields}


def _address(fields: Fields, email: str) -> str:
    """A customer can be written to, unless the story says that it has no e-mail and no address."""
    return fields.get("address", _text_or_nothing, ADDRESS if email else "")


def _link_parent(scene: Scene, name: str, fields: Fields) -> None:
    """A child is paid for by its parent unless the story says that it pays for itself."""
    if fields.maybe("parent", Node.text) is None:
        return
    parties.change_customer(
        scene.customers[name],
        by=BY,
        on=BEGINNING,
        parent=scene.customer(fields.named["parent"]),
        pays_for_itself=fields.get("pays_for_itself", Node.flag, plain=False),
    )


def _issue(scene: Scene, fields: Fields) -> None:
    number = fields.need("number", Node.text)
    customer = scene.customer(fields.need("customer", lambda node: node))
    contact = fields.maybe("contact", lambda node: node)
    invoice = scene.invoices[number] = receivables.issue(
        customer=customer,
        number=number,
        issued_on=fields.need("issued", Node.day),
        installments=_installments(fields),
        by=BY,
        currency=fields.get("currency", Node.currency, customer.currency),
        draft=fields.get("draft", Node.flag, plain=False),
    )
    if contact is not None:
        person = scene.contact(customer.name, contact)
        receivables.address_to(invoice, contact=person, by=BY, on=BEGINNING)
    if "grace_until" in fields:
        until = fields.maybe("grace_until", Node.day)
        receivables.grant_delay(invoice, until=until, by=BY, on=BEGINNING)
    if "scenario" in fields:
        scenario = scene.scenario(fields.named["scenario"])
        dunning.choose(scenario, invoice=invoice, by=BY, on=BEGINNING)


def _installments(fields: Fields) -> list[Installment]:
    amount = fields.need("amount", Node.cents)
    parts = [each.fields("due", "amount") for each in fields.items("installments")]
    if not parts:
        return [Installment(fields.need("due", Node.day), amount)]
    found = [Installment(p.need("due", Node.day), p.need("amount", Node.cents)) for p in parts]
    if sum(part.cents for part in found) != amount:
        raise fields.node.refuse("la somme des échéances n'est pas le montant de la facture.")
    return found


def _text_or_nothing(node: Node) -> str:
    return "" if node.value is None else node.text()


def _day_or_nothing(node: Node) -> Any:
    return None if node.value is None else node.day()


def _percent_or_nothing(node: Node) -> Decimal | None:
    return None if node.value is None else node.decimal() / 100


def _named(known: dict[str, T], node: Node, unknown: str) -> T:
    if node.text() not in known:
        raise node.refuse(f"{unknown} : « {node.value} ».")
    return known[node.text()]
