"""The test bench: an embedded PostgreSQL of its own, the real roles, the cast of characters."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MARK = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
TEST_HOME = Path(tempfile.gettempdir()) / f"encaisse-tests-{os.getuid()}-{MARK}"
os.environ["ENCAISSE_HOME"] = str(TEST_HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "encaisse.config.settings"
os.environ.pop("ENCAISSE_MAIL_URL", None)
if url := os.environ.get("ENCAISSE_TEST_DATABASE_URL"):
    os.environ["ENCAISSE_DATABASE_URL"] = url
else:
    os.environ.pop("ENCAISSE_DATABASE_URL", None)

import django
from django.conf import settings as django_settings
from hypothesis import settings as hypothesis_settings

django.setup()

# Nobody attacks the passwords of tests: the quickest digest will do.
django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# A shared machine may pause anywhere: properties are judged by their truth, not by their time.
hypothesis_settings.register_profile("encaisse", deadline=None, print_blob=True)
hypothesis_settings.load_profile("encaisse")


# Tests empty every table behind them; the product never may: triggers on TRUNCATE refuse it.
REFUSING_TO_EMPTY = """SELECT tgrelid::regclass::text, tgname FROM pg_trigger
WHERE NOT tgisinternal AND tgtype & 32 <> 0"""


def samples_folder() -> Path | None:
    """The folder of sample files: ENCAISSE_SAMPLES, else shared/samples beside the project."""
    named = os.environ.get("ENCAISSE_SAMPLES")
    found = Path(named) if named else ROOT.parent / "shared" / "samples"
    return found if found.is_dir() else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if samples_folder() is not None:
        return
    for item in items:
        if item.get_closest_marker("samples"):
            item.add_marker(pytest.mark.skip(reason="no folder of sample files"))


@pytest.fixture(scope="session")
def samples() -> Path:
    found = samples_folder()
    assert found is not None
    return found


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: object) -> Iterator[None]:
    """A fresh database made by the owner, then used under the application's role only."""
    from django.conf import settings
    from django.db import connections

    from encaisse.config import environment
    from encaisse.store import isolation
    from encaisse.store.embedded import EmbeddedServer

    if environment.is_embedded():
        EmbeddedServer(environment.home()).hold(fsync="off", full_page_writes="off")
    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    owner, default = connections["owner"], connections["default"]
    usual = owner.settings_dict["NAME"]
    owner.settings_dict["TEST"]["NAME"] = f"test_{usual}_{worker or 'alone'}"
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        name = owner.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        default.close()
        default.settings_dict["NAME"] = name
        isolation.secure_tables(using="owner", role=settings.DATABASE_APPLICATION_ROLE)
        with owner.cursor() as cursor:
            cursor.execute(
                f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO"
                f" {settings.DATABASE_APPLICATION_ROLE}"
            )
            cursor.execute(REFUSING_TO_EMPTY)
            for table, trigger in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        owner.close()
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        default.close()
        owner.creation.destroy_test_db(usual, verbosity=0)


@pytest.fixture(autouse=True)
def _see_every_company(request: pytest.FixtureRequest) -> None:
    """Tests look at the tables as the operator does; pages put their own wall back."""
    names = {"db", "transactional_db"}
    if request.node.get_closest_marker("django_db") or names & set(request.fixturenames):
        request.getfixturevalue(
            "transactional_db" if "transactional_db" in request.fixturenames else "db"
        )
        from encaisse.store import isolation

        isolation.see_all()
