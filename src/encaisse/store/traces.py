"""What one act writes, noted by the database itself, so that it can be taken back exactly.

Triggers on chosen tables note, while a trace is on, which rows are new and what the changed ones
were. Taking back deletes the first and restores the second; a digest tells whether anything has
changed since."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

TRACE = "imports_trace"
FUNCTION = f"""
CREATE FUNCTION {TRACE}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE act bigint := nullif(current_setting('encaisse.trace', true), '')::bigint;
BEGIN
  IF act IS NULL THEN RETURN NULL; END IF;
  IF TG_OP = 'INSERT' THEN
    INSERT INTO {TRACE} (company_id, source_id, "table", ids)
      SELECT company_id, act, TG_TABLE_NAME, jsonb_agg(id) FROM written GROUP BY company_id;
  ELSE
    INSERT INTO {TRACE} (company_id, source_id, "table", ids, before)
      SELECT company_id, act, TG_TABLE_NAME, '[]', to_jsonb(former) FROM former;
  END IF;
  RETURN NULL;
END $$
"""
TRIGGERS = f"""
CREATE TRIGGER traced_insert AFTER INSERT ON {{table}}
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION {TRACE}();
CREATE TRIGGER traced_update AFTER UPDATE ON {{table}}
  REFERENCING OLD TABLE AS former FOR EACH STATEMENT EXECUTE FUNCTION {TRACE}();
CREATE TRIGGER traced_delete AFTER DELETE ON {{table}}
  REFERENCING OLD TABLE AS former FOR EACH STATEMENT EXECUTE FUNCTION {TRACE}();
"""
NO_TRIGGERS = """
DROP TRIGGER IF EXISTS traced_insert ON {table};
DROP TRIGGER IF EXISTS traced_update ON {table};
DROP TRIGGER IF EXISTS traced_delete ON {table};
"""
NEW = f"""
SELECT "table", coalesce(array_agg(DISTINCT (one)::bigint), '{{}}')
FROM {TRACE}, jsonb_array_elements_text(ids) one WHERE source_id = %s GROUP BY "table"
"""
FORMER = f"""
SELECT DISTINCT ON ("table", (before->>'id')::bigint) "table", (before->>'id')::bigint, id
FROM {TRACE} WHERE source_id = %s AND before IS NOT NULL
ORDER BY "table", (before->>'id')::bigint, id
"""
COLUMNS = """
SELECT column_name FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'
ORDER BY ordinal_position
"""
LATER = f"""
SELECT source_id FROM {TRACE} other
WHERE id > (SELECT max(id) FROM {TRACE} WHERE source_id = %(source)s)
  AND source_id <> %(source)s AND "table" = %(table)s
  AND ((before->>'id')::bigint = ANY(%(ids)s)) ORDER BY id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Written:
    """The rows that an act wrote, by table: the new ones, and for those that it changed or deleted,
    the note of what they were."""

    new: Mapping[str, list[int]] = field(default_factory=dict)
    former: Mapping[str, dict[int, int]] = field(default_factory=dict)

    @property
    def tables(self) -> list[str]:
        """Every table that it touched."""
        return sorted({*self.new, *self.former})

    def ids(self, table: str) -> list[int]:
        """Every row that it touched in a table."""
        return sorted({*self.new.get(table, ()), *self.former.get(table, ())})


@contextlib.contextmanager
def tracing(source_id: int) -> Iterator[None]:
    """Inside the block, in a transaction, what is written is noted under that number. (What rolls
    the transaction back ends the trace too.)"""
    _trace(str(source_id))
    yield
    _trace("")


def written(source_id: int) -> Written:
    """What was noted under a number. A row both made and changed is a new one."""
    with connection.cursor() as cursor:
        cursor.execute(NEW, [source_id])
        new = {table: sorted(ids) for table, ids in cursor.fetchall()}
        cursor.execute(FORMER, [source_id])
        former: dict[str, dict[int, int]] = {}
        for table, row_id, note_id in cursor.fetchall():
            former.setdefault(table, {})[row_id] = note_id
    for table, ids in new.items():
        for row_id in set(ids) & former.get(table, {}).keys():
            del former[table][row_id]
    return Written(new, former)


def digests(found: Written) -> dict[str, dict[str, Any]]:
    """What the rows written are now, in a few figures for each table."""
    return {table: digest(table, found.ids(table), columns_of(table)) for table in found.tables}


def digest(table: str, ids: Iterable[int], columns: list[str]) -> dict[str, Any]:
    """The same for one table, over the columns named."""
    values = ", ".join(f't."{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), coalesce(sum(hashtextextended(ROW({values})::text, 0)), 0)::text"
            f' FROM "{table}" t WHERE id = ANY(%s)',
            [list(ids)],
        )
        count, total = cursor.fetchone()
    return {"columns": columns, "count": count, "sum": total}


def columns_of(table: str) -> list[str]:
    """The columns that are written, in their order."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [table])
        return [name for (name,) in cursor.fetchall()]


def changed_later(source_id: int, table: str, ids: list[int]) -> int | None:
    """Under which number one of these rows was changed afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(LATER, {"source": source_id, "table": table, "ids": ids})
        found = cursor.fetchone()
    return found[0] if found else None


def count_others(table: str, column: str, ids: Iterable[int], mine: Iterable[int]) -> int:
    """How many rows of a table, but those of ``mine``, name one of these numbers in a column."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT count(*) FROM "{table}" WHERE "{column}" = ANY(%s) AND id <> ALL(%s)',
            [list(ids), list(mine)],
        )
        return int(cursor.fetchone()[0])


def delete(table: str, column: str, ids: Iterable[int]) -> None:
    """Delete the rows whose column is one of these numbers."""
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{table}" WHERE "{column}" = ANY(%s)', [list(ids)])


def restore(table: str, notes: Iterable[int]) -> None:
    """Make the rows of a table what their notes say that they were."""
    columns = columns_of(table)
    names = ", ".join(f'"{name}"' for name in columns)
    set_to = ", ".join(f'"{name}" = former."{name}"' for name in columns if name != "id")
    former = f'jsonb_populate_record(NULL::"{table}", note.before)'
    source = f"(SELECT ({former}).* FROM {TRACE} note WHERE note.id = ANY(%(notes)s)) former"
    facts = {"notes": list(notes)}
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{table}" t SET {set_to} FROM {source} WHERE t.id = former.id', facts
        )
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {names} FROM {source}'
            f' WHERE NOT EXISTS (SELECT FROM "{table}" t WHERE t.id = former.id)',
            facts,
        )


def _trace(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('encaisse.trace', %s, true)", [value])
