"""One transaction to one movement; a value that cannot be read says why."""

import re
from dataclasses import dataclass, field
from datetime import date

from encaisse.imports.rules.bank import NO_ACCOUNT, Movement, returned_in_words
from encaisse.imports.rules.values import Unreadable, cents_of, plain_amount

DAY = re.compile(r"(\d{4})[-/]?(\d\d)[-/]?(\d\d)")
FRENCH_DAY = re.compile(r"(\d\d)/(\d\d)/(\d{4})")
NAME_WIDTH = 32
BANK, BRANCH, NUMBER = re.compile(r"\d{5}"), re.compile(r"\d{5}"), re.compile(r"[A-Z0-9]{11}")

Values = dict[str, str]


@dataclass(slots=True)
class Account:
    """The account that the next transactions are about; ``day`` dates those without a date."""

    values: Values = field(default_factory=dict)
    currency: str = ""
    day: str = ""

    @property
    def number(self) -> str:
        """The French bank, branch and account in one; else the account as it is written."""
        bank, branch = self.values.get("BANKID", ""), self.values.get("BRANCHID", "")
        number = "".join(self.values.get("ACCTID", "").split()).upper()
        is_french = BANK.fullmatch(bank) and BRANCH.fullmatch(branch) and NUMBER.fullmatch(number)
        return f"{bank}{branch}{number}" if is_french else number or NO_ACCOUNT


def movement_of(values: Values, account: Account, rank: int) -> Movement:
    """The movement that a transaction says. Raises ``Unreadable``."""
    name, memo = values.get("NAME", "") or values.get("PAYEE/NAME", ""), values.get("MEMO", "")
    label = _label(name, memo)
    cents = _cents(values.get("TRNAMT", ""))
    reference = values.get("REFNUM", "")
    available = day_of(values.get("DTAVAIL", ""))
    return Movement(
        line=rank,
        account=account.number,
        on=_booked_on(values, account),
        value_on=available,
        cents=cents,
        currency=_currency(values, account),
        label=label,
        counterparty=name,
        counterparty_iban=values.get("BANKACCTTO/ACCTID", "").replace(" ", "").upper(),
        references=(reference,) if reference.strip("0") else (),
        said=" ".join(dict.fromkeys(filter(None, (_said(name, memo), values.get("EXTDNAME", ""))))),
        returned=returned_in_words(label) if cents < 0 else "",
    )


def day_of(text: str) -> date | None:
    """A day, whatever time follows it; None when it is left out, as zeros or blanks."""
    if not text.strip(" 0"):
        return None
    found, french = DAY.match(text), FRENCH_DAY.match(text)
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
        if french:
            return date(int(french[3]), int(french[2]), int(french[1]))
    except ValueError:
        pass
    raise Unreadable(f"Date « {text[:40]} » illisible (AAAAMMJJ attendu).")


def _booked_on(values: Values, account: Account) -> date:
    given = (values.get(name, "") for name in ("DTPOSTED", "DTUSER", "DTAVAIL"))
    for text in (*given, account.day):
        if found := day_of(text):
            return found
    raise Unreadable("La date du mouvement manque (DTPOSTED).")


def _cents(text: str) -> int:
    if not text:
        raise Unreadable("Le montant manque (TRNAMT).")
    return cents_of(plain_amount(text))


def _currency(values: Values, account: Account) -> str:
    given = values.get("CURRENCY/CURSYM", "") or account.currency
    return given.strip().upper()[:3] or "EUR"


def _label(name: str, memo: str) -> str:
    """Both texts once: the memo often begins again with the name, cut in the other."""
    if not name or memo.upper().startswith(name.upper()):
        return memo or name
    return f"{name} {memo}".strip()


def _said(name: str, memo: str) -> str:
    """A name of full width may be cut: half a number would be another number."""
    if len(name) < NAME_WIDTH or memo.upper().startswith(name.upper()):
        return _label(name, memo)
    return " ".join([*name.split()[:-1], memo]).strip()
