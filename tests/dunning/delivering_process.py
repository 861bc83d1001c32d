"""A process that delivers reminders, made to be killed: database, port, company, messages."""

import datetime
import sys

import django


def main(database: str, port: str, company: str, message_ids: list[str]) -> None:
    django.setup()

    from django.conf import settings
    from django.db import connections

    from encaisse.dunning import operations
    from encaisse.dunning.queries import lists
    from encaisse.store import isolation

    connections["default"].settings_dict["NAME"] = database
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(port)
    isolation.see_all()
    operations.deliver(
        lists.company(int(company)),
        [int(message) for message in message_ids],
        at=datetime.datetime(2026, 11, 3, 7, tzinfo=datetime.UTC),
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
