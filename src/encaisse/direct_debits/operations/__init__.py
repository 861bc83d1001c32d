"""What is done with direct debits: ``signing`` keeps mandates, ``batches`` makes files for the
bank, ``noticing`` tells the customers, ``answers`` takes what the bank says."""

from encaisse.direct_debits.operations.answers import (
    Rejected,
    Settled,
    claimant,
    reject,
    settle_line,
)
from encaisse.direct_debits.operations.batches import (
    BatchAnswered,
    BatchCancelled,
    CreditorUnknown,
    NotCollectable,
    NothingToCollect,
    OneSchemeByBatch,
    cancel_batch,
    make_batch,
)
from encaisse.direct_debits.operations.noticing import NobodyToTell
from encaisse.direct_debits.operations.signing import (
    MandateReferenceTaken,
    MandateRevoked,
    be_creditor,
    revoke,
    sign,
)

__all__ = [
    "BatchAnswered",
    "BatchCancelled",
    "CreditorUnknown",
    "MandateReferenceTaken",
    "MandateRevoked",
    "NobodyToTell",
    "NotCollectable",
    "NothingToCollect",
    "OneSchemeByBatch",
    "Rejected",
    "Settled",
    "be_creditor",
    "cancel_batch",
    "claimant",
    "make_batch",
    "reject",
    "revoke",
    "settle_line",
    "sign",
]
