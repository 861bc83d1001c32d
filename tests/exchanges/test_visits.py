"""A visit is planned, moved, cancelled, reported on; its entry is read by another library."""

from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes
from email.policy import default
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from encaisse.accounts.models import User
from encaisse.documents.operations import content_of
from encaisse.dunning.models import Task
from encaisse.exchanges.models import Visit, VisitState
from encaisse.exchanges.operations import Given, Planned, Teller, visits
from encaisse.exchanges.operations.visits import (
    CancelledWithoutReason,
    VisitInThePast,
    VisitOver,
    VisitToCome,
    VisitWithoutAddress,
)
from encaisse.exchanges.queries.visits import file_of
from encaisse.exchanges.rules.calendar import route
from encaisse.exchanges.rules.outcomes import Following, Next, Outcome
from encaisse.letters.mail.message import Mail, Paper, build
from encaisse.letters.models import Enclosure, Letter
from encaisse.parties.models import Contact, Customer
from encaisse.receivables.models import Receivable

pytestmark = pytest.mark.django_db

HALF_PAST_TWO = time(14, 30)


@pytest.fixture
def by(nadia: User, today: date) -> Teller:
    return Teller("Nadia", today, nadia)


@pytest.fixture(autouse=True)
def mail_server(settings: object) -> None:
    settings.EMAIL_HOST = "127.0.0.1"  # type: ignore[attr-defined]


@pytest.fixture
def planned(garage: Customer, mme_petit: Contact, nadia: User, today: date) -> Planned:
    Contact.objects.filter(pk=mme_petit.pk).update(email="petit@garage.example")
    mme_petit.refresh_from_db()
    return Planned(
        today + timedelta(days=3), HALF_PAST_TWO, garage.address, nadia, mme_petit, 45,
        "Faire le point", invites=True,
    )  # fmt: skip


@pytest.fixture
def visit(garage: Customer, late: Receivable, planned: Planned, by: Teller) -> Visit:
    return visits.plan(garage, planned, at=timezone.now(), by=by)


def entry_of(visit: Visit) -> vobject.base.Component:
    return vobject.readOne(file_of(visit, at=timezone.now()).decode())


def sent(visit: Visit) -> list[tuple[str, str]]:
    """To whom each mail goes, and the method of the entry that it carries."""
    found = Letter.objects.filter(about=f"visit:{visit.pk}").order_by("id")
    return [(letter.to[0], method_of(letter)) for letter in found]


def method_of(letter: Letter) -> str:
    paper = Enclosure.objects.get(letter=letter).document
    assert paper is not None
    return str(vobject.readOne(content_of(paper).decode()).method.value)


def test_a_visit_is_an_entry_at_the_hour_of_the_company(visit: Visit, planned: Planned) -> None:
    entry = entry_of(visit)
    event = entry.vevent
    start = datetime.combine(planned.on, HALF_PAST_TWO, ZoneInfo("Europe/Paris"))
    assert event.dtstart.value.astimezone(UTC) == start.astimezone(UTC)
    assert event.dtend.value - event.dtstart.value == timedelta(minutes=45)
    assert str(entry.vtimezone.tzid.value) == "Europe/Paris"
    assert event.location.value == "1 quai Nord, 69002 Lyon"
    assert (event.uid.value, event.sequence.value) == (visit.uid, "0")


def test_visitor_and_contact_are_invited_then_told_of_each_change(
    visit: Visit, planned: Planned, by: Teller, nadia: User, today: date
) -> None:
    both = [(nadia.email, "REQUEST"), ("petit@garage.example", "REQUEST")]
    assert sent(visit) == both
    later = Planned(today + timedelta(days=5), HALF_PAST_TWO, "2 quai Sud", nadia)
    moved = visits.move(visit, later, at=timezone.now(), by=by)
    assert (moved.uid, moved.sequence) == (visit.uid, 1)
    told = [("petit@garage.example", "CANCEL"), (nadia.email, "REQUEST")]
    assert sent(visit) == [*both, *told]
    assert moved.task is not None
    assert Task.objects.get(pk=moved.task.pk).due_on == later.on
    off = visits.cancel(moved, why="A réglé", at=timezone.now(), by=by)
    assert (off.state, off.sequence) == (VisitState.CANCELLED, 2)
    assert sent(visit)[-1] == (nadia.email, "CANCEL")
    assert Task.objects.get(pk=moved.task.pk).end == "not_done"
    assert entry_of(off).vevent.status.value == "CANCELLED"
    with pytest.raises(VisitOver):
        visits.cancel(off, why="Encore", at=timezone.now(), by=by)


