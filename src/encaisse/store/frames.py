"""Frames in and out of PostgreSQL by COPY: the only door to bulk reading and writing."""

import contextlib
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import polars as pl
from django.db import connection
from psycopg import ClientCursor, Cursor, sql

from encaisse.store.isolation import STATISTICS_MAY_BE_GRANTED

Schema = Mapping[str, pl.DataType | type[pl.DataType]]
Parameters = Sequence[object] | Mapping[str, object]

# From this count on, rows that came in at once change what the planner must know of their table.
BULK = 1_000


def copy_out(query: str, params: Parameters = (), *, schema: Schema) -> pl.DataFrame:
    """The rows of a query as a frame. ``schema`` names the columns in order and their types.

    Placeholders are ``%s``, or ``%(name)s`` when the parameters have names. Null and empty
    text stay distinct. Dates come as ``pl.Date``."""
    with connection.cursor() as cursor, connection.wrap_database_errors:
        bound = ClientCursor(cursor.connection).mogrify(query, params) if params else query
        with cursor.cursor.copy(f"COPY ({bound}) TO STDOUT (FORMAT csv)") as copy:
            text = b"".join(bytes(block) for block in copy)
    if not text:
        return pl.DataFrame(schema=dict(schema))
    return _read(text, schema)


def rows_out(query: str, params: Parameters = (), *, schema: Schema) -> pl.DataFrame:
    """The same as ``copy_out`` for a query known to give few rows, those of one customer: a COPY
    costs a millisecond before its first row. No JSON column: it would come as a list."""
    with connection.cursor() as cursor:
        cursor.execute(query, cast("Any", params) or None)
        return pl.DataFrame(cursor.fetchall(), schema=dict(schema), orient="row")


def copy_in(table: str, frame: pl.DataFrame) -> int:
    """Append the rows of a frame to a table; the column names are the table's. Returns the count.

    PostgreSQL refuses COPY FROM where row-level security applies, so the rows pass through a
    temporary table, and the policy checks each of them on the way in.

    A bulk of rows is counted at once (ANALYZE): the server's own count comes a minute later, and
    until then it reads a table it believes empty row by row, for minutes. It never waits for
    another session that counts; before PostgreSQL 17 the application may not, and the server
    does."""
    if frame.is_empty():
        return 0
    columns = sql.SQL(", ").join(sql.Identifier(name) for name in frame.columns)
    with _passing(table, frame) as cursor:
        cursor.execute(
            sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(
                sql.Identifier(table), columns, columns, sql.Identifier(f"passing_{table}")
            )
        )
        version = cursor.connection.info.server_version
        if frame.height >= BULK and version >= STATISTICS_MAY_BE_GRANTED:
            cursor.execute(sql.SQL("ANALYZE (SKIP_LOCKED) {}").format(sql.Identifier(table)))
    return frame.height


def copy_over(table: str, frame: pl.DataFrame) -> int:
    """Change rows of a table by ``id``: the other columns of the frame replace theirs. Returns the
    count of rows given."""
    if frame.is_empty():
        return 0
    target, passing = sql.Identifier(table), sql.Identifier(f"passing_{table}")
    names = [name for name in frame.columns if name != "id"]
    changes = sql.SQL(", ").join(
        sql.SQL("{} = {}.{}").format(sql.Identifier(name), passing, sql.Identifier(name))
        for name in names
    )
    with _passing(table, frame) as cursor:
        cursor.execute(
            sql.SQL("UPDATE {} SET {} FROM {} WHERE {}.id = {}.id").format(
                target, changes, passing, target, passing
            )
        )
    return frame.height


def reserve_ids(table: str, count: int) -> range:
    """Identifiers for ``count`` new rows, taken from the table's sequence, one after the other."""
    if count == 0:
        return range(0)
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT min(v), max(v) FROM (SELECT nextval(pg_get_serial_sequence(%s, 'id')) v"
                " FROM generate_series(1, %s)) taken",
                [table, count],
            )
            low, high = cursor.fetchone()
            if high - low + 1 == count:
                return range(low, high + 1)


@contextlib.contextmanager
def _passing(table: str, frame: pl.DataFrame) -> Iterator[Cursor[Any]]:
    """A cursor beside which the rows of the frame lie in a temporary table, ``passing_…``."""
    columns = sql.SQL(", ").join(sql.Identifier(name) for name in frame.columns)
    target, passing = sql.Identifier(table), sql.Identifier(f"passing_{table}")
    with connection.cursor() as wrapper, connection.wrap_database_errors:
        cursor = wrapper.cursor
        cursor.execute(
            sql.SQL("CREATE TEMPORARY TABLE {} AS SELECT {} FROM {} WITH NO DATA").format(
                passing, columns, target
            )
        )
        with cursor.copy(
            sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(passing, columns)
        ) as copy:
            for part in frame.iter_slices(100_000):
                copy.write(part.write_csv(include_header=False).encode())
        yield cursor
        cursor.execute(sql.SQL("DROP TABLE {}").format(passing))


def _read(text: bytes, schema: Schema) -> pl.DataFrame:
    """PostgreSQL writes booleans as t and f, which the reader of frames does not know."""
    booleans = [name for name, kind in schema.items() if kind == pl.Boolean]
    frame = pl.read_csv(
        io.BytesIO(text),
        has_header=False,
        schema={name: pl.String if name in booleans else kind for name, kind in schema.items()},
    )
    return frame.with_columns(pl.col(name) == "t" for name in booleans)
