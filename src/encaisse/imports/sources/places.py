"""The sources of files, as the settings name them: no library is needed to know that."""

import fnmatch
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from encaisse.kernel.refusal import Refusal
from encaisse.letters.mail.mailboxes import Mailbox

FOLDER, MAILBOX, SFTP = "folder", "mailbox", "sftp"
FILE_BYTES_MAX = 512 * 1024 * 1024
UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload", ".partial")
FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")
SFTP_PORT, MINUTES = 22, 15
LEAVE, MOVE = "laisser", "deplacer"


class WatchFolderWrong(Refusal):
    """ENCAISSE_WATCH_FOLDER is no place."""

    code = "watch_folder_wrong"
    sentence = (
        "ENCAISSE_WATCH_FOLDER doit être un chemin entier, comme /srv/encaisse/depot : chaque "
        "société y a un dossier au nom de son code."
    )


class SftpUrlWrong(Refusal):
    """ENCAISSE_SFTP_URL cannot be read."""

    code = "sftp_url_wrong"
    sentence = (
        "ENCAISSE_SFTP_URL n'est pas une adresse lisible ({why}). Attendu : "
        "sftp://utilisateur:mot-de-passe@hôte:22/dossier?empreinte=SHA256:… ; la clé du serveur "
        "est obligatoire, « ssh-keyscan hôte | ssh-keygen -lf - » la donne."
    )


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder where a company's files are put: one for each, by its code."""

    path: Path
    kind = FOLDER
    minutes = 1

    def __str__(self) -> str:
        return str(self.path)


@dataclass(frozen=True, slots=True)
class ImportMailbox:
    """A mailbox of files, and who may send some: addresses, or domains."""

    mailbox: Mailbox
    senders: tuple[str, ...]
    kind = MAILBOX
    minutes = 2

    @property
    def siren(self) -> str:
        return self.mailbox.siren

    def accepts(self, sender: str) -> bool:
        """Whether that address may send files."""
        domain = sender.rpartition("@")[2]
        return bool(sender) and (sender in self.senders or domain in self.senders)

    def __str__(self) -> str:
        return str(self.mailbox)


@dataclass(frozen=True, slots=True)
class SftpPlace:
    """A folder of an SFTP server, known by the fingerprint of its key."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    fingerprint: str
    pattern: str = "*"
    key: str = ""
    siren: str = ""
    minutes: int = MINUTES
    is_moved: bool = False
    kind = SFTP

    def wants(self, name: str) -> bool:
        """Whether a file of that name is asked for, and finished."""
        return is_finished(name) and fnmatch.fnmatch(name, self.pattern)

    def __str__(self) -> str:
        return f"{self.user}@{self.host}:{self.port}/{self.folder}/{self.pattern}"


Place = Folder | ImportMailbox | SftpPlace


def is_finished(name: str) -> bool:
    """Whether a name is that of a file whose writer has finished; those hidden are nobody's."""
    return not name.startswith(".") and not name.lower().endswith(UNFINISHED)


def watch_folder_at(text: str) -> Path | None:
    """The folder of ENCAISSE_WATCH_FOLDER, if any."""
    if not text:
        return None
    if not Path(text).is_absolute():
        raise WatchFolderWrong
    return Path(text)


def sftp_places_at(text: str) -> list[SftpPlace]:
    """The servers of ENCAISSE_SFTP_URL, separated by spaces."""
    return [_sftp_place(url) for url in text.split()]


def _sftp_place(url: str) -> SftpPlace:
    try:
        parts = urlsplit(url)
        port = parts.port or SFTP_PORT
    except ValueError as error:
        raise SftpUrlWrong(why="adresse illisible") from error
    asked = dict(parse_qsl(parts.query.replace("+", "%2B")))
    minutes, then = asked.get("minutes", str(MINUTES)), asked.get("apres", LEAVE)
    _check_sftp(
        {
            "elle ne commence pas par sftp://": parts.scheme == "sftp",
            "l'hôte ou l'utilisateur manque": bool(parts.hostname and parts.username),
            "empreinte=SHA256:… manque": bool(
                FINGERPRINT.fullmatch(asked.get("empreinte", "").rstrip("="))
            ),
            "minutes= n'est pas un nombre": minutes.isascii() and minutes.isdigit(),
            "apres= vaut laisser ou deplacer": then in {LEAVE, MOVE},
            "ni mot de passe ni cle=": bool(parts.password or asked.get("cle")),
        }
    )
    return SftpPlace(
        host=str(parts.hostname),
        port=port,
        user=unquote(str(parts.username)),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path).strip("/") or ".",
        fingerprint=asked["empreinte"].rstrip("="),
        pattern=asked.get("motif", "*"),
        key=asked.get("cle", ""),
        siren=asked.get("societe", ""),
        minutes=max(1, int(minutes)),
        is_moved=then == MOVE,
    )


def _check_sftp(is_right: dict[str, bool]) -> None:
    wrong = [why for why, right in is_right.items() if not right]
    if wrong:
        raise SftpUrlWrong(why=wrong[0])
