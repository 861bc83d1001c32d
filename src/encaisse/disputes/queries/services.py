"""The departments of a company and how long each cause may take: its own words, else ours."""

from encaisse.accounts.models import Company, Membership, User
from encaisse.accounts.rules import Role
from encaisse.disputes.models import Deadline, Department
from encaisse.disputes.rules import DEPARTMENTS, HABITS, Habit, Service


def services(company: Company) -> list[Service]:
    """The usual departments as the company named them, then those that it added."""
    known = {
        row.code: Service(row.code, row.name, row.person, row.email)
        for row in Department.objects.filter(company=company).order_by("name", "id")
    }
    usual = [known.pop(each.code, each) for each in DEPARTMENTS]
    return [*usual, *known.values()]


def service(company: Company, code: str) -> Service | None:
    """The department of that code."""
    return next((each for each in services(company) if each.code == code), None)


def habits(company: Company) -> dict[str, Habit]:
    """By cause: the days it may take, and whose it is."""
    said = {
        row.reason: Habit(row.days, row.department)
        for row in Deadline.objects.filter(company=company).order_by("reason", "id")
    }
    return HABITS | said


def people(company: Company) -> list[User]:
    """The colleagues who may own a dispute, by name."""
    found = User.objects.filter(memberships__company=company, is_active=True)
    return list(found.order_by("full_name", "email", "id").distinct())


def manager(company: Company) -> int | None:
    """Who is told of what nobody answers: the first manager of the company."""
    found = Membership.objects.filter(company=company, role=Role.MANAGER, user__is_active=True)
    return found.order_by("id").values_list("user_id", flat=True).first()
