"""The forms that the customer's page opens on demand, by name, filled with what is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.dunning.queries import choosing, profiles
from encaisse.home.forms.customer import (
    BlockForm,
    ContactForm,
    CustomerForm,
    LimitForm,
    ProfileForm,
)
from encaisse.home.queries.customer import contacts
from encaisse.home.queries.reaching import is_texted

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from encaisse.parties.models import Contact, Customer

SHEET, NEW_CONTACT, BLOCK, PROFILE, SCENARIO = "fiche", "contact", "blocage", "profil", "scenario"
CONTACT, LIMIT = "contact-", "encours"


class ScenarioForm(forms.Form):
    """The scenario that a person gives a customer, or none of its own."""

    scenario = forms.ChoiceField(label=_("Scénario"), required=False)

    def __init__(self, typed: Any = None, *, customer: Customer) -> None:
        own = {"scenario": choosing.own_of(customer)}
        super().__init__(typed, initial=own, auto_id="scenario_%s")
        offered: Any = self.fields["scenario"]
        offered.choices = [
            ("", _("celui de son segment, ou de la société")),
            *choosing.scenario_choices(customer.company),
        ]


@dataclass(frozen=True, slots=True)
class Edit:
    """A form that is open: its name, where it is posted, its button; ``texted``: whether text
    messages go to the person."""

    name: str
    route: str
    subject_id: int
    button: str | Promise
    form: forms.Form
    icon: str = ""
    texted: bool = False


def _sheet(customer: Customer) -> forms.Form:
    known = {name: getattr(customer, name) for name in CustomerForm.base_fields}
    return CustomerForm(initial=known, auto_id="identity_%s")


def _profile(customer: Customer) -> forms.Form:
    profile = profiles.profile_of(customer)
    known = {"tone": profile.chosen, "why": profile.why}
    return ProfileForm(initial=known, auto_id="profile_%s")


def _limit(customer: Customer) -> forms.Form:
    known = {"credit_limit_cents": customer.credit_limit_cents}
    return LimitForm(initial=known, auto_id="limit_%s")


def _contact(contact: Contact) -> forms.Form:
    known = {name: getattr(contact, name, "") for name in ContactForm.base_fields}
    return ContactForm(initial=known, auto_id=f"contact_{contact.pk}_%s")


Made = Callable[["Customer"], forms.Form]
KINDS: Mapping[str, tuple[str, str | Promise, str, Made]] = {
    SHEET: ("home:change", _("Enregistrer la fiche"), "", _sheet),
    NEW_CONTACT: (
        "home:add_contact", _("Ajouter le contact"), "",
        lambda _customer: ContactForm(auto_id="new_contact_%s"),
    ),
    BLOCK: (
        "home:block", _("Bloquer"), "pause", lambda _customer: BlockForm(auto_id="block_%s"),
    ),
    LIMIT: ("home:limit", _("Enregistrer l'encours autorisé"), "", _limit),
    PROFILE: ("home:choose_profile", _("Retenir ce profil"), "", _profile),
    SCENARIO: (
        "home:choose_scenario", _("Suivre ce scénario"), "",
        lambda customer: ScenarioForm(customer=customer),
    ),
}  # fmt: skip


def opened(customer: Customer, name: str, wrong: forms.Form | None = None) -> Edit | None:
    """The form of that name, or ``wrong`` sent back to be corrected; None when there is none."""
    if name.startswith(CONTACT):
        found = [each for each in contacts(customer) if f"{CONTACT}{each.pk}" == name]
        for each in found:
            form, texted = wrong or _contact(each), is_texted(customer, each)
            return Edit(name, "home:change_contact", each.pk, _("Enregistrer"), form, texted=texted)
        return None
    if name not in KINDS:
        return None
    route, button, icon, made = KINDS[name]
    return Edit(name, route, customer.pk, button, wrong or made(customer), icon)
