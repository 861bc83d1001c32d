"""A process that sends letters, made to be killed: database, port, company, letters."""

import datetime
import sys

import django


def main(database: str, port: str, company: str, letters: list[str]) -> None:
    django.setup()

    from django.conf import settings
    from django.db import connections

    from encaisse.letters import operations, queries
    from encaisse.store import isolation

    connections["default"].settings_dict["NAME"] = database
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(port)
    isolation.see_all()
    operations.send_batch(
        queries.company(int(company)),
        [int(letter) for letter in letters],
        at=datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.UTC),
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
