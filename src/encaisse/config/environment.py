"""The settings that come from outside: environment variables ``ENCAISSE_*``, all of them here."""

import os
import re
import secrets
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import platformdirs

from encaisse.imports.sources.places import (
    ImportMailbox,
    SftpPlace,
    sftp_places_at,
    watch_folder_at,
)
from encaisse.kernel.refusal import Refusal
from encaisse.letters.mail.accounts import Account, account_at
from encaisse.letters.mail.mailboxes import Mailbox
from encaisse.letters.post.gateway import Carrier, carrier_at
from encaisse.letters.sms.gateway import Provider, provider_at
from encaisse.store.embedded import APPLICATION, DATABASE, OWNER, EmbeddedServer

VARIABLES = {
    "ENCAISSE_HOME": "dossier des données (base intégrée, documents, clé)",
    "ENCAISSE_DATABASE_URL": "base PostgreSQL à utiliser à la place de la base intégrée",
    "ENCAISSE_DATABASE_OWNER_URL": "la même base sous le rôle propriétaire des tables (migrations)",
    "ENCAISSE_SECRET": "clé secrète ; sinon tirée une fois et gardée dans ENCAISSE_HOME",
    "ENCAISSE_HOSTS": "noms d'hôte acceptés, séparés par des virgules",
    "ENCAISSE_PROXIES": "mandataires (proxys TLS) de confiance : 10.0.0.5,10.1.0.0/24",
    "ENCAISSE_MAIL_URL": "serveur ou fournisseur d'envoi : smtp://…, brevo://…, mailjet://…",
    "ENCAISSE_MAIL_FROM": "adresse d'expéditeur",
    "ENCAISSE_MAIL_PER_MINUTE": "courriels par minute, en tout ; 0 : sans limite",
    "ENCAISSE_MAIL_PER_DOMAIN": "courriels par minute vers un même domaine ; 0 : sans limite",
    "ENCAISSE_MAIL_PAPERS_MAX": "poids permis aux pièces jointes d'un courriel, en Mo",
    "ENCAISSE_IMAP_URL": "boîte des réponses : imaps://utilisateur:mot-de-passe@hote/INBOX",
    "ENCAISSE_WATCH_FOLDER": "dossier surveillé : un dossier par code de société",
    "ENCAISSE_PLATFORM_FOLDER": "dossier où la plateforme agréée prend les encaissements",
    "ENCAISSE_IMPORT_IMAP_URL": "boîte des fichiers, avec ?expediteurs=banque.fr",
    "ENCAISSE_SFTP_URL": "serveurs de fichiers : sftp://…?empreinte=SHA256:…",
    "ENCAISSE_SMS_URL": "fournisseur de SMS : brevo://…, ovh://… ou file:///dossier",
    "ENCAISSE_POST_URL": "prestataire postal : maileva://…, mercifacteur://… ou file:///dossier",
    "ENCAISSE_MAILBOX_PORT": "port de la boîte de la démonstration ; choisi par `encaisse start`",
    "ENCAISSE_DOCUMENTS_URL": "où sont les documents : s3://seau/dossier?endpoint=https://…",
    "ENCAISSE_DOCUMENT_MAX": "taille permise à un document, en Mo",
    "ENCAISSE_SCANNER": "antivirus : clamd:/run/clamav/clamd.ctl, clamd://hote:3310, ou commande",
    "ENCAISSE_DEBUG": "1 : pages d'erreur détaillées (développement)",
}

DOCUMENT_MEGABYTES_MAX = 500
PAPERS_MEGABYTES_MAX = 25
PACE_MAX = 100_000


class HomeNotWritable(Refusal):
    """The data folder cannot be made or written."""

    code = "home_not_writable"
    sentence = (
        "Impossible d'écrire dans le dossier des données {folder} ({why}). "
        "Rendez-le accessible, ou choisissez-en un autre par ENCAISSE_HOME."
    )


class MailUrlWrong(Refusal):
    """A mail server that cannot be understood."""

    code = "mail_url_wrong"
    sentence = (
        "ENCAISSE_MAIL_URL n'est pas l'adresse d'un serveur d'envoi ni d'un fournisseur : écrivez "
        "smtp://utilisateur:mot-de-passe@hote:587?tls=1, ou par exemple brevo://CLE "
        "(docs/running/settings.md)."
    )


class DocumentsUrlWrong(Refusal):
    """A place for documents that cannot be understood."""

    code = "documents_url_wrong"
    sentence = (
        "ENCAISSE_DOCUMENTS_URL n'est pas l'adresse d'un stockage : "
        "écrivez s3://seau/dossier?endpoint=https://hote&region=fr-par."
    )


class S3Missing(Refusal):
    """The library that speaks to S3-compatible stores is not installed."""

    code = "s3_missing"
    sentence = (
        "ENCAISSE_DOCUMENTS_URL demande un stockage S3, dont le module n'est pas installé : "
        "installez encaisse[s3], ou retirez ce réglage."
    )


