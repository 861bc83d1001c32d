"""The papers of the story, drawn."""

from encaisse.demonstration.rules.identity import Seller
from encaisse.demonstration.rules.papers import Paper
from encaisse.letters.pdf import Order
from encaisse.web.formats import day, money

TEMPLATE = "demonstration/paper.typ"


def order(paper: Paper, seller: Seller) -> Order:
    """The paper as the press draws it."""
    return Order(TEMPLATE, {**_head(paper, seller), **_body(paper)}, paper.title)


def _head(paper: Paper, seller: Seller) -> dict[str, object]:
    who = paper.customer
    return {
        "made_on": paper.on.isoformat(),
        "made_on_label": day(paper.on),
        "issuer": {"name": seller.name, "lines": seller.address.split("\n")},
        "foot": " · ".join((seller.legal_form, seller.rcs, f"TVA {seller.numero_tva}")),
        "party": who and {"name": who.name, "lines": who.address.split("\n")},
    }


def _body(paper: Paper) -> dict[str, object]:
    return {
        "rows": [
            [what, much if isinstance(much, str) else money(much)] for what, much in paper.rows
        ],
        "total": ["Total", money(paper.total_cents)] if paper.total_cents else None,
        "notice": paper.notice,
        "clauses": [{"title": title, "text": text} for title, text in paper.clauses],
    }