def test_a_report_does_what_a_call_does(
    garage: Customer, late: Receivable, planned: Planned, by: Teller, today: date, nadia: User
) -> None:
    now = Planned(today, HALF_PAST_TWO, garage.address, nadia, planned.contact)
    visit = visits.plan(garage, now, at=timezone.now(), by=by)
    done = visits.report(
        visit,
        Given(
            Outcome.PROMISE, receivables=[late], by_on=today + timedelta(days=4),
            then=Following(Next.SCENARIO),
        ),
        by=by,
    )  # fmt: skip
    assert done.state == VisitState.DONE
    assert done.promise is not None
    assert done.words.startswith("Mme Petit promet 1\u202f200,00")
    assert done.task is not None
    assert Task.objects.get(pk=done.task.pk).end == "done"


def test_what_makes_no_sense_is_refused(
    visit: Visit, garage: Customer, planned: Planned, by: Teller, today: date
) -> None:
    with pytest.raises(VisitToCome):
        visits.report(visit, Given(Outcome.REACHED, then=Following(Next.SCENARIO)), by=by)
    with pytest.raises(CancelledWithoutReason):
        visits.cancel(visit, why=" ", at=timezone.now(), by=by)
    past = Planned(today - timedelta(days=1), HALF_PAST_TWO, "ici")
    with pytest.raises(VisitInThePast):
        visits.plan(garage, past, at=timezone.now(), by=by)
    with pytest.raises(VisitWithoutAddress):
        visits.plan(garage, Planned(today, HALF_PAST_TWO, " "), at=timezone.now(), by=by)


def test_an_invitation_is_beside_the_text_and_enclosed(visit: Visit) -> None:
    content = file_of(visit, at=timezone.now()).replace(b"METHOD:PUBLISH", b"METHOD:REQUEST")
    mail = Mail(
        "<1@x.example>", "Atelier", ("a@b.example",), "Visite", "Bonjour", timezone.now(),
        papers=(Paper("visite.ics", "text/plain", content),),
    )  # fmt: skip
    read = message_from_bytes(build(mail), policy=default)
    parts = [part for part in read.walk() if part.get_content_type() == "text/calendar"]
    assert [part.get_param("method") for part in parts] == ["REQUEST"]
    assert parts[0].get_payload(decode=True) == content
    assert [part.get_filename() for part in read.iter_attachments()] == ["visite.ics"]


def test_the_way_there() -> None:
    assert route("1 quai Nord\n69002 Lyon", start="2 rue A\n38000 Grenoble") == (
        "https://www.openstreetmap.org/directions?from=2+rue+A%2C+38000+Grenoble"
        "&to=1+quai+Nord%2C+69002+Lyon"
    )


def test_a_visit_is_planned_reported_and_told_on_its_pages(
    client: Client, garage: Customer, late: Receivable, nadia: User, today: date
) -> None:
    address = reverse("exchanges:plan_visit", args=[garage.pk])
    assert "Voir l'itinéraire" in client.get(address).content.decode()
    typed = {
        "on": today.isoformat(), "at": "14:30", "minutes": "30", "address": "1 quai Nord",
        "visitor": str(nadia.pk), "contact": "", "purpose": "Faire le point",
    }  # fmt: skip
    shown = client.post(address, typed, follow=True).content.decode()
    assert "Compte rendu" in shown
    visit = Visit.objects.get()
    act = reverse("exchanges:act_on_visit", args=[visit.pk])
    assert client.post(act, {"geste": "rapport"}).status_code == 422
    assert client.post(act, {"geste": "annuler", "why": ""}).status_code == 422
    report = {"geste": "rapport", "outcome": "reached", "next_action": "scenario", "note": "Poli."}
    assert "Joint. Poli." in client.post(act, report, follow=True).content.decode()
    entry = client.get(reverse("exchanges:visit_file", args=[visit.pk]))
    assert entry.headers["Content-Type"] == "text/calendar"
    assert "Visite faite" in client.get(reverse("home:timeline", args=[garage.pk])).content.decode()
    assert "Joint. Poli." in client.get(reverse("exchanges:visits")).content.decode()
