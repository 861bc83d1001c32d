"""What is missing or looks odd in how a customer is reached, told by PostgreSQL for each row.

Most addresses and numbers have a plain form: the few others need the judgement of Python.
"""

from enum import IntFlag

from encaisse.letters.rules.postal import HOME, TOWN_PATTERN
from encaisse.parties.rules.emails import PLAIN as PLAIN_MAIL
from encaisse.parties.rules.phones import PLAIN as PLAIN_PHONE


class Doubt(IntFlag):
    """One bit each: nothing there, or something odd."""

    NO_EMAIL = 1
    EMAIL = 2
    NO_ADDRESS = 4
    ADDRESS = 8
    NO_PHONE = 16
    PHONE = 32


_EMAIL = f"""(CASE WHEN email = '' THEN {{no_email}}
  WHEN lower(email) !~ '{PLAIN_MAIL}' THEN {Doubt.EMAIL:d} ELSE 0 END)"""
_PHONE = f"""(CASE WHEN phone = '' THEN {{no_phone}}
  WHEN phone !~ '{PLAIN_PHONE}' THEN {Doubt.PHONE:d} ELSE 0 END)"""
_ADDRESS = f"""(CASE WHEN address = '' THEN {Doubt.NO_ADDRESS:d}
  WHEN country = '{HOME}' AND address !~* '{TOWN_PATTERN}' THEN {Doubt.ADDRESS:d} ELSE 0 END)"""

DOUBTS = " + ".join(
    (
        _EMAIL.replace("{no_email}", f"{Doubt.NO_EMAIL:d}"),
        _ADDRESS,
        _PHONE.replace("{no_phone}", f"{Doubt.NO_PHONE:d}"),
    )
)
# A person may have no address of their own: the customer's serves.
PERSON_DOUBTS = " + ".join((_EMAIL.replace("{no_email}", "0"), _PHONE.replace("{no_phone}", "0")))
