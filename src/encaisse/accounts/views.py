"""The company at work, chosen among the viewer's."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from encaisse.accounts import queries
from encaisse.accounts.middleware import SESSION_KEY
from encaisse.accounts.requests import CompanyRequest


@require_POST
def choose_company(request: CompanyRequest) -> HttpResponse:
    """Work in another of the viewer's companies, from its first page."""
    asked = request.POST.get("company", "")
    company = queries.company_for(request.user, int(asked) if asked.isdecimal() else 0)
    request.session[SESSION_KEY] = company.pk
    return redirect("/")
