"""The mail of a digest: the same words as text and as a page in the style of our other mails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string

from encaisse.disputes.queries import asking
from encaisse.kernel.days import french_day
from encaisse.letters.mail.rendering import Rendered
from encaisse.web.formats import amounts, money, plural

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.colleagues.queries.digests import News
    from encaisse.colleagues.rules import Late

SUBJECT_MAX = 250
TEMPLATE = "colleagues/mail.html"
REPLY = "Répondez à ce courriel pour écrire à qui suit les règlements chez {company}."


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a part: what, how much, the rest in small, and where it leads."""

    title: str
    figure: str
    detail: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the digest and its lines; ``more`` when not all are told."""

    title: str
    lines: list[Line]
    more: str = ""


def digest_mail(company: Company, news: News, *, stop: str, is_preview: bool = False) -> Rendered:
    """What there is to tell somebody; ``stop``: where they say that they want no more of it."""
    subject, opening = _subject(news), _opening(news)
    parts = [part for part in (_late(news), _disputes(news), _questions(news)) if part.lines]
    reply = REPLY.format(company=company.name)
    facts: dict[str, Any] = {
        "message": {"subject": subject}, "words": {"language": "fr"}, "company": company,
        "reply": reply, "is_preview": is_preview,
        "opening": opening, "hello": _hello(news), "parts": parts, "stop": stop,
    }  # fmt: skip
    text = [_hello(news), "", opening]
    for part in parts:
        text += ["", part.title.upper(), *(_as_text(line) for line in part.lines)]
        text += [part.more] if part.more else []
    text += ["", reply, "", company.name]
    text += ["", f"Ne plus recevoir ce récapitulatif : {stop}"] if stop else []
    return Rendered(
        subject=subject[:SUBJECT_MAX], text="\n".join(text) + "\n",
        html=render_to_string(TEMPLATE, facts),
    )  # fmt: skip


def _hello(news: News) -> str:
    name = news.colleague.name
    return "Bonjour," if "@" in name else f"Bonjour {name},"


def _subject(news: News) -> str:
    if news.late:
        return f"Vos clients en retard : {amounts(news.sums)}"
    if news.disputes:
        count = plural(len(news.disputes), "litige ouvert", "litiges ouverts")
        return f"Vos clients : {count}"
    if not news.questions:
        return "Vos clients : rien en retard"
    return plural(len(news.questions), "question attend", "questions attendent") + " votre réponse"


def _opening(news: News) -> str:
    if news.oldest_on is None:
        return "Aucune facture de vos clients n'est en retard cette semaine."
    count = plural(news.count, "facture en retard", "factures en retard")
    return (
        f"Vos clients doivent {amounts(news.sums)} ({count}), la plus ancienne échue le "
        f"{french_day(news.oldest_on)}{_change(news)}."
    )


def _change(news: News) -> str:
    """« ; 1 200,00 € de plus que la semaine dernière »."""
    told = [
        f"{money(abs(cents), currency)} de {'plus' if cents > 0 else 'moins'}"
        for currency, cents in news.changes
    ]
    return f" ; {' et '.join(told)} que la semaine dernière" if told else ""


def _late(news: News) -> Part:
    lines = []
    for each in news.shown:
        figure, page = money(each.cents, each.currency), _customer_page(news, each.customer_id)
        lines.append(Line(each.customer, figure, _since(each), page))
    more = plural(news.others, "autre client", "autres clients")
    return Part("En retard", lines, f"Et {more}." if news.others else "")


def _since(late: Late) -> str:
    """« 3 factures, la plus ancienne le 08/10/2026, dont 1 de cette semaine »."""
    count, day = plural(late.count, "facture", "factures"), french_day(late.oldest_on)
    told = f"{count} échue le {day}" if late.count == 1 else f"{count}, la plus ancienne le {day}"
    if late.fresh == late.count:
        return f"{told}, cette semaine"
    return f"{told}, dont {late.fresh} de cette semaine" if late.fresh else told


def _disputes(news: News) -> Part:
    lines = []
    for row in news.disputes:
        due = f", à régler pour le {french_day(row.due_on)}" if row.due_on else ""
        whose = f", {row.owner}" if row.owner else ""
        detail = f"{row.dispute.get_reason_display()}, {row.invoices}{due}{whose}"
        page = f"{_public(news)}{row.dispute.get_absolute_url()}" if _public(news) else ""
        lines.append(Line(row.customer, money(row.cents, row.currency), detail, page))
    return Part("Litiges ouverts", lines)


def _questions(news: News) -> Part:
    lines = []
    for each in news.questions:
        late = " (passé)" if each.due_on < news.on else ""
        detail = f"« {each.text} » {each.asked_by}, pour le {french_day(each.due_on)}{late}"
        lines.append(Line(each.whose.name, "", detail, asking.link_of(each)))
    return Part("Questions qui attendent votre réponse", lines)


def _as_text(line: Line) -> str:
    figure = f" : {line.figure}" if line.figure else ""
    link = f"\n  {line.link}" if line.link else ""
    return f"- {line.title}{figure}\n  {line.detail}{link}"


def _customer_page(news: News, customer_id: int) -> str:
    return f"{_public(news)}/clients/{customer_id}/" if _public(news) else ""


def _public(news: News) -> str:
    """Where our pages are, for somebody who can sign in."""
    return settings.PUBLIC_ADDRESS if news.colleague.person_id else ""
