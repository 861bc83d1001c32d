"""Asking the network whether the domains of e-mail addresses exist, behind the pages.

What it answered is kept. Silence accuses nobody: a domain is unknown only when a server that knows
the rest of the world says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, Resolver

from encaisse.parties import queries
from encaisse.parties.models import DomainState, MailDomain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from encaisse.accounts.models import Company

SECONDS = 5
AT_ONCE = 200
SILENT_MOST = 5  # then the network is left alone until the next time
WITNESS = "fr."  # whoever does not know it knows nothing of the world
NOWHERE = "."  # the server of a domain that takes no mail (RFC 7505)


def check(company: Company, *, at: datetime, resolver: Resolver | None = None) -> int:
    """Ask about the domains that nobody asked about lately, a few hundred at most. Returns how
    many were answered for; none when the machine is cut off."""
    waiting = queries.domains_to_check(company, at=at)[:AT_ONCE]
    asked = resolver or _resolver()
    if not waiting or asked is None or not _knows_the_world(asked):
        return 0
    found = [
        MailDomain(company=company, domain=domain, state=state, checked_at=at)
        for domain, state in _answers(waiting, asked)
    ]
    MailDomain.objects.bulk_create(
        found, update_conflicts=True, unique_fields=("company", "domain"),
        update_fields=("state", "checked_at"),
    )  # fmt: skip
    return sum(each.state != DomainState.UNCLEAR for each in found)


def _answers(domains: Iterable[str], resolver: Resolver) -> Iterator[tuple[str, DomainState]]:
    silent = 0
    for domain in domains:
        state = _state(domain, resolver)
        silent += state == DomainState.UNCLEAR
        yield domain, state
        if silent >= SILENT_MOST:
            return


def _state(domain: str, resolver: Resolver) -> DomainState:
    """Known when mail can be brought there: a server for it, or the domain's own (RFC 5321, 5)."""
    try:
        for record in ("MX", "A", "AAAA"):
            told = _told(f"{domain}.", record, resolver)
            if told:
                return DomainState.UNKNOWN if told == [NOWHERE] else DomainState.KNOWN
    except NXDOMAIN:
        return DomainState.UNKNOWN
    except DNSException:
        return DomainState.UNCLEAR
    return DomainState.UNKNOWN


def _told(name: str, record: str, resolver: Resolver) -> list[str]:
    try:
        answer = resolver.resolve(name, record, lifetime=SECONDS)
    except NoAnswer:
        return []
    return [str(each.exchange) if record == "MX" else str(each) for each in answer]


def _resolver() -> Resolver | None:
    """The machine's own; None on one that has none."""
    try:
        return Resolver()
    except DNSException:
        return None


def _knows_the_world(resolver: Resolver) -> bool:
    try:
        resolver.resolve(WITNESS, "SOA", lifetime=SECONDS)
    except DNSException:
        return False
    return True
