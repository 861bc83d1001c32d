"""What is worked on together (gestures of the agenda, disputes, discounts, colleagues, teams,
causes, calls and visits), as axe measures accessibility: light, dark and on a phone."""

from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from django.utils.http import urlencode
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from encaisse.accounts.models import Company
from encaisse.disputes import operations as disputes
from encaisse.disputes.queries.asking import path_of
from encaisse.dunning.models import Task
from tests import factories
from tests.browser.everywhere import administrator, places, readable, sign_in

TOGETHER = ("causes", "colleagues", "disputes", "early_payment_discounts", "exchanges", "teams")
LEFT_OUT = {"colleagues:mail", "exchanges:visit_file"}  # a mail, a file
SHOWN = ((1440, "light"), (1440, "dark"), (390, "light"))
SETTLED = "Promise.allSettled(document.getAnimations().map(each => each.finished))"
GESTURES = ("fait", "reporter", "confier", "noter")


def gestures(company: Company) -> list[str]:
    """The gestures of the agenda over one of its lines."""
    task = Task.objects.create(
        company=company, customer=factories.a_customer(company), kind="call", reason="Rappeler.",
        opened_on=timezone.localdate(),
    )  # fmt: skip
    asked = (urlencode({"geste": each, "ligne": f"task:{task.pk}"}) for each in GESTURES)
    return [f"/agenda/geste?{each}" for each in asked]


def wrong(page: Page, where: str) -> list[str]:
    """What axe says of a page in each of its looks, and whether it is wider than a phone."""
    page.goto(where)
    expect(page.locator("main")).to_be_visible()
    found = []
    for width, scheme in SHOWN:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(SETTLED)
        said = Axe().run(page).response["violations"]
        found += [f"{scheme} {width} {one['id']}: {one['nodes'][0]['html']}" for one in said]
    if page.evaluate("document.documentElement.scrollWidth") > SHOWN[-1][0]:
        found.append("wider than a phone")
    return found


def test_axe_finds_nothing_where_people_work_together(
    page: Page, transactional_db: None, live_server: LiveServer
) -> None:
    company = factories.a_company()
    names = [each for each in readable() if each.startswith(TOGETHER) and each not in LEFT_OUT]
    pages = [*gestures(company), *places(company, names)]
    sign_in(page, live_server, administrator(company))
    found = {where: wrong(page, live_server.url + where) for where in pages}
    assert not any(found.values()), {where: said for where, said in found.items() if said}


def test_axe_finds_nothing_on_the_page_of_somebody_who_is_asked(
    page: Page, transactional_db: None, live_server: LiveServer
) -> None:
    company, on = factories.a_company(), timezone.localdate()
    receivable = factories.a_receivable(factories.a_customer(company))
    dispute = disputes.declare([receivable], reason="price", on=on, by="Nadia")
    asked = disputes.asking.Asked(text="Le prix ?", name="P. Roux", email="roux@atelier.example")
    question = disputes.asking.put(dispute, asked, on=on, by="Nadia")
    assert wrong(page, live_server.url + path_of(question)) == []
