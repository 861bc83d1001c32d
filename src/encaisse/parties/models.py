"""Customers, contacts, who of ours follows them, the e-mail addresses that refuse our mails."""

from datetime import date

from django.db import models
from django.db.models.functions import Lower
from django.utils.timezone import make_naive
from django.utils.translation import gettext_lazy as _

from encaisse.parties.rules import ACCENTED, PLAIN
from encaisse.parties.rules.doubts import DOUBTS, PERSON_DOUBTS
from encaisse.parties.rules.phones import PHONE_END


def _lowered(field: str) -> models.GeneratedField:
    """The text in small letters, kept: an address is looked for by an index."""
    return models.GeneratedField(
        expression=Lower(field), output_field=models.CharField(max_length=254), db_persist=True
    )


def _domain(field: str) -> models.GeneratedField:
    """What follows the @ of an address, in small letters."""
    after = models.Func(
        Lower(field), models.Value("@"), models.Value(2), function="split_part",
        output_field=models.CharField(max_length=254),
    )  # fmt: skip
    return models.GeneratedField(
        expression=after, output_field=models.CharField(max_length=254), db_persist=True
    )


def _phone_end() -> models.GeneratedField:
    """The last nine digits of the number as it was typed: what is the same whether it begins by 0
    or by +33."""
    digits = models.Func(
        models.F("phone"),
        template=f"right(regexp_replace(%(expressions)s, '\\D', '', 'g'), {PHONE_END})",
    )
    return models.GeneratedField(
        expression=digits, output_field=models.CharField(max_length=PHONE_END), db_persist=True
    )


def _doubts(template: str) -> models.GeneratedField:
    """What is missing or looks odd, as the bits of ``rules.doubts``."""
    return models.GeneratedField(
        expression=models.Func(template=template, output_field=models.SmallIntegerField()),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )


def _indexes(name: str) -> list[models.Index]:
    """By address, by domain, by telephone, and those of which something is doubtful."""
    written, called = ~models.Q(email=""), ~models.Q(phone="")
    return [
        models.Index(fields=("company", "email_lower"), condition=written, name=f"{name}_by_email"),
        models.Index(fields=("company", "domain"), condition=written, name=f"{name}_by_domain"),
        models.Index(fields=("company", "phone_end"), condition=called, name=f"{name}_by_phone"),
        models.Index(
            fields=("company", "id"), condition=~models.Q(doubts=0), name=f"{name}_doubtful"
        ),
    ]


class CustomerKind(models.TextChoices):
    """Who the customer is in law: late interest and the 40 € depend on it."""

    COMPANY = "company", _("entreprise")
    PUBLIC = "public", _("organisme public")
    CONSUMER = "consumer", _("particulier")


class Imputation(models.TextChoices):
    """In which order a payment over a whole debt is imputed (C. civ. 1343-1)."""

    INTEREST_FIRST = "interest-first", _("intérêts d'abord")
    PRINCIPAL_FIRST = "principal-first", _("principal d'abord")
    COSTS_FIRST = "costs-first", _("frais d'abord")


