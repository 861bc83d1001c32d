"""Column names folded to a set of words: « N° de pièce », `DO_Piece` and `piece no` meet."""

import re
import unicodedata
from functools import lru_cache

HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
EMPTY_WORDS_SAID = "de des d la le les l en eur euro euros a au of the"
EMPTY_WORDS = frozenset(EMPTY_WORDS_SAID.split())
SAME = {
    same: word
    for word, others in {
        "n": "no num nr numero number nbr",
        "client": "clients customer cust clt customers",
        "facture": "fact factures fac invoice inv bill",
        "echeance": "ech echeances echance",
        "montant": "mt mnt mont mtt amount amt montants",
        "compte": "cpt cpte account acct acc comptes",
        "libelle": "lib libell libel label",
        "ref": "reference references rfrence",
        "nom": "name",
        "date": "dt",
        "regle": "rgl regles",
        "piece": "pce pieces pice",
        "document": "doc",
        "solde": "balance soldes",
        "devise": "currency monnaie ccy cur dev devises",
        "valeur": "val value",
        "operation": "ope oper op operations transaction",
        "debit": "debits dbit dr",
        "credit": "credits crdit cr",
        "intitule": "int intitul",
        "total": "tot",
        "restant": "rest",
    }.items()
    for same in others.split()
}


def plain(written: str) -> str:
    """Without case nor accents, on one line."""
    bare = unicodedata.normalize("NFKD", written.replace("œ", "oe").replace("Œ", "Oe")).lower()
    return " ".join("".join(one for one in bare if not unicodedata.combining(one)).split())


@lru_cache(maxsize=10_000)
def words(name: str) -> frozenset[str]:
    """The words of a name without case, accents, empty words nor figures when others remain."""
    found = [SAME.get(word, word) for word in re.findall(r"[a-z]+|\d+", plain(HUMP.sub(" ", name)))]
    telling = [word for word in found if word not in EMPTY_WORDS and not word.isdigit()]
    return frozenset(telling or found)
