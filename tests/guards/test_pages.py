"""Every page: who may open it, what it may write (nothing), how many queries it costs."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bench import _books
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.dunning import operations as dunning
from tests import factories
from tests.guards import things
from tests.guards.open_pages import LISTS, OF_NO_COMPANY, OPEN, WITHOUT_SIGN_IN
from tests.guards.page_roles import ADMINISTRATOR, EVERYBODY, PAGES

pytestmark = pytest.mark.django_db

ELSEWHERE = ("account_", "admin:", "api:")
RUN_OF_THE_DAY = [
    "/relances/", "/relances/?niveau=1", "/relances/?q=client", "/relances/?sort=-days_late",
    "/relances/?etat=held&motif=not_due", "/relances/essai", "/relances/regles",
]  # fmt: skip


def patterns(
    found: list[URLPattern | URLResolver], namespace: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every address of the URL map with its full name."""
    for one in found:
        if isinstance(one, URLResolver):
            inside = one.namespace or namespace
            yield from patterns(one.url_patterns, inside)
        else:
            yield f"{namespace}:{one.name}" if namespace else str(one.name), one


def addresses() -> dict[str, URLPattern]:
    """The addresses that this table answers for."""
    found = dict(patterns(get_resolver().url_patterns))
    return {
        name: one
        for name, one in found.items()
        if not name.startswith(ELSEWHERE) and name not in WITHOUT_SIGN_IN
    }


def closed() -> dict[str, URLPattern]:
    """The addresses for people who are signed in."""
    return {name: one for name, one in addresses().items() if name not in OPEN}


def test_every_address_is_in_the_table() -> None:
    assert set(closed()) == set(PAGES), "give each page its line in PAGES"
    assert set(OPEN) <= set(addresses())


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def address(company: Company) -> Callable[[str], str]:
    """The address of a page by its name, for things of the company."""
    made: dict[str, int | str] = {}

    def of(name: str) -> str:
        wanted = addresses()[name].pattern.converters
        for key in wanted:
            made.setdefault(key, things.MAKERS[key](company))
        return reverse(name, kwargs={key: made[key] for key in wanted})

    return of


def signed_in(company: Company, who: str) -> Client:
    client = Client(raise_request_exception=False)
    role = Role.MANAGER if who == ADMINISTRATOR else Role(who)
    user = factories.a_user(company, role, f"Un {who}", is_administrator=who == ADMINISTRATOR)
    client.force_login(user)
    return client


def asked(client: Client, name: str, where: str) -> int:
    method, _roles = PAGES[name]
    return int(getattr(client, method)(where).status_code)


@pytest.mark.parametrize("name", sorted(PAGES))
@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_a_role_opens_what_the_table_says(
    name: str, role: str, company: Company, address: Callable[[str], str]
) -> None:
    status = asked(signed_in(company, role), name, address(name))
    if role not in PAGES[name][1]:
        assert status == 403
    elif not needs_more(name):
        assert status not in {403, 404, 405}
        assert status < 500


def needs_more(name: str) -> bool:
    """Acts that say « 404 » when the form does not name an existing thing."""
    return name in {
        "accounts:company", "documents:detach", "dunning:correct_contact",
        "dunning:template_preview",
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(PAGES))
def test_another_company_s_thing_does_not_exist(name: str, address: Callable[[str], str]) -> None:
    stranger = signed_in(factories.a_company("Delaunay Compta"), Role.MANAGER)
    status = asked(stranger, name, address(name))
    if name in OF_NO_COMPANY:
        assert status == (200 if Role.MANAGER in PAGES[name][1] else 403)
    elif addresses()[name].pattern.converters:
        assert status == 404
    elif Role.MANAGER in PAGES[name][1]:
        assert status != 403


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_passer_by_is_asked_to_sign_in(name: str, address: Callable[[str], str]) -> None:
    answer = getattr(Client(), PAGES[name][0])(address(name))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/compte/login/")


@pytest.mark.parametrize("name", sorted(OPEN))
@pytest.mark.parametrize("role", [None, *Role])
def test_an_open_page_answers_everybody(name: str, role: Role | None, company: Company) -> None:
    """Without what to compute, a PDF is refused (409), not hidden."""
    client = signed_in(company, role) if role else Client()
    with connection.execute_wrapper(only_reads):
        assert client.get(reverse(name)).status_code == OPEN[name]


def only_reads(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Refuses any statement that writes, the session's own row excepted."""
    words = sql.split(None, 1)
    writes = words[0].upper() in {"INSERT", "UPDATE", "DELETE", "TRUNCATE", "MERGE"}
    assert not writes or "django_session" in sql, f"a GET writes: {sql}"
    return execute(sql, params, many, context)


@pytest.mark.parametrize("name", sorted(name for name, (how, _) in PAGES.items() if how == "get"))
def test_opening_a_page_writes_nothing(
    name: str, company: Company, address: Callable[[str], str]
) -> None:
    where, client = address(name), signed_in(company, ADMINISTRATOR)
    client.raise_request_exception = True
    with connection.execute_wrapper(only_reads):
        assert client.get(where, follow=True).status_code == 200


def queries_of(company: Company, where: str) -> int:
    client = signed_in(company, Role.MANAGER)
    client.get(where)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(where).status_code == 200
    return len(captured)


def test_a_list_costs_no_more_queries_for_ten_thousand_rows_than_for_ten() -> None:
    few = _books.make(customers=10, receivables=10, name="Peu")
    many = _books.make(customers=10_000, receivables=10_000, name="Beaucoup")
    cost = {where: (queries_of(few, where), queries_of(many, where)) for where in LISTS}
    dear = {where: counts for where, counts in cost.items() if counts[1] > counts[0] + 3}
    assert not dear, dear


def test_the_run_of_the_day_costs_no_more_queries_for_ten_thousand_reminders() -> None:
    costs = []
    for count, name in ((10, "Peu"), (10_000, "Beaucoup")):
        company = _books.make(customers=count, receivables=count, name=name)
        dunning.default_scenario(company, by="Paul")
        dunning.run(company, on=timezone.localdate(), by="Paul", at=timezone.now())
        costs.append([queries_of(company, where) for where in RUN_OF_THE_DAY])
    dear = [each for each in zip(RUN_OF_THE_DAY, *costs, strict=True) if each[2] > each[1] + 3]
    assert not dear, dear


def test_a_customer_costs_no_more_queries_for_ten_thousand_receivables() -> None:
    few = _books.make(customers=1, receivables=10, name="Peu")
    many = _books.make(customers=1, receivables=10_000, name="Beaucoup")
    costs = [
        queries_of(company, reverse("home:customer", args=[things.first_customer(company)]))
        for company in (few, many)
    ]
    assert costs[1] <= costs[0] + 3, costs


def test_a_statement_costs_no_more_queries_for_two_thousand_invoices() -> None:
    few = _books.make(customers=1, receivables=10, name="Peu")
    many = _books.make(customers=1, receivables=2_000, name="Beaucoup")
    costs = [
        queries_of(
            company, reverse("late_charges:statement", args=[things.first_customer(company)])
        )
        for company in (few, many)
    ]
    assert costs[1] <= costs[0] + 3, costs
