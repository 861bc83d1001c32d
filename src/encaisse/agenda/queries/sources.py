"""Where the lines of the agenda come from: each source is a few queries, whatever waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, F, Min, Q, Sum
from django.db.models.functions import Coalesce, Least
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from encaisse.agenda.models import NextAction
from encaisse.agenda.queries.formal import beyond, returned, unheeded
from encaisse.agenda.queries.orphans import counted
from encaisse.agenda.rules import DISPUTE_DAYS, Item, Kind, chance_of_word
from encaisse.disputes.models import Dispute, Question
from encaisse.early_payment_discounts import queries as early_discounts
from encaisse.legal_action import queries as limitation
from encaisse.payment_plans.models import Plan
from encaisse.payment_plans.queries import installments, is_broken
from encaisse.payment_plans.queries.proposals import to_approve
from encaisse.payments.queries import waiting_lines
from encaisse.portal.queries import said as portal
from encaisse.promises.models import Promise
from encaisse.promises.queries import stated
from encaisse.promises.rules import NOT_KEPT, Status
from encaisse.replies import queries as replies
from encaisse.web.formats import plural

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.dunning.queries.board import Ready

WORDS_MAX = 200


def approvals(ready: Iterable[Ready]) -> Iterator[Item]:
    """The reminders that wait for a person, those of a step and a currency together; formal notices
    say so."""
    for group in ready:
        is_notice = group.notices == group.count
        step = _("étape {level}").format(level=group.level) if group.level else _("courtoisie")
        yield Item(
            source=f"approval:{group.level}:{group.currency}", due_on=group.since,
            kind=Kind.NOTICE if is_notice else Kind.APPROVAL,
            subject=plural(group.count, _("mise en demeure"), _("mises en demeure"))
            if is_notice
            else plural(group.count, _("relance"), _("relances")),
            reason=_("{step}, prêtes à partir").format(step=step), cents=group.cents,
            currency=group.currency, target=group.level,
        )  # fmt: skip


def answers(company: Company) -> Iterator[Item]:
    """What customers wrote that nobody read; what came from nobody known or never arrived."""
    found = replies.unread(company).values_list(
        "id", "customer_id", "customer__name", "customer__collector_id", "received_on", "subject",
        named=True,
    )  # fmt: skip
    for row in found:
        yield Item(
            source=f"reply:{row.id}", kind=Kind.REPLY, subject=row.customer__name,
            reason=_("« {subject} »").format(subject=row.subject or _("sans objet")),
            due_on=row.received_on, customer_id=row.customer_id,
            person_id=row.customer__collector_id, target=row.id,
        )  # fmt: skip
    together = (
        (Kind.STRANGER, replies.unknown(company), _("réponse d'un expéditeur inconnu"),
         _("réponses d'expéditeurs inconnus"), _("d'une adresse inconnue")),
        (Kind.UNDELIVERED, replies.undelivered(company), _("message non remis"),
         _("messages non remis"), _("l'adresse refuse nos courriels")),
    )  # fmt: skip
    for kind, rows, one, many, reason in together:
        told = rows.order_by().aggregate(count=Count("id"), since=Min("received_on"))
        if told["count"]:
            yield Item(
                source=str(kind), kind=kind, subject=plural(told["count"], one, many),
                reason=reason, due_on=told["since"],
            )  # fmt: skip


def broken(company: Company, on: date) -> Iterator[Item]:
    """The latest promise of a customer, when it was not kept and something of it is still owed."""
    known = stated(company, on=on)
    rows = Promise.objects.filter(company=company, made_on__lte=on).order_by("by_on", "id")
    told = rows.annotate(left=Sum("parts__receivable__open_cents")).values_list(
        "id", "customer_id", "customer__name", "customer__collector_id", "by_on", "cents",
        "currency", "left", named=True,
    )  # fmt: skip
    kept: Counter[int] = Counter()
    lost: Counter[int] = Counter()
    latest = {}
    for row in told:
        status = known[row.id].status if row.id in known else Status.WITHDRAWN
        if status != Status.WITHDRAWN:
            latest[row.customer_id] = (row, status, kept[row.customer_id], lost[row.customer_id])
        kept[row.customer_id] += status == Status.KEPT
        lost[row.customer_id] += status in NOT_KEPT
    for row, status, before, fallen in latest.values():
        if status not in NOT_KEPT or not row.left:
            continue
        yield Item(
            source=f"promise:{row.id}", kind=Kind.PROMISE, subject=row.customer__name,
            reason=_not_kept(row.by_on, before, fallen), due_on=row.by_on + timedelta(days=1),
            cents=min(row.cents - known[row.id].paid_cents, row.left), currency=row.currency,
            customer_id=row.customer_id, person_id=row.customer__collector_id, target=row.id,
            chance=chance_of_word(before, fallen),
        )  # fmt: skip


def _not_kept(by_on: date, kept: int, broken: int) -> str:
    """promesse du 20/11/2026 non tenue (2e fois), 3 tenues sur 4 auparavant."""
    told = _("promesse du {day} non tenue").format(day=f"{by_on:%d/%m/%Y}")
    if broken:
        told += _(" ({rank}e fois)").format(rank=broken + 1)
    if kept:
        word = plural(kept, _("tenue"), _("tenues"))
        told += _(", {kept} sur {all} auparavant").format(kept=word, all=kept + broken)
    return told


def missed(company: Company, on: date) -> Iterator[Item]:
    """The first instalment of a standing plan that is past and not paid."""
    standing = Q(ended_on=None) | Q(ended_on__gt=on)
    plans = {
        plan.pk: plan
        for plan in Plan.objects.filter(standing, company=company, agreed_on__lte=on)
        .select_related("customer")
        .order_by("id")
    }
    dues = installments(plans.values(), on=on) if plans else {}
    for plan_id, parts in dues.items():
        late = [due for due in parts if due.left_cents > 0 and due.due_on < on]
        if not late:
            continue
        plan, first = plans[plan_id], late[0]
        ending = _(", déchéance possible") if is_broken(plan, parts, on=on) else ""
        yield Item(
            source=f"installment:{first.id}", kind=Kind.INSTALLMENT, subject=plan.customer.name,
            reason=_("échéance {rank} de l'échéancier non payée le {day}{ending}").format(
                rank=first.rank, day=f"{first.due_on:%d/%m/%Y}", ending=ending
            ),
            due_on=first.due_on + timedelta(days=1), currency=plan.currency,
            cents=sum(due.left_cents for due in late), customer_id=plan.customer_id,
            person_id=plan.customer.collector_id, target=plan.pk,
        )  # fmt: skip


def granted(company: Company, on: date) -> Iterator[Item]:
    """The plans proposed beyond what a collector grants alone."""
    for each in to_approve(company, on=on):
        yield Item(
            source=f"plan:{each.pk}", kind=Kind.PLAN, subject=each.customer.name,
            reason=_("échéancier proposé par {who} : {why}").format(
                who=each.proposed_by, why=each.beyond.rstrip(".").lower()
            ),
            due_on=each.proposed_on, cents=each.cents, currency=each.currency,
            customer_id=each.customer_id, target=each.pk,
        )  # fmt: skip


def discounted(company: Company, on: date) -> Iterator[Item]:
    """The early-payment discounts beyond what a collector grants alone."""
    for each in early_discounts.to_approve(company, on=on):
        yield Item(
            source=f"discount_offer:{each.pk}", kind=Kind.EARLY_DISCOUNT,
            subject=each.customer.name,
            reason=_("escompte proposé par {who} : {why}").format(
                who=each.offered_by, why=each.beyond.rstrip(".").lower()
            ),
            due_on=each.offered_on, cents=sum(part.asked_cents for part in each.parts.all()),
            currency=each.currency, customer_id=each.customer_id, target=each.pk,
        )  # fmt: skip


def contested(company: Company, on: date) -> Iterator[Item]:
    """The open disputes whose day to be settled has passed."""
    found = Dispute.objects.filter(company=company, settled_on=None, opened_on__lt=on)
    owed = F("parts__receivable__open_cents")
    taken = Sum(Least(owed, Coalesce("parts__cents", owed)), filter=Q(parts__until=None))
    for row in found.annotate(taken=taken).select_related("customer").order_by("id"):
        due_on = row.due_on or row.opened_on + timedelta(days=DISPUTE_DAYS)
        if row.taken and due_on < on:
            yield Item(
                source=f"dispute:{row.pk}", kind=Kind.DISPUTE, subject=row.customer.name,
                reason=_("litige ({cause}) à régler le {day}, sans issue").format(
                    cause=row.get_reason_display(), day=f"{due_on:%d/%m/%Y}"
                ),
                due_on=due_on, cents=row.taken, currency=row.customer.currency,
                customer_id=row.customer_id, target=row.pk,
                person_id=row.owner_id or row.customer.collector_id,
            )  # fmt: skip


def unanswered(company: Company, on: date) -> Iterator[Item]:
    """The questions about a customer that wait past their day, or that nobody got."""
    is_over = Q(due_on__lt=on) | Q(escalated_on__lte=on)
    found = Question.objects.filter(is_over, company=company, dispute=None, answered_on=None)
    for row in found.select_related("customer").order_by("id"):
        customer = row.whose
        yield Item(
            source=f"question:{row.pk}", kind=Kind.QUESTION, subject=customer.name,
            reason=_("question posée à {name}, sans réponse").format(name=row.name),
            due_on=min(row.due_on, row.escalated_on or on), customer_id=customer.pk, target=row.pk,
            person_id=row.asker_id or customer.collector_id,
        )  # fmt: skip


def bank(company: Company) -> Iterator[Item]:
    """The bank lines of which nobody knows who paid, by currency."""
    lines = waiting_lines(company).filter(cents__gt=0).order_by().values("currency")
    told = lines.annotate(count=Count("id"), total=Sum("cents"), since=Min("on"))
    for row in told.order_by("currency"):
        yield Item(
            source=f"bank:{row['currency']}", kind=Kind.BANK, due_on=row["since"],
            subject=plural(row["count"], _("ligne de relevé"), _("lignes de relevé")),
            reason=_("on ne sait pas quel client a payé"), cents=row["total"],
            currency=row["currency"],
        )  # fmt: skip


def reckoned(company: Company, on: date) -> Iterator[Item]:
    """What a job counts, as every open receivable is read for it: those near the end of their
    limitation, and those late of which nothing is to come."""
    found = counted(company, on=on)
    if found is None:
        return
    for label, (count, cents) in limitation.near(found.limitations).items():
        yield Item(
            source=f"limitation:{label}", kind=Kind.LIMITATION, due_on=on,
            subject=plural(count, _("créance"), _("créances")),
            reason=_("prescription : {label}").format(label=label), cents=cents,
            currency=company.currency,
        )  # fmt: skip
    for currency, (count, cents) in found.sums.items():
        yield Item(
            source=f"orphan:{currency}", kind=Kind.ORPHAN, due_on=on, cents=cents,
            subject=plural(count, _("créance sans suite"), _("créances sans suite")),
            reason=_("en retard, et rien n'est prévu"), currency=currency,
        )  # fmt: skip


def asked(company: Company) -> Iterator[Item]:
    """The next actions that people noted."""
    found = NextAction.objects.filter(company=company, done_on=None).select_related("customer")
    for row in found.order_by("due_on", "id"):
        yield Item(
            source=f"next:{row.pk}", kind=Kind.NEXT, subject=row.customer.name, reason=row.what,
            due_on=row.due_on, customer_id=row.customer_id, currency=row.customer.currency,
            person_id=row.person_id, target=row.pk,
        )  # fmt: skip


def said(company: Company) -> Iterator[Item]:
    """What customers said on their own page, and nobody has dealt with."""
    for row in portal.waiting(company):
        words = f" : « {row.words} »" if row.words else ""
        yield Item(
            source=f"said:{row.pk}", kind=Kind.SAID, subject=row.customer.name,
            reason=f"{row.get_kind_display()}{words}"[:WORDS_MAX],
            due_on=localtime(row.made_at).date(), cents=row.cents or 0, currency=row.currency,
            customer_id=row.customer_id, person_id=row.customer.collector_id, target=row.pk,
        )  # fmt: skip


def lines(company: Company, ready: Iterable[Ready], on: date) -> Iterator[Item]:
    """The lines of every source but the tasks, which are told with what they weigh."""
    yield from approvals(ready)
    for source in (answers, said, bank, asked, returned):
        yield from source(company)
    for dated in (
        broken,
        missed,
        granted,
        discounted,
        contested,
        unanswered,
        reckoned,
        unheeded,
        beyond,
    ):
        yield from dated(company, on)
