"""Interest for late payment of one debt: by half-year, partial payments imputed, 40 € beside it."""

from collections.abc import Iterator, Sequence
from datetime import date

from encaisse.calculators.rules.answers import (
    Answer,
    Column,
    Detail,
    Figure,
    Ground,
    Row,
    ground_of_rate,
    ground_of_value,
    grounds_of_rates,
)
from encaisse.kernel.days import ONE_DAY, french_day
from encaisse.kernel.money import Money
from encaisse.law.late_interest import DayCount, Debt, Imputation, LateInterest, Payment, Segment
from encaisse.law.rates import Debtor, percent
from encaisse.law.reader import Parameters
from encaisse.law.statement import Statement, statement

COLUMNS = (
    Column("Du, au", place="title"),
    Column("Durée", "days"),
    Column("Base", "money"),
    Column("Taux", "percent"),
    Column("Intérêts", "money", place="figure"),
)
YEARS = {
    DayCount.ACT_365: "base × taux × jours ÷ 365, arrondi au centime à chaque ligne",
    DayCount.ACT_ACT: "base × taux × jours ÷ 365 (366 les années bissextiles), arrondi au centime "
    "à chaque ligne",
}
ORDERS = {
    Imputation.INTEREST_FIRST: "D'abord les intérêts, sauf accord contraire (C. civ. 1343-1)",
    Imputation.PRINCIPAL_FIRST: "D'abord le principal, s'il en est convenu ainsi",
}


def answer(
    debt: Debt,
    *,
    on: date,
    payments: Sequence[Payment],
    imputation: Imputation,
    day_count: DayCount,
    law: Parameters,
) -> Answer:
    """What is owed on ``on``; the other order of imputation is told beside when it matters."""
    chosen = statement(
        debt, on=on, payments=payments, imputation=imputation, day_count=day_count, law=law
    )
    details = [segments(chosen.run.segments, chosen.run.interest, day_count)]
    if chosen.other:
        details += [_imputed(chosen.run), _orders(chosen, chosen.other)]
    return Answer(
        main=Figure("Intérêts de retard", str(chosen.run.interest), _days(chosen)),
        sentence=_sentence(debt, chosen, on),
        figures=tuple(_figures(chosen, payments, on)),
        details=tuple(detail for detail in details if detail.rows),
        grounds=tuple(_grounds(debt, chosen, law)),
        warnings=chosen.warnings,
    )


def segments(found: Sequence[Segment], total: Money, day_count: DayCount) -> Detail:
    """The interest line by line: days, base, rate, cents, text."""
    rows = (
        Row(
            (
                f"{french_day(each.period.first)} – {french_day(each.period.last)}",
                f"{each.period.days}\u00a0j",
                str(each.base),
                percent(each.dated_rate.rate),
                str(each.interest),
            ),
            ground_of_rate(each.dated_rate),
        )
        for each in found
    )
    days = sum(each.period.days for each in found)
    totals = ("Total", f"{days}\u00a0j", "", "", str(total))
    return Detail(
        "Comment se comptent les intérêts", YEARS[day_count], COLUMNS, tuple(rows), totals
    )


def _days(found: Statement) -> str:
    days = found.run.days
    return f"{days} jour{'s' if days > 1 else ''} de retard" if days else "aucun retard"


def _sentence(debt: Debt, found: Statement, on: date) -> str:
    due = french_day(debt.due_on)
    if on <= debt.due_on:
        return f"Rien ne court jusqu'au {due}, jour de l'échéance compris."
    if not found.run.days:
        return f"Payée au plus tard le {due}, jour de l'échéance : ni intérêts ni indemnité."
    first = french_day(debt.due_on + ONE_DAY)
    return (
        f"{debt.principal} échus le {due} : les intérêts courent du {first}, lendemain de "
        f"l'échéance, au {french_day(on)} compris."
    )


def _figures(found: Statement, payments: Sequence[Payment], on: date) -> Iterator[Figure]:
    run = found.run
    yield Figure(f"Total dû au {french_day(on)}", str(found.total), size="large")
    yield Figure("Principal restant", str(run.principal))
    if payments:
        yield Figure("Intérêts restants", str(run.interest_due))
    yield Figure("Indemnité forfaitaire", str(found.indemnity_due), found.indemnity.article)


def _imputed(run: LateInterest) -> Detail:
    """Where each payment went."""
    columns = (
        Column("Versement du", place="title"),
        Column("Montant", "money", place="figure"),
        Column("Sur les intérêts", "money"),
        Column("Sur le principal", "money"),
    )
    rows = (
        Row((french_day(each.on), str(each.amount), str(each.to_interest), str(each.to_principal)))
        for each in run.imputed
    )
    return Detail("Ce que chaque versement éteint", "", columns, tuple(rows))


def _orders(*found: Statement) -> Detail:
    """Both orders side by side (C. civ. 1343-1)."""
    columns = (
        Column("Les versements éteignent", place="title"),
        Column("Intérêts courus", "money"),
        Column("Intérêts restants", "money"),
        Column("Principal restant", "money"),
        Column("Total dû", "money", place="figure"),
    )
    rows = (
        Row(
            (
                ORDERS[each.imputation],
                str(each.run.interest),
                str(each.run.interest_due),
                str(each.run.principal),
                str(each.total),
            )
        )
        for each in found
    )
    return Detail("Selon l'ordre d'imputation", "", columns, tuple(rows))


def _grounds(debt: Debt, found: Statement, law: Parameters) -> Iterator[Ground]:
    yield from grounds_of_rates(each.dated_rate for each in found.run.segments)
    if found.indemnity.value:
        yield ground_of_value(found.indemnity.value, law)
    elif debt.debtor is Debtor.CONSUMER and found.run.days:
        yield Ground(found.indemnity.article, "Indemnité forfaitaire", found.indemnity.source)
