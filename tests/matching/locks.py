"""In which order an act takes what others may wait for."""

from collections.abc import Sequence


def assert_held_before_the_journal(queries: Sequence[dict[str, str]]) -> None:
    """Whoever moves money holds its customer, then writes the journal: an act that wrote first and
    held after would wait for them, and they for it."""
    held = [
        rank
        for rank, query in enumerate(queries)
        if 'FROM "parties_customer"' in query["sql"] and "FOR NO KEY UPDATE" in query["sql"]
    ]
    written = [rank for rank, query in enumerate(queries) if "audit_entry" in query["sql"]]
    assert held, "no customer was held"
    assert written, "the journal was not written"
    assert held[0] < written[0]
