"""Companies, users, memberships, API tokens."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from encaisse.accounts.rules import Role


class Company(models.Model):
    """The creditor (créancier): our user's company. Its id is on every row of its books."""

    name = models.CharField(_("raison sociale"), max_length=200)
    code = models.SlugField(_("code court"), max_length=40, unique=True)
    siren = models.CharField(max_length=9, blank=True)
    numero_tva = models.CharField(_("numéro de TVA"), max_length=20, blank=True)
    legal_form = models.CharField(_("forme et capital"), max_length=120, blank=True)
    rcs = models.CharField("RCS", max_length=120, blank=True)
    address = models.TextField(_("adresse"), blank=True)
    email = models.EmailField(_("adresse de réponse"), blank=True)
    phone = models.CharField(_("téléphone"), max_length=40, blank=True)
    iban = models.CharField("IBAN", max_length=34, blank=True)
    bic = models.CharField("BIC", max_length=11, blank=True)
    currency = models.CharField(_("devise"), max_length=3, default="EUR")
    timezone = models.CharField(_("fuseau horaire"), max_length=60, default="Europe/Paris")
    payment_days = models.PositiveSmallIntegerField(_("délai de règlement par défaut"), default=30)
    payment_terms = models.TextField(
        _("conditions de règlement par défaut"), blank=True, default="", db_default=""
    )
    penalty_rate = models.DecimalField(
        _("taux de pénalité contractuel"), max_digits=7, decimal_places=6, null=True, blank=True
    )
    is_demonstration = models.BooleanField(_("société de démonstration"), default=False)
    tracks_opens = models.BooleanField(
        _("compte les ouvertures des courriels"), default=False, db_default=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("société")
        verbose_name_plural = _("sociétés")

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Users are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an e-mail address."""

    email = models.EmailField(_("adresse électronique"), unique=True)
    full_name = models.CharField(_("nom"), max_length=120, blank=True)
    language = models.CharField(_("langue"), max_length=5, default="fr")
    is_active = models.BooleanField(_("actif"), default=True)
    is_staff = models.BooleanField(_("administrateur de l'installation"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ("email", "id")
        verbose_name = _("utilisateur")
        verbose_name_plural = _("utilisateurs")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]

    def __str__(self) -> str:
        return self.full_name or self.email


ROLE_LABELS = {
    Role.MANAGER: _("responsable"),
    Role.COLLECTOR: _("chargé de recouvrement"),
    Role.READER: _("lecteur"),
}


class Membership(models.Model):
    """A user belongs to a company, in a role."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(_("rôle"), max_length=20, choices=ROLE_LABELS)

    class Meta:
        ordering = ("company_id", "user_id", "id")
        verbose_name = _("appartenance")
        verbose_name_plural = _("appartenances")
        constraints = [
            models.UniqueConstraint(fields=("company", "user"), name="membership_once"),
            models.CheckConstraint(
                name="membership_role_known", condition=models.Q(role__in=list(Role))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.company} · {self.get_role_display()}"


class ApiToken(models.Model):
    """A key of a script: only its SHA-256 is kept; the text is shown once."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="api_tokens")
    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("usage"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("clé d'API")
        verbose_name_plural = _("clés d'API")

    def __str__(self) -> str:
        return self.name


class RefusedOpening(models.Model):
    """Somebody without an account followed a link that opens nothing. Of no company: nobody knows
    whose it is."""

    at = models.DateTimeField(_("le"))
    address = models.CharField(_("adresse"), max_length=45)

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("ouverture refusée")
        verbose_name_plural = _("ouvertures refusées")
        indexes = [models.Index(fields=("address", "-at"), name="refused_by_address")]

    def __str__(self) -> str:
        return f"{self.address} {self.at:%d/%m/%Y %H:%M}"
