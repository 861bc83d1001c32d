"""The customer's page, and what is done there: each act goes back to the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from encaisse.accounts import rules
from encaisse.accounts.requests import CompanyRequest, require, role_of
from encaisse.causes import queries as causes
from encaisse.colleagues import queries as colleagues
from encaisse.disputes.queries import may_open as may_dispute
from encaisse.dunning import operations as dunning
from encaisse.home.forms import customer as forms
from encaisse.home.forms import edits
from encaisse.home.queries.dunning import scenario_for
from encaisse.home.queries.page import customer_page
from encaisse.home.queries.timeline import Genre, of_customer
from encaisse.home.queries.window import View
from encaisse.home.queries.within import within
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.matching import operations as matching
from encaisse.notes import queries as notes
from encaisse.parties import operations as parties
from encaisse.parties import queries as parties_queries
from encaisse.parties.rules.phones import phone_read
from encaisse.payments import queries as payments
from encaisse.web.formats import money
from encaisse.web.pages import as_shown, page, query_shown, wants_fragment

if TYPE_CHECKING:
    from encaisse.parties.models import Customer

INVALID = 422
PAYMENT = "payment"
NOTES = 6  # on the page; all of them have their own
LINE_FIRST, LINE_MORE, LINE_MAX, DIGITS_MAX = 12, 48, 492, 4
GENRES = [
    (Genre.MAIL, gettext_lazy("Courriels")),
    (Genre.SMS, gettext_lazy("SMS")),
    (Genre.POST, gettext_lazy("Courriers")),
    (Genre.CALLS, gettext_lazy("Appels et visites")),
    (Genre.REPLIES, gettext_lazy("Réponses")),
    (Genre.MONEY, gettext_lazy("Règlements")),
    (Genre.AGREED, gettext_lazy("Promesses et litiges")),
    (Genre.OTHER, gettext_lazy("Autres actes")),
]


@require_safe
def customer(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """Identity, what is owed and claimable, what comes next and why, what happened."""
    return show(request, found(request, customer_id))


@require_safe
def timeline(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """All that happened with the customer, by every channel; of one genre when asked."""
    customer = found(request, customer_id)
    asked = request.GET.get("genre", "")
    genre = Genre(asked) if asked in set(Genre) else None
    most = min(max(_number(request.GET.get("combien", "")), LINE_FIRST), LINE_MAX)
    events = of_customer(request.company, customer, most=most + 1, genre=genre)
    context = {
        "customer": customer,
        "events": events[:most],
        "older": min(most + LINE_MORE, LINE_MAX) if len(events) > most < LINE_MAX else None,
        "genre": genre or "",
        "genres": GENRES,
    }
    return page(request, "home/timeline.html", context, fragment="line")


@require_safe
def why_late(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """The causes of what is late of the customer, to be confirmed."""
    customer, company = found(request, customer_id), request.company
    context = {
        "customer": customer,
        "causes": causes.groups(causes.late(company, on=localdate(), customers=[customer.pk])),
        "may_collect": rules.may_collect(role_of(request)),
    }
    return page(request, "home/why_late.html", context, fragment="causes")


@require_safe
def edit(request: CompanyRequest, customer_id: int, form: str) -> HttpResponse:
    """A form of the page, opened: alone for HTMX, else in its page."""
    customer = _collected(request, customer_id)
    opened = edits.opened(customer, form)
    if opened is None:
        raise Http404
    if wants_fragment(request):
        return page(request, "home/customer.html", {"edit": opened}, fragment="edit")
    return show(request, customer, {"edit": opened})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX else 0


@require_POST
def pay(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """Money received: matched at once when the rules are certain."""
    customer = _collected(request, customer_id)
    on = localdate()

    def act(cents: int, **typed: Any) -> str:
        amount = Money(cents, customer.currency)
        credit = matching.receive_payment(
            customer=customer, amount=amount, by=str(request.user), **typed
        )
        return _received(credit.face_cents, credit.open_cents, credit.currency)

    return _done(request, customer, PAYMENT, forms.PaymentForm(request.POST, on=on), act)


@require_POST
def change(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """Kind, terms, addresses: what the law and the reminders depend on."""
    customer = _collected(request, customer_id)

    def act(**typed: Any) -> str:
        parties.change_customer(customer, by=str(request.user), **typed)
        return _("Fiche de {name} mise à jour.").format(name=customer.name)

    return _done(request, customer, edits.SHEET, forms.CustomerForm(request.POST), act)


@require_POST
def limit(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """What the customer may owe: beyond it, the agenda says so."""
    require(request, rules.may_manage)
    customer = found(request, customer_id)

    def act(**typed: Any) -> str:
        parties.change_customer(customer, by=str(request.user), **typed)
        return _("Encours autorisé de {name} mis à jour.").format(name=customer.name)

    return _done(request, customer, edits.LIMIT, forms.LimitForm(request.POST), act)


@require_POST
def add_contact(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """One more person to write to."""
    customer = _collected(request, customer_id)

    def act(**typed: Any) -> str:
        contact = parties.add_contact(customer=customer, by=str(request.user), **typed)
        return _("{name} ajouté aux contacts.").format(name=contact.name)

    return _done(request, customer, edits.NEW_CONTACT, forms.ContactForm(request.POST), act)


@require_POST
def change_contact(request: CompanyRequest, contact_id: int) -> HttpResponse:
    """The person moved, or changed address."""
    require(request, rules.may_collect)
    contact = within(request.company, parties_queries.contact_for(request.user, contact_id))

    def act(**typed: Any) -> str:
        parties.change_contact(contact, by=str(request.user), **typed)
        return _("Contact {name} mis à jour.").format(name=contact.name)

    form = forms.ContactForm(request.POST)
    return _done(request, contact.customer, f"{edits.CONTACT}{contact.pk}", form, act)


@require_POST
def accept_address(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """An address that refused our mails works again, as somebody knows."""
    customer = _collected(request, customer_id)
    address = request.POST.get("address", "")
    refusing = parties_queries.refusing_among(request.company, [address]).get(address.lower())

    def act() -> str:
        if refusing is not None:
            parties.accept_again(refusing, on=localdate(), by=str(request.user))
        return _("{address} est de nouveau utilisée.").format(address=address)

    return _done(request, customer, "", Form({}), act)


@require_POST
def stop_texts(request: CompanyRequest, contact_id: int) -> HttpResponse:
    """The person asked for no text message any more."""
    require(request, rules.may_collect)
    contact = within(request.company, parties_queries.contact_for(request.user, contact_id))

    def act() -> str:
        phone = phone_read(contact.phone, contact.customer.country)
        said, by = _("Dit à {who}.").format(who=request.user), str(request.user)
        dunning.stop_texts(request.company, phone.e164, said=said, by=by, at=now())
        return _("{name} ne recevra plus de SMS.").format(name=contact.name)

    return _done(request, contact.customer, "", Form({}), act)


@require_POST
def block(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """No reminder for a while, with the reason."""
    customer = _collected(request, customer_id)

    def act(reason: str, until: date | None) -> str:
        dunning.block(customer, until=until, why=reason, by=str(request.user), on=localdate())
        return _("Relances de {name} bloquées.").format(name=customer.name)

    return _done(request, customer, edits.BLOCK, forms.BlockForm(request.POST), act)


@require_POST
def unblock(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """Reminders go on from today."""
    customer = _collected(request, customer_id)

    def act() -> str:
        dunning.unblock(customer, by=str(request.user), on=localdate())
        return _("Les relances de {name} reprennent.").format(name=customer.name)

    return _done(request, customer, "", Form({}), act)


@require_POST
def choose_scenario(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """Another scenario than the company's, or back to it."""
    customer = _collected(request, customer_id)

    def act(scenario: str) -> str:
        chosen = scenario_for(request.company, int(scenario)) if scenario else None
        dunning.choose(chosen, customer=customer, by=str(request.user))
        return _("Scénario de {name} choisi.").format(name=customer.name)

    form = edits.ScenarioForm(request.POST, customer=customer)
    return _done(request, customer, edits.SCENARIO, form, act)


