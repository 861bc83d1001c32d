"""The wall between companies, held by the database itself.

Every table with a ``company`` column has a row-level policy: a session sees the companies named in
the setting ``encaisse.companies`` (identifiers separated by commas, ``*`` for all) and no others.
The application's role owns nothing, so it cannot lift the policy. Nothing set: nothing seen.
"""

import contextlib
from collections.abc import Iterable, Iterator
from contextvars import ContextVar

from django.apps import apps
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

_seen: ContextVar[str] = ContextVar("encaisse_companies", default="")

# From this version on, the application may ANALYZE what it has just filled.
STATISTICS_MAY_BE_GRANTED = 170000

# Tables that only grow; a trigger refuses the rest to everybody, the owner included.
APPEND_ONLY = {
    "agenda_agendaact",
    "audit_entry",
    "causes_causechoice",
    "disputes_step",
    "invoicing_issued",
    "legal_values_addition",
    "legal_values_confirmation",
    "letters_evidence",
    "life_cycle_invoicestatus",
    "life_cycle_withdrawal",
}

POLICY = """
CREATE POLICY company_wall ON {table} USING (
  (SELECT current_setting('encaisse.companies', true)) = '*'
  OR company_id = ANY (
    (SELECT string_to_array(
       nullif(current_setting('encaisse.companies', true), '*'), ',')::bigint[])::bigint[]
  )
)"""


def see_companies(company_ids: Iterable[int]) -> None:
    """From now on, in this thread or task, only the rows of these companies exist."""
    _see(",".join(str(int(company_id)) for company_id in company_ids))


def see_all() -> None:
    """Every company: for the operator's command line and for tests."""
    _see("*")


@contextlib.contextmanager
def seeing(*company_ids: int) -> Iterator[None]:
    """Only these companies inside the block, then as before."""
    before = _seen.get()
    see_companies(company_ids)
    try:
        yield
    finally:
        _see(before)


@contextlib.contextmanager
def seeing_all() -> Iterator[None]:
    """Every company inside the block, then as before: for an act that concerns them all."""
    before = _seen.get()
    see_all()
    try:
        yield
    finally:
        _see(before)


def apply_to_session(*, connection: BaseDatabaseWrapper, **_: object) -> None:
    """Tell a session just opened what it may see (receiver of ``connection_created``)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('encaisse.companies', %s, false)", [_seen.get()])


def secure_tables(*, using: str, role: str) -> None:
    """Grant the application what it needs, and no more; put the policy on every company's table.

    Runs after each migration, under the owner's role; safe to run again."""
    owner = connections[using]
    with owner.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        cursor.execute(
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"
        )
        cursor.execute(f"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {role}")
        cursor.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}")
        if owner.pg_version >= STATISTICS_MAY_BE_GRANTED:  # type: ignore[attr-defined]
            cursor.execute(f"GRANT MAINTAIN ON ALL TABLES IN SCHEMA public TO {role}")
        present = set(owner.introspection.table_names(cursor))
        for model in walled_models():
            table = model._meta.db_table
            if table not in present:
                continue
            cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            cursor.execute(f"DROP POLICY IF EXISTS company_wall ON {table}")
            cursor.execute(POLICY.format(table=table))
        for table in sorted(APPEND_ONLY & present):
            cursor.execute(f"REVOKE UPDATE, DELETE ON {table} FROM {role}")


def walled_models() -> list[type[Model]]:
    """Every model with a company, but those that say who may see which company."""
    return [
        model
        for model in apps.get_models()
        if any(field.name == "company" for field in model._meta.fields)
        and model._meta.app_label != "accounts"
    ]


def _see(companies: str) -> None:
    _seen.set(companies)
    if connection.connection is not None and not connection.connection.closed:
        apply_to_session(connection=connection)
