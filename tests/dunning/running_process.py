"""A process of its own on the test database: makes one run, or works on the queue until stopped."""

import datetime
import sys

import django


def main(database: str, port: str, what: str, company: str = "", on: str = "") -> None:
    django.setup()

    from django.conf import settings
    from django.db import connections

    from encaisse.dunning import operations
    from encaisse.dunning.queries import lists
    from encaisse.jobs import worker
    from encaisse.store import isolation

    connections["default"].settings_dict["NAME"] = database
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(port)
    if what == "work":
        worker.run()
        return
    isolation.see_all()
    found = lists.company(int(company))
    print("begun", flush=True)
    at = datetime.datetime(2026, 11, 3, 7, tzinfo=datetime.UTC)
    operations.run(found, on=datetime.date.fromisoformat(on), by="Nadia", at=at)


if __name__ == "__main__":
    main(*sys.argv[1:])
