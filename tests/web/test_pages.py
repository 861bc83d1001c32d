"""The frame: headers, fragments, refusals, error pages, sign-in."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from encaisse import web
from encaisse.accounts.models import Company, Membership, User
from encaisse.kernel.refusal import Refusal
from encaisse.web import pages, views
from encaisse.web.middleware import RefusalMiddleware

COTTON = Path(web.__file__).parent / "templates" / "cotton"
PASSWORD = "une phrase de passe assez longue"
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#specimens"}


class Closed(Refusal):
    """For the tests."""

    code = "closed"
    sentence = "La période de {month} est close."


@pytest.fixture
def signed_in(client: Client) -> Client:
    user = User.objects.create_user("nadia@atelier.example", PASSWORD, full_name="Nadia")
    company = Company.objects.create(name="Atelier Martin", code="atelier")
    Membership.objects.create(user=user, company=company, role="collector")
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[1])
    return client


def request(**headers: str) -> HttpRequest:
    made = RequestFactory(headers=headers).get("/design")
    made.session = {}  # type: ignore[assignment]
    made._messages = FallbackStorage(made)  # type: ignore[attr-defined]
    return made


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/compte/login/", "/compte/password/reset/", "/sante", "/nulle"])
def test_the_policy_is_strict_everywhere(client: Client, path: str) -> None:
    policy = client.get(path)["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";") if part.strip())
    assert directives["default-src"] == "'self'"
    assert "unsafe" not in policy
    assert {"script-src", "style-src"}.isdisjoint(directives)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/design", "/compte/password/change/", "/nulle"])
def test_no_page_holds_inline_script_or_style(signed_in: Client, path: str) -> None:
    html = signed_in.get(path).content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"<style\b|\sstyle=|\son\w+=|javascript:", html)
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", html), "nothing comes from outside"


@pytest.mark.django_db
def test_design_is_for_people_who_are_signed_in(client: Client) -> None:
    response = client.get("/design")
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.django_db
def test_design_shows_every_component(signed_in: Client) -> None:
    assert signed_in.get("/design").status_code == 200
    sources = "".join(
        path.read_text() for path in COTTON.parent.rglob("*.html") if path.name != "base.html"
    )
    design = (COTTON.parent / "web" / "design.html").read_text() + sources
    for component in sorted(COTTON.glob("*.html")):
        text = component.read_text()
        tag = f"<c-{component.stem.replace('_', '-')} "
        assert text.startswith("{% comment %}"), f"{component.name}: say at its top what it is for"
        assert len(text.splitlines()) <= 45, f"{component.name}: a component is short"
        assert tag in design.replace(text, "").replace(">", " >"), (
            f"show {component.name} in /design"
        )


@pytest.mark.django_db
def test_a_fragment_is_the_part_of_the_page_that_was_asked(signed_in: Client) -> None:
    whole = signed_in.get("/design", {"sort": "name"})
    part = signed_in.get("/design", {"sort": "name"}, headers=HTMX)
    assert part["Vary"].count("HX-Request") == 1
    assert "<html" not in part.content.decode()
    assert _comparable(part.content) in _comparable(whole.content)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="a browser"),
        pytest.param({"HX-Request": "true", "HX-Request-Type": "full"}, id="the body is replaced"),
        pytest.param({"HX-Request": "true", "HX-History-Restore-Request": "true"}, id="going back"),
    ],
)
def test_the_whole_page_is_sent_when_it_replaces_everything(headers: dict[str, str]) -> None:
    assert not pages.wants_fragment(request(**headers))


@pytest.mark.django_db
def test_the_design_exports(signed_in: Client) -> None:
    response = signed_in.get("/design", {"export": "xlsx"})
    assert response["Content-Type"].endswith("spreadsheetml.sheet")


@pytest.mark.django_db
def test_waiting_messages_follow_a_fragment() -> None:
    asked = request(**HTMX)
    asked.user = User(email="nadia@atelier.example")
    messages.success(asked, "9 relances envoyées.")
    html = pages.page(asked, "web/error.html", {"title": "T"}, "toast").content.decode()
    assert 'hx-swap-oob="beforeend:#toasts"' in html
    assert "9 relances envoyées." in html


def test_a_refusal_is_a_sentence_on_a_page() -> None:
    middleware = RefusalMiddleware(lambda _request: HttpResponse())
    response = middleware.process_exception(request(), Closed(month="mai"))
    assert response is not None
    assert response.status_code == 409
    assert "La période de mai est close." in response.content.decode()
    assert middleware.process_exception(request(), ValueError()) is None


def test_inside_a_page_a_refusal_is_a_toast() -> None:
    response = pages.refused(request(**HTMX), Closed(month="mai"))
    assert (response["HX-Retarget"], response["HX-Reswap"]) == ("#toasts", "beforeend")
    assert "<html" not in response.content.decode()


@pytest.mark.django_db
def test_a_page_that_does_not_exist_says_so_in_french(signed_in: Client) -> None:
    response = signed_in.get("/nulle-part")
    assert response.status_code == 404
    assert "Page introuvable" in response.content.decode()


def test_the_error_page_needs_no_database() -> None:
    response = views.broken(RequestFactory().get("/clients/"))
    assert response.status_code == 500
    assert "Encaisse a trébuché" in response.content.decode()


@pytest.mark.django_db
def test_a_form_from_before_the_sign_in_is_refused_in_french(signed_in: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in.cookies
    response = strict.post(reverse("account_logout"))
    assert response.status_code == 403
    assert "Formulaire expiré" in response.content.decode()


@pytest.mark.django_db
def test_health_is_open_and_plain(client: Client) -> None:
    assert client.get("/sante").json()["state"] == "ready"


@pytest.mark.django_db
def test_one_signs_in_with_an_address(client: Client) -> None:
    User.objects.create_user("paul@atelier.example", PASSWORD)
    page = client.get("/compte/login/").content.decode()
    assert 'type="email"' in page
    assert "Se connecter" in page
    sent = {"login": "Paul@Atelier.example", "password": PASSWORD}
    assert client.post("/compte/login/", sent).status_code == 302
    refused = client.post("/compte/login/", sent | {"password": "autre chose que cela"})
    assert refused.status_code in (200, 302)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["account_logout", "account_change_password", "account_inactive"])
def test_account_pages_wear_the_design(signed_in: Client, name: str) -> None:
    assert "web/tokens.css" in signed_in.get(reverse(name)).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
        "account_signup",
    ],
)
def test_pages_before_sign_in_wear_the_design(client: Client, name: str) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert "web/tokens.css" in response.content.decode()


def test_the_loaders_let_components_and_fragments_live_together() -> None:
    chain = settings.TEMPLATES[0]["OPTIONS"]["loaders"]  # type: ignore[index]
    assert chain[0][0] == "template_partials.loader.Loader"


def _comparable(html: bytes) -> str:
    """The text without the form keys, drawn anew each time."""
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", html.decode()).strip()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/documents/", "/echanges/", "/coordonnees/", "/taches/", "/boite/", "/clients/",
        "/factures/", "/recherche",
    ],
)  # fmt: skip
def test_a_nul_in_the_words_looked_for_is_dropped(signed_in: Client, path: str) -> None:
    answer = signed_in.get(f"{path}?q=Garage%00")
    assert answer.status_code == 200
    assert answer.wsgi_request.GET["q"] == "Garage"
