"""No figure of law outside ``law/parameters``: neither in code, nor in a text, nor in a template.

A figure typed elsewhere has no day, no source and no mark, and nobody changes it the day the law
does. What is whitelisted here is no law: each name says why.
"""

import ast
from pathlib import Path

import pytest

from tests.guards import legal_figures, source

CAPABILITIES = {"law", "late_charges", "legal_action", "legal_values", "calculators"}
ALLOWED = {
    "ACTS_SHOWN": "how many acts the page of the legal values tells",
    "AHEAD": "how long before a missing rate the doctor warns",
    "AMOUNT_MAX": "the calculators take amounts up to ten million",
    "DAYS_MAX": "a bound of what may be typed",
    "DAY_OF_MONTH_MAX": "the calendar",
    "DECIMALS_MAX": "how figures are written",
    "DIGITS": "the precision of a calculation",
    "EXAMPLES": "what one may type",
    "EXAMPLE_ISSUED_ON": "a day on which both readings of a term differ",
    "INVOICES_MAX": "a bound of what may be typed",
    "LATER": "when the list of limitation warns: a choice of the product",
    "LENGTH_MAX": "a bound of what may be typed",
    "MILLIONTHS": "rates are kept in whole millionths",
    "NAMED_MAX": "how many names a sentence lists",
    "NEAR": "when the list of limitation warns: a choice of the product",
    "NEAREST": "how many names a sentence lists",
    "ROWS": "how long a page of the API is",
    "ROWS_MAX": "how long a page of the API is at most",
    "SPELLED": "numbers as they are written in letters",
    "TEN_DAY_ENDS": "the calendar: the days that end the first two thirds of a month",
    "TEN_THOUSANDTHS": "the hundredth of a percent, to which rates are written",
    "TIMES_THE_HIGHEST": "from where a comma is out of place",
    "YEARS_LENGTH_MAX": "a bound of what may be typed",
    "YEAR_MAX": "the far end of the calendar",
    "YEAR_MIN": "the near end of the calendar",
}
SAMPLES = {
    "src/encaisse/web/templates/web/design.html": "the page that shows the components",
}
REMEDY = (
    "un chiffre du droit s'écrit dans src/encaisse/law/parameters/<nom>.yaml, avec ses jours, son "
    "article et sa source, et se lit par law.<nom>.on(jour) (docs/law/adding-a-value.md)"
)


def is_of_law(path: Path) -> bool:
    """Where every number is suspect: the law, what it entails, and due dates."""
    parts = path.relative_to(source.SOURCE).parts
    return parts[0] in CAPABILITIES or (parts[0] == "receivables" and "rules" in parts[1])


def test_no_figure_of_law_in_code() -> None:
    found = [
        f"{source.named(path)}:{line}: {literal}"
        for path in source.modules()
        if is_of_law(path)
        for line, literal in legal_figures.in_code(source.tree(path), set(ALLOWED))
    ]
    assert not found, f"{REMEDY} ; un nombre qui n'en est pas prend un nom dans ALLOWED : {found}"


def test_no_figure_under_a_name_of_law() -> None:
    found = [
        f"{source.named(path)}:{line}: {literal}"
        for path in source.modules()
        if not is_of_law(path)
        for line, literal in legal_figures.under_a_name_of_law(source.tree(path))
    ]
    assert not found, f"{REMEDY} : {found}"


def test_no_figure_of_law_in_a_text() -> None:
    found = [
        f"{source.named(path)}:{line}: {figure}"
        for path in source.modules()
        for line, text in legal_figures.texts(source.tree(path), set(ALLOWED))
        for figure in legal_figures.in_text(text, spans=is_of_law(path))
    ]
    assert not found, f"{REMEDY} : {found}"


def test_no_figure_of_law_in_a_template() -> None:
    found = [
        f"{source.named(path)}:{line}: {figure}"
        for path in source.tracked()
        if "templates" in path.parts and path.suffix in {".html", ".txt", ".typ"}
        if source.named(path) not in SAMPLES
        for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for figure in legal_figures.in_text(text)
    ]
    assert not found, f"{REMEDY} ; ou dites la chose sans son chiffre : {found}"


def test_every_allowed_name_is_still_in_use() -> None:
    used = {
        name
        for path in source.modules()
        if is_of_law(path)
        for name in legal_figures.constants(source.tree(path))
    }
    assert not set(ALLOWED) - used, "take them out of ALLOWED"