class Customer(models.Model):
    """The company invoiced (client, débiteur). ``code`` is its subledger account in the books;
    ``credit_limit_cents``: what it may owe in its currency, without end when null."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    code = models.CharField(_("compte auxiliaire"), max_length=60)
    name = models.CharField(_("nom"), max_length=200)
    kind = models.CharField(max_length=20, choices=CustomerKind, default=CustomerKind.COMPANY)
    is_pseudo = models.BooleanField(_("compte de caisse ou de carte"), default=False)
    siren = models.CharField(max_length=9, blank=True)
    numero_tva = models.CharField(_("numéro de TVA"), max_length=20, blank=True)
    address = models.TextField(_("adresse"), blank=True)
    email = models.EmailField(_("courriel"), blank=True)
    phone = models.CharField(_("téléphone"), max_length=40, blank=True)
    language = models.CharField(_("langue"), max_length=5, default="fr")
    currency = models.CharField(_("devise"), max_length=3, default="EUR")
    payment_days = models.PositiveSmallIntegerField(_("délai de règlement"), null=True, blank=True)
    payment_terms = models.TextField(
        _("conditions de règlement"), blank=True, default="", db_default=""
    )
    penalty_rate = models.DecimalField(
        _("taux de pénalité"), max_digits=7, decimal_places=6, null=True, blank=True
    )
    imputation = models.CharField(
        max_length=20, choices=Imputation, default=Imputation.INTEREST_FIRST
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    pays_for_itself = models.BooleanField(_("paie pour lui-même"), default=True)
    grace_until = models.DateField(_("délai accordé jusqu'au"), null=True, blank=True)
    country = models.CharField(_("pays"), max_length=2, default="FR", db_default="FR")
    sector = models.CharField(_("secteur"), max_length=40, blank=True, default="", db_default="")
    tags = models.JSONField(
        _("étiquettes"), default=list, blank=True, db_default=models.Value([], models.JSONField())
    )
    credit_limit_cents = models.BigIntegerField(_("encours autorisé"), null=True, blank=True)
    collector = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    sought = models.GeneratedField(
        expression=models.Func(
            models.F("name"),
            template=f"translate(lower(%(expressions)s), '{ACCENTED}', '{PLAIN}')",
        ),
        output_field=models.CharField(max_length=250),
        db_persist=True,
    )
    email_lower = _lowered("email")
    domain = _domain("email")
    phone_end = _phone_end()
    doubts = _doubts(DOUBTS)

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        constraints = [
            models.UniqueConstraint(fields=("company", "code"), name="customer_code_once"),
            models.CheckConstraint(
                name="customer_kind_known", condition=models.Q(kind__in=CustomerKind.values)
            ),
            models.CheckConstraint(
                name="customer_limit_not_negative",
                condition=models.Q(credit_limit_cents__isnull=True)
                | models.Q(credit_limit_cents__gte=0),
            ),
        ]
        indexes = [
            models.Index(fields=("company", "name", "id"), name="customer_by_name"),
            models.Index(
                fields=("company", "id"),
                condition=models.Q(credit_limit_cents__isnull=False),
                name="customer_with_limit",
            ),
            *_indexes("customer"),
        ]

    def __str__(self) -> str:
        return self.name


class ContactRole(models.TextChoices):
    """What a contact is for."""

    DUNNING = "dunning", _("relance")
    BILLING = "billing", _("comptabilité")
    OTHER = "other", _("autre")


class Contact(models.Model):
    """A person at a customer's."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contacts")
    name = models.CharField(_("nom"), max_length=120)
    role = models.CharField(max_length=20, choices=ContactRole, default=ContactRole.BILLING)
    email = models.EmailField(_("courriel"), blank=True)
    phone = models.CharField(_("téléphone"), max_length=40, blank=True)
    email_lower = _lowered("email")
    domain = _domain("email")
    phone_end = _phone_end()
    doubts = _doubts(PERSON_DOUBTS)

    class Meta:
        ordering = ("customer_id", "name", "id")
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        indexes = _indexes("contact")

    def __str__(self) -> str:
        return self.name


class Colleague(models.Model):
    """Somebody of ours who follows customers (collègue): a member (``person``), or somebody
    without account, known by a name, and by an address once one is told."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    name = models.CharField(_("nom"), max_length=120)
    email = models.EmailField(_("courriel"), blank=True)
    person = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("collègue")
        verbose_name_plural = _("collègues")
        constraints = [
            models.UniqueConstraint("company", Lower("name"), name="colleague_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Where mails reach them: the address by which a member signs in, else the one told."""
        if self.person is None:
            return self.email
        return self.person.email if self.person.is_active else ""


