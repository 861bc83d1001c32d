"""The board of the reminders: what to approve, what left, what is held and the remedy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from encaisse.dunning import rules
from encaisse.dunning.models import Message, MessageState, Run
from encaisse.dunning.queries.facts import facts_of
from encaisse.dunning.queries.naming import named_decisions
from encaisse.dunning.queries.scenarios import rates_of, scenarios_of
from encaisse.dunning.rules.sentences import with_reasons

if TYPE_CHECKING:
    from typing import Any

    from django.utils.functional import Promise

    from encaisse.accounts.models import Company, User

PAGE = 50
HELD_SHOWN = 200
TABS: Mapping[str, tuple[Promise, tuple[MessageState, ...]]] = {
    "waiting": (_("À approuver"), (MessageState.WAITING,)),
    "released": (_("En partance"), (MessageState.RELEASED, MessageState.SENDING)),
    "unclear": (_("Incertaines"), (MessageState.UNCLEAR,)),
    "failed": (_("Échecs"), (MessageState.FAILED,)),
    "delivered": (_("Remises"), (MessageState.DELIVERED,)),
}
REMEDIES: Mapping[str, tuple[Promise, Promise]] = {
    "no_contact": (_("Personne à qui écrire"), _("Complétez le courriel ou l'adresse du client.")),
    "unclear": (_("Envoi incertain"), _("Dites si le message est parti.")),
    "waiting": (_("Étape en attente"), _("Approuvez ou écartez la relance proposée.")),
    "covered": (_("Couvertes par des crédits"), _("Affectez les avoirs et règlements en attente.")),
    "blocked": (_("Bloquées"), _("Levez le blocage sur la page du client.")),
    "grace": (_("Délai accordé"), _("Les étapes reprennent après le délai.")),
    "minimum": (_("Sous le minimum"), _("Elles partiront avec d'autres factures du client.")),
    "tolerance": (_("Sous la tolérance"), _("Passez le solde en perte, ou laissez-le.")),
    "spacing": (
        _("Trop près du message précédent"),
        _("Elles partiront dans quelques jours."),
    ),
    "done": (_("Toutes les étapes faites"), _("Appelez le client : plus rien ne partira seul.")),
    "not_reached": (_("Étape pas encore atteinte"), _("Rien à faire.")),
    "never": (_("Jamais relancées"), _("Choisissez un scénario si elles doivent l'être.")),
    "not_due": (_("Pas encore échues"), _("Rien à faire.")),
}


@dataclass(frozen=True, slots=True)
class Held:
    """Receivables held for one reason, and what to do about it."""

    code: str
    label: Promise
    remedy: Promise
    count: int


@dataclass(frozen=True, slots=True)
class MessagePage:
    """One page of messages, as ``<c-pagination>`` shows it."""

    rows: list[Message]
    state: str
    page: int
    more: bool

    @property
    def first(self) -> int:
        return self.page * PAGE + 1

    @property
    def last(self) -> int:
        return self.page * PAGE + len(self.rows)

    @property
    def previous_url(self) -> str:
        return self._url(self.page - 1) if self.page else ""

    @property
    def next_url(self) -> str:
        return self._url(self.page + 1) if self.more else ""

    def _url(self, page: int) -> str:
        return "?" + urlencode([("etat", self.state), ("page", str(page))])


def latest_run(company: Company) -> Run | None:
    """The latest run of the company."""
    return Run.objects.filter(company=company).order_by("-on", "-id").first()


def counts(company: Company, run: Run | None) -> dict[str, int]:
    """Messages by tab; those delivered since the day of the latest run."""
    since = Q(state=MessageState.DELIVERED, delivered_on__gte=run.on if run else date.max)
    named = {
        name: Count("pk", filter=since if name == "delivered" else Q(state__in=states))
        for name, (_label, states) in TABS.items()
        if name != "waiting"
    }
    found = Message.objects.filter(company=company).order_by().aggregate(**named)
    return dict(found) | {"waiting": Message.objects.to_approve(company).count()}


def messages(company: Company, state: str, *, page: int) -> MessagePage:
    """The messages in that state with their receivables, the largest sums first."""
    found = (
        _in_tab(company, state)
        .select_related("customer", "letter")
        .prefetch_related("proposals__receivable__invoice")
        .order_by("-run_id", "-total_cents", "id")
    )
    start = page * PAGE
    rows = list(found[start : start + PAGE + 1])
    return MessagePage(rows[:PAGE], state, page, more=len(rows) > PAGE)


def _in_tab(company: Company, state: str) -> QuerySet[Message]:
    if state == "waiting":
        return Message.objects.to_approve(company)
    return Message.objects.filter(company=company, state__in=TABS[state][1])


def waiting_ids(company: Company) -> list[int]:
    """Every message that waits for a person."""
    found = Message.objects.to_approve(company).order_by("id")
    return list(found.values_list("id", flat=True))


def held(run: Run | None) -> list[Held]:
    """What the latest run held, by reason: first what a person can do something about."""
    known = run.counts if run else {}
    return [
        Held(code, label, remedy, known[code])
        for code, (label, remedy) in REMEDIES.items()
        if known.get(code)
    ]


def held_for(company: Company, code: str, *, on: date) -> list[dict[str, Any]]:
    """The receivables held for one reason that day, the latest payments first."""
    scenarios = scenarios_of(company)
    day = rules.Day(on, rates_of(company))
    plan = rules.plan(facts_of(company, on), scenarios, day)
    chosen = plan.decisions.filter(plan.decisions["hold"].eq_missing(code))
    latest = chosen.sort("days_late", "receivable", descending=[True, False]).head(HELD_SHOWN)
    return named_decisions(company, with_reasons(latest, scenarios, day))


def message_for(viewer: User, message_id: int) -> Message:
    """The message, in a company of the viewer; else it does not exist."""
    found = Message.objects.select_related("company", "customer", "letter", "scenario", "run")
    return get_object_or_404(found, pk=message_id, company__memberships__user=viewer)
