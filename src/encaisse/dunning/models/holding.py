"""What holds reminders back by decision of a person: blocks, and the company's own limits."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Block(models.Model):
    """No reminder for a customer or an invoice, through ``until`` (without end when null)."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey(
        "parties.Customer", models.CASCADE, null=True, blank=True, related_name="+"
    )
    invoice = models.ForeignKey(
        "receivables.Invoice", models.CASCADE, null=True, blank=True, related_name="+"
    )
    since = models.DateField(_("depuis le"))
    until = models.DateField(_("jusqu'au"), null=True, blank=True)
    reason = models.CharField(_("motif"), max_length=250)
    lifted_on = models.DateField(_("levé le"), null=True, blank=True)

    class Meta:
        ordering = ("-since", "-id")
        verbose_name = _("blocage")
        verbose_name_plural = _("blocages")
        constraints = [
            models.CheckConstraint(
                name="block_one_target",
                condition=Q(customer__isnull=True, invoice__isnull=False)
                | Q(customer__isnull=False, invoice__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class Policy(models.Model):
    """A company's limits on its own reminders: when the run is made, when mails may leave, how
    often one customer may be written to, how old bank data may be, how many days before it is due
    an invoice that nobody seems to have received is looked for (0: never), who takes the tasks."""

    company = models.OneToOneField("accounts.Company", models.PROTECT, related_name="+")
    run_hour = models.PositiveSmallIntegerField(_("heure du passage"), default=6)
    first_hour = models.PositiveSmallIntegerField(_("envois à partir de"), default=0)
    end_hour = models.PositiveSmallIntegerField(_("envois avant"), default=24)
    weekdays = models.CharField(_("jours d'envoi"), max_length=7, default="1234567")
    only_business_days = models.BooleanField(_("jamais un jour férié"), default=False)
    most_per_week = models.PositiveSmallIntegerField(
        _("messages par semaine et par client"), null=True, blank=True
    )
    bank_days = models.PositiveSmallIntegerField(
        _("jours avant que la banque soit jugée en retard"), default=4
    )
    unreceived_days = models.PositiveSmallIntegerField(
        _("jours avant l'échéance où l'on cherche les factures non parvenues"),
        default=10, db_default=10,
    )  # fmt: skip
    tasks_to = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("id",)
        verbose_name = _("règles d'envoi")
        verbose_name_plural = _("règles d'envoi")

    def __str__(self) -> str:
        return f"{self.company_id}"
