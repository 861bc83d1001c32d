"""A real IMAP server on the loopback: Dovecot, as Debian ships it, in a folder of its own."""

import contextlib
import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from encaisse.letters.mail.mailboxes import Mailbox

USER, PASSWORD = "relances", "un-secret"
MISSING = "Dovecot manque : installez-le par « apt-get install dovecot-imapd »."
NOBODY = "nobody"
CONFIGURATION = """
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {internal}
first_valid_uid = 1
mail_location = maildir:{root}/mail
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service stats {{
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={root}/home
}}
"""


@dataclass(frozen=True)
class Server:
    """The server and the folder where its mails lie."""

    mailbox: Mailbox
    folder: Path

    def receive(self, content: bytes, *, days_ago: int = 0) -> None:
        """One mail arrives, as a delivery agent would put it there, or arrived some days ago."""
        for name in ("new", "cur", "tmp"):
            self._own(self.folder / name)
        handle, path = tempfile.mkstemp(prefix=f"{time.time_ns()}.", dir=self.folder / "tmp")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        place = Path(path)
        place.chmod(0o644)
        _give(place)
        came = time.time() - days_ago * 86_400
        os.utime(place, (came, came))
        place.rename(self.folder / "new" / place.name)

    def clear(self) -> None:
        """No mail is left in it."""
        for place in [*(self.folder / "new").glob("*"), *(self.folder / "cur").glob("*")]:
            place.unlink()

    def flags(self) -> list[str]:
        """The flags of each mail (read, answered, deleted…), as its file name bears them."""
        found = [*(self.folder / "new").glob("*"), *(self.folder / "cur").glob("*")]
        return [place.name.partition(":2,")[2] for place in found]

    def _own(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        _give(folder)


@contextlib.contextmanager
def serve() -> Iterator[Server]:
    """The server, for the time of the block."""
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    if program is None:
        raise RuntimeError(MISSING)
    root = Path(tempfile.mkdtemp(prefix="encaisse-imap-", dir="/tmp"))
    root.chmod(0o755)
    for name in ("mail", "home", "state"):
        (root / name).mkdir()
        _give(root / name)
    port = free_port()
    who = pwd.getpwnam(NOBODY) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    configuration = root / "dovecot.conf"
    configuration.write_text(
        CONFIGURATION.format(
            root=root, port=port, password=PASSWORD, uid=who.pw_uid, gid=who.pw_gid,
            internal="dovecot" if os.geteuid() == 0 else who.pw_name,
            group="dovecot" if os.geteuid() == 0 else grp.getgrgid(who.pw_gid).gr_name,
        )
    )  # fmt: skip
    process = subprocess.Popen([program, "-F", "-c", str(configuration)])
    try:
        _wait(port, process)
        mailbox = Mailbox("127.0.0.1", port, USER, PASSWORD, is_encrypted=False)
        yield Server(mailbox, root / "mail")
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(root, ignore_errors=True)


def _give(place: Path) -> None:
    if os.geteuid() == 0:
        who = pwd.getpwnam(NOBODY)
        os.chown(place, who.pw_uid, who.pw_gid)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _turn in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        if process.poll() is not None:
            raise RuntimeError(f"Dovecot s'est arrêté : {process.returncode}")
        time.sleep(0.05)
    raise RuntimeError("Dovecot n'écoute pas.")
