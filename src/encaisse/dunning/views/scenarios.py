"""Scenarios, in words."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from encaisse.accounts.requests import CompanyRequest
from encaisse.dunning.queries import board
from encaisse.web.pages import page


@require_safe
def scenario_list(request: CompanyRequest) -> HttpResponse:
    """What a customer lives through, step by step; who has which scenario."""
    return page(request, "dunning/scenarios.html", {"scenarios": board.scenarios(request.company)})
