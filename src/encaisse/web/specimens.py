"""What /design shows: one example of each thing, in each state."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encaisse.kernel.days import add_months, end_of_semester
from encaisse.web import charts, states
from encaisse.web.columns import Choice, Column, Filter, Kind, Listing
from encaisse.web.fields import DayField


def _late(row: dict[str, Any]) -> bool:
    return row["days_late"] is not None


LISTING = Listing(
    name="exemples",
    columns=(
        Column(
            key="name",
            label=_("Client"),
            sort="name",
            place="title",
            hint="number",
            link=lambda row: f"#{row['number']}",
        ),
        Column(
            key="state",
            label=_("État"),
            kind=Kind.STATUS,
            labels={state.value: label for state, label in states.LABELS.items()},
        ),
        Column(key="due_on", label=_("Échéance"), kind=Kind.DAY, sort="due_on"),
        Column(key="days_late", label=_("Retard"), kind=Kind.DAYS, sort="days_late"),
        Column(
            key="open_cents",
            label=_("Reste dû"),
            kind=Kind.MONEY,
            sort="open_cents",
            place="figure",
        ),
    ),
    order="-open_cents",
    unique="number",
    filters=(
        Filter(
            "age",
            _("Toutes les échéances"),
            (
                Choice("late", _("Échues"), where=_late),
                Choice("future", _("À venir"), where=lambda row: not _late(row)),
            ),
        ),
    ),
    search=("name", "number"),
    tick="receivable",
    tick_cents="open_cents",
    page_size=6,
    empty=_("Aucune créance ouverte : tout est payé."),
)

NAMES = (
    ("Garage de l'Étoile", 824_000, 41, "very-late"),
    ("Mairie de Sorbiers", 612_500, 12, "late"),
    ("Studio Lemoine", 231_000, 26, "disputed"),
    ("BTP Loire", 1_180_000, -4, "due-soon"),
    ("Ateliers du Forez", 98_040, -22, "not-due"),
    ("Transports Vial", 124_960, 9, "promised"),
    ("Imprimerie du Gier", 77_500, -1, "due-soon"),
)


def rows(on: date) -> list[dict[str, Any]]:
    """A few receivables around the day."""
    return [
        {
            "name": name,
            "number": f"FA-{2291 + rank}",
            "state": state,
            "due_on": on - timedelta(days=late),
            "days_late": late if late > 0 else None,
            "open_cents": cents,
        }
        for rank, (name, cents, late, state) in enumerate(NAMES)
    ]


class SpecimenForm(forms.Form):
    """One field of each kind; bound with mistakes, so that errors show."""

    amount = forms.CharField(label=_("Montant reçu"))
    received_on = DayField(label=_("Reçu le"))
    channel = forms.ChoiceField(
        label=_("Moyen"),
        choices=[("transfer", _("virement")), ("cheque", _("chèque"))],
        help_text=_("Tel que le relevé de banque l'indique."),
    )
    note = forms.CharField(
        label=_("Note d'appel"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    tell = forms.BooleanField(label=_("Prévenir le commercial"), required=False)


def form() -> SpecimenForm:
    """The form, sent with a mistake."""
    return SpecimenForm({"amount": "", "received_on": "2026-05-12", "channel": "transfer"})


def _half_years(rates: tuple[str, ...]) -> Iterator[charts.Step]:
    """Rates one half-year after the other; the newest waits for somebody to confirm it."""
    for rank, rate in enumerate(rates):
        opens = add_months(date(2022, 7, 1), 6 * rank)
        yield charts.Step(opens, end_of_semester(opens), Decimal(rate), rate != rates[-1])


def _weeks(on: date) -> charts.Piles:
    """Messages by channel over some weeks, one quiet."""
    weeks = [on - timedelta(days=7 * back) for back in range(30, 0, -1)]
    counts = {(week, "pile-1"): rank * 7 % 23 for rank, week in enumerate(weeks)}
    counts |= {(week, "pile-2"): rank * 5 % 7 for rank, week in enumerate(weeks)}
    return charts.piles(weeks, counts, kinds=("pile-1", "pile-2"), highest=29)


def context(on: date) -> dict[str, Any]:
    """Values of the other specimens."""
    parts = (
        charts.Part(str(_("Non échu")), 31_626_460, "not-due", "#non-echu"),
        charts.Part(str(_("1 à 30 j")), 4_820_540, "due-soon", "#30"),
        charts.Part(str(_("31 à 60 j")), 2_411_000, "late", "#60"),
        charts.Part(str(_("61 à 90 j")), 1_180_000, "later", "#90"),
        charts.Part(str(_("Plus de 90 j")), 1_200_000, "very-late", "#plus"),
    )
    return {
        "states": [state.value for state in states.State],
        "aged": charts.segments(parts),
        "rate": charts.stairs(list(_half_years(("0.76", "2.06", "4.22", "5.07", "3.71", "2.75")))),
        "weeks": _weeks(on),
        "kinds": [(_("courriels"), 310, "pile-1"), (_("lettres"), 88, "pile-2")],
        "dues": [on - timedelta(days=late) for late in (64, 12, 0, -3, -40)],
        "earlier": on - timedelta(days=10),
        "tabs": [
            (_("À envoyer"), "#envoyer", True, 9),
            (_("À approuver"), "#approuver", False, 1340),
            (_("Retenues"), "#retenues", False, 4),
            (_("Toutes"), "#toutes", False, None),
        ],
        "tones": ("success", "info", "warning", "error"),
    }
