"""A company with Nadia at work, in pages and over the API."""

from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from tests import factories


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Settings) -> Path:
    """A folder of its own for the bytes of each test."""
    place = tmp_path / "documents"
    local = {
        "BACKEND": "encaisse.store.files.WholeFiles",
        "OPTIONS": {"location": place, "allow_overwrite": True},
    }
    settings.STORAGES = {**django_settings.STORAGES, "documents": local}
    return place


@pytest.fixture
def company(db: None) -> Company:
    return factories.a_company()


def client_of(company: Company, role: Role = Role.COLLECTOR) -> Client:
    client = Client()
    client.force_login(factories.a_user(company, role))
    return client


@pytest.fixture
def nadia(company: Company) -> Client:
    return client_of(company)


@pytest.fixture
def paul(company: Company) -> Client:
    return client_of(company, Role.MANAGER)
