"""What is done with customers: ``customers`` opens and changes them and the people there;
``addresses`` notes which refuse our mails; ``correcting`` mends what keeps us from reaching them;
``domains`` asks the network about the domains of their addresses; ``following`` says who of ours
follows them."""

from encaisse.parties.operations import domains, following
from encaisse.parties.operations.addresses import AddressAccepts, accept_again, mark_refusing
from encaisse.parties.operations.correcting import correct
from encaisse.parties.operations.customers import (
    CustomerCodeTaken,
    CustomerWithoutName,
    ParentIsItsOwnChild,
    add_contact,
    change_contact,
    change_customer,
    follow,
    hold,
    hold_all,
    hold_group,
    hold_several,
    limit_all,
    open_customer,
)
from encaisse.parties.operations.writing import CustomerFactUnknown

__all__ = [
    "AddressAccepts",
    "CustomerCodeTaken",
    "CustomerFactUnknown",
    "CustomerWithoutName",
    "ParentIsItsOwnChild",
    "accept_again",
    "add_contact",
    "change_contact",
    "change_customer",
    "correct",
    "domains",
    "follow",
    "following",
    "hold",
    "hold_all",
    "hold_group",
    "hold_several",
    "limit_all",
    "mark_refusing",
    "open_customer",
]
