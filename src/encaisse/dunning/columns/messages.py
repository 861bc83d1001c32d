"""The messages of dunning."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from encaisse.dunning.columns.words import CHANNELS
from encaisse.dunning.queries import board
from encaisse.web.columns import Choice, Column, Filter, Finds, Kind, Listing, Table
from encaisse.web.formats import round_money

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from encaisse.accounts.models import Company
    from encaisse.dunning.models import Message

AMOUNTS = (100_00, 500_00, 1_000_00, 5_000_00, 10_000_00, 50_000_00)
LEVELS = 6
LEVEL_LABELS = {"0": _("courtoisie")} | {str(level): f"niveau {level}" for level in range(1, 61)}


def message_url(row: Any) -> str:
    """The page of a message."""
    return reverse("dunning:message", args=[row.pk])


MESSAGES = Listing(
    name="relances",
    columns=(
        Column(
            key="customer__name", label=_("Client"), sort="customer__name", link=message_url,
            hint="customer__code", place="title",
        ),
        Column(key="level", label=_("Étape"), sort="level", labels=LEVEL_LABELS),
        Column(key="channel", label=_("Canal"), sort="channel", labels=CHANNELS),
        Column(key="receivable_count", label=_("Créances"), kind=Kind.NUMBER, place="wide"),
        Column(key="days_late", label=_("Retard"), kind=Kind.DAYS, sort="days_late"),
        Column(
            key="due_cents", label=_("Échu"), kind=Kind.MONEY, sort="due_cents", place="figure",
        ),
        Column(key="upcoming_cents", label=_("À échoir"), kind=Kind.MONEY),
    ),
    order="-due_cents",
    tick="message",
    tick_cents="asked_cents",
    filters=(
        Filter("niveau", _("Toute étape"), (
            Choice("0", _("Courtoisie"), Q(level=0)),
            *(Choice(str(n), f"Niveau {n}", Q(level=n)) for n in range(1, LEVELS)),
            Choice("plus", f"Niveau {LEVELS} et plus", Q(level__gte=LEVELS)),
        )),
        Filter("canal", _("Tout canal"), tuple(
            Choice(channel, label, Q(channel=channel)) for channel, label in CHANNELS.items()
        )),
        Filter("montant", _("Tout montant"), tuple(
            Choice(str(cents // 100), f"Au moins {round_money(cents)}", Q(total_cents__gte=cents))
            for cents in AMOUNTS
        )),
    ),
    unfold=message_url,
    empty=_("Aucune relance dans cet état."),
)  # fmt: skip


def messages_list(
    company: Company, found: QuerySet[Message], waits: board.Waiting, query: Mapping[str, str]
) -> tuple[Table, QuerySet[Message]]:
    """The page of the messages that the address asks for, and all that its filters keep."""
    filters, finds = _filters(company), cache(partial(board.by_words, found))
    kept = board.listed(_kept(found, query, filters, finds), waits)
    return MESSAGES.table(board.rows(kept), query, filters=filters, finds=finds), kept


def kept_messages(
    company: Company, found: QuerySet[Message], query: Mapping[str, str]
) -> QuerySet[Message]:
    """The messages that the filters and the words of the address keep."""
    return _kept(found, query, _filters(company), partial(board.by_words, found))


def _kept(
    found: QuerySet[Message], query: Mapping[str, str], filters: tuple[Filter, ...], finds: Finds
) -> QuerySet[Message]:
    kept = MESSAGES.narrowed(found, query, filters=filters, finds=finds)
    return cast("QuerySet[Message]", kept)


def _filters(company: Company) -> tuple[Filter, ...]:
    """The filters that depend on the company; a choice of one is none."""
    by_scenario = Filter("scenario", _("Tout scénario"), tuple(
        Choice(str(key), name, Q(scenario=key)) for key, name in board.scenario_names(company)
    ))  # fmt: skip
    by_collector = Filter("gestionnaire", _("Tout gestionnaire"), (
        *(
            Choice(str(key), name, Q(customer__collector=key))
            for key, name in board.collectors(company)
        ),
        Choice("aucun", _("Sans gestionnaire"), Q(customer__collector=None)),
    ))  # fmt: skip
    return tuple(one for one in (by_scenario, by_collector) if len(one.choices) > 1)
