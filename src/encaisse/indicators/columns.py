"""The aged balance and the receivables behind it, declared once."""

from collections.abc import Callable
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from encaisse.indicators import rules
from encaisse.indicators.queries import Aged, Behind
from encaisse.web.charts import Part, Segment, segments
from encaisse.web.columns import Column, Kind, Listing

BUCKET_LABELS = dict(
    zip(
        rules.BUCKETS,
        (_("Non échu"), _("1 à 30 j"), _("31 à 60 j"), _("61 à 90 j"), _("Plus de 90 j")),
        strict=True,
    )
)
BUCKET_FIELDS = ("not_due", "late_1_30", "late_31_60", "late_61_90", "late_over_90")

STATES = dict(
    zip(rules.BUCKETS, ("not-due", "due-soon", "late", "later", "very-late"), strict=True)
)


def receivables_url(on: date, **asked: object) -> str:
    """The receivables behind a figure of that day."""
    chosen = {key: value for key, value in asked.items() if value}
    return f"{reverse('indicators:receivables')}?{urlencode({'jour': on.isoformat(), **chosen})}"


def customer_url(row: Aged | Behind) -> str:
    """The page of the customer."""
    return reverse("home:customer", args=[row.customer_id])


def invoice_url(row: Behind) -> str:
    """The page of the invoice."""
    return reverse("home:invoice", args=[row.invoice_id])


def aged_balance(on: date) -> Listing:
    """One line for each customer; each figure opens its receivables."""
    return Listing(
        presorted=True,
        name=f"balance-agee-{on.isoformat()}",
        columns=(
            Column(
                key="name", label=_("Client"), sort="name", hint="code", place="title",
                link=customer_url,
            ),
            *(
                Column(
                    key=field, label=label, kind=Kind.MONEY, sort=field, link=_link(on, bucket)
                )
                for field, (bucket, label) in zip(BUCKET_FIELDS, BUCKET_LABELS.items(), strict=True)
            ),
            Column(
                key="unallocated", label=_("Non affecté"), kind=Kind.MONEY, sort="unallocated"
            ),
            Column(
                key="total", label=_("Solde"), kind=Kind.MONEY, sort="total", place="figure",
                link=_link(on),
            ),
        ),
        order="-overdue",
        unique="key",
        search=("name", "code"),
        empty=_("Rien n'est dû à cette date."),
    )  # fmt: skip


def receivables(on: date) -> Listing:
    """What was open on that day, the oldest first."""
    return Listing(
        name=f"creances-{on.isoformat()}",
        columns=(
            Column(
                key="label", label=_("Créance"), sort="label", place="title", link=invoice_url
            ),
            Column(
                key="customer_name", label=_("Client"), sort="customer_name", link=customer_url
            ),
            Column(key="issued_on", label=_("Émise le"), kind=Kind.DAY, sort="issued_on"),
            Column(key="due_on", label=_("Échéance"), kind=Kind.DAY, sort="due_on"),
            Column(key="days_late", label=_("Retard"), kind=Kind.DAYS, sort="days_late"),
            Column(key="face_cents", label=_("Montant"), kind=Kind.MONEY, sort="face_cents"),
            Column(
                key="open_cents", label=_("Restant dû"), kind=Kind.MONEY, sort="open_cents",
                place="figure",
            ),
        ),
        order="due_on",
        unique="id",
        search=("label", "customer_name", "customer_code"),
        empty=_("Aucune créance ouverte à cette date."),
    )  # fmt: skip


def as_totals(total: Aged) -> dict[str, object]:
    """The last line: what each column comes to."""
    cents = {field: getattr(total, field) for field in (*BUCKET_FIELDS, "unallocated", "total")}
    return {"name": _("Total"), "currency": total.currency, **cents}


def shares(total: Aged, on: date) -> list[Segment]:
    """The outstanding as a bar of ages; each part opens its receivables."""
    return segments(
        [
            Part(
                str(BUCKET_LABELS[bucket]),
                cents,
                STATES[bucket],
                receivables_url(on, devise=total.currency, tranche=bucket),
            )
            for bucket, cents in zip(rules.BUCKETS, total.amounts, strict=True)
        ]
    )


def _link(on: date, bucket: str = "") -> Callable[[Aged], str]:
    """The address but for the row is made once: a page of the list has hundreds of figures."""
    figure = receivables_url(on, tranche=bucket)

    def link(row: Aged) -> str:
        return f"{figure}&client={row.customer_id}&devise={row.currency}"

    return link
