"""Those who work at the fictive company."""

from dataclasses import dataclass

from encaisse.accounts.rules import Role


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in."""

    full_name: str
    email: str
    role: Role
    is_administrator: bool = False


NADIA = Person("Nadia Benali", "nadia@atelier-martin.example", Role.COLLECTOR)
PAUL = Person("Paul Mercier", "paul@atelier-martin.example", Role.MANAGER, True)
PEOPLE = (NADIA, PAUL)
