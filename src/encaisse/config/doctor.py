"""`encaisse doctor`: what is missing or stale."""

import argparse
import datetime
import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.conf import settings
from django.db import connection
from django.utils import timezone

from encaisse.accounts import queries as accounts
from encaisse.audit import queries as audit
from encaisse.config import environment
from encaisse.documents.operations.scanning import ScannerAway, threat_in
from encaisse.imports.queries import sources
from encaisse.jobs import queue
from encaisse.legal_values import queries as legal_values
from encaisse.letters import queries as letters
from encaisse.letters.mail.server import MailNotSet
from encaisse.replies import queries as replies

FREE_BYTES_MIN = 1 << 30
CLOCK_SECONDS_MAX = 5
FAILURES_WITHIN = datetime.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    name: str
    ok: bool
    sentence: str


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("doctor", help="ce qui manque ou date")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(handler=_examine)


def _examine(args: argparse.Namespace) -> int:
    findings = list(examine())
    if args.json:
        print(json.dumps({"findings": [asdict(finding) for finding in findings]}))
    else:
        for finding in findings:
            print(f"{'✓' if finding.ok else '✗'} {finding.name:14} {finding.sentence}")
    return 0 if all(finding.ok for finding in findings) else 1


def examine() -> Iterator[Finding]:
    """Look at the database, the mail and its answers, the rates, the storage, the scanner, the
    clock, the work, the books."""
    yield _database()
    yield _mail()
    yield _texts()
    yield _post()
    yield _replies()
    yield _sources()
    yield _rates(timezone.localdate())
    yield _storage()
    yield _scanner()
    yield _clock()
    yield _jobs()
    yield _letters()
    yield _journal()
    yield from _sums()


def _database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
    where = "intégrée" if environment.is_embedded() else "extérieure"
    return Finding("base", True, f"PostgreSQL {version}, {where}")


def _mail() -> Finding:
    provider = environment.mail_provider()
    if provider is not None:
        notices = letters.notices_address() or "aucune adresse (public=https://… manque)"
        told = f" ; avis : {notices}" if provider.tells else " ; il ne donne pas d'avis"
        return Finding("courriel", True, provider.name + told)
    server = environment.mail_server()
    if server.host:
        return Finding("courriel", True, f"{server.host}:{server.port}")
    real = [company for company in accounts.every_company() if not company.is_demonstration]
    if real:
        return Finding("courriel", False, str(MailNotSet()))
    return Finding("courriel", True, "la démonstration garde ses courriels dans sa boîte")


def _texts() -> Finding:
    provider = settings.SMS
    if provider is None:
        return Finding("sms", True, "aucun fournisseur : les SMS approuvés attendent")
    receipts = letters.receipts_address(provider) or "aucune adresse (public=https://… manque)"
    return Finding("sms", True, f"{provider.kind} ; accusés : {receipts}")


def _post() -> Finding:
    carrier = settings.POST
    if carrier is None:
        return Finding("courrier", True, "aucun prestataire postal : les lots s'impriment")
    told = letters.carrier_address(carrier) or "aucune adresse (public=https://… manque)"
    return Finding("courrier", True, f"{carrier.name} ; suivi annoncé à : {told}")


def _replies() -> Finding:
    if not settings.REPLY_MAILBOXES:
        return Finding("réponses", True, "aucune boîte n'est relevée")
    found = replies.troubles()
    read = "relevées toutes les deux minutes"
    return Finding("réponses", not found, " ; ".join(found) or read)


def _sources() -> Finding:
    if not (settings.WATCH_FOLDER or settings.IMPORT_MAILBOXES or settings.SFTP_PLACES):
        return Finding("sources", True, "les fichiers se déposent à la main")
    found = sources.troubles(timezone.now())
    return Finding("sources", not found, " ; ".join(found) or "relevées à leur rythme")


def _rates(day: datetime.date) -> Finding:
    """Rates are missed fifteen days before their half-year, while there is time to read them."""
    lacking = legal_values.lacking(on=day)
    if not lacking:
        return Finding("taux légaux", True, f"connus au {day:%d/%m/%Y} et quinze jours après")
    missed = " ; ".join(figure.parameter.label for figure in lacking)
    sentence = f"rien au {lacking[0].day:%d/%m/%Y} : {missed}. Ajoutez-les, page Valeurs légales."
    return Finding("taux légaux", False, sentence)


def _storage() -> Finding:
    free = shutil.disk_usage(environment.home()).free
    return Finding(
        "disque", free > FREE_BYTES_MIN, f"{free / (1 << 30):.1f} Gio libres".replace(".", ",")
    )


def _scanner() -> Finding:
    if not settings.SCANNER:
        return Finding("antivirus", True, "aucun : les fichiers reçus ne sont pas examinés")
    try:
        threat_in(b"Encaisse")
    except ScannerAway as away:
        return Finding("antivirus", False, str(away))
    return Finding("antivirus", True, "il répond")


def _clock() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        apart = abs((cursor.fetchone()[0] - timezone.now()).total_seconds())
    return Finding("horloge", apart < CLOCK_SECONDS_MAX, f"{apart:.0f} s d'écart avec la base")


def _jobs() -> Finding:
    failed = queue.failed_count(since=timezone.now() - FAILURES_WITHIN)
    days = FAILURES_WITHIN.days
    return Finding("tâches", failed == 0, f"{failed} tâche(s) en échec depuis {days} jours")


def _letters() -> Finding:
    count = sum(letters.unclear(company).count() for company in accounts.every_company())
    return Finding("messages", count == 0, f"{count} message(s) dont l'envoi est incertain")


def _journal() -> Finding:
    broken = audit.first_broken()
    if broken is None:
        return Finding("journal", True, f"{audit.count()} actes, chaîne intacte")
    return Finding("journal", False, f"chaîne rompue à l'acte {broken.rank}")


def _sums() -> Iterator[Finding]:
    """What is stored equals what is re-derived, company by company."""
    from encaisse.matching import queries as matching

    for company in accounts.every_company():
        drifted = len(matching.drift(company))
        yield Finding(
            f"sommes {company.code}", drifted == 0, f"{drifted} écarts entre restes dus et lettrage"
        )
