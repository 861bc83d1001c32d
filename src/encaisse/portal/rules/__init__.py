"""What the portal decides: who a link lets in, how far a customer goes by itself, what is said."""

from encaisse.portal.rules.acts import (
    ACTS_A_DAY,
    CAUSES,
    FIRST_DAYS_MAX,
    INSTALLMENTS_LEAST,
    INSTALLMENTS_MOST,
    WORDS_MAX,
    last_promise_day,
    may_spread,
)
from encaisse.portal.rules.links import (
    LINK_DAYS,
    MARK,
    VISIT_EVERY,
    digest_of,
    is_fresh,
    is_open,
    mark_of,
    new_token,
)
from encaisse.portal.rules.proofs import PROOF_BYTES_MAX, is_double, is_proof
from encaisse.portal.rules.words import LANGUAGES, told, words_of

__all__ = [
    "ACTS_A_DAY",
    "CAUSES",
    "FIRST_DAYS_MAX",
    "INSTALLMENTS_LEAST",
    "INSTALLMENTS_MOST",
    "LANGUAGES",
    "LINK_DAYS",
    "MARK",
    "PROOF_BYTES_MAX",
    "VISIT_EVERY",
    "WORDS_MAX",
    "digest_of",
    "is_double",
    "is_fresh",
    "is_open",
    "is_proof",
    "last_promise_day",
    "mark_of",
    "may_spread",
    "new_token",
    "told",
    "words_of",
]
