"""How French payers spell a name and a number, and how their banks pass it on: invented."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence
from datetime import date

FORMS = ("SARL", "SAS", "SASU", "SA", "EURL", "SCI", "SNC", "")
TRADES = (
    "Garage", "Menuiserie", "Boulangerie", "Transports", "Imprimerie", "Plomberie", "Cabinet",
    "Électricité", "Maçonnerie", "Charpente", "Pharmacie", "Traiteur", "Hôtel", "Librairie",
    "Carrosserie", "Scierie", "Domaine", "Clinique", "Auto-école", "Négoce", "Atelier", "Peinture",
)  # fmt: skip
PEOPLE = (
    "Lefèvre", "Bonnet", "Moreau", "Guérin", "Rousseau", "Chevalier", "Barbier", "Poirier",
    "Le Goff", "Da Silva", "Hernandez", "Weber", "Faure", "Mercier", "Blanchard", "Girard",
    "Dupuis", "Renaud", "Caron", "Perrot", "Maillard", "Besson", "Schmitt", "N'Diaye", "Öztürk",
    "Ferrand", "Delmas", "Tessier", "Vasseur", "Joly", "Bouvier", "Prévost", "Marchal", "Aubry",
)  # fmt: skip
TOWNS = (
    "Vernon", "Sorbiers", "Tarare", "Guéret", "Privas", "Mende", "Lorient", "Saint-Lô", "Millau",
    "Sélestat", "Bergerac", "Flers", "Laon", "Digne", "Auch", "Tulle", "Vesoul", "Dinan", "Redon",
    "Thiers", "Royan", "Nérac", "Céret", "Beaune", "Saumur", "Cognac", "Apt", "Die", "Ussel",
)  # fmt: skip
PUBLIC = ("Commune de", "Lycée de", "CCAS de", "Centre hospitalier de", "Syndicat des eaux de")
FIRST = ("Jean", "Marie", "Luc", "Inès", "Hugo", "Zoé", "Karim", "Anne-Laure", "Théo", "Nadège")
INVENTED = ("Vi", "Lo", "Tech", "Nova", "Sol", "Agri", "Bat", "Eco", "Ami", "Dis", "Pro", "Cor")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip
WORDS = (
    "FACTURE",
    "FACT",
    "FACT.",
    "FAC",
    "Fact n°",
    "N/",
    "REF",
    "RGT",
    "Règlement",
    "",
    "V/FACT",
)
MISREAD = {"0": "O", "1": "I", "5": "S", "8": "B"}
SCHEMES = (
    "FA-{year}-{rank:05d}", "F{year}/{rank:04d}", "{short}-{rank:06d}",
    "{year}{month:02d}{rank:04d}",
    "FC{rank:06d}", "VE{rank:07d}", "FAC-{short}-{month:02d}-{rank:04d}", "{rank:06d}",
    "{short}{rank:05d}", "FAC{rank:08d}", "{year}.{rank:05d}", "FV {short} {rank:05d}",
)  # fmt: skip


def number_of(scheme: str, rank: int, issued_on: date) -> str:
    """The number that the seller gives."""
    return scheme.format(
        year=issued_on.year, short=issued_on.year % 100, month=issued_on.month, rank=rank
    )


def name_of(rng: random.Random) -> str:
    """A company, a public body, a person."""
    kind = rng.random()
    who, town = rng.choice(PEOPLE), rng.choice(TOWNS)
    if kind < 0.07:
        return f"{rng.choice(PUBLIC)} {town}"
    if kind < 0.15:
        return f"{rng.choice(FIRST)} {who}{rng.choice(('', '-' + rng.choice(PEOPLE)))}"
    if kind < 0.4:
        coined = "".join(rng.sample(INVENTED, 3)).capitalize()
        return (
            f"{coined} {rng.choice(('', town, 'France', 'Services'))} {rng.choice(FORMS)}".strip()
        )
    both = f"{who} et {rng.choice(('fils', 'associés', rng.choice(PEOPLE)))}"
    name = f"{rng.choice(TRADES)} {rng.choice((who, who, both))} {rng.choice(('', '', town))}"
    return " ".join(f"{name} {rng.choice(FORMS)}".split())


def plain(text: str) -> str:
    """As banks pass it on: capitals, no accent, few signs."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().upper()
    return "".join(sign if sign.isalnum() or sign in " -/+.,:'()?" else " " for sign in folded)