class Follower(models.Model):
    """Who follows a customer in a department of ours (suivi). ``is_listed``: a list said so, and
    the next one may say otherwise; what a person said stays."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="followers")
    department = models.CharField(_("service"), max_length=40)
    colleague = models.ForeignKey(Colleague, models.PROTECT, related_name="followed")
    is_listed = models.BooleanField(_("dit par une liste"), default=False)
    by = models.CharField(_("par"), max_length=200)

    class Meta:
        ordering = ("customer_id", "department", "id")
        verbose_name = _("suivi d'un client")
        verbose_name_plural = _("suivis de clients")
        constraints = [
            models.UniqueConstraint(fields=("customer", "department"), name="follower_once"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.department}"


class WhyRefused(models.TextChoices):
    """Why an address is not written to."""

    REFUSED = "refused", _("refuse nos courriels")
    COMPLAINT = "complaint", _("ne veut plus de courriels")
    STOP = "stop", _("ne veut plus de SMS")


class RefusingAddress(models.Model):
    """An e-mail address to which nothing more is sent, from the day somebody told us (``told_by``)
    to the day a person says that it works again. It is of nobody: whoever has it cannot be written
    to there; a contact whose address is corrected can."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    address = models.CharField(_("adresse"), max_length=254)
    why = models.CharField(_("pourquoi"), max_length=20, choices=WhyRefused)
    reason = models.CharField(_("ce qui a été dit"), max_length=500, blank=True)
    told_by = models.CharField(_("dit par"), max_length=200)
    since = models.DateField(_("depuis le"))
    lifted_on = models.DateField(_("levée le"), null=True, blank=True)
    lifted_by = models.CharField(_("levée par"), max_length=200, blank=True)

    class Meta:
        ordering = ("-since", "-id")
        verbose_name = _("adresse qui refuse")
        verbose_name_plural = _("adresses qui refusent")
        constraints = [
            models.UniqueConstraint(
                fields=("company", "address"),
                condition=models.Q(lifted_on=None),
                name="address_refuses_once",
            ),
            models.CheckConstraint(
                name="why_refused_known", condition=models.Q(why__in=WhyRefused.values)
            ),
        ]

    def __str__(self) -> str:
        return self.address


class Datum(models.TextChoices):
    """A way to reach somebody."""

    EMAIL = "email", _("courriel")
    PHONE = "phone", _("téléphone")
    ADDRESS = "address", _("adresse")


class Told(models.Model):
    """Somebody told us how to reach a customer, or a person there (``contact``): who, and on what
    day (that of the note when none is given). Nothing is overwritten; the latest is in force.
    ``value`` is empty when it was taken away."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="+")
    datum = models.CharField(max_length=20, choices=Datum)
    value = models.TextField(_("ce qui a été dit"), blank=True)
    told_by = models.CharField(_("dit par"), max_length=200)
    told_on = models.DateField(_("dit le"), null=True, blank=True)
    noted_by = models.CharField(_("noté par"), max_length=200)
    noted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("coordonnée dite")
        verbose_name_plural = _("coordonnées dites")
        indexes = [models.Index(fields=("customer", "-id"), name="told_of_customer")]
        constraints = [
            models.CheckConstraint(
                name="told_datum_known", condition=models.Q(datum__in=Datum.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_datum_display()} : {self.value}"

    @property
    def on(self) -> date:
        """The day when it was told."""
        return self.told_on or make_naive(self.noted_at).date()


class DomainState(models.TextChoices):
    """What the network knows of the domain of an address. ``UNCLEAR``: it did not answer."""

    KNOWN = "known", _("domaine connu")
    UNKNOWN = "unknown", _("domaine inconnu")
    UNCLEAR = "unclear", _("domaine sans réponse")


class MailDomain(models.Model):
    """The domain of e-mail addresses, as the network answered when it was last asked."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    domain = models.CharField(_("domaine"), max_length=254)
    state = models.CharField(max_length=20, choices=DomainState)
    checked_at = models.DateTimeField(_("demandé le"))

    class Meta:
        ordering = ("domain", "id")
        verbose_name = _("domaine de courriel")
        verbose_name_plural = _("domaines de courriel")
        constraints = [
            models.UniqueConstraint(fields=("company", "domain"), name="domain_once"),
            models.CheckConstraint(
                name="domain_state_known", condition=models.Q(state__in=DomainState.values)
            ),
        ]

    def __str__(self) -> str:
        return self.domain