@require_POST
def choose_profile(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """A person's view of how the customer pays, over its history."""
    customer = _collected(request, customer_id)

    def act(tone: str, why: str) -> str:
        dunning.choose_profile(customer, tone, why=why, by=str(request.user))
        return _("Profil de {name} retenu.").format(name=customer.name)

    return _done(request, customer, edits.PROFILE, forms.ProfileForm(request.POST), act)


@require_POST
def match(request: CompanyRequest, credit_id: int) -> HttpResponse:
    """Apply what the rules propose for money that stands unallocated."""
    require(request, rules.may_collect)
    credit = within(request.company, payments.credit_for(request.user, credit_id))

    def act() -> str:
        made = matching.confirm(credit, on=localdate(), by=str(request.user))
        return _("{reference} affecté : {reason}").format(
            reference=credit.reference, reason=made[0].reason if made else ""
        )

    return _done(request, credit.customer, "", Form({}), act)


def found(request: CompanyRequest, customer_id: int) -> Customer:
    """The customer, in the company at work; else it does not exist."""
    return within(request.company, parties_queries.customer_for(request.user, customer_id))


def settle(customer: Customer) -> None:
    """Close the tasks whose reason is gone by what was just done."""
    payer = parties_queries.payer_of(customer.pk)
    dunning.tasks.settle(customer.company, on=localdate(), customer_id=payer)


def show(
    request: CompanyRequest,
    customer: Customer,
    more: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The page, with the form and the gesture that are open."""
    on = localdate()
    query = request.GET if request.method != "POST" else query_shown(request)
    shown = customer_page(customer, on=on, view=View.read(query))
    context = {
        "on": on,
        "customer": customer,
        "shown": shown,
        "payment": forms.PaymentForm(on=on),
        "may_collect": rules.may_collect(role_of(request)),
        "may_manage": rules.may_manage(role_of(request)),
        "may_dispute": may_dispute(request.user, customer),
        **notes.panel(customer, request.user, most=NOTES),
        **colleagues.panel(customer),
        "ticked": set(),
        **(more or {}),
    }
    return page(request, "home/customer.html", context, fragment=["page", "rows"], status=status)


def _collected(request: CompanyRequest, customer_id: int) -> Customer:
    require(request, rules.may_collect)
    return found(request, customer_id)


def _done(
    request: CompanyRequest,
    customer: Customer,
    name: str,
    form: Form,
    act: Callable[..., str],
) -> HttpResponse:
    """Do it and go back to the page; or show the page with what is wrong."""
    if form.is_valid():
        try:
            messages.success(request, act(**form.cleaned_data))
            settle(customer)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return back(request, customer)
    for error in [] if name else form.non_field_errors():
        messages.error(request, str(error))
    sent_back = {PAYMENT: form} if name == PAYMENT else {"edit": edits.opened(customer, name, form)}
    return show(request, customer, sent_back, status=INVALID)


def back(request: CompanyRequest, customer: Customer) -> HttpResponse:
    """The customer's page, its receivables as they were shown."""
    return redirect(as_shown(request, reverse("home:customer", args=[customer.pk])))


def _received(face_cents: int, open_cents: int, currency: str) -> str:
    amount, left = money(face_cents, currency), money(open_cents, currency)
    if not open_cents:
        return _("Règlement de {amount} noté et affecté.").format(amount=amount)
    if open_cents == face_cents:
        return _("Règlement de {amount} noté, à affecter.").format(amount=amount)
    return _("Règlement de {amount} noté ; {left} restent à affecter.").format(
        amount=amount, left=left
    )
