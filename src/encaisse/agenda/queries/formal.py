"""Lines that ask for a decision: formal notices without answer, registered letters that came back,
customers beyond what they may owe. Each is one query or two."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum
from django.utils.translation import gettext as _

from encaisse.agenda.rules import NOTICE_DAYS, Item, Kind
from encaisse.disputes.models import Dispute
from encaisse.dunning.models import Message, MessageState, Proposal, Step
from encaisse.dunning.rules.scenario import FORMAL_NOTICE
from encaisse.letters.models import Registration, ReturnReason
from encaisse.parties.models import Customer
from encaisse.payment_plans.models import Plan
from encaisse.portal.models import PortalRequest
from encaisse.promises.models import Promise
from encaisse.replies.models import Reply
from encaisse.web.formats import money

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from encaisse.accounts.models import Company

ABOUT = ("id", "customer__name", "customer_id", "customer__collector_id", "currency", "left")


def unheeded(company: Company, on: date) -> Iterator[Item]:
    """The latest formal notice of a customer, once its delay is over, when nobody answered it and
    something of what it asked is still owed."""
    sent = Message.objects.filter(
        company=company, state=MessageState.DELIVERED, template_code__startswith=FORMAL_NOTICE,
        delivered_on__lt=on,
    )  # fmt: skip
    if not sent.exists():  # most days: what follows is long to plan
        return
    delays = {
        (scenario, level): days
        for scenario, level, days in Step.objects.filter(
            company=company, template_code__startswith=FORMAL_NOTICE
        ).values_list("scenario_id", "level", "pay_within_days")
    }
    latest = sent.order_by("customer_id", "-delivered_on", "-id").distinct("customer_id")
    found = (
        Message.objects.filter(pk__in=latest.values("pk"))
        .exclude(Exists(_answered(Reply, "received_on")))
        .exclude(Exists(_answered(Promise, "made_on")))
        .exclude(Exists(_answered(Plan, "agreed_on")))
        .exclude(Exists(_answered(Dispute, "opened_on")))
        .exclude(Exists(_answered(PortalRequest, "made_at__date")))
        .annotate(left=_owed())
    )
    rows = found.filter(left__gt=0, delivered_on__isnull=False).order_by("id")
    for row in rows.values_list(*ABOUT, "scenario_id", "level", "delivered_on", named=True):
        days = delays.get((row.scenario_id, row.level)) or NOTICE_DAYS
        if row.delivered_on + timedelta(days=days) >= on:
            continue
        yield Item(
            source=f"unheeded:{row.id}", kind=Kind.UNHEEDED, subject=row.customer__name,
            reason=_("mise en demeure du {day} sans réponse après {days} jours").format(
                day=f"{row.delivered_on:%d/%m/%Y}", days=days
            ),
            due_on=row.delivered_on + timedelta(days=days + 1), cents=row.left,
            currency=row.currency, customer_id=row.customer_id, target=row.id,
            person_id=row.customer__collector_id,
        )  # fmt: skip


def returned(company: Company) -> Iterator[Item]:
    """The registered letters that the post gave back, while something of what they asked is owed;
    the latest of a customer."""
    told = Registration.objects.filter(company=company, returned_on__isnull=False)
    if not told.exists():
        return
    mine = Message.objects.filter(letter__in=told.values("letter"))
    latest = mine.order_by("customer_id", "-id").distinct("customer_id")
    found = Message.objects.filter(pk__in=latest.values("pk")).annotate(left=_owed())
    post = ("letter__registration__returned_on", "letter__registration__returned_why")
    rows = found.filter(left__gt=0).order_by("id").values_list(*ABOUT, "letter_id", *post)
    for key, name, customer, person, currency, left, letter, on, why in rows:
        yield Item(
            source=f"returned:{letter}", kind=Kind.RETURNED, subject=name,
            reason=_("lettre recommandée revenue le {day} : {why}").format(
                day=f"{on:%d/%m/%Y}", why=ReturnReason(why).label
            ),
            due_on=on, cents=left, currency=currency, customer_id=customer, target=key,
            person_id=person,
        )  # fmt: skip


def beyond(company: Company, on: date) -> Iterator[Item]:
    """The customers who owe more, in their currency, than what they may."""
    mine = Q(receivables__currency=F("currency"), receivables__invoice__is_draft=False)
    known = Customer.objects.filter(company=company, credit_limit_cents__isnull=False)
    owing = known.annotate(owed=Sum("receivables__open_cents", filter=mine))
    rows = (
        owing.filter(owed__gt=F("credit_limit_cents"))
        .order_by("id")
        .values_list("id", "name", "collector_id", "currency", "owed", "credit_limit_cents")
    )
    for key, name, person, currency, owed, limit in rows:
        yield Item(
            source=f"limit:{key}", kind=Kind.LIMIT, subject=name,
            reason=_("doit {owed} pour un encours autorisé de {limit}").format(
                owed=money(owed, currency), limit=money(limit or 0, currency)
            ),
            due_on=on, cents=owed - (limit or 0), currency=currency, customer_id=key,
            person_id=person, target=key,
        )  # fmt: skip


def _answered(model: type[Model], day: str) -> QuerySet[Model]:
    """What the customer said since the message reached it, whatever the way."""
    since = {f"{day}__gte": OuterRef("delivered_on")}
    return model._default_manager.filter(customer=OuterRef("customer"), **since)


def _owed() -> Subquery:
    """What is still owed of what the message asked."""
    steps = Proposal.objects.filter(message=OuterRef("pk")).order_by().values("message")
    return Subquery(steps.annotate(left=Sum("receivable__open_cents")).values("left"))
