"""When an invoice is due by its terms, and whether the law allows that."""

from collections.abc import Iterator
from decimal import Decimal

from encaisse.calculators.rules.answers import (
    Answer,
    Column,
    Detail,
    Figure,
    Ground,
    Row,
    decimal_text,
)
from encaisse.kernel.days import french_day
from encaisse.law.due_date import DueDate, Part, due_date
from encaisse.law.payment_limits import Limit, Sale
from encaisse.law.payment_terms import PaymentTerms
from encaisse.law.reader import Parameters

COLUMNS = (
    Column("Part", place="title"),
    Column("Échéance", "day", place="figure"),
    Column("Maximum légal", "day"),
    Column("Dépassement", "days"),
)
RAW_DAY = (
    "L'échéance est gardée telle quelle : aucun texte lu ne la déplace quand elle tombe un samedi, "
    "un dimanche ou un jour férié."
)


def answer(sale: Sale, *, terms: PaymentTerms | None, law: Parameters) -> Answer:
    """The due date, and the latest day that the law allows."""
    found = due_date(terms, sale, law=law)
    return Answer(
        main=Figure("Échéance", french_day(found.due_on), _agreed(found)),
        sentence=_sentence(found),
        figures=tuple(_figures(found)),
        details=(_parts(found),) if len(found.parts) > 1 else (),
        grounds=tuple(_grounds(found)),
        warnings=found.warnings,
        notes=(RAW_DAY,),
    )


def _agreed(found: DueDate) -> str:
    return str(found.terms) if found.terms else "rien n'est convenu : ce que la loi prévoit"


def _sentence(found: DueDate) -> str:
    issued = french_day(found.sale.issued_on)
    days = (found.due_on - found.sale.issued_on).days
    after = f"{days} jour{'s' if days > 1 else ''} après l'émission" if days else "le jour même"
    return (
        f"Facture émise le {issued} : à payer au plus tard le {french_day(found.due_on)}, {after}."
    )


def _figures(found: DueDate) -> Iterator[Figure]:
    limit = found.limit
    if limit.on is None:
        yield Figure("Maximum légal", "non connu", limit.words)
        return
    yield Figure("Maximum légal", french_day(limit.on), limit.words, size="large")
    verdict = "dans la limite" if found.within_limit else "au-delà de la limite"
    yield Figure("Le délai est", verdict, limit.article)


def _parts(found: DueDate) -> Detail:
    return Detail("Échéances", "", COLUMNS, tuple(map(_row, found.parts)))


def _row(part: Part) -> Row:
    latest = french_day(part.limit.on) if part.limit.on else "non connu"
    excess = f"{part.excess_days}\u00a0j" if part.excess_days else "–"
    return Row((_share(part.percent), french_day(part.due_on), latest, excess))


def _share(percent: Decimal) -> str:
    return f"{decimal_text(percent)}\u00a0%"


def _grounds(found: DueDate) -> Iterator[Ground]:
    """The limit of each part, once; where no limit exists there is nothing to rest on."""
    for limit in dict.fromkeys(part.limit for part in found.parts):
        if limit.article:
            yield _ground(limit)


def _ground(limit: Limit) -> Ground:
    return Ground(
        article=limit.article,
        told=f"Délai maximal : {limit.words}",
        source=limit.source or "texte non lu",
        mark="" if limit.is_certain else "à vérifier avant tout envoi",
        is_certain=limit.is_certain,
    )
