"""Adding a value to the law, vouching for one that ships."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date

from django.db import connection, transaction

from encaisse.accounts import queries as accounts
from encaisse.audit import operations as audit
from encaisse.law import reader
from encaisse.legal_values import queries, rules
from encaisse.legal_values.models import Addition, Confirmation
from encaisse.store import isolation

ONE_WRITER = "SELECT pg_advisory_xact_lock(82)"


@transaction.atomic
def add(addition: reader.Addition) -> None:
    """A value over some days; it supersedes what stood there, from ``known_on`` on."""
    law = _law_of_one_writer()
    parameter = law.stated(addition.parameter)
    rules.require_addable(addition, parameter, on=addition.known_on)
    Addition.objects.create(**asdict(addition))
    _record(
        addition.by,
        "law.added",
        addition.parameter,
        reason=addition.source,
        days=[addition.first.isoformat(), addition.last.isoformat()],
        value=str(addition.value),
        read_on=addition.read_on.isoformat(),
        before=[str(value.value) for value in rules.within(parameter, addition.period)],
    )


@transaction.atomic
def read_again(names: Collection[str], reading: rules.Reading) -> None:
    """Texts were read again and have not changed: each newest value goes on, all or none."""
    if not names:
        raise rules.NothingReadAgain
    law = _law_of_one_writer()
    for name in sorted(names):
        parameter = law.stated(name)
        addition = rules.read_again(parameter, reading)
        rules.require_addable(addition, parameter, on=reading.known_on)
        Addition.objects.create(**asdict(addition))
    _record(
        reading.by,
        "law.read_again",
        f"{len(names)} values",
        reason=reading.source,
        until=reading.until.isoformat(),
        read_on=reading.read_on.isoformat(),
        parameters=sorted(names),
    )


@transaction.atomic
def confirm(confirmation: reader.Confirmation, *, on: date, recorded_by: str) -> None:
    """A marked value becomes certain: ``confirmation.by`` read its source and vouches for it."""
    parameter = _law_of_one_writer().stated(confirmation.parameter)
    meant = rules.require_confirmable(confirmation, parameter, on=on)
    Confirmation.objects.create(
        parameter=confirmation.parameter,
        first=confirmation.first,
        value=meant.value,
        on=confirmation.on,
        by=confirmation.by,
        source=confirmation.source,
        recorded_by=recorded_by,
    )
    _record(
        recorded_by,
        "law.confirmed",
        confirmation.parameter,
        reason=confirmation.source,
        days=[meant.first.isoformat(), meant.last.isoformat()],
        value=str(meant.value),
        by=confirmation.by,
        on=confirmation.on.isoformat(),
    )


def _law_of_one_writer() -> reader.Parameters:
    """The law, which nobody else changes until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_WRITER)
    return queries.law()


def _record(actor: str, verb: str, parameter: str, *, reason: str, **facts: object) -> None:
    """The law is every company's: each journal says why its figures change."""
    with isolation.seeing_all():
        for company in accounts.every_company():
            audit.record(
                company=company,
                actor=actor,
                verb=verb,
                subject=f"law:{parameter}",
                reason=reason,
                facts=facts,
            )
