"""What each step was followed by, and the receivables behind a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from encaisse.dunning.columns.simulations import step_label
from encaisse.dunning.columns.words import CHANNELS
from encaisse.dunning.rules.efficiency import WITHIN
from encaisse.web.columns import Column, Kind, Listing
from encaisse.web.formats import money, number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from encaisse.dunning.rules.efficiency import Efficiency
    from encaisse.web.columns import Text

LINES_MAX = 500
# In addresses: the word, what it counts, its title.
FIGURES: dict[str, tuple[str, Text]] = {
    "envoyees": ("sent", _("Étapes remises")),
    "payees-7": ("paid_7", _("Payées sous 7 jours")),
    "payees-15": ("paid_15", _("Payées sous 15 jours")),
    "payees-30": ("paid_30", _("Payées sous 30 jours")),
    "promesse": ("promised", _("Suivies d'une promesse ou d'un échéancier")),
    "litige": ("disputed", _("Suivies d'un litige")),
    "avoir": ("credited", _("Suivies d'un avoir")),
    "sans-effet": ("nothing", _("Sans effet à 30 jours")),
    "trop-recentes": ("too_recent", _("Trop récentes")),
    "deja-reglees": ("settled_before", _("Déjà réglées, appris depuis")),
}
OUTCOMES = {"promised": "promesse", "disputed": "litige", "credited": "avoir",
            "nothing": "sans-effet"}  # fmt: skip
SHORT = {"promised": _("Promesse"), "disputed": _("Litige"), "credited": _("Avoir"),
         "nothing": _("Sans effet")}  # fmt: skip


def figure(word: str) -> tuple[str, Text]:
    """What a figure counts, and its title; all that was sent by default."""
    return FIGURES.get(word, FIGURES["envoyees"])


def _door(figure: str) -> Callable[[dict[str, Any]], str]:
    """The address of the receivables that a figure counts; none behind a zero."""
    return lambda row: f"{row['behind']}&suite={figure}" if row["counts"].get(figure) else ""


def _share(key: str, figure: str, label: Text) -> Column:
    return Column(
        key=key, label=label, kind=Kind.PERCENT, hint=f"{key}_of", link=_door(figure), sort=key
    )


EFFICIENCY = Listing(
    name="efficacite",
    columns=(
        Column(key="step", label=_("Étape"), hint="how", place="title"),
        Column(
            key="sent", label=_("Remises"), kind=Kind.NUMBER, link=_door("envoyees"),
            place="figure",
        ),
        _share("paid_7", "payees-7", _("Payées 7 j")),
        _share("paid_15", "payees-15", _("15 j")),
        _share("paid_30", "payees-30", _("30 j")),
        Column(key="cents", label=_("Reçu 30 j"), kind=Kind.PERCENT, hint="cents_of"),
        *(_share(name, OUTCOMES[name], SHORT[name]) for name in OUTCOMES),
        Column(
            key="too_recent", label=_("Trop récentes"), kind=Kind.NUMBER,
            link=_door("trop-recentes"), place="wide",
        ),
    ),
    order="rank",
    unique="key",
    presorted=True,
    page_size=LINES_MAX,
    empty=_("Aucune relance remise sur cette période."),
)  # fmt: skip


def _counts(days: int) -> tuple[Column, ...]:
    return (
        Column(key=f"known_{days}", label=f"Suivies {days} j", kind=Kind.NUMBER),
        Column(key=f"count_{days}", label=f"Payées {days} j", kind=Kind.NUMBER),
        Column(key=f"paid_{days}", label=f"Part payée {days} j", kind=Kind.PERCENT),
        Column(key=f"asked_{days}", label=f"Demandé {days} j", kind=Kind.MONEY),
        Column(key=f"cents_{days}", label=f"Reçu {days} j", kind=Kind.MONEY),
    )


# The spreadsheet: the same lines with every count and amount.
SHEET = Listing(
    name="efficacite",
    columns=(
        Column(key="scenario", label=_("Scénario")),
        Column(key="step", label=_("Étape")),
        Column(key="channel", label=_("Canal")),
        Column(key="template", label=_("Texte")),
        Column(key="currency", label=_("Devise")),
        Column(key="sent", label=_("Remises"), kind=Kind.NUMBER),
        Column(key="messages", label=_("Messages"), kind=Kind.NUMBER),
        Column(key="settled_before", label=_("Déjà réglées"), kind=Kind.NUMBER),
        Column(key="too_recent", label=_("Trop récentes"), kind=Kind.NUMBER),
        *(column for days in WITHIN for column in _counts(days)),
        *(
            Column(key=f"count_{name}", label=SHORT[name], kind=Kind.NUMBER)
            for name in OUTCOMES
        ),
    ),
    order="rank",
    unique="key",
    presorted=True,
    page_size=LINES_MAX,
)  # fmt: skip


def efficiency_row(
    found: Efficiency, texts: Mapping[str, str], usual: str, address: Mapping[str, str]
) -> dict[str, Any]:
    """A line of either list. ``usual``: the currency that goes without saying; ``address``: the
    deliveries asked for."""
    line, counts = found.line, _figures(found)
    template = texts.get(line.template, line.template)
    behind = urlencode([*address.items(), ("ligne", line.key)])
    row: dict[str, Any] = {
        "key": line.key,
        "scenario": found.scenario,
        "step": step_label(line.level).capitalize(),
        "channel": str(CHANNELS.get(line.channel, line.channel)),
        "template": template,
        "currency": line.currency,
        "sent": found.sent,
        "messages": found.messages,
        "settled_before": found.settled_before,
        "too_recent": found.too_recent,
        "counts": counts,
        "behind": f"{reverse('dunning:efficiency_steps')}?{behind}",
    }
    how = (row["channel"], template, "" if line.currency == usual else line.currency)
    row["how"] = " · ".join(filter(None, how))
    return row | _paid_cells(found) | _outcome_cells(found)


def _paid_cells(found: Efficiency) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for each in found.within:
        cells |= {
            f"known_{each.days}": each.known,
            f"count_{each.days}": each.count,
            f"paid_{each.days}": each.share,
            f"paid_{each.days}_of": _of(each.count, each.known),
            f"asked_{each.days}": each.known_cents,
            f"cents_{each.days}": each.cents,
        }
    latest = found.within[-1]
    received = money(latest.cents, found.line.currency) if latest.cents else ""
    return cells | {"cents": latest.cents_share, "cents_of": received}


def _outcome_cells(found: Efficiency) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for name in OUTCOMES:
        count = getattr(found, name)
        cells |= {name: found.share_of(name), f"{name}_of": _of(count, found.known)}
        cells[f"count_{name}"] = count
    return cells


def settled_before(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, int, str]]:
    """The lines with receivables already paid as they were reminded: which, how many, where."""
    return [
        (
            f"{row['step']}, {row['how']}",
            row["settled_before"],
            f"{row['behind']}&suite=deja-reglees",
        )
        for row in rows
        if row["settled_before"]
    ]


def _figures(found: Efficiency) -> dict[str, int]:
    """What each door counts."""
    paid = {f"payees-{each.days}": each.count for each in found.within}
    plain = {
        figure: getattr(found, name) for figure, (name, _title) in FIGURES.items()
        if figure not in paid
    }  # fmt: skip
    return paid | plain


def _of(count: int, known: int) -> str:
    return f"{number(count)}/{number(known)}" if count else ""


EFFECTS = {
    "promised": _("promesse"),
    "disputed": _("litige"),
    "credited": _("avoir"),
}


def step_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A receivable behind a figure, with what followed in words."""
    told = [_money_told(row), *(str(word) for name, word in EFFECTS.items() if row[name])]
    if not row["is_over"] and not row["settled_before"]:
        told.append(gettext("trop récente"))
    return {**row, "told": ", ".join(filter(None, told)) or gettext("sans effet")}


