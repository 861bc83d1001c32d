"""Each request sees the companies of its viewer, and works in one of them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from encaisse.accounts import queries
from encaisse.store import isolation

SESSION_KEY = "company"


class CompanyMiddleware:
    """Sets ``request.company`` (or None) and ``request.companies``; puts up the database's wall."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        companies = queries.companies_of(request.user) if request.user.is_authenticated else []
        chosen = request.session.get(SESSION_KEY)
        usual = companies[0] if companies else None
        company = next((found for found in companies if found.pk == chosen), usual)
        vars(request).update(companies=companies, company=company)
        with isolation.seeing(*(company.pk for company in companies)):
            return self.get_response(request)
