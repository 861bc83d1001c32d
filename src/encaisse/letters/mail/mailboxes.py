"""A mailbox to read, as the settings name it: no library is needed to know that."""

from dataclasses import dataclass

MAIL_BYTES_MAX = 40 * 1024 * 1024
"""Beyond, a mail is known by its headers only."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where replies arrive. ``siren``: whose they are; empty when there is one company only.
    ``address``: under which its server takes ``name+anything@…`` too; empty when it does not."""

    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    is_encrypted: bool = True
    siren: str = ""
    address: str = ""

    def __str__(self) -> str:
        return f"{self.user}@{self.host}/{self.folder}"
