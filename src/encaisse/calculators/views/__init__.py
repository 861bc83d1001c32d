"""The calculators: for everybody, read-only; the address holds all that was typed."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from encaisse.calculators.forms.base import CalculatorForm
from encaisse.calculators.rules.answers import Answer
from encaisse.calculators.rules.papers import paper
from encaisse.calculators.views.catalogue import CALCULATORS, Calculator
from encaisse.kernel.refusal import Refusal
from encaisse.legal_values.queries import law as installation_law
from encaisse.letters import pdf
from encaisse.web.pages import page


class CalculationIncomplete(Refusal):
    """A PDF of a calculation that cannot be done."""

    code = "calculation_incomplete"
    sentence = "Ce calcul n'est pas complet : ouvrez-le à l'écran, puis demandez son PDF."


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All the calculators."""
    return page(request, "calculators/index.html", {"calculators": CALCULATORS})


@login_not_required
@require_safe
def calculator(request: HttpRequest, calculator: Calculator) -> HttpResponse:
    """One calculator: what is asked, and its answer as soon as there is one."""
    form = calculator.form(request.GET, on=localdate())
    context: dict[str, Any] = {"calculator": calculator, "form": form}
    if form.is_complete:
        context |= _answered(request, calculator, form)
    return page(request, "calculators/calculator.html", context, fragment="calculator")


@login_not_required
@require_safe
def document(request: HttpRequest, calculator: Calculator) -> HttpResponse:
    """The same answer as a PDF; refused while a value it uses is not confirmed."""
    form = calculator.form(request.GET, on=localdate())
    if not form.is_complete:
        raise CalculationIncomplete()
    answer = _answer(calculator, form)
    answer.require_certain()
    title = str(calculator.title)
    data = paper(
        answer, asked=form.stated(), made_on=form.on, link=_link(request, calculator, form)
    )
    response = HttpResponse(
        pdf.render("calculators/answer.typ", data, title=title), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="{calculator.slug}.pdf"'
    return response


def _answered(request: HttpRequest, calculator: Calculator, form: CalculatorForm) -> dict[str, Any]:
    try:
        answer = _answer(calculator, form)
    except Refusal as refusal:
        return {"refusal": str(refusal)}
    return {"answer": answer, "link": _link(request, calculator, form)}


def _answer(calculator: Calculator, form: CalculatorForm) -> Answer:
    law = {"law": installation_law()} if calculator.needs_law else {}
    return calculator.answer(**form.asked(), **law)


def _link(request: HttpRequest, calculator: Calculator, form: CalculatorForm) -> str:
    """The address that gives this answer again."""
    return request.build_absolute_uri(f"{calculator.url}?{form.query}")
