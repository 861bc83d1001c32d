"""A caller of the API: JSON in, JSON out, a token of its own."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from encaisse.accounts import operations as accounts
from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.parties.models import Customer
from tests import factories


@dataclass(frozen=True)
class Answer:
    """Status, document and headers."""

    status: int
    said: Any
    headers: dict[str, str]


@dataclass(frozen=True)
class Caller:
    """Somebody's script."""

    token: str

    def ask(
        self, method: str, path: str, body: object = None, *, key: str = "", raw: str | None = None
    ) -> Answer:
        """One request; ``raw`` is a body that may not be JSON."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if key:
            headers["Idempotency-Key"] = key
        content = raw if raw is not None else "" if body is None else json.dumps(body)
        found = Client(raise_request_exception=True).generic(
            method, f"/api/v1{path}", content, "application/json", headers=headers
        )
        return Answer(found.status_code, json.loads(found.content or "null"), dict(found.headers))

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, body: object = None, *, key: str = "") -> Answer:
        return self.ask("POST", path, body, key=key)

    def put(self, path: str, body: object) -> Answer:
        return self.ask("PUT", path, body)


def a_caller(company: Company, role: Role = Role.COLLECTOR) -> Caller:
    user = factories.a_user(company, role)
    return Caller(accounts.make_token(company=company, user=user, name="script", by="nadia"))


@pytest.fixture
def atelier(db: None) -> Company:
    return factories.a_company()


@pytest.fixture
def nadia(atelier: Company) -> Caller:
    return a_caller(atelier)


@pytest.fixture
def martin(atelier: Company) -> Customer:
    return factories.a_customer(atelier, code="C1")
