"""Opening companies, adding users, giving roles, making API tokens; refusing links that open
nothing."""

import hashlib
import secrets
from datetime import datetime

import stdnum.bic
import stdnum.eu.vat
import stdnum.fr.siren
import stdnum.iban
from django.db import transaction
from django.utils.text import slugify

from encaisse.accounts import queries
from encaisse.accounts.models import ApiToken, Company, Membership, RefusedOpening, User
from encaisse.accounts.rules import OPENINGS_WITHIN, Role
from encaisse.audit import operations as audit
from encaisse.kernel.refusal import Refusal
from encaisse.law.payment_terms_reading import standing_terms


class IbanWrong(Refusal):
    """Its check digits do not agree."""

    code = "iban_wrong"
    sentence = "« {given} » n'est pas un IBAN valable : recopiez-le depuis le RIB."


class BicWrong(Refusal):
    """Not the form of a BIC (ISO 9362)."""

    code = "bic_wrong"
    sentence = "« {given} » n'est pas un BIC : huit ou onze signes, recopiez-le depuis le RIB."


class NameMissing(Refusal):
    """A company is named as its letters name it."""

    code = "company_name_missing"
    sentence = "Donnez la raison sociale : vos lettres et vos relances la portent."


class SirenWrong(Refusal):
    """Its check digit does not agree."""

    code = "siren_wrong"
    sentence = "« {given} » n'est pas un SIREN valable : neuf chiffres, ceux du Kbis."


class VatNumberWrong(Refusal):
    """Not a VAT number of the European Union."""

    code = "vat_number_wrong"
    sentence = "« {given} » n'est pas un numéro de TVA valable : recopiez-le d'une facture."


@transaction.atomic
def open_company(*, name: str, by: str, siren: str = "", **facts: object) -> Company:
    """A new company, with a short code made from its name."""
    if "payment_terms" in facts:
        facts["payment_terms"] = standing_terms(str(facts["payment_terms"]))
    company = Company.objects.create(name=name, code=_free_code(name), siren=siren, **facts)
    audit.record(company=company, actor=by, verb="company.opened", subject=f"company:{company.pk}")
    return company


@transaction.atomic
def change_bank_account(company: Company, *, iban: str, by: str, bic: str = "") -> Company:
    """The account on which customers pay: letters show it, bank statements are about it. Empty:
    none any more."""
    if iban and not stdnum.iban.is_valid(iban):
        raise IbanWrong(given=iban)
    if bic.strip() and not stdnum.bic.is_valid(bic):
        raise BicWrong(given=bic)
    before = company.iban
    given = stdnum.iban.compact(iban), "".join(bic.split()).upper()
    if given == (company.iban, company.bic):
        return company
    company.iban, company.bic = given
    company.save(update_fields=["iban", "bic"])
    audit.record(
        company=company, actor=by, verb="company.changed", subject=f"company:{company.pk}",
        facts={"before": before, "iban": company.iban, "bic": company.bic},
    )  # fmt: skip
    return company


@transaction.atomic
def change_identity(company: Company, *, by: str, **facts: str) -> Company:
    """Who the company is on what leaves it: ``name``, ``siren``, ``numero_tva``, ``legal_form``,
    ``rcs``, ``address``, ``email``, ``phone``. Those not given stay."""
    changed = {
        name: [getattr(company, name), value]
        for name, value in _checked(facts).items()
        if getattr(company, name) != value
    }
    if not changed:
        return company
    for name, (_before, value) in changed.items():
        setattr(company, name, value)
    company.save(update_fields=list(changed))
    audit.record(
        company=company, actor=by, verb="company.changed", subject=f"company:{company.pk}",
        facts=dict(changed),
    )  # fmt: skip
    return company