@pytest.mark.parametrize(
    ("code", "literal"),
    [
        pytest.param("FEE = Money(40_00)", "4000", id="the indemnity in cents"),
        pytest.param("rate = ecb + 10", "10", id="ten points"),
        pytest.param("floor = legal * 3", "3", id="three times"),
        pytest.param("due = issued + timedelta(days=60)", "60", id="the longest term"),
        pytest.param("if contract < date(2013, 3, 16): pass", "2013", id="a day of change"),
        pytest.param("since = parse_day('2026-09-01')", "2026-09-01", id="such a day as a text"),
        pytest.param("rate = Decimal('0.08')", "0.08", id="eight points as a fraction"),
        pytest.param("fee = Money.parse('40,00')", "40,00", id="an amount as a text"),
        pytest.param("rate = 0.08", "0.08", id="a float"),
        pytest.param("def may(amount):\n    return amount <= 5_000_00", "500000", id="a threshold"),
        pytest.param("TERMS = {'freight': 30}", "30", id="a table in code"),
        pytest.param("ends = add_months(start, months=6)", "6", id="a period"),
    ],
)
def test_a_figure_in_code_is_found(code: str, literal: str) -> None:
    found = [each for _, each in legal_figures.in_code(ast.parse(code), {"MILLIONTHS"})]
    assert literal in found


@pytest.mark.parametrize(
    "code",
    [
        "INDEMNITY = 40",
        "penalty_rate: Decimal = Decimal('0.10')",
        "claim(indemnity_cents=40_00)",
        "if (limitation_years := 5) > years: pass",
    ],
)
def test_a_figure_under_a_name_of_law_is_found_anywhere(code: str) -> None:
    assert list(legal_figures.under_a_name_of_law(ast.parse(code)))


def test_other_names_hold_what_they_like() -> None:
    code = "PAGE = 50\nindemnity_cents = claims.indemnity_cents\npenalty_rate = None"
    assert not list(legal_figures.under_a_name_of_law(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("MILLIONTHS = 1_000_000", id="a constant that is allowed"),
        pytest.param("new_year = date(day.year, 12, 31)", id="the calendar of a reckoned year"),
        pytest.param("interest = base * rate * days / 365", id="the divisor of a rate"),
        pytest.param("head = text[:10]", id="a slice"),
        pytest.param("shown = f'{rate:>12.2f}'", id="a format"),
        pytest.param("label = CharField(max_length=40)", id="the shape of a column"),
        pytest.param("limit = Field(200, ge=1, le=5000)", id="the shape of a field"),
        pytest.param("done = Status(201, event)", id="the status of an answer"),
        pytest.param("zero = Decimal('0.00')", id="nought"),
        pytest.param("is_late = True", id="a yes"),
        pytest.param("when = 'le 2026-09-01'", id="a text that merely holds a day"),
    ],
)
def test_what_is_no_figure_passes(code: str) -> None:
    assert not list(legal_figures.in_code(ast.parse(code), {"MILLIONTHS"}))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("L'indemnité de 40 € par facture", ["40 €"]),
        ("L'indemnité de 40\u00a0€ par facture", ["40\u00a0€"]),
        ("quarante euros", ["quarante euros"]),
        ("au-delà de 5 000 €, le greffe", ["5 000 €"]),
        ("le taux de 12,40 % l'an", ["12,40 %"]),
        ("la BCE plus 10 points", ["10 points"]),
        ("trois fois l'intérêt légal", ["trois fois"]),
        ("{% if lines|length > 1 %}", []),
        ("width: 100%", []),
        ("un capital de 200 000 €", []),
        ("apparaît deux fois", []),
        ("{amount} de 1 240 €", []),
        ("sous 30 jours", []),
    ],
)
def test_a_figure_in_a_text_is_found(text: str, found: list[str]) -> None:
    assert legal_figures.in_text(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sous 30 jours", ["30 jours"]),
        ("cinq ans après", ["cinq ans"]),
        ("dans les 2 mois", ["2 mois"]),
        ("77 jours", []),
    ],
)
def test_delays_are_found_where_the_law_is_told(text: str, found: list[str]) -> None:
    assert legal_figures.in_text(text, spans=True) == found


def test_docstrings_may_tell_the_law() -> None:
    tree = ast.parse('"""Dix points, 40 €."""\nTITLE = "Indemnité"')
    assert [text for _, text in legal_figures.texts(tree, set())] == ["Indemnité"]
