"""Runs, messages, proposals: what was decided, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from encaisse.dunning.models.scenario import Scenario
from encaisse.dunning.rules.scenario import FORMAL_NOTICE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

    from encaisse.accounts.models import Company
    from encaisse.parties.models import Customer


class Run(models.Model):
    """One run of the day. Days never go back. ``counts``: receivables by decision; ``held``: for
    each hold the latest paid of those held, ``[[receivable, reason], …]``."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    on = models.DateField(_("jour"))
    by = models.CharField(_("par"), max_length=200)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    held = models.JSONField(
        default=dict, blank=True, db_default=models.Value({}, models.JSONField())
    )

    class Meta:
        ordering = ("-on", "-id")
        verbose_name = _("passage")
        verbose_name_plural = _("passages")

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y}"


class MessageState(models.TextChoices):
    """Where a message stands."""

    WAITING = "waiting", _("à approuver")
    RELEASED = "released", _("approuvé, en attente d'envoi")
    SENDING = "sending", _("en cours d'envoi")
    DELIVERED = "delivered", _("remis")
    FAILED = "failed", _("échec")
    UNCLEAR = "unclear", _("incertain")
    IGNORED = "ignored", _("écarté")
    EMPTY = "empty", _("sans objet : réglé entre-temps")
    MERGED = "merged", _("jointe à une autre relance")
    TASK = "task", _("à faire à la main")


# What waits and still asks for something: what is paid meanwhile, or held (the last parameter: a
# promise, a dispute since), shows no more, its message is found empty when it is to leave; what is
# left of an instalment is not in the tables, it shows until then. Those of a customer, in a
# currency, on a channel leave as one, the newest, when one message for each customer is what their
# scenario says and no person gave them a life of their own. The offset keeps one quick look for
# each message: never all the receivables.
WAITING = """
SELECT id, postponed_until,
       CASE WHEN joins THEN max(id) OVER (PARTITION BY customer_id, currency, channel, joins)
            ELSE id END AS newest
FROM (
  SELECT m.id, m.postponed_until, m.customer_id, m.currency, m.channel,
         s.grouping = 'customer' AND m.edited IS NULL AND m.papers IS NULL
           AND m.postponed_until IS NULL AS joins
  FROM dunning_message m JOIN dunning_scenario s ON s.id = m.scenario_id
  WHERE m.company_id = %s AND m.state = 'waiting'
    AND (%s::bigint IS NULL OR m.customer_id = %s::bigint)
    AND EXISTS (
      SELECT FROM dunning_proposal p JOIN receivables_receivable r ON r.id = p.receivable_id
      WHERE p.message_id = m.id AND p.state = 'pending'
        AND (p.installment_id IS NOT NULL
             OR r.open_cents > 0 AND r.id <> ALL (%s::bigint[])) OFFSET 0)
) waiting
"""
LEADING = f"SELECT id FROM ({WAITING}) foremost WHERE id = newest"


@models.BigAutoField.register_lookup
class Among(models.Lookup):
    """``pk__among``: one of these numbers, given as one parameter: a table is read through once for
    ten thousand of them."""

    lookup_name = "among"
    prepare_rhs = False

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[object]]:
        """The condition."""
        field, params = self.process_lhs(compiler, connection)
        return f"{field} = ANY(%s::bigint[])", [*params, _text(self.rhs)]


def numbers(ids: Iterable[int]) -> RawSQL:
    """These numbers as one parameter, for a relation."""
    return RawSQL("SELECT unnest(%s::bigint[])", [_text(ids)])


