"""Who may ask, what errors look like, doing things once, the schema."""

import json

import pytest
from django.test import Client
from openapi_spec_validator import OpenAPIV31SpecValidator

from encaisse.accounts.models import ApiToken, Company, Membership
from encaisse.accounts.rules import Role
from encaisse.parties.models import Customer
from tests import factories
from tests.api.conftest import Caller, a_caller

POSTS = [
    ("/customers", {"name": "Autre"}),
    ("/invoices", {"customer": "{customer}", "number": "N", "issued_on": "2026-11-02",
                   "installments": [{"due_on": "2026-12-02", "cents": 1}]}),
    ("/payments", {"customer": "{customer}", "reference": "V", "on": "2026-11-02", "cents": 1}),
]  # fmt: skip
GETS = ["/customers", "/customers/{customer}", "/invoices", "/invoices/{invoice}", "/payments"]


def _filled(text: object, customer: Customer) -> object:
    invoice = customer.invoices.first() or factories.a_receivable(customer).invoice
    filled = json.dumps(text)
    filled = filled.replace("{customer}", str(customer.pk)).replace("{invoice}", str(invoice.pk))
    return json.loads(filled)


@pytest.mark.parametrize("path", GETS)
@pytest.mark.parametrize(
    ("who", "expected"),
    [("collector", 200), ("reader", 200), ("stranger", 404), ("nobody", 401), ("revoked", 401)],
)
def test_who_reads(martin: Customer, path: str, who: str, expected: int) -> None:
    caller = _caller(martin.company, who)
    found = caller.get(str(_filled(path, martin)))
    if who == "stranger" and "{" not in path:
        assert (found.status, found.said["items"]) == (200, [])
    else:
        assert found.status == expected


@pytest.mark.parametrize(("path", "body"), POSTS)
@pytest.mark.parametrize(
    ("who", "expected"), [("collector", 201), ("manager", 201), ("reader", 403), ("nobody", 401)]
)
def test_who_writes(
    martin: Customer, path: str, body: dict[str, object], who: str, expected: int
) -> None:
    caller = _caller(martin.company, who)
    assert caller.post(path, _filled(body, martin)).status == expected


@pytest.mark.parametrize(("path", "body"), POSTS[1:])
def test_a_stranger_writes_on_nobody_s_customer(
    martin: Customer, path: str, body: dict[str, object]
) -> None:
    assert _caller(martin.company, "stranger").post(path, _filled(body, martin)).status == 404


def test_a_token_sees_its_own_company_only(atelier: Company, martin: Customer) -> None:
    """Even when its user belongs to another company too."""
    elsewhere = factories.a_company("Autre")
    caller = a_caller(elsewhere)
    user = ApiToken.objects.get(company=elsewhere).user
    Membership.objects.create(company=atelier, user=user, role=Role.MANAGER)
    assert caller.get(f"/customers/{martin.pk}").status == 404


def test_a_member_who_left_has_no_access(atelier: Company, nadia: Caller) -> None:
    Membership.objects.filter(company=atelier).delete()
    assert nadia.get("/customers").status == 401


def test_a_session_opens_nothing_here(atelier: Company) -> None:
    client = Client()
    client.force_login(factories.a_user(atelier))
    assert client.get("/api/v1/customers").status_code == 401


def _caller(company: Company, who: str) -> Caller:
    if who == "nobody":
        return Caller("")
    if who == "stranger":
        return a_caller(factories.a_company("Autre"))
    caller = a_caller(company, Role(who) if who in ("reader", "manager") else Role.COLLECTOR)
    if who == "revoked":
        ApiToken.objects.update(revoked_at="2026-01-01T00:00:00Z")
    return caller


