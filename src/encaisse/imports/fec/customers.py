"""Whose line it is: subledger account, else the end of the general account (formats.md §2.4).

Retail books use pseudo-customers (card receipts, cash, passing trade): they are kept, and marked,
so that nobody writes to a till.
"""

import re

from encaisse.imports.fec.kinds import plain

CODE_MAX = 60
NAME_MAX = 200
TILL = re.compile(
    r"""^(c\s)?(
      (recettes?|encaissements?|ventes?|remises?|rem|clients?|reglements?|tickets?)[\s\-_./]*
      (par\s|en\s|de\s|au\s|du\s|a\s)?
      (cb|carte(s)?(\s(bancaire|bleue)s?)?|espece?s?|esp|cheques?|chq|chqs|virements?|vir|caisse|
       comptoir|tpe|divers|passage|jour|journee|magasin|boutique|restaurant|internet|web|amex)
    | cb|tpe|caisse|especes?|comptoir|amex|american\sexpress|paypal|stripe|sumup
    | cartes?\s(bancaire|bleue)s?|cheques?\s(vacances|dejeuner|cadeaux?)
    | divers(\sclients?|\sparticuliers?)?|particuliers?(\sdivers)?|passage
    | vente\sau\scomptoir|clients?\s(non\sidentifie|inconnu|anonyme)s?
    )s?([\s\-_./\d].*)?$""",
    re.VERBOSE,
)
GENERAL_NAME = re.compile(r"^(comptes? )?(collectif )?clients?\b|creances clients")


def is_pseudo(name: str) -> bool:
    """Whether the name is that of a till, a means of payment or passing trade."""
    return bool(TILL.match(plain(name).strip()))


def of_account(account: str, account_name: str) -> tuple[str, str, bool]:
    """Code, name and "is pseudo" of the customer of a line without subledger account."""
    suffix = account[3:]
    letters = any(letter.isalpha() for letter in suffix)
    general = not suffix.strip("0") or GENERAL_NAME.match(plain(account_name))
    if general and not letters:
        return account[:CODE_MAX], f"Clients non ventilés ({account})"[:NAME_MAX], True
    name = account_name or suffix
    return suffix[:CODE_MAX], name[:NAME_MAX], is_pseudo(name)


def of_subledger(code: str, name: str) -> tuple[str, str, bool]:
    """Code, name and "is pseudo" of the customer of a line with a subledger account."""
    shown = name or code
    return code[:CODE_MAX], shown[:NAME_MAX], is_pseudo(shown)
