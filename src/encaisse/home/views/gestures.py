"""What is done with the ticked receivables of a customer, without leaving its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from encaisse.accounts.queries import member_for
from encaisse.accounts.requests import CompanyRequest, require
from encaisse.accounts.rules import may_collect
from encaisse.agenda import operations as agenda
from encaisse.agenda.queries import listing
from encaisse.causes import operations as causes
from encaisse.causes import queries as why
from encaisse.causes.columns import told
from encaisse.causes.forms import CauseForm
from encaisse.disputes import operations as disputes
from encaisse.disputes import queries as disputed
from encaisse.disputes.queries import services as departments
from encaisse.documents.operations import GivenFile
from encaisse.exchanges import operations as exchanges
from encaisse.exchanges.queries.begun import begun as mail_begun
from encaisse.exchanges.queries.writing import addresses_of
from encaisse.exchanges.rules.writing import statement_words, text_of, with_list
from encaisse.home.forms import gestures as forms
from encaisse.home.queries import ticked as queries
from encaisse.home.views.customer import INVALID, back, found, settle, show
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.late_charges.columns import printed
from encaisse.late_charges.queries.statement import statement
from encaisse.promises import operations as promises
from encaisse.web.formats import day
from encaisse.web.pages import page, wants_fragment
from encaisse.web.uploads import content_of

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpResponse
    from django.utils.functional import Promise

    from encaisse.home.queries.ticked import Ticked
    from encaisse.parties.models import Customer


@dataclass(frozen=True, slots=True)
class Gesture:
    """What is done: its title, its button, the form that asks for the rest, the act. ``is_about``:
    what it bears on when nothing is ticked; ``part``: a template shown above the form."""

    title: str | Promise
    button: str | Promise
    icon: str
    form: Callable[[CompanyRequest, Customer], Form]
    act: Callable[[CompanyRequest, Customer, Ticked, dict[str, Any]], str]
    is_about: str | Promise = ""
    part: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def gesture(request: CompanyRequest, customer_id: int) -> HttpResponse:
    """Open the form of a gesture under the list, or do it and show the page. What is ticked comes
    along by POST (``ouvrir``) where the form begins with it."""
    require(request, may_collect)
    customer = found(request, customer_id)
    name = request.GET.get(OPEN) or request.POST.get("geste") or request.GET.get("geste", "")
    chosen = GESTURES.get(name)
    if chosen is None:
        if request.method != "POST" and wants_fragment(request):
            return page(request, "home/customer.html", {}, fragment="gesture")
        return redirect("home:customer", customer.pk)
    form = chosen.form(request, customer)
    if _is_opening(request):
        context = {"gesture": chosen, "gesture_name": name, "gesture_form": form}
        if wants_fragment(request):
            shown = {"customer": customer, **context}
            return page(request, "home/customer.html", shown, fragment="gesture")
        return show(request, customer, context)
    return _done(request, customer, name, form)


def _is_opening(request: CompanyRequest) -> bool:
    return request.method != "POST" or OPEN in request.GET


def _done(request: CompanyRequest, customer: Customer, name: str, form: Form) -> HttpResponse:
    """Do it and go back to the page; or show the page with what is wrong, what was ticked kept."""
    chosen = GESTURES[name]
    ticked = queries.ticked(customer, request.POST.getlist("receivable"))
    if form.is_valid():
        try:
            told = chosen.act(request, customer, ticked, form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            if isinstance(form, forms.PromiseForm):
                form.ask_to_confirm(isinstance(refusal, promises.PromiseToConfirm))
        else:
            messages.success(request, told)
            settle(customer)
            return back(request, customer)
    context = {
        "gesture": chosen, "gesture_name": name, "gesture_form": form,
        "ticked": {each.pk for each in ticked.chosen}, "kept": ticked.chosen,
    }  # fmt: skip
    return show(request, customer, context, status=INVALID)


def _promise_form(request: CompanyRequest, _customer: Customer) -> Form:
    return forms.PromiseForm(_typed(request))


def _promise(
    request: CompanyRequest, customer: Customer, ticked: Ticked, typed: dict[str, Any]
) -> str:
    receivables, cents = ticked.or_late(on=localdate()), typed.pop("cents")
    if not receivables:
        raise promises.NothingToPromise(on=day(localdate()))
    made = promises.promise(
        receivables, on=localdate(), by=str(request.user),
        amount=None if cents is None else Money(cents, receivables[0].currency), **typed,
    )  # fmt: skip
    return _("{name} promet {amount} pour le {day}.").format(
        name=customer.name, amount=Money(made.cents, made.currency), day=day(made.by_on)
    )


def _dispute_form(request: CompanyRequest, _customer: Customer) -> Form:
    return forms.DisputeForm(
        _typed(request), None if _is_opening(request) else request.FILES,
        reasons=disputed.REASON_CHOICES, services=departments.services(request.company),
        people=departments.people(request.company), initial={"owner": str(request.user.pk)},
    )  # fmt: skip


def _dispute(
    request: CompanyRequest, _customer: Customer, ticked: Ticked, typed: dict[str, Any]
) -> str:
    receivables, cents, file = ticked.chosen, typed["cents"], typed["evidence"]
    if not receivables:
        raise queries.NothingTicked
    made = disputes.declare(
        receivables, reason=typed["reason"], note=typed["note"], on=localdate(),
        amount=None if cents is None else Money(cents, receivables[0].currency),
        by=str(request.user),
        given=disputes.Given(
            department=typed["department"], due_on=typed["due_on"],
            owner=member_for(request.company, int(typed["owner"])) if typed["owner"] else None,
            evidence=[GivenFile(file.name, content_of(file))] if file else (),
        ),
    )  # fmt: skip
    return _("Litige ouvert ({reason}) : ce qui est contesté n'est plus relancé.").format(
        reason=made.get_reason_display()
    )


def _people(customer: Customer) -> list[tuple[str, str]]:
    return [(each.email, f"{each.name} · {each.email}") for each in addresses_of(customer)]


def _mail_form(request: CompanyRequest, customer: Customer) -> Form:
    """Begun with the text of the step, about what is ticked; it lists it already."""
    ticked = queries.ticked(customer, request.POST.getlist("receivable"))
    begun = mail_begun(customer, [each.pk for each in ticked.chosen], on=localdate())
    bare = text_of([], f"{request.user}\n{customer.company.name}", customer.language)
    initial: dict[str, Any] = {"text": bare, "lists": True}
    if begun:
        initial = {"subject": begun.subject, "text": begun.text, "lists": False}
    return forms.MailForm(_typed(request), people=_people(customer), initial=initial)


def _mail(
    request: CompanyRequest, customer: Customer, ticked: Ticked, typed: dict[str, Any]
) -> str:
    listed = queries.listed(ticked.chosen) if typed["lists"] else []
    return _written(
        request, customer, typed, ticked,
        text=with_list(typed["text"], listed, on=localdate(), language=customer.language),
        papers=queries.papers_of(customer, ticked.chosen) if typed["joins"] else (),
    )  # fmt: skip


def _statement_form(request: CompanyRequest, customer: Customer) -> Form:
    words = statement_words(customer.language, customer.company.name, on=localdate())
    initial = {"subject": words.subject, "text": words.text}
    return forms.StatementForm(_typed(request), people=_people(customer), initial=initial)


def _statement(
    request: CompanyRequest, customer: Customer, ticked: Ticked, typed: dict[str, Any]
) -> str:
    on = localdate()
    stated = statement(
        customer, on=on, invoice_ids=ticked.invoices, principal_only=typed["principal"]
    )
    if ticked.is_settled or not stated.accounts:
        raise queries.NothingToState
    made = GivenFile(*printed(customer, stated, made_on=on))
    return _written(request, customer, typed, ticked, text=typed["text"], made=made)


def _written(
    request: CompanyRequest, customer: Customer, typed: dict[str, Any], ticked: Ticked, **said: Any
) -> str:
    """Give the mail to the outbox, with what goes with it."""
    written = exchanges.writing.Written(
        to=[typed["to"]], subject=typed["subject"],
        invoices=[each.invoice.number for each in ticked.chosen], **said,
    )  # fmt: skip
    teller = exchanges.Teller(str(request.user), localdate(), request.user)
    exchanges.writing.write(customer, written, at=now(), by=teller)
    return _("Message confié à l'envoi pour {address}.").format(address=typed["to"])


def _cause_form(request: CompanyRequest, customer: Customer) -> Form:
    late = why.of_customer(request.company, customer.pk, on=localdate())
    return CauseForm(_typed(request), cause=why.proposed(late))


def _cause(
    request: CompanyRequest, customer: Customer, ticked: Ticked, typed: dict[str, Any]
) -> str:
    on, by = localdate(), str(request.user)
    ids = [each.pk for each in ticked.or_late(on=on)]
    kept = causes.choose(customer, typed["cause"], ids, note=typed["note"], on=on, by=by)
    return told(typed["cause"], len(kept))


def _next_form(request: CompanyRequest, customer: Customer) -> Form:
    proposed = listing.following(customer.pk, request.company, on=localdate())
    return forms.NextForm(_typed(request), proposed=proposed)


def _next(
    request: CompanyRequest, customer: Customer, ticked: Ticked, typed: dict[str, Any]
) -> str:
    about = ", ".join(each.invoice.number for each in ticked.chosen[:LISTED])
    words = " : ".join(filter(None, [typed["what"], about]))
    who = agenda.Doer(request.user, str(request.user), localdate())
    then = agenda.Then(typed["then"], typed["day"], words)
    agenda.ask_next(request.company, customer.pk, then, who=who)
    return _("Suite notée pour le {day}.").format(day=day(typed["day"]))


def _typed(request: CompanyRequest) -> Any:
    return None if _is_opening(request) else request.POST


OPEN = "ouvrir"
LISTED = 5
LATE = gettext_lazy("Sur ce qui est coché ; sinon, sur tout ce qui est échu.")
GESTURES: dict[str, Gesture] = {
    "message": Gesture(
        gettext_lazy("Écrire au client"), gettext_lazy("Envoyer le message"), "mail",
        _mail_form, _mail, gettext_lazy("Sur ce qui est coché, avec le texte de son étape."),
    ),
    "releve": Gesture(
        gettext_lazy("Relevé"), gettext_lazy("Envoyer le relevé"), "documents",
        _statement_form, _statement,
        gettext_lazy("De ce qui est coché ; sinon, de tout ce qui est ouvert."),
        part="home/customer/_statement.html",
    ),
    "promesse": Gesture(
        gettext_lazy("Noter une promesse"), gettext_lazy("Noter la promesse"), "promised",
        _promise_form, _promise, LATE,
    ),
    "litige": Gesture(
        gettext_lazy("Ouvrir un litige"), gettext_lazy("Ouvrir le litige"), "disputed",
        _dispute_form, _dispute, gettext_lazy("Sur les factures cochées."),
    ),
    "cause": Gesture(
        gettext_lazy("Dire la cause du retard"), gettext_lazy("Retenir la cause"), "help",
        _cause_form, _cause, LATE,
    ),
    "suite": Gesture(
        gettext_lazy("Suite à donner"), gettext_lazy("Noter la suite"), "calendar",
        _next_form, _next,
    ),
}  # fmt: skip
