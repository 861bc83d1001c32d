"""What `encaisse start` does before the pages open: take files in, or make the demonstration."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone

from encaisse.accounts import operations, queries
from encaisse.accounts.rules import Role
from encaisse.config import environment

if TYPE_CHECKING:
    from encaisse.accounts.models import Company

ACTOR = "premier démarrage"


def prepare(
    files: Sequence[Path], *, company: str, demo: bool, say: Callable[[str], None]
) -> list[str]:
    """Import the files, or make the demonstration company when asked or when there is nothing yet;
    one that exists is carried on to today.

    Returns the lines to print under the address: who signs in, what to look at first."""
    if files:
        return _take_in(files, company, say)
    known = _remembered()
    if demo or not queries.has_companies() or queries.has_demonstration():
        return [*known, *_demonstrate(say)]
    return known or ["Mot de passe oublié : encaisse user password --email …"]


def _take_in(files: Sequence[Path], company: str, say: Callable[[str], None]) -> list[str]:
    from encaisse.imports import commands as imports

    owner = imports.take_in(files, company=company, say=say)
    _propose_reminders(owner, say)
    if not queries.has_members(owner):
        email = f"responsable@{owner.code}.local"
        password = operations.new_password()
        operations.add_user(
            company=owner,
            email=email,
            full_name="Responsable",
            role=Role.MANAGER,
            password=password,
            by=ACTOR,
            is_administrator=not queries.has_administrator(),
        )
        _remember(email, password)
    return [*_remembered(), "À voir d'abord : l'accueil, puis la balance âgée."]


def _propose_reminders(company: Company, say: Callable[[str], None]) -> None:
    from encaisse.dunning import operations as dunning

    say("Relances du jour…")
    at = timezone.localtime(timezone=ZoneInfo(company.timezone))
    dunning.default_scenario(company, by=ACTOR)
    dunning.run(company, on=at.date(), by=ACTOR, at=at)


def _demonstrate(say: Callable[[str], None]) -> list[str]:
    from encaisse.demonstration import operations as demonstration
    from encaisse.demonstration.operations.welcoming import welcome

    say("Société de démonstration…")
    facts = demonstration.ensure(on=timezone.localdate(), say=say)
    name, token = welcome(facts.company, at=timezone.now())
    return [
        f"Connexion : {facts.email}   mot de passe : {facts.password}",
        "À voir d'abord : les relances du jour, puis un client en retard, puis la balance âgée.",
        f"L'espace d'un client ({name}), à la suite de cette adresse : /espace/l/{token}",
    ]


def _remember(email: str, password: str) -> None:
    """Kept beside the data, readable by its owner only, until somebody deletes it."""
    signs = json.dumps({"email": email, "password": password})
    environment.keep_private(environment.home() / "connexion.json", signs)


def _remembered() -> list[str]:
    path = environment.home() / "connexion.json"
    if not path.exists():
        return []
    known = json.loads(path.read_text())
    return [f"Connexion : {known['email']}   mot de passe : {known['password']}"]
