"""The fixed characters of every test, and of the demonstration company.

Nadia collects and Paul is her manager, at Atelier Martin. Inès keeps the books of another company
and must see nothing of theirs. Garage Martin pays late, the Mairie de Sorbiers is a public body,
Studio Lemoine disputes, Charpentes Métalliques Odin is in trouble.
"""

from encaisse.accounts.rules import Role
from encaisse.demonstration.rules.customers import BY_NAME
from encaisse.demonstration.rules.identity import ATELIER_MARTIN
from encaisse.demonstration.rules.people import NADIA, PAUL, Person

INES = Person("Inès Delaunay", "ines@delaunay-compta.example", Role.MANAGER)

GARAGE_MARTIN = BY_NAME["Garage Martin"]
MAIRIE_DE_SORBIERS = BY_NAME["Mairie de Sorbiers"]
STUDIO_LEMOINE = BY_NAME["Studio Lemoine"]
CHARPENTES_ODIN = BY_NAME["Charpentes Métalliques Odin"]

__all__ = [
    "ATELIER_MARTIN",
    "CHARPENTES_ODIN",
    "GARAGE_MARTIN",
    "INES",
    "MAIRIE_DE_SORBIERS",
    "NADIA",
    "PAUL",
    "STUDIO_LEMOINE",
]