class DocumentMaxWrong(Refusal):
    """A size that is not a number of megabytes."""

    code = "document_max_wrong"
    sentence = "ENCAISSE_DOCUMENT_MAX : écrivez une taille en Mo, un nombre entier de 1 à {most}."


class MailPapersMaxWrong(Refusal):
    """A weight that is not a number of megabytes."""

    code = "mail_papers_max_wrong"
    sentence = "ENCAISSE_MAIL_PAPERS_MAX : écrivez un poids en Mo, un nombre entier de 1 à {most}."


class MailPaceWrong(Refusal):
    """A pace that is not a number of mails."""

    code = "mail_pace_wrong"
    sentence = (
        "{variable} : écrivez un nombre de courriels par minute, de 0 (sans limite) à {most}."
    )


class ImportImapUrlWrong(Refusal):
    """ENCAISSE_IMPORT_IMAP_URL cannot be read, or lets anybody send files."""

    code = "import_imap_url_wrong"
    sentence = (
        "ENCAISSE_IMPORT_IMAP_URL attend imaps://utilisateur:mot-de-passe@hôte:993/INBOX"
        "?expediteurs=banque.fr,compta@societe.fr : les expéditeurs admis sont obligatoires."
    )


class ImapUrlWrong(Refusal):
    """A mailbox that cannot be understood."""

    code = "imap_url_wrong"
    sentence = (
        "ENCAISSE_IMAP_URL n'est pas une adresse de boîte de réception : "
        "écrivez imaps://utilisateur:mot-de-passe@hote:993/INBOX (docs/running/settings.md)."
    )


def home() -> Path:
    """The data folder: ENCAISSE_HOME, else the user's data folder, /var/lib/encaisse for root."""
    if chosen := os.environ.get("ENCAISSE_HOME"):
        return Path(chosen).expanduser().absolute()
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path("/var/lib/encaisse")
    return Path(platformdirs.user_data_path("encaisse"))


def is_embedded() -> bool:
    return not os.environ.get("ENCAISSE_DATABASE_URL")


def databases() -> dict[str, dict[str, object]]:
    """Two ways into one database: as the application, and as the owner of the tables."""
    if is_embedded():
        folder = str(EmbeddedServer(home()).socket_folder)
        return {
            "default": _database(host=folder, user=APPLICATION, name=DATABASE),
            "owner": _database(host=folder, user=OWNER, name=DATABASE),
        }
    url = os.environ["ENCAISSE_DATABASE_URL"]
    return {
        "default": _from_url(url),
        "owner": _from_url(os.environ.get("ENCAISSE_DATABASE_OWNER_URL") or url),
    }


def secret() -> str:
    """ENCAISSE_SECRET, else one drawn once and kept beside the data, readable by its owner only."""
    if chosen := os.environ.get("ENCAISSE_SECRET"):
        return chosen
    path = home() / "secret"
    if not path.exists():
        keep_private(path, secrets.token_urlsafe(50))
    return path.read_text().strip()


def keep_private(path: Path, text: str) -> None:
    """Write a file of the data folder that its owner alone may read: whole, or not at all."""
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
        partial.touch(mode=0o600)
        partial.write_text(text)
        partial.rename(path)
    except OSError as error:
        raise HomeNotWritable(folder=path.parent, why=error.strerror) from error


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over; without a host, nowhere."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    tls: bool = False


def mail_server() -> MailServer:
    """The server of ENCAISSE_MAIL_URL, unless it names a provider."""
    url = os.environ.get("ENCAISSE_MAIL_URL", "")
    if not url or mail_provider() is not None:
        return MailServer()
    try:
        parts = urlsplit(url)
        port = parts.port or 25
    except ValueError as error:
        raise MailUrlWrong from error
    if parts.scheme != "smtp" or not parts.hostname:
        raise MailUrlWrong
    return MailServer(
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=dict(parse_qsl(parts.query)).get("tls") == "1",
    )


def mail_provider() -> Account | None:
    """The account with a provider of ENCAISSE_MAIL_URL, if it names one."""
    try:
        return account_at(os.environ.get("ENCAISSE_MAIL_URL", ""))
    except ValueError as error:
        raise MailUrlWrong from error


def public_address() -> str:
    """This installation as others reach it: ``public`` of ENCAISSE_MAIL_URL."""
    asked = dict(parse_qsl(urlsplit(os.environ.get("ENCAISSE_MAIL_URL", "")).query))
    return asked.get("public", "").rstrip("/")


def documents_storage() -> dict[str, object]:
    """Where the bytes of documents lie: ENCAISSE_HOME/documents, else the S3-compatible store of
    ENCAISSE_DOCUMENTS_URL, whose keys come by the usual variables of that service."""
    url = os.environ.get("ENCAISSE_DOCUMENTS_URL")
    if not url:
        local = {"location": home() / "documents", "allow_overwrite": True}
        return {"BACKEND": "encaisse.store.files.WholeFiles", "OPTIONS": local}
    options = s3_options(url)
    if find_spec("storages") is None:
        raise S3Missing
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def s3_options(url: str) -> dict[str, object]:
    """What an ``s3://`` address says, as the storage takes it."""
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.netloc:
        raise DocumentsUrlWrong
    asked = dict(parse_qsl(parts.query))
    return {
        "bucket_name": parts.netloc,
        "location": parts.path.strip("/"),
        "endpoint_url": asked.get("endpoint"),
        "region_name": asked.get("region"),
        "default_acl": None,
        "file_overwrite": True,
    }