@pytest.mark.parametrize(
    ("method", "path", "raw", "status", "code", "fields"),
    [
        pytest.param("GET", "/customers/1", "", 404, "not_found", {}, id="nothing there"),
        pytest.param("GET", "/nowhere", "", 404, "not_found", {}, id="no such address"),
        pytest.param("GET", "/customers/x", "", 422, "invalid",
                     {"customer_id": "nombre entier attendu"}, id="no number"),
        pytest.param("GET", "/customers?cursor=x", "", 422, "invalid",
                     {"cursor": "format refusé"}, id="no cursor"),
        pytest.param("GET", "/customers?limit=0", "", 422, "invalid",
                     {"limit": "trop petit"}, id="empty pages"),
        pytest.param("POST", "/customers", "{", 400, "unreadable", {}, id="no JSON"),
        pytest.param("POST", "/customers", "{}", 422, "invalid",
                     {"given.name": "obligatoire"}, id="no name"),
        pytest.param("POST", "/customers", '{"name": "a\\u0000b"}', 422, "invalid",
                     {"given.name": "format refusé"}, id="a null sign"),
        pytest.param("DELETE", "/customers", "", 405, "method_not_allowed", {}, id="no delete"),
    ],
)  # fmt: skip
def test_errors_have_one_shape(
    nadia: Caller, method: str, path: str, raw: str, status: int, code: str, fields: dict[str, str]
) -> None:
    found = nadia.ask(method, path, raw=raw)
    assert (found.status, found.said["code"], found.said["fields"]) == (status, code, fields)
    assert found.said["sentence"].endswith(".")


LEMOINE, ETOILE = {"name": "Studio Lemoine"}, {"name": "Garage de l'Étoile"}


@pytest.mark.parametrize(
    ("first", "second", "statuses", "opened"),
    [
        pytest.param(("k1", LEMOINE), ("k1", LEMOINE), (201, 201), 1, id="the same again"),
        pytest.param(("k1", LEMOINE), ("k1", ETOILE), (201, 409), 1, id="the key for another"),
        pytest.param(("k1", LEMOINE), ("k2", LEMOINE), (201, 201), 2, id="another key"),
        pytest.param(("", LEMOINE), ("", LEMOINE), (201, 201), 2, id="no key"),
        pytest.param(("k1", {}), ("k1", {}), (422, 422), 0, id="a refusal is an answer too"),
        pytest.param(("é", LEMOINE), ("k1", ETOILE), (422, 201), 1, id="not a key"),
    ],
)
def test_a_post_is_done_once(
    atelier: Company,
    nadia: Caller,
    first: tuple[str, dict[str, str]],
    second: tuple[str, dict[str, str]],
    statuses: tuple[int, int],
    opened: int,
) -> None:
    answers = [nadia.post("/customers", body, key=key) for key, body in (first, second)]
    assert tuple(answer.status for answer in answers) == statuses
    assert Customer.objects.filter(company=atelier).count() == opened
    replayed = [answer.headers.get("Idempotency-Replayed") for answer in answers]
    if first == second and first[0]:
        assert answers[0].said == answers[1].said
        assert replayed == [None, "true"]
    if statuses[1] == 409:
        assert answers[1].said["code"] == "idempotency_key_reused"


def test_two_companies_may_use_the_same_key(nadia: Caller) -> None:
    other = a_caller(factories.a_company("Autre"))
    answers = [caller.post("/customers", LEMOINE, key="k1") for caller in (nadia, other)]
    assert answers[0].said["id"] != answers[1].said["id"]


def test_a_refused_request_leaves_nothing(nadia: Caller, martin: Customer) -> None:
    """The payment is refused because of what it should pay: it is not recorded either."""
    receivable = factories.a_receivable(factories.a_customer(martin.company, "Lemoine"))
    asked = {
        "customer": str(martin.pk), "reference": "VIR", "on": "2026-11-10", "cents": 10,
        "pays": [str(receivable.pk)],
    }  # fmt: skip
    assert nadia.post("/payments", asked).status == 409
    assert not martin.credits.exists()


def test_the_schema_is_valid_and_open_to_all(db: None) -> None:
    found = Client().get("/api/v1/openapi.json")
    schema = json.loads(found.content)
    OpenAPIV31SpecValidator(schema).validate()
    assert schema["openapi"] == "3.1.0"
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (method, path)
            assert "401" in operation["responses"], (method, path)
            named = [parameter["name"] for parameter in operation["parameters"]]
            assert ("Idempotency-Key" in named) == (method == "post"), (method, path)