def _text(ids: Iterable[int]) -> str:
    """The array as PostgreSQL reads it: ten thousand numbers given one by one cost more than what
    they find."""
    return f"{{{','.join(map(str, ids))}}}"


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages by what a person has to do with them."""

    def waiting(
        self, company: Company, *, held: Sequence[int], customer: Customer | None = None
    ) -> MessageQuerySet:
        """Those that wait for a person, put off to a later day or not; ``held``: the receivables of
        which nothing is asked."""
        whose = customer.pk if customer else None
        bound = [company.pk, whose, whose, list(held)]
        return self.filter(company=company, pk__in=RawSQL(LEADING, bound))

    def numbered(self, message_ids: Sequence[int]) -> MessageQuerySet:
        """Those of these numbers, however many."""
        return self.filter(pk__among=message_ids)


class Message(models.Model):
    """One message to one customer in one currency: the gathered proposals of a run. ``papers``: the
    documents that a person chose to send with it; null, those of its step. ``ahead_cents``: what
    the messages before it that its run held back ask; credits of the account go to them first."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    run = models.ForeignKey(Run, models.PROTECT, related_name="messages")
    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="messages")
    scenario = models.ForeignKey(Scenario, models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    channel = models.CharField(max_length=20)
    tone = models.CharField(_("ton"), max_length=20, default="", db_default="")
    scenario_version = models.PositiveIntegerField(default=1, db_default=1)
    level = models.PositiveSmallIntegerField(_("niveau"))
    template_code = models.SlugField(max_length=60)
    state = models.CharField(max_length=20, choices=MessageState, default=MessageState.WAITING)
    total_cents = models.BigIntegerField(_("total demandé"))
    ahead_cents = models.BigIntegerField(default=0, db_default=0)
    reason = models.CharField(_("motif"), max_length=250)
    to = models.JSONField(_("destinataires"), default=list)
    listed = models.JSONField(_("créances citées sans étape"), default=list, blank=True)
    approved_by = models.CharField(_("approuvé par"), max_length=200, blank=True)
    postponed_until = models.DateField(_("reportée au"), null=True, blank=True)
    edited = models.JSONField(_("texte retouché"), null=True, blank=True)
    papers = models.JSONField(_("pièces choisies"), null=True, blank=True)
    letter = models.OneToOneField(
        "letters.Letter", models.PROTECT, null=True, blank=True, related_name="+"
    )
    delivered_on = models.DateField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ("-run_id", "-total_cents", "id")
        verbose_name = _("relance")
        verbose_name_plural = _("relances")
        constraints = [
            models.CheckConstraint(
                name="message_state_known", condition=Q(state__in=MessageState.values)
            ),
        ]
        indexes = [
            models.Index(fields=("company", "state", "id"), name="message_by_state"),
            models.Index(fields=("customer", "-id"), name="message_of_customer"),
            models.Index(
                fields=("company", "delivered_on"),
                condition=Q(state=MessageState.DELIVERED),
                name="message_by_delivery",
            ),
            models.Index(
                fields=("company", "customer", "-delivered_on", "-id"),
                condition=Q(state=MessageState.DELIVERED, template_code__startswith=FORMAL_NOTICE),
                name="formal_notice_delivered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.level}"


class ProposalState(models.TextChoices):
    """Where the step of one receivable stands. Taken = delivered or skipped."""

    PENDING = "pending", _("proposée")
    DELIVERED = "delivered", _("remise")
    FAILED = "failed", _("échec")
    UNCLEAR = "unclear", _("incertaine")
    IGNORED = "ignored", _("écartée")
    SKIPPED = "skipped", _("sautée, comptée comme faite")
    EMPTY = "empty", _("sans objet")


DEAD = ["failed", "ignored", "empty"]


class Proposal(models.Model):
    """The step proposed for one receivable, or for one instalment of its plan; at most one live
    per (receivable or instalment, level, cycle)."""

    company = models.ForeignKey(
        "accounts.Company", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    message = models.ForeignKey(
        Message, models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    receivable = models.ForeignKey(
        "receivables.Receivable", models.PROTECT, related_name="proposals", db_index=False
    )
    installment = models.ForeignKey(
        "payment_plans.Installment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    level = models.PositiveSmallIntegerField(_("niveau"))
    cycle = models.PositiveSmallIntegerField(_("tour"), default=0)
    state = models.CharField(max_length=20, choices=ProposalState, default=ProposalState.PENDING)
    open_cents = models.BigIntegerField(_("restant dû"))
    days_late = models.IntegerField(_("jours de retard"))
    reason = models.CharField(_("motif"), max_length=250)
    on = models.DateField(_("proposée le"))
    taken_on = models.DateField(_("faite le"), null=True, blank=True)

    class Meta:
        ordering = ("-on", "receivable_id", "id")
        verbose_name = _("étape proposée")
        verbose_name_plural = _("étapes proposées")
        constraints = [
            models.UniqueConstraint(
                fields=("receivable", "level", "cycle"),
                condition=Q(installment=None) & ~Q(state__in=DEAD),
                name="proposal_live_once",
            ),
            models.UniqueConstraint(
                fields=("installment", "level", "cycle"),
                condition=~Q(state__in=DEAD),
                name="proposal_of_installment_once",
            ),
        ]
        indexes = [models.Index(fields=("receivable", "level"), name="proposal_of_receivable")]

    def __str__(self) -> str:
        return f"{self.receivable_id} niveau {self.level}"

    @property
    def key(self) -> int:
        """What the facts call its receivable: an instalment has minus its identifier."""
        return -self.installment_id if self.installment_id else self.receivable_id

    @property
    def named(self) -> str:
        """FA-12/1; FA-12/p2 for the second instalment of its plan."""
        bearer = self.receivable
        rank = f"p{self.installment.rank}" if self.installment else bearer.rank
        return f"{bearer.invoice.number}/{rank}"
