"""Frames in and out of PostgreSQL by COPY: the only door to bulk reading and writing."""

import io
from collections.abc import Mapping, Sequence

import polars as pl
from django.db import connection
from psycopg import ClientCursor, sql

Schema = Mapping[str, pl.DataType | type[pl.DataType]]
Parameters = Sequence[object] | Mapping[str, object]


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


def copy_in(table: str, frame: pl.DataFrame) -> int:
    """Append the rows of a frame to a table; the column names are the table's. Returns the count.

    PostgreSQL refuses COPY FROM where row-level security applies, so the rows pass through a
    temporary table, and the policy checks each of them on the way in."""
    if frame.is_empty():
        return 0
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
        cursor.execute(
            sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(
                target, columns, columns, passing
            )
        )
        cursor.execute(sql.SQL("DROP TABLE {}").format(passing))
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


def _read(text: bytes, schema: Schema) -> pl.DataFrame:
    """PostgreSQL writes booleans as t and f, which the reader of frames does not know."""
    booleans = [name for name, kind in schema.items() if kind == pl.Boolean]
    frame = pl.read_csv(
        io.BytesIO(text),
        has_header=False,
        schema={name: pl.String if name in booleans else kind for name, kind in schema.items()},
    )
    return frame.with_columns(pl.col(name) == "t" for name in booleans)
