"""Whose line it is: subledger account, else the end of the general account (formats.md §2.4).

Retail books use pseudo-customers (card receipts, cash, passing trade): they are kept, and marked,
so that nobody writes to a till.
"""

import re

from encaisse.imports.fec.kinds import plain

CODE_MAX = 60
NAME_MAX = 200
TILL_WORDS = """
cb carte cartes bleue amex tpe caisse caisses espece especes esp cheque cheques chq chqs comptoir
divers passage particulier particuliers recette recettes inconnu inconnus anonyme anonymes paypal
stripe sumup
"""
AROUND_WORDS = """
vente ventes encaissement encaissements remise remises rem client clients reglement reglements
ticket tickets restaurant vacances dejeuner cadeau cadeaux bancaire bancaires virement virements vir
jour journee mois magasin boutique internet web non identifie identifies par en de du des d au aux a
la le les l et n no c janvier fevrier mars avril mai juin juillet aout septembre octobre novembre
decembre
"""
TILL = frozenset(TILL_WORDS.split())
AROUND = frozenset(AROUND_WORDS.split())
GENERAL_NAME = re.compile(r"^(comptes? )?(collectif )?clients?\b|creances clients")


def is_pseudo(name: str) -> bool:
    """Whether every word of the name speaks of a till, a means of payment or passing trade."""
    words = set(re.findall(r"[a-z]+", plain(name)))
    return bool(words & TILL) and words <= TILL | AROUND


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
