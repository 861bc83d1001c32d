"""What dunning does: one function per verb.

``runs`` proposes, ``approval`` lets messages go, ``setting_aside`` does not, ``papers`` chooses
what goes with them, ``delivery`` sends them, ``decisions`` are what people decide of a receivable
or a customer, ``scenarios`` keeps the ladders, ``segments`` who gets them, ``profiles`` how each
customer pays, ``policy`` the limits, ``simulation`` tries a scenario on the past, ``tasks`` are
what a run asks of people, ``invoice_tasks`` what an invoice does, ``posting`` prints letters and
follows them to the post, ``taking_back`` undoes what came back, ``correcting`` asks for addresses
that work.
"""

from encaisse.dunning.operations import invoice_tasks, posting, tasks
from encaisse.dunning.operations.approval import BankDataStale, approve, check_bank
from encaisse.dunning.operations.decisions import block, choose, force, ignore, skip, unblock
from encaisse.dunning.operations.delivery import record_delivery, settle_unclear
from encaisse.dunning.operations.papers import choose_papers
from encaisse.dunning.operations.policy import set_policy
from encaisse.dunning.operations.profiles import choose_profile
from encaisse.dunning.operations.runs import Ran, run, run_once
from encaisse.dunning.operations.scenarios import (
    add_scenario,
    archive_scenario,
    copy_scenario,
    default_scenario,
    make_default,
    restore_scenario,
    save_scenario,
    set_rates,
)
from encaisse.dunning.operations.segments import move_segment, remove_segment, save_segment
from encaisse.dunning.operations.sending import deliver
from encaisse.dunning.operations.setting_aside import (
    edit_message,
    postpone,
    set_aside,
    skip_messages,
)
from encaisse.dunning.operations.simulation import (
    check_trial,
    play_simulation,
    price_simulation,
    start_simulation,
)
from encaisse.dunning.operations.taking_back import record_return, refuse_address, take_back
from encaisse.dunning.operations.texting import deliver_texts, stop_texts

__all__ = [
    "BankDataStale",
    "Ran",
    "add_scenario",
    "approve",
    "archive_scenario",
    "block",
    "check_bank",
    "check_trial",
    "choose",
    "choose_papers",
    "choose_profile",
    "copy_scenario",
    "default_scenario",
    "deliver",
    "deliver_texts",
    "edit_message",
    "force",
    "ignore",
    "invoice_tasks",
    "make_default",
    "move_segment",
    "play_simulation",
    "posting",
    "postpone",
    "price_simulation",
    "record_delivery",
    "record_return",
    "refuse_address",
    "remove_segment",
    "restore_scenario",
    "run",
    "run_once",
    "save_scenario",
    "save_segment",
    "set_aside",
    "set_policy",
    "set_rates",
    "settle_unclear",
    "skip",
    "skip_messages",
    "start_simulation",
    "stop_texts",
    "take_back",
    "tasks",
    "unblock",
]
