"""Who sees which company; from where links that open nothing are followed."""

import hashlib
from datetime import datetime

from django.http import Http404

from encaisse.accounts.models import ApiToken, Company, Membership, RefusedOpening, User
from encaisse.accounts.rules import OPENINGS_MAX, OPENINGS_WITHIN, Role
from encaisse.kernel.refusal import Refusal


class UnknownCompany(Refusal):
    """No company answers to that name."""

    code = "unknown_company"
    sentence = "Aucune société « {named} ». Sociétés connues : {known}."


class UnknownUser(Refusal):
    """No member answers to that address."""

    code = "unknown_user"
    sentence = "Aucun membre n'a l'adresse « {email} »."


def user_named(email: str) -> User:
    """The member of that e-mail address."""
    found = User.objects.filter(email__iexact=email.strip()).first()
    if found is None:
        raise UnknownUser(email=email)
    return found


def every_company() -> list[Company]:
    """All companies, for the operator and the clock."""
    return list(Company.objects.order_by("name", "id"))


def has_companies() -> bool:
    """Whether anybody's books are here yet."""
    return Company.objects.exists()


def has_demonstration() -> bool:
    """Whether the demonstration company is here."""
    return Company.objects.filter(is_demonstration=True).exists()


def has_members(company: Company) -> bool:
    """Whether somebody can sign in to work in the company."""
    return Membership.objects.filter(company=company).exists()


def companies_of(viewer: User) -> list[Company]:
    """The companies whose books the viewer may see, by name."""
    return list(Company.objects.filter(memberships__user=viewer).order_by("name", "id").distinct())


def role_in(viewer: User, company: Company) -> Role | None:
    """The viewer's role in the company; None for a stranger."""
    found = Membership.objects.filter(user=viewer, company=company).values_list("role", flat=True)
    role = found.first()
    return Role(role) if role else None


def membership_of(viewer: User, company: Company) -> Membership:
    """The viewer's belonging to the company; a stranger has none."""
    found = Membership.objects.filter(user=viewer, company=company).first()
    if found is None:
        raise Http404
    return found


def member_for(company: Company, user_id: int) -> User:
    """The user, if a member of the company; else it does not exist."""
    found = User.objects.filter(memberships__company=company, pk=user_id).first()
    if found is None:
        raise Http404
    return found


def company_for(viewer: User, company_id: int) -> Company:
    """The company, if the viewer belongs to it; else it does not exist."""
    found = Company.objects.filter(memberships__user=viewer, pk=company_id).first()
    if found is None:
        raise Http404
    return found


def find_company(named: str) -> Company | None:
    """The company of that name, SIREN or short code (for the operator's command line)."""
    named = named.strip()
    by_code = Company.objects.filter(code=named.lower()).first()
    by_siren = Company.objects.filter(siren=named).exclude(siren="").order_by("id").first()
    by_name = Company.objects.filter(name__iexact=named).order_by("id").first()
    return by_code or by_siren or by_name


def company_named(named: str) -> Company:
    """The same, refusing a name that nobody bears."""
    found = find_company(named)
    if found is None:
        known = ", ".join(Company.objects.order_by("name", "id").values_list("name", flat=True))
        raise UnknownCompany(named=named, known=known or "aucune")
    return found


def is_administrator(viewer: User) -> bool:
    """Whether the viewer keeps what all the companies share, such as the legal values.

    The passwords of the demonstration are public: once real books are here, whoever belongs to
    the demonstration only keeps nothing any more."""
    real = Company.objects.filter(is_demonstration=False)
    return viewer.is_staff and (not real.exists() or real.filter(memberships__user=viewer).exists())


def has_administrator() -> bool:
    """Whether somebody of a real company keeps what all the companies share."""
    return User.objects.filter(
        is_staff=True, is_active=True, memberships__company__is_demonstration=False
    ).exists()


def token_holder(text: str) -> ApiToken | None:
    """The live API token of that text, with its user and company."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return (
        ApiToken.objects.select_related("user", "company")
        .filter(digest=digest, revoked_at__isnull=True, user__is_active=True)
        .first()
    )


def is_refused(address: str, *, at: datetime) -> bool:
    """Whether too many links that open nothing were followed from this address, whichever process
    answered."""
    since = at - OPENINGS_WITHIN
    return RefusedOpening.objects.filter(address=address, at__gt=since).count() >= OPENINGS_MAX
