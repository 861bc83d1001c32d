"""Who of ours follows a customer in each department: said by a person, or by a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.kernel.refusal import Refusal
from encaisse.parties import queries
from encaisse.parties.models import Colleague, Follower
from encaisse.parties.operations.writing import record
from encaisse.parties.rules.colleagues import COLLEAGUE_MAX, SALES, colleague_read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from encaisse.accounts.models import Company
    from encaisse.parties.models import Customer
    from encaisse.parties.rules.colleagues import Named

BY_MAX, NAMES_SAID = 200, 20


class ColleagueWithoutName(Refusal):
    """Somebody is known by a name or an address."""

    code = "colleague_without_name"
    sentence = "Choisissez qui suit le client, ou écrivez son nom ou son courriel."


class ColleagueTwice(Refusal):
    """Two people of the same name could not be told apart."""

    code = "colleague_twice"
    sentence = "« {name} » est déjà le nom d'un autre collègue : écrivez-en un autre."


@transaction.atomic
def meet(company: Company, name: str, *, email: str = "", by: str) -> Colleague:
    """The colleague of that address or name; else a new one, tied to the member so called."""
    told = colleague_read(name, email)
    if not told.shown:
        raise ColleagueWithoutName
    found = _met(company, told, by=by)
    if told.email and found.address.lower() not in {"", told.email.lower()}:
        raise ColleagueTwice(name=found.name)
    return found


@transaction.atomic
def change_colleague(
    colleague: Colleague, *, by: str, name: str | None = None, email: str | None = None
) -> Colleague:
    """Another name, another address; that of a member is the one by which they sign in."""
    wanted = colleague.name if name is None else " ".join(name.split())[:COLLEAGUE_MAX]
    if not wanted:
        raise ColleagueWithoutName
    others = queries.colleagues(colleague.company).exclude(pk=colleague.pk)
    if others.filter(name__iexact=wanted).exists():
        raise ColleagueTwice(name=wanted)
    before = {"name": colleague.name, "email": colleague.email}
    after = {"name": wanted, "email": colleague.email if email is None else email.strip()}
    if before != after:
        colleague.name, colleague.email = after["name"], after["email"]
        colleague.save(update_fields=["name", "email"])
        _record(colleague, "colleague.changed", by, {"before": before, "after": after})
    return colleague


@transaction.atomic
def follow(customer: Customer, colleague: Colleague, *, department: str, by: str) -> Follower:
    """That person follows the customer in that department, instead of whoever did."""
    known = queries.followers_of(customer)
    before = next((each for each in known if each.department == department), None)
    if before is not None and before.colleague_id == colleague.pk and not before.is_listed:
        return before
    made, _is_new = Follower.objects.update_or_create(
        customer=customer, department=department,
        defaults={
            "company_id": customer.company_id, "colleague": colleague, "is_listed": False,
            "by": by[:BY_MAX],
        },
    )  # fmt: skip
    names = [before.colleague.name if before else "", colleague.name]
    facts: dict[str, object] = {"department": department, "colleague": names}
    record(customer, by, "customer.followed", facts, colleague.name)
    return made


@transaction.atomic
def leave(follower: Follower, *, by: str) -> None:
    """Nobody follows the customer in that department any more."""
    name = follower.colleague.name
    facts: dict[str, object] = {"department": follower.department, "colleague": [name, ""]}
    record(follower.customer, by, "customer.followed", facts, f"Plus personne (avant : {name})")
    follower.delete()


@transaction.atomic
def follow_listed(
    company: Company, told: Mapping[int, str], *, by: str, department: str = SALES
) -> int:
    """Who follows customers, as a list names them; what a person said stays. Returns how many
    customers are followed by somebody else than before."""
    known = queries.followers_by_customer(company, department) if told else {}
    met: dict[str, Colleague] = {}
    fresh: list[Follower] = []
    moved: list[Follower] = []
    for customer_id, name in told.items():
        before = known.get(customer_id)
        if before is not None and not before.is_listed:
            continue
        colleague = met.get(name) or met.setdefault(
            name, _met(company, colleague_read(name), by=by)
        )
        if before is None:
            fresh.append(
                Follower(
                    company=company, customer_id=customer_id, department=department,
                    colleague=colleague, is_listed=True, by=by[:BY_MAX],
                )
            )  # fmt: skip
        elif before.colleague_id != colleague.pk:
            before.colleague, before.by = colleague, by[:BY_MAX]
            moved.append(before)
    Follower.objects.bulk_create(fresh)
    Follower.objects.bulk_update(moved, ["colleague", "by"], batch_size=1000)
    count = len(fresh) + len(moved)
    if count:
        names = sorted({each.colleague.name for each in [*fresh, *moved]})[:NAMES_SAID]
        audit.record(
            company=company, actor=by, verb="colleague.listed", subject=f"company:{company.pk}",
            facts={"department": department, "customers": count, "names": names},
        )  # fmt: skip
    return count


def _met(company: Company, told: Named, *, by: str) -> Colleague:
    """Whoever is so called, whose address is completed; or somebody new."""
    found = queries.colleague_called(company, told.shown, told.email)
    if found is not None:
        is_mute = told.email and not found.address
        return change_colleague(found, email=told.email, by=by) if is_mute else found
    person = queries.member_called(company, told.name, told.email)
    made = Colleague.objects.create(
        company=company, name=told.shown, email="" if person else told.email, person=person
    )
    _record(made, "colleague.noted", by, {"name": made.name, "email": made.address})
    return made


def _record(colleague: Colleague, verb: str, by: str, facts: dict[str, object]) -> None:
    audit.record(
        company=colleague.company, actor=by, verb=verb, subject=f"colleague:{colleague.pk}",
        facts=facts,
    )  # fmt: skip
