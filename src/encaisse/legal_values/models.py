"""What the installation adds to the law that ships. The database refuses update and delete."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Addition(models.Model):
    """A value over some days, read by an administrator; it counts from ``known_on`` on."""

    parameter = models.CharField(_("valeur"), max_length=120)
    first = models.DateField(_("du"))
    last = models.DateField(_("au"))
    value = models.DecimalField(_("montant"), max_digits=18, decimal_places=6)
    article = models.CharField(_("article"), max_length=300)
    source = models.TextField(_("source"))
    read_on = models.DateField(_("lue le"))
    known_on = models.DateField(_("connue le"))
    by = models.CharField(_("par"), max_length=200)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("known_on", "id")
        verbose_name = _("ajout à la loi")
        verbose_name_plural = _("ajouts à la loi")
        constraints = [
            models.CheckConstraint(
                name="addition_days", condition=models.Q(last__gte=models.F("first"))
            ),
            models.CheckConstraint(name="addition_value", condition=models.Q(value__gte=0)),
            models.CheckConstraint(
                name="addition_read_before_known",
                condition=models.Q(read_on__lte=models.F("known_on")),
            ),
            models.CheckConstraint(name="addition_source", condition=~models.Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.parameter} {self.first} {self.value}"


class Confirmation(models.Model):
    """``by`` read ``source`` and vouches for the value that begins on ``first``.

    ``recorded_by`` is who was signed in: an accountant or a lawyer may have confirmed."""

    parameter = models.CharField(_("valeur"), max_length=120)
    first = models.DateField(_("du"))
    value = models.DecimalField(_("montant"), max_digits=18, decimal_places=6)
    on = models.DateField(_("le"))
    by = models.CharField(_("par"), max_length=200)
    source = models.TextField(_("source"))
    recorded_by = models.CharField(max_length=200)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("on", "id")
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        constraints = [
            models.CheckConstraint(name="confirmation_source", condition=~models.Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.parameter} {self.first} {self.by}"
