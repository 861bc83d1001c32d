"""A dispute from its opening on the customer's page to the credit note that closes it."""

from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from encaisse.disputes import operations
from encaisse.disputes.models import Dispute
from encaisse.kernel.money import Money
from encaisse.letters import operations as letters
from encaisse.letters.mail.mailboxes import Mailbox
from encaisse.matching import operations as matching
from encaisse.receivables.models import Receivable
from encaisse.replies import operations as replies
from tests.letters.servers import Server, running
from tests.replies.mails import a_mail

ROUX = "p.roux@atelier.example"
BOX = Mailbox("imap.example", 993, "relances", "secret", address="relances@atelier.example")


def answered(dispute: Dispute, settings: Settings) -> None:
    """The question leaves by a real server; its answer goes to the address that it gives."""
    (question,) = dispute.questions.all()
    assert question.letter
    with running(Server()) as server:
        settings.EMAIL_PORT = server.port
        assert letters.send(question.letter, at=timezone.now()) == "delivered"
    (sent,) = server.received
    written = a_mail(
        "Il a raison : 300 € de trop.", sender=f"P. Roux <{ROUX}>", to=str(sent["Reply-To"])
    )
    assert replies.take_in(dispute.company, written.as_bytes(), at=timezone.now())


def test_a_dispute_is_opened_asked_about_and_closed_by_its_credit_note(
    nadia: Page, late: Receivable, live_server: LiveServer, settings: Settings
) -> None:
    settings.EMAIL_HOST, settings.REPLY_MAILBOXES = "127.0.0.1", [BOX]
    nadia.goto(f"{live_server.url}/factures/{late.invoice_id}/")
    nadia.get_by_role("link", name="Ouvrir un litige").click()
    nadia.get_by_role("checkbox").first.check()
    nadia.get_by_label("Cause").select_option("price")
    nadia.get_by_label("Montant (facultatif)", exact=True).fill("300")
    nadia.get_by_role("button", name="Ouvrir le litige").click()
    expect(nadia.get_by_text("à qualifier").first).to_be_visible()
    dispute = Dispute.objects.get()
    nadia.get_by_label("Question", exact=True).fill("Quel prix était convenu ?")
    nadia.get_by_label("Courriel").fill(ROUX)
    nadia.get_by_role("button", name="Envoyer la question").click()
    expect(nadia.get_by_text("question posée").first).to_be_visible()
    answered(dispute, settings)
    nadia.reload()
    expect(nadia.get_by_text("à décider").first).to_be_visible()
    expect(nadia.get_by_text("Il a raison : 300 € de trop.").first).to_be_visible()
    nadia.get_by_role("button", name="Demander l'avoir").click()
    expect(nadia.get_by_text("en attente d'avoir").first).to_be_visible()
    matching.receive_credit_note(
        customer=late.customer, reference="AV-1", on=timezone.localdate(), amount=Money(300_00),
        by="Nadia", pays=[late],
    )  # fmt: skip
    nadia.goto(f"{live_server.url}/litiges/")
    closed = nadia.get_by_role("region", name="clos")
    expect(closed.get_by_text("Avoir affecté.")).to_be_visible()


def test_the_board_is_worked_with_the_keyboard_and_axe_finds_nothing(
    nadia: Page, late: Receivable, live_server: LiveServer
) -> None:
    made = operations.declare([late], reason="price", on=timezone.localdate(), by="Nadia")
    for where in ("/litiges/", "/litiges/?vue=liste", f"/litiges/{made.pk}/",
                  f"/clients/{late.customer_id}/litige", "/litiges/reglages"):  # fmt: skip
        nadia.goto(f"{live_server.url}{where}")
        assert Axe().run(nadia).response["violations"] == [], where
    nadia.goto(f"{live_server.url}/litiges/")
    nadia.keyboard.press("j")
    nadia.keyboard.press("n")
    expect(nadia).to_have_url(f"{live_server.url}/litiges/{made.pk}/#question")
    nadia.go_back()
    nadia.keyboard.press("j")
    nadia.keyboard.press("Enter")
    expect(nadia).to_have_url(f"{live_server.url}/litiges/{made.pk}/")