def _money_told(row: Mapping[str, Any]) -> str:
    within = next((days for days in WITHIN if row[f"paid_{days}"]), None)
    if row["settled_before"]:
        return gettext("déjà réglée")
    if within is not None:
        return gettext("payée sous {days} j").format(days=within)
    if row["is_paid"]:
        return gettext("payée")
    return gettext("en partie") if row["received"] > 0 else ""


STEPS = Listing(
    name="efficacite-creances",
    columns=(
        Column(
            key="label", label=_("Créance"), sort="label", place="title",
            link=lambda row: reverse("home:invoice", args=[row["invoice"]]),
        ),
        Column(
            key="name", label=_("Client"), sort="name",
            link=lambda row: reverse("home:customer", args=[row["customer"]]),
        ),
        Column(
            key="on", label=_("Remise le"), kind=Kind.DAY, sort="on",
            link=lambda row: reverse("dunning:message", args=[row["message"]]),
        ),
        Column(key="told", label=_("Suite"), sort="told"),
        Column(key="open", label=_("Restant dû alors"), kind=Kind.MONEY, sort="open"),
        Column(
            key="received", label=_("Reçu en 30 jours"), kind=Kind.MONEY, sort="received",
            place="figure",
        ),
    ),
    order="-on",
    unique="step",
    search=("label", "name"),
    empty=_("Aucune créance derrière ce chiffre."),
)  # fmt: skip
