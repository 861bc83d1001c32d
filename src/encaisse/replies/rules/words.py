"""A text made comparable: lower case, no accent, one space, one kind of apostrophe; and, to find
turns of phrase in it, the abbreviations of hurried people spelled out."""

import re
import unicodedata

SIGNS = str.maketrans({"’": "'", "‘": "'", "œ": "oe", "æ": "ae", "–": "-", "—": "-", "°": "o"})
BLANKS = re.compile(r"[ \t\u00a0\u202f]+")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
NUMBER_LENGTH = 4
# What people write in haste, and how it is spelled.
SHORT = {
    "vir|virt|virmt|virmnt|virements?": "virement",
    "rglt|reglt|regl|rgt|rglmt|reglmt|rglts": "reglement",
    "paiemt|paiment|paiments|pmt|paymt": "paiement",
    "chq|chk|cheq|cheques?": "cheque",
    "fact|factu|fac|fcture|factur|fra": "facture",
    "factures": "factures",
    "cmd|cde": "commande",
    "c|cest": "c'est",
    "jai|g|ge": "j'ai",
    "ja": "j'ai",
    "jtfai[st]?|jte fai[st]?": "je te fais",
    "jvs|jvous": "je vous",
    "jte": "je te",
    "jle": "je le",
    "jla": "je la",
    "jvais|jvai|jv": "je vais",
    "jfais?|j fais": "je fais",
    "jpaye|jpaie": "je paye",
    "jregle": "je regle",
    "jpasse": "je passe",
    "men occupe": "m'en occupe",
    "fai": "fais",
    "ki": "qui",
    "koi": "quoi",
    "voi": "vois",
    "sa voi": "ca voir",
    "daccord|dac": "d'accord",
    "peu (?=me|m'|la|le|l')": "peux ",
    "jsuis|chui|chuis": "je suis",
    "pr": "pour",
    "ds": "dans",
    "ns": "nous",
    "vs": "vous",
    "tt": "tout",
    "qd": "quand",
    "pb|pbs": "probleme",
    "dsl|desole": "desole",
    "jms": "jamais",
    "tjrs|tjs|tjr": "toujours",
    "sem": "semaine",
    "dem|2main|dmain|demin": "demain",
    "asap": "rapidement",
    "pbl": "probleme",
    "bdl": "bon de livraison",
    "bdc": "bon de commande",
    "pas recus?": "pas recu",
    "hs": "hors service",
    "mel|email": "mail",
    "po number|purchase order|numero de po|n o de po|no de po": "numero de commande",
}
SPELLED = tuple(
    (re.compile(rf"(?<![\w'@./-])(?:{short})(?![\w'@/])"), long) for short, long in SHORT.items()
)
ELIDED = re.compile(
    r"\b([cdjlmnst]|qu) (?=(?:a|ai|ait|as|avons|avez|avait|ont|est|en|y|etait|envoyer|avoir)\b)"
)
# The names of papers, so that « bon de livraison » speaks of a paper and not of a delivery.
PAPERS = re.compile(
    r"\b(bons?|preuves?|numeros?|no|n o|adresse|date|frais|bordereaux?) (?:de |d')"
    r"(livraison|commande|reception|intervention|engagement)\b"
)
DOTTED = re.compile(r"(?<=\d)\. (?=(?:jan|fev|mar|avr|mai|jui|aou|sep|oct|nov|dec)\w)")
WRAPPED = re.compile(r"(?m)^([^\n]{40,}[a-z0-9,'])\n(?=[a-z0-9(])")
SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")


def plain(text: str) -> str:
    """The text in lower case, without accents, its lines kept."""
    split = unicodedata.normalize("NFKD", text.lower().translate(SIGNS))
    bare = "".join(sign for sign in split if not unicodedata.combining(sign))
    return BLANKS.sub(" ", bare)


def spelled(text: str) -> str:
    """A plain text without abbreviations nor broken lines, the names of papers in one word."""
    text = DOTTED.sub(" ", WRAPPED.sub(r"\1 ", text))
    for short, long in SPELLED:
        text = short.sub(long, text)
    return PAPERS.sub(_paper, ELIDED.sub(r"\1'", text))


def _paper(found: re.Match[str]) -> str:
    name = found[1].rstrip("sx")
    return f"{'numero' if name in {'no', 'n o'} else name}_de_{found[2]}"


def sentences(text: str) -> list[str]:
    """The sentences of a plain text; a line that only breaks a sentence is joined to the next."""
    joined = re.sub(r"(?<=[a-z0-9,])\n(?=[a-z])", " ", text)
    return [part.strip() for part in SENTENCE.split(joined) if part.strip()]


def address_in(text: str) -> str:
    """The first e-mail address that a text names."""
    found = ADDRESS.search(text)
    return found[0].lower() if found else ""


def numbers_in(text: str) -> set[str]:
    """The words of a text that may be the number of an invoice: long enough, with a figure."""
    words = {word.strip(".,;:!?()[]«»\"'") for word in text.split()}
    return {
        word
        for word in words
        if len(word) >= NUMBER_LENGTH and any(sign.isdecimal() for sign in word)
    }
