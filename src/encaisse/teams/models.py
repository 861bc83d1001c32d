"""Named teams and their objectives, absences, portfolios handed over or given by rule."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from encaisse.teams.rules.objectives import Aim


class Team(models.Model):
    """A named team (équipe) of some members; ``manager`` leads it. A membership that goes leaves
    it."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    name = models.CharField(_("nom"), max_length=80)
    manager = models.ForeignKey(
        "accounts.Membership", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("équipe")
        verbose_name_plural = _("équipes")
        constraints = [
            models.UniqueConstraint("company", Lower("name"), name="team_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    """Somebody is of a team: of one, or of none."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.CASCADE, related_name="members")
    membership = models.OneToOneField("accounts.Membership", models.CASCADE, related_name="+")

    class Meta:
        ordering = ("team_id", "id")
        verbose_name = _("membre d'une équipe")
        verbose_name_plural = _("membres d'une équipe")

    def __str__(self) -> str:
        return f"{self.team_id} {self.membership_id}"


class Objective(models.Model):
    """What a person or a team aims at in a month (objectif): ``target`` is cents of the company's
    currency, or a percentage. ``month`` is its first day."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    month = models.DateField(_("mois"))
    aim = models.CharField(
        _("but"), max_length=20, choices=[(each.value, each.value) for each in Aim]
    )
    target = models.BigIntegerField(_("cible"))
    person = models.ForeignKey(
        "accounts.User", models.CASCADE, null=True, blank=True, related_name="+"
    )
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="+")
    by = models.CharField(_("par"), max_length=200)

    class Meta:
        ordering = ("month", "id")
        verbose_name = _("objectif")
        verbose_name_plural = _("objectifs")
        constraints = [
            models.CheckConstraint(
                name="objective_of_one",
                condition=Q(person__isnull=True, team__isnull=False)
                | Q(person__isnull=False, team__isnull=True),
            ),
            models.UniqueConstraint(
                fields=("company", "month", "aim", "person"), name="objective_of_person_once"
            ),
            models.UniqueConstraint(
                fields=("company", "month", "aim", "team"), name="objective_of_team_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person or self.team} {self.month:%m/%Y}"


class Absence(models.Model):
    """A person is away from ``first_on`` through ``last_on``; ``replacement`` does what waits for
    them. Coming back earlier moves ``last_on``, to before ``first_on`` when it is given up."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    replacement = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    first_on = models.DateField(_("du"))
    last_on = models.DateField(_("au"))
    note = models.CharField(_("note"), max_length=250, blank=True)
    by = models.CharField(_("par"), max_length=200)

    class Meta:
        ordering = ("first_on", "id")
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.CheckConstraint(
                name="absence_replaced_by_another", condition=~Q(person=F("replacement"))
            ),
        ]
        indexes = [models.Index(fields=("company", "last_on"), name="absence_by_end")]

    def __str__(self) -> str:
        return f"{self.person} {self.first_on}"


class Handover(models.Model):
    """Customers of one person, or of nobody (``giver`` null), are given to another (passation);
    undone on the same day only."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    giver = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    taker = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    note = models.CharField(_("note"), max_length=250, blank=True)
    on = models.DateField(_("le"))
    by = models.CharField(_("par"), max_length=200)
    undone_on = models.DateField(_("défaite le"), null=True, blank=True)
    undone_by = models.CharField(_("défaite par"), max_length=200, blank=True)

    class Meta:
        ordering = ("-on", "-id")
        verbose_name = _("passation de portefeuille")
        verbose_name_plural = _("passations de portefeuille")

    def __str__(self) -> str:
        return f"{self.giver} {self.taker} {self.on}"


class PortfolioRule(models.Model):
    """Whose customers are by their name, their sector, who sells to them and what they owe; the
    first rule that takes a customer decides. What is empty takes all."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(_("rang"))
    name = models.CharField(_("nom"), max_length=120)
    collector = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    first = models.CharField(_("de la lettre"), max_length=1, blank=True)
    last = models.CharField(_("à la lettre"), max_length=1, blank=True)
    sector = models.CharField(_("secteur"), max_length=120, blank=True)
    salesperson = models.ForeignKey(
        "parties.Colleague", models.PROTECT, null=True, blank=True, related_name="+"
    )
    least_cents = models.BigIntegerField(_("encours d'au moins"), null=True, blank=True)
    most_cents = models.BigIntegerField(_("encours d'au plus"), null=True, blank=True)

    class Meta:
        ordering = ("company_id", "rank", "id")
        verbose_name = _("règle de portefeuille")
        verbose_name_plural = _("règles de portefeuille")
        indexes = [models.Index(fields=("company", "rank"), name="portfolio_rule_in_order")]

    def __str__(self) -> str:
        return self.name


class HandedCustomer(models.Model):
    """A customer of a handover, and the open tasks that went with it."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    handover = models.ForeignKey(Handover, models.CASCADE, related_name="parts")
    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+")
    tasks = models.JSONField(_("tâches confiées"), default=list)

    class Meta:
        ordering = ("handover_id", "id")
        verbose_name = _("client confié")
        verbose_name_plural = _("clients confiés")
        constraints = [
            models.UniqueConstraint(fields=("handover", "customer"), name="handed_customer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.handover_id} {self.customer_id}"