def name_as_given(rng: random.Random, name: str) -> str:
    """The name in the payer's bank: what differs from the seller's card."""
    words = plain(name).split()
    spelled = {
        "same": words,
        "with a form": [rng.choice(("STE", "SAS", "SARL", "ETS", "MR")), *words],
        "turned": [words[-1], *words[:-1]],
        "cut": [" ".join(words)[: rng.randint(16, 24)].strip()],
        "shortened": [_shortened(word) if rng.random() < 0.3 else word for word in words],
        "longer": [*words, rng.choice(("COMPTE COURANT", "SIEGE", "AGENCE OUEST", "(FRANCE)"))],
        "stuck": ["".join(words[:2]), *words[2:]],
        "of a person": [rng.choice(("M", "MME")), plain(rng.choice(PEOPLE)), rng.choice(FIRST)],
    }
    return " ".join(rng.choices([*spelled.values()], (56, 12, 6, 8, 6, 5, 4, 3))[0])


def _shortened(word: str) -> str:
    return word[:4] + "." * (len(word) > 4)


def as_written(rng: random.Random, number: str) -> str:
    """The number as a payer types it from the invoice: rarely as printed."""
    tight = "".join(sign for sign in number if sign.isalnum())
    spelled = (
        number,
        tight,
        number.replace("-", " ").replace("/", " ").replace(".", " "),
        number.lower().replace("-", "/"),
        tight.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ ") or number,
        "-".join(part.lstrip("0") or "0" for part in number.split("-")),
        " ".join(tight[at : at + 4] for at in range(0, len(tight), 4)),
    )
    return rng.choices(spelled, (50, 12, 8, 7, 9, 6, 8))[0]


def scanned(rng: random.Random, number: str) -> str:
    """Read by a machine from a cheque or a coupon."""
    return "".join(MISREAD.get(sign, sign) if rng.random() < 0.4 else sign for sign in number)


def tail_of(number: str) -> str:
    """The last digits alone, without zeros."""
    digits = "".join(sign if sign.isdigit() else " " for sign in number).split()[-1]
    return digits.lstrip("0") or "0"


def listed(rng: random.Random, numbers: Sequence[str]) -> str:
    """Several numbers: whole, the later ones by their ends, or separated in odd ways."""
    sign = rng.choice((", ", " ", " + ", "/", " et ", ";", " - ", ","))
    kind = rng.random()
    if kind < 0.7:
        return sign.join(numbers)
    if kind < 0.85:
        return sign.join(as_written(rng, number) for number in numbers)
    return sign.join([numbers[0], *map(tail_of, numbers[1:])])


def amount(cents: int) -> str:
    """1 234,56 as people write it in a label."""
    return f"{cents // 100},{cents % 100:02d}"


def passed_on(rng: random.Random, name: str, motive: str, reference: str) -> tuple[str, str]:
    """What the seller's bank tells: the counterparty, and all the texts that may name something."""
    kind, told = rng.random(), plain(motive)
    if kind < 0.45:  # an XML statement: fields apart, motive whole
        return name[:70], " ".join(f"{motive[:140]} {reference}".split())
    if kind < 0.75:  # CFONB: a label, then the lines NPY, LCC, RCN
        label = rng.choice(("VIR SEPA RECU", "VIREMENT RECU", "VIR INST RECU", "VIR"))
        return name[:35], f"{label} /DE {name[:35]} /MOTIF {told[:140]} /REF {reference}"
    if kind < 0.9:  # a table exported from the bank's site: one label
        said = " ".join(f"VIR {rng.choice(('SEPA', 'DE', 'RECU'))} {name} {told}".split())
        return "", said[: rng.choice((60, 80, 110, 140))]
    return name[:31], " ".join(f"VIREMENT DE {name[:24]} {told[:62]}".split())
