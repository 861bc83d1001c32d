"""What is done with letters: ``texts`` keeps what messages say; ``mails`` prepares and sends them;
``returning`` notes what comes back; ``posting`` makes the print batch and follows it to the post;
``entrusting`` gives its letters to a carrier, ``following`` hears what became of them;
``letterhead`` is what letters wear; ``texting`` sends text messages; ``evidence`` keeps what is
told of each; ``proving`` gives the proof file."""

from encaisse.letters.operations import (
    entrusting,
    evidence,
    following,
    hearing,
    posting,
    proving,
    registering,
    spaces,
    texting,
)
from encaisse.letters.operations.leaving import send, send_batch
from encaisse.letters.operations.letterhead import change_letterhead
from encaisse.letters.operations.mails import (
    Alongside,
    AlreadyLeft,
    NotUnclear,
    cancel,
    confirm,
    prepare,
    send_again,
)
from encaisse.letters.operations.returning import come_back
from encaisse.letters.operations.texts import (
    NothingShipped,
    bring_up_to_date,
    change_template,
    ensure_defaults,
    go_back_to,
    go_back_to_shipped,
)

__all__ = [
    "Alongside",
    "AlreadyLeft",
    "NotUnclear",
    "NothingShipped",
    "bring_up_to_date",
    "cancel",
    "change_letterhead",
    "change_template",
    "come_back",
    "confirm",
    "ensure_defaults",
    "entrusting",
    "evidence",
    "following",
    "go_back_to",
    "go_back_to_shipped",
    "hearing",
    "posting",
    "prepare",
    "proving",
    "registering",
    "send",
    "send_again",
    "send_batch",
    "spaces",
    "texting",
]
