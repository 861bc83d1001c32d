"""What is done with letters: ``mails`` writes templates, prepares and sends messages; ``returning``
notes what comes back; ``posting`` makes the print batch and follows it to the post; ``letterhead``
is what letters wear; ``texting`` sends text messages."""

from encaisse.letters.operations import posting, texting
from encaisse.letters.operations.letterhead import change_letterhead
from encaisse.letters.operations.mails import (
    Alongside,
    AlreadyLeft,
    NotUnclear,
    cancel,
    change_template,
    confirm,
    ensure_defaults,
    prepare,
    send,
    send_again,
    send_batch,
)
from encaisse.letters.operations.returning import come_back

__all__ = [
    "Alongside",
    "AlreadyLeft",
    "NotUnclear",
    "cancel",
    "change_letterhead",
    "change_template",
    "come_back",
    "confirm",
    "ensure_defaults",
    "posting",
    "prepare",
    "send",
    "send_again",
    "send_batch",
    "texting",
]
