"""How a line of the agenda is shown: its verb, its icon, its page, why it stands there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from encaisse.agenda.queries.coming import Planned
from encaisse.agenda.queries.orphans import Orphan
from encaisse.agenda.rules import Item, Kind, weight
from encaisse.agenda.rules.calendar import Entry, day, uid, without_amounts
from encaisse.web import returning
from encaisse.web.addresses import numbered
from encaisse.web.columns import Column, Listing
from encaisse.web.columns import Kind as Shape
from encaisse.web.formats import money, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from encaisse.agenda.models import PersonalCalendar

VERBS: dict[Kind, tuple[Promise, str]] = {
    Kind.CALL: (gettext_lazy("appeler"), "phone"),
    Kind.VISIT: (gettext_lazy("rendre visite"), "calendar"),
    Kind.STEP: (gettext_lazy("faire l'étape"), "check"),
    Kind.NO_CONTACT: (gettext_lazy("compléter les coordonnées"), "user"),
    Kind.ADDRESS: (gettext_lazy("corriger l'adresse"), "mail"),
    Kind.NUMBER: (gettext_lazy("trouver un numéro"), "phone"),
    Kind.DOCUMENTS: (gettext_lazy("envoyer les pièces"), "documents"),
    Kind.CREDIT_NOTE: (gettext_lazy("établir l'avoir"), "invoice"),
    Kind.REISSUE: (gettext_lazy("émettre de nouveau"), "invoice"),
    Kind.UNRECEIVED: (gettext_lazy("prouver la réception"), "invoice"),
    Kind.UNANSWERED: (gettext_lazy("obtenir une réponse"), "disputed"),
    Kind.QUESTION: (gettext_lazy("obtenir une réponse"), "reply"),
    Kind.APPROVAL: (gettext_lazy("à approuver"), "outbox"),
    Kind.REPLY: (gettext_lazy("lire la réponse"), "reply"),
    Kind.STRANGER: (gettext_lazy("à classer chez un client"), "reply"),
    Kind.UNDELIVERED: (gettext_lazy("adresse à corriger"), "warning"),
    Kind.PROMISE: (gettext_lazy("appeler"), "promised"),
    Kind.INSTALLMENT: (gettext_lazy("appeler"), "promised"),
    Kind.PLAN: (gettext_lazy("approuver l'échéancier"), "calendar"),
    Kind.EARLY_DISCOUNT: (gettext_lazy("approuver l'escompte"), "payment"),
    Kind.DISPUTE: (gettext_lazy("trancher le litige"), "disputed"),
    Kind.BANK: (gettext_lazy("à attribuer"), "bank"),
    Kind.LIMITATION: (gettext_lazy("à traiter avant la date sûre"), "clock"),
    Kind.NEXT: (gettext_lazy("à faire"), "note"),
    Kind.SAID: (gettext_lazy("répondre au client"), "reply"),
    Kind.NOTICE: (gettext_lazy("à décider"), "outbox"),
    Kind.UNHEEDED: (gettext_lazy("décider de la suite"), "warning"),
    Kind.RETURNED: (gettext_lazy("envoyer autrement"), "mail"),
    Kind.LIMIT: (gettext_lazy("décider des ventes à venir"), "warning"),
    Kind.ORPHAN: (gettext_lazy("prévoir la suite"), "warning"),
}
TASKS = frozenset(
    {Kind.STEP, Kind.NO_CONTACT, Kind.ADDRESS, Kind.NUMBER, Kind.DOCUMENTS, Kind.CREDIT_NOTE,
     Kind.REISSUE, Kind.UNRECEIVED, Kind.UNANSWERED}
)  # fmt: skip
PAGES = dict.fromkeys(TASKS, "dunning:task") | {
    Kind.REPLY: "replies:reply", Kind.DISPUTE: "disputes:dispute",
    Kind.PLAN: "payment_plans:proposal", Kind.QUESTION: "disputes:question",
    Kind.EARLY_DISCOUNT: "early_payment_discounts:offer",
    Kind.SAID: "portal:request",
}  # fmt: skip
FULL = 100
CALLED = frozenset({Kind.CALL, Kind.PROMISE, Kind.INSTALLMENT})


@dataclass(frozen=True, slots=True)
class Line:
    """A line and all that its template writes."""

    item: Item
    verb: str
    icon: str
    href: str
    why: str
    sum: str
    person: str
    is_mine: bool
    instead_of: str = ""


def lines(
    items: Sequence[Item], *, on: date, people: dict[int, str], viewer_id: int, back: str = ""
) -> list[Line]:
    """The lines as the viewer reads them; what they open comes ``back`` there."""
    return [
        Line(
            item, str(VERBS[item.kind][0]), VERBS[item.kind][1],
            returning.opened(address(item), back), why(item, on), reckoning(item, on),
            people.get(item.person_id or 0, ""), item.person_id == viewer_id,
            people.get(item.instead_of or 0, ""),
        )
        for item in items
    ]  # fmt: skip


def address(item: Item) -> str:
    """The page where the thing is done."""
    customer, target = item.customer_id or 0, item.target or 0
    if item.kind in PAGES:
        return numbered(PAGES[item.kind], target)
    if item.kind in (Kind.CALL, Kind.PROMISE, Kind.INSTALLMENT):
        asked = f"?tache={item.target}" if item.kind == Kind.CALL else ""
        return numbered("exchanges:dial", customer) + asked
    if item.kind == Kind.VISIT:
        return numbered("exchanges:plan_visit", customer) + f"?tache={item.target}"
    if customer:
        return numbered("home:customer", customer)
    run = reverse("dunning:run") + f"?niveau={item.target}"
    return {
        Kind.APPROVAL: run,
        Kind.NOTICE: run,
        Kind.STRANGER: reverse("replies:replies") + "?vue=inconnus",
        Kind.UNDELIVERED: reverse("replies:replies") + "?vue=non-remis",
        Kind.BANK: reverse("matching:waiting"),
        Kind.ORPHAN: reverse("agenda:orphans"),
        Kind.LIMITATION: reverse("legal_action:limitation") + "?alerte=alert",
    }[item.kind]


def entry(item: Item, calendar: PersonalCalendar, *, on: date, site: str) -> Entry:
    """The line in a person's calendar: no sum unless they asked for it."""
    note = "\n".join(filter(None, [why(item, on), item.note]))
    if not calendar.with_amounts:
        note = without_amounts(note)
    elif item.cents:
        note = f"{note}\n{money(item.cents, item.currency)}"
    return Entry(
        uid=uid(calendar.company_id, item.source), on=day(item.due_on, on=on),
        title=title(item), note=note, address=f"{site}{address(item)}",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """What somebody has to do next for a customer, as it is read."""

    on: date
    words: str


def planned(found: Planned) -> PlannedLine:
    """appeler · Promesse non tenue."""
    verb = "" if found.kind == Kind.NEXT else str(VERBS[found.kind][0])
    return PlannedLine(found.on, " · ".join(filter(None, [verb, found.words.rstrip(".")])))


def title(item: Item) -> str:
    """Appeler Garage de l'Étoile; Rendre visite à Garage de l'Étoile; Lire la réponse : …"""
    verb = str(VERBS[item.kind][0])
    verb = verb[:1].upper() + verb[1:]
    if item.kind in CALLED:
        return f"{verb} {item.subject}"
    if item.kind == Kind.VISIT:
        return _("{verb} à {subject}").format(verb=verb, subject=item.subject)
    return f"{verb}\u00a0: {item.subject}"


def why(item: Item, on: date) -> str:
    """promesse du 20/11/2026 non tenue (2e fois) · en retard de 3 j."""
    days = (on - item.due_on).days
    if days > 0:
        return _("{reason} · en retard de {days}\u00a0j").format(reason=item.reason, days=days)
    if days == 0:
        return _("{reason} · pour aujourd'hui").format(reason=item.reason)
    return _("{reason} · pour le {day}").format(reason=item.reason, day=f"{item.due_on:%d/%m/%Y}")


def reckoning(item: Item, on: date) -> str:
    """1 978 € attendus : 60 % de chances d'avancer, 80 % pour l'âge de la dette, urgence × 1,3."""
    found = weight(item, on=on)
    told = [_("{chance} % de chances d'avancer").format(chance=found.chance)]
    if found.age < FULL:
        late = plural(item.days_late, _("jour"), _("jours"))
        told.append(_("{age} % pour une dette de {late}").format(age=found.age, late=late))
    if found.urgency != FULL:
        times = f"{found.urgency / FULL:.1f}".replace(".", ",")
        told.append(_("urgence × {times}").format(times=times))
    return _("{amount} attendus : {told}").format(
        amount=money(found.cents, item.currency), told=", ".join(told)
    )


def _invoice(row: Orphan) -> str:
    return reverse("home:invoice", args=[row.invoice_id])


def _customer(row: Orphan) -> str:
    return reverse("home:customer", args=[row.customer_id])


ORPHANS = Listing(
    name="creances-sans-suite",
    columns=(
        Column(
            key="name", label=gettext_lazy("Client"), sort="name", place="title", link=_customer
        ),
        Column(key="number", label=gettext_lazy("Facture"), sort="number", link=_invoice),
        Column(key="due_on", label=gettext_lazy("Échéance"), kind=Shape.DAY, sort="due_on"),
        Column(key="days_late", label=gettext_lazy("Retard"), kind=Shape.DAYS, sort="days_late"),
        Column(key="reason", label=gettext_lazy("Pourquoi rien n'est prévu"), sort="reason"),
        Column(
            key="cents", label=gettext_lazy("Restant dû"), kind=Shape.MONEY, sort="cents",
            place="figure",
        ),
    ),
    order="-cents",
    tick="client",
    unique="id",
    tick_cents="cents",
    search=("name", "number", "reason"),
    empty=gettext_lazy("Tout ce qui est en retard a une suite prévue."),
)  # fmt: skip