def _checked(facts: dict[str, str]) -> dict[str, str]:
    """The same, tidied: numbers without their spaces, lines without trailing ones."""
    told = {
        name: "\n".join(line.rstrip() for line in value.strip().splitlines())
        for name, value in facts.items()
    }
    if "name" in told and not told["name"]:
        raise NameMissing
    if given := told.get("siren"):
        told["siren"] = "".join(given.split())
        if not stdnum.fr.siren.is_valid(given):
            raise SirenWrong(given=given)
    if given := told.get("numero_tva"):
        told["numero_tva"] = "".join(given.split()).upper()
        if not stdnum.eu.vat.is_valid(given):
            raise VatNumberWrong(given=given)
    return told


@transaction.atomic
def change_terms(company: Company, *, terms: str, by: str) -> Company:
    """When customers pay that agreed to nothing else, in words; empty: after the number of days."""
    before, company.payment_terms = company.payment_terms, standing_terms(terms)
    company.save(update_fields=["payment_terms"])
    audit.record(
        company=company, actor=by, verb="company.changed", subject=f"company:{company.pk}",
        facts={"payment_terms": [before, company.payment_terms]},
    )  # fmt: skip
    return company


@transaction.atomic
def count_openings(company: Company, *, tracks_opens: bool, by: str) -> Company:
    """Whether one wants to know that its mails were opened."""
    before, company.tracks_opens = company.tracks_opens, tracks_opens
    company.save(update_fields=["tracks_opens"])
    audit.record(
        company=company, actor=by, verb="company.changed", subject=f"company:{company.pk}",
        facts={"tracks_opens": [before, tracks_opens]},
    )  # fmt: skip
    return company


@transaction.atomic
def add_user(
    *,
    company: Company,
    email: str,
    by: str,
    role: Role | None = None,
    full_name: str = "",
    password: str | None,
    is_administrator: bool = False,
) -> User:
    """A member of the company; the person is created when the e-mail address is new.

    Without a role, a member keeps theirs and a newcomer collects. ``is_administrator`` gives the
    right to keep what all the companies share; it is never taken back here."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, password, full_name=full_name)
    if is_administrator and not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    role = role or queries.role_in(user, company) or Role.COLLECTOR
    Membership.objects.update_or_create(company=company, user=user, defaults={"role": role})
    audit.record(
        company=company, actor=by, verb="user.added", subject=f"user:{user.pk}",
        facts={"email": user.email, "role": str(role), "administrator": user.is_staff},
    )  # fmt: skip
    return user


def new_password() -> str:
    """A password of four groups, easy to copy by hand."""
    alphabet = "abcdefghijkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(4))


@transaction.atomic
def set_password(*, email: str, password: str, by: str) -> User:
    """A new password for a member; written in the journal of each of their companies."""
    user = queries.user_named(email)
    user.set_password(password)
    user.save(update_fields=["password"])
    for company in queries.companies_of(user):
        audit.record(company=company, actor=by, verb="user.password", subject=f"user:{user.pk}")
    return user


@transaction.atomic
def make_token(*, company: Company, user: User, name: str, by: str) -> str:
    """A new API token; its text is returned once and never kept."""
    text = f"enc_{secrets.token_urlsafe(32)}"
    digest = hashlib.sha256(text.encode()).hexdigest()
    token = ApiToken.objects.create(company=company, user=user, name=name, digest=digest)
    audit.record(company=company, actor=by, verb="token.made", subject=f"token:{token.pk}")
    return text


def refuse_opening(address: str, *, at: datetime) -> None:
    """Somebody followed a link that opens nothing; old refusals are forgotten by the way. Beyond
    the limit nothing more is written."""
    RefusedOpening.objects.filter(at__lt=at - OPENINGS_WITHIN).delete()
    if not queries.is_refused(address, at=at):
        RefusedOpening.objects.create(at=at, address=address)


def _free_code(name: str) -> str:
    base = slugify(name)[:32] or "societe"
    code, turn = base, 1
    while Company.objects.filter(code=code).exists():
        turn += 1
        code = f"{base}-{turn}"
    return code
