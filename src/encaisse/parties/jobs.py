"""Every ten minutes, the domains of new e-mail addresses. Declared for the worker."""

from datetime import UTC, datetime

from django.utils import timezone

from encaisse.jobs.queue import clock, job
from encaisse.parties import operations, queries


@clock(name="parties.domains", cron="*/10 * * * *")
def domains(timestamp: int) -> None:
    """The companies in which a domain is to be asked about."""
    for company_id in queries.with_domains_to_check(at=datetime.fromtimestamp(timestamp, UTC)):
        check_domains(company_id)


@job(name="parties.check_domains", queue="mail")
def check_domains(company_id: int) -> None:
    """Ask the network; safe to run twice, and without one."""
    operations.domains.check(queries.company(company_id), at=timezone.now())