def document_bytes_max() -> int:
    """How many bytes a document may have."""
    typed = os.environ.get("ENCAISSE_DOCUMENT_MAX", "25")
    if not _is_whole(typed, most=DOCUMENT_MEGABYTES_MAX):
        raise DocumentMaxWrong(most=DOCUMENT_MEGABYTES_MAX)
    return int(typed) * 1024 * 1024


def mail_papers_max() -> int:
    """How many bytes the papers of one mail may have together."""
    typed = os.environ.get("ENCAISSE_MAIL_PAPERS_MAX", "10")
    if not _is_whole(typed, most=PAPERS_MEGABYTES_MAX):
        raise MailPapersMaxWrong(most=PAPERS_MEGABYTES_MAX)
    return int(typed) * 1024 * 1024


def mail_pace(variable: str, usual: int) -> int:
    """How many mails a minute that variable lets leave."""
    typed = os.environ.get(variable, str(usual))
    if not _is_whole(typed, least=0, most=PACE_MAX):
        raise MailPaceWrong(variable=variable, most=PACE_MAX)
    return int(typed)


def _is_whole(typed: str, *, most: int, least: int = 1) -> bool:
    """Whether that is a whole number between the two."""
    return typed.isascii() and typed.isdigit() and least <= int(typed) <= most


def reply_mailboxes() -> list[Mailbox]:
    """Where replies arrive: the addresses of ENCAISSE_IMAP_URL, separated by spaces."""
    return [_mailbox(url) for url in os.environ.get("ENCAISSE_IMAP_URL", "").split()]


def _mailbox(url: str) -> Mailbox:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ImapUrlWrong from error
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname or not parts.username:
        raise ImapUrlWrong
    asked = dict(parse_qsl(parts.query))
    if not re.fullmatch(r"([^@\s]+@[^@\s]+)?", asked.get("adresse", "")):
        raise ImapUrlWrong
    is_encrypted = parts.scheme == "imaps"
    return Mailbox(
        host=parts.hostname,
        port=port or (993 if is_encrypted else 143),
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        is_encrypted=is_encrypted,
        siren=asked.get("societe", ""),
        address=asked.get("adresse", ""),
    )


def import_mailboxes() -> list[ImportMailbox]:
    """Where files arrive by mail: the addresses of ENCAISSE_IMPORT_IMAP_URL."""
    return [_import_mailbox(url) for url in os.environ.get("ENCAISSE_IMPORT_IMAP_URL", "").split()]


def _import_mailbox(url: str) -> ImportMailbox:
    """Who may send files must be said: anybody may write to an address."""
    asked = dict(parse_qsl(urlsplit(url).query))
    senders = [each.strip().lower() for each in asked.get("expediteurs", "").split(",")]
    if not any(senders):
        raise ImportImapUrlWrong
    try:
        return ImportMailbox(_mailbox(url), tuple(filter(None, senders)))
    except ImapUrlWrong as error:
        raise ImportImapUrlWrong from error


def watch_folder() -> Path | None:
    """The folder of ENCAISSE_WATCH_FOLDER, if any."""
    return watch_folder_at(os.environ.get("ENCAISSE_WATCH_FOLDER", ""))


def sftp_places() -> list[SftpPlace]:
    """The servers of ENCAISSE_SFTP_URL."""
    return sftp_places_at(os.environ.get("ENCAISSE_SFTP_URL", ""))


def sms_provider() -> Provider | None:
    """The provider of ENCAISSE_SMS_URL, if any."""
    return provider_at(os.environ.get("ENCAISSE_SMS_URL", ""))


def post_carrier() -> Carrier | None:
    """The carrier of ENCAISSE_POST_URL, if any."""
    return carrier_at(os.environ.get("ENCAISSE_POST_URL", ""))


def mailbox_port() -> int | None:
    """Where the demonstration's mailbox listens, when `encaisse start` has opened it."""
    port = os.environ.get("ENCAISSE_MAILBOX_PORT", "")
    return int(port) if port.isdigit() else None


def _from_url(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return _database(
        host=options.pop("host", parts.hostname or ""),
        user=unquote(parts.username or ""),
        name=parts.path.removeprefix("/"),
        password=unquote(parts.password or ""),
        port=str(parts.port or ""),
        options=options,
    )


def _database(
    *,
    host: str,
    user: str,
    name: str,
    password: str = "",
    port: str = "",
    options: dict[str, str] | None = None,
) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": host,
        "PORT": port,
        "USER": user,
        "PASSWORD": password,
        "NAME": name,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options or {},
    }
