"""Whether the domain of an address exists: asked of a real name server, on loopback, behind the
pages; a machine cut off from the world accuses nobody."""

import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest
from django.utils import timezone
from dns.resolver import Resolver

from encaisse.accounts.models import Company
from encaisse.parties.models import MailDomain
from encaisse.parties.operations import domains
from encaisse.parties.queries import domains_to_check, with_domains_to_check
from encaisse.parties.rules.domains import is_asked_about
from tests import factories

pytestmark = pytest.mark.django_db
AT = timezone.now()
WORLD = ("fr.", "SOA", "a.nic.fr. h.nic.fr. 1 2 3 4 5")
ZONE = [
    WORLD,
    ("garage.fr.", "MX", "10 mx.garage.fr."),
    ("seul.fr.", "A", "192.0.2.1"),
    ("muet.fr.", "MX", "0 ."),
    ("vide.fr.", "TXT", '"rien"'),
]


class NameServer(socketserver.UDPServer):
    """Answers from ``zone``; what it does not hold does not exist, ``down.`` fails."""

    zone: list[tuple[str, str, str]]
    asked: list[str]


class Answer(socketserver.BaseRequestHandler):
    server: NameServer

    def handle(self) -> None:
        wire, sock = self.request
        query = dns.message.from_wire(wire)
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        question = query.question[0]
        name, kind = str(question.name), question.rdtype.name
        self.server.asked.append(f"{name} {kind}")
        held = [record for record in self.server.zone if record[0] == name]
        if name == "panne.fr.":
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif not held:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        for _name, sort, text in held:
            if sort == kind:
                answer.answer.append(dns.rrset.from_text(name, 60, "IN", sort, text))
        sock.sendto(answer.to_wire(), self.client_address)


@pytest.fixture
def server() -> Iterator[NameServer]:
    with NameServer(("127.0.0.1", 0), Answer) as server:
        server.zone, server.asked = list(ZONE), []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def resolver(server: NameServer) -> Resolver:
    resolver = Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], server.server_address[1]
    return resolver


def states(company: Company) -> dict[str, str]:
    return dict(MailDomain.objects.filter(company=company).values_list("domain", "state"))


def test_each_domain_is_known_or_not_by_what_the_network_says(resolver: Resolver) -> None:
    company = factories.a_company()
    for rank, name in enumerate(("garage", "seul", "muet", "vide", "rien", "panne")):
        factories.a_customer(company, f"C{rank}", email=f"Compta@{name.title()}.fr")
    assert domains.check(company, at=AT, resolver=resolver) == 5
    assert states(company) == {
        "garage.fr": "known", "seul.fr": "known", "muet.fr": "unknown", "vide.fr": "unknown",
        "rien.fr": "unknown", "panne.fr": "unclear",
    }  # fmt: skip


def test_a_machine_cut_off_from_the_world_accuses_nobody(
    server: NameServer, resolver: Resolver
) -> None:
    company = factories.a_company()
    factories.a_customer(company, email="compta@garage.fr")
    server.zone.remove(WORLD)
    assert domains.check(company, at=AT, resolver=resolver) == 0
    silent = Resolver(configure=False)
    assert domains.check(company, at=AT, resolver=silent) == 0
    assert (states(company), with_domains_to_check(at=AT)) == ({}, [company.pk])


def test_what_was_answered_is_not_asked_again_for_a_while(
    server: NameServer, resolver: Resolver
) -> None:
    company = factories.a_company()
    factories.a_customer(company, email="compta@garage.fr")
    factories.a_customer(company, "Autre", email="autre@rien.fr")
    domains.check(company, at=AT, resolver=resolver)
    server.asked.clear()
    assert domains.check(company, at=AT + timedelta(days=6), resolver=resolver) == 0
    assert server.asked == []
    assert domains_to_check(company, at=AT + timedelta(days=8)) == ["rien.fr"]
    server.zone.append(("rien.fr.", "MX", "10 mx.rien.fr."))
    domains.check(company, at=AT + timedelta(days=8), resolver=resolver)
    assert states(company)["rien.fr"] == "known"
    assert domains_to_check(company, at=AT + timedelta(days=91)) == ["garage.fr"]


@pytest.mark.parametrize(
    ("domain", "is_asked"),
    [
        ("garage.fr", True),
        ("client.example", False),
        ("example.com", False),
        ("mail.example.org", False),
        ("nas.local", False),
        ("garage", False),
        ("", False),
    ],
)
def test_names_kept_for_examples_are_left_alone(domain: str, is_asked: bool) -> None:
    assert is_asked_about(domain) is is_asked
