"""The legal values as their pages list them: by subject, one line each; the history of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from encaisse.law.reader import (
    Addition,
    Confidence,
    Confirmation,
    LegalValue,
    Parameter,
    Parameters,
    Superseded,
)
from encaisse.law.written import written
from encaisse.legal_values import rules
from encaisse.web.charts import Stairs, Step, stairs

# What one looks for together: a title, then what names begin with, in the order of the rows.
SUBJECTS = (
    (_("Taux"), ("b2b_default", "public_moratory_ecb8", "legal_interest_other", "legal_interest_",
                 "b2b_contractual", "ecb_", "b2b_", "contractual_", "public_penalty",
                 "public_moratory")),
    (_("Indemnité et recouvrement"), ("recovery_", "collection_")),
    (_("Délais de paiement"), ("payment_days", "payment_term", "term", "due_", "public_contract",
                               "invoice_content")),
    (_("Prescription"), ("limitation",)),
    (_("Procédures"), ("legal_thresholds", "payment_order", "procedure_", "european_", "seizure_",
                       "small_claims", "uncontested_")),
    (_("Entreprises en difficulté"), ("insolvency",)),
    (_("Facture électronique"), ("einvoice",)),
    (_("TVA, conservation, usages"), ("bad_debt", "data_", "usual_")),
    (_("Autres valeurs"), ("",)),
)  # fmt: skip
SHORT_MARKS = {
    Confidence.SEEN_TWICE: _("lue deux fois"),
    Confidence.SEEN_IN_REPOSITORIES: _("dépôts publics"),
    Confidence.SEEN_ONCE: _("lue une fois"),
    Confidence.UNVERIFIED: _("non vérifiée"),
    Confidence.CONTRADICTORY: _("contradictoire"),
    Confidence.DERIVED: _("à confirmer"),
}
CERTAIN, TO_CONFIRM, CONTRADICTED, UNKNOWN = "paid", "due-soon", "disputed", "late"
EVERY, DOUBTFUL, ENDING = "", "a-confirmer", "a-completer"
ACTS_SHOWN = 8
Text = str | Promise


@dataclass(frozen=True, slots=True)
class Mark:
    """How well a value is known, as a state and a word."""

    state: str
    label: Text


@dataclass(frozen=True, slots=True)
class Row:
    """A figure as it stands on the day."""

    parameter: Parameter
    value: LegalValue | None
    said: Text
    mark: Mark | None
    chart: Stairs | None
    is_over: bool
    is_ending: bool

    @property
    def url(self) -> str:
        """The page of the figure."""
        return value_url(self.parameter.name)

    @property
    def article(self) -> str:
        """The text that sets it."""
        return (self.value or self.parameter.latest).article

    @property
    def latest(self) -> str:
        """Its newest value, as one says it."""
        return self.parameter.latest.written

    @property
    def is_doubtful(self) -> bool:
        """Whether somebody should confirm what holds on the day."""
        return bool(self.value and not self.value.is_certain and not self.parameter.ingredients)


@dataclass(frozen=True, slots=True)
class Fold:
    """The rows of a table, under its title; rows of no table stand without one."""

    title: str
    rows: list[Row]

    @property
    def doubtful(self) -> int:
        """How many to confirm."""
        return sum(row.is_doubtful for row in self.rows)

    @property
    def is_drawn(self) -> bool:
        """Whether some have moved enough for a drawing."""
        return any(row.chart for row in self.rows)


@dataclass(frozen=True, slots=True)
class Subject:
    """What one looks for together."""

    title: Text
    folds: list[Fold]


@dataclass(frozen=True, slots=True)
class Line:
    """One value of a history, and what was said of it."""

    value: LegalValue
    said: str
    mark: Mark
    confirm_url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Act:
    """An addition or a confirmation, for those who ask who did what; ``others`` came with it."""

    act: Addition | Confirmation
    label: str
    url: str
    said: str
    is_addition: bool
    others: int

    @property
    def day(self) -> date:
        """When it became known."""
        return self.act.known_on if isinstance(self.act, Addition) else self.act.on


@dataclass(frozen=True, slots=True)
class Ending:
    """The figures that nothing says any more after a day: rates first, then a count."""

    day: date
    rates: list[Parameter]
    others: int


def list_url(view: str) -> str:
    """The list in a view."""
    return f"{reverse('legal_values:values')}?{urlencode({'voir': view} if view else {})}"


def value_url(name: str) -> str:
    """The page of a figure."""
    return reverse("legal_values:value", args=[name])


def add_url(name: str) -> str:
    """The form that adds to it."""
    return f"{reverse('legal_values:add')}?{urlencode({'valeur': name})}"


def confirm_url(name: str, first: date) -> str:
    """The form that vouches for one of its values."""
    return reverse("legal_values:confirm", args=[name, first.isoformat()])


def stated(law: Parameters) -> list[Parameter]:
    """The living figures that take additions: the rates of half-years, then the rest."""
    found = (each for name in law.names() if not (each := law.read(name)).ingredients)
    living = [each for each in found if not rules.is_over(each)]
    return sorted(living, key=lambda each: (not rules.is_half_yearly(each), each.label, each.name))


def rows(law: Parameters, *, on: date) -> list[Row]:
    """Every figure on the day."""
    return [row(law.read(name), on=on) for name in law.names()]


def to_read_again(law: Parameters, *, on: date) -> list[Row]:
    """The figures whose text must be read again before the next half-year."""
    found = [each for each in stated(law) if rules.is_readable_again(each)]
    return [row(each, on=on) for each in found if rules.is_to_read(each, on=on)]


def narrowed(law: Parameters, found: Sequence[Row], *, words: str, view: str) -> list[Row]:
    """Those that hold the words, in the view asked for."""
    sought = words.casefold().split()
    return [
        row
        for row in found
        if (view != DOUBTFUL or row.is_doubtful)
        and (view != ENDING or row.is_ending)
        and all(word in _text(law, row) for word in sought)
    ]


def subjects(law: Parameters, found: Sequence[Row]) -> list[Subject]:
    """The rows by subject, tables folded under their own title."""
    by_subject: dict[int, dict[str, list[Row]]] = {}
    for row in sorted(found, key=lambda row: _place(row.parameter.name)):
        folds = by_subject.setdefault(_place(row.parameter.name)[0], {})
        folds.setdefault(title_above(law, row.parameter.name), []).append(row)
    return [
        Subject(
            title=SUBJECTS[rank][0],
            folds=[Fold(title, held) for title, held in sorted(folds.items(), key=_is_titled)],
        )
        for rank, folds in by_subject.items()
    ]


def history(parameter: Parameter, *, on: date, may_keep: bool) -> list[Line]:
    """Its values, the newest first, each to be confirmed by whom may, when it bears a mark."""
    return [
        line(parameter, value, on=on, may_keep=may_keep) for value in reversed(parameter.values)
    ]


def replaced(found: Sequence[Superseded]) -> list[tuple[str, Superseded]]:
    """The values that lost days, the latest first, as one says them."""
    return [(each.value.written, each) for each in reversed(found)]


def title_above(law: Parameters, name: str) -> str:
    """The title of the table that holds the figure, if any."""
    table, dot, _key = name.partition(".")
    return law.table(table).label if dot else ""


def acts(law: Parameters) -> list[Act]:
    """The latest additions and confirmations, the newest first."""
    known: list[Addition | Confirmation] = [*law.additions, *law.confirmations]
    known.sort(key=_day_and_reader)
    read = [list(acts) for _reader, acts in groupby(reversed(known), key=_day_and_reader)]
    return [_act(law, acts) for acts in read[:ACTS_SHOWN]]


def endings(law: Parameters) -> list[Ending]:
    """What goes stale next, by day."""
    by_day: dict[date, list[Parameter]] = {}
    for parameter in stated(law):
        by_day.setdefault(parameter.checked_until, []).append(parameter)
    return [_ending(day, by_day[day]) for day in sorted(by_day)]


def chart(parameter: Parameter) -> Stairs | None:
    """The drawing of a rate that has moved."""
    if parameter.unit != "percent" or len(parameter.values) == 1:
        return None
    return stairs(
        [Step(value.first, value.last, value.value, value.is_certain) for value in parameter.values]
    )


def row(parameter: Parameter, *, on: date) -> Row:
    """One figure on the day."""
    value = parameter.known(on)
    return Row(
        parameter=parameter,
        value=value,
        said=value.written if value else _absence(parameter, on),
        mark=_mark(value) if value else None,
        chart=chart(parameter),
        is_over=rules.is_over(parameter),
        is_ending=rules.is_ending(parameter, on=on),
    )


def _absence(parameter: Parameter, on: date) -> Text:
    return _("à venir") if on < parameter.values[0].first else _("inconnue")


def _mark(value: LegalValue) -> Mark:
    if value.is_certain:
        word = _("confirmée") if value.confirmation else _("lue deux fois")
        return Mark(CERTAIN, _("calculée") if value.confidence is Confidence.DERIVED else word)
    is_contrary = value.confidence is Confidence.CONTRADICTORY
    return Mark(CONTRADICTED if is_contrary else TO_CONFIRM, SHORT_MARKS[value.confidence])


def _text(law: Parameters, row: Row) -> str:
    """What the words are looked for in: subject, table, label, article, value, name."""
    name = row.parameter.name
    subject = SUBJECTS[_place(name)[0]][0]
    told = (subject, title_above(law, name), row.parameter.label, row.article, row.said, name)
    return " ".join(str(each) for each in told).casefold()


def _place(name: str) -> tuple[int, int]:
    """The rank of the subject of a figure, and its own there."""
    return next(
        (subject, rank)
        for subject, (_title, beginnings) in enumerate(SUBJECTS)
        for rank, beginning in enumerate(beginnings)
        if name.startswith(beginning)
    )


def _is_titled(fold: tuple[str, list[Row]]) -> bool:
    """Tables come after the rows of no table."""
    return bool(fold[0])


def line(parameter: Parameter, value: LegalValue, *, on: date, may_keep: bool = False) -> Line:
    """One value, and what is said of it."""
    may_confirm = may_keep and not value.is_certain and not parameter.ingredients
    return Line(
        value=value,
        said=value.written,
        mark=_mark(value),
        confirm_url=confirm_url(parameter.name, value.first) if may_confirm else "",
        is_current=on in value.period,
    )


def _day_and_reader(act: Addition | Confirmation) -> tuple[date, str, str]:
    """Those of one day, by one person, from one source are told together."""
    return act.known_on if isinstance(act, Addition) else act.on, act.by, act.source


def _act(law: Parameters, acts: Sequence[Addition | Confirmation]) -> Act:
    act = acts[0]
    parameter = law.read(act.parameter)
    value = act.value if act.value is not None else parameter.on(act.first).value
    return Act(
        act=act,
        label=parameter.label,
        url=value_url(parameter.name),
        said=written(value, parameter.unit),
        is_addition=isinstance(act, Addition),
        others=len(acts) - 1,
    )


def _ending(day: date, found: Sequence[Parameter]) -> Ending:
    rates = [parameter for parameter in found if rules.is_half_yearly(parameter)]
    return Ending(day, rates, len(found) - len(rates))
