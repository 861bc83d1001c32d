"""Merci Facteur, by its published interface 1.2: GET /getToken, signed; POST /sendCourrier.

``antidoublon`` names the letter: given twice in thirty days, the second is refused. What becomes of
it is told by webhook only (``mercifacteur_hook``)."""

import base64
import hashlib
import hmac
import json
import time
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from encaisse.letters.http import Answer, Away, Silent, ask
from encaisse.letters.rules.carrying import (
    Consignment,
    News,
    check_lines,
    check_paper,
    code_and_town,
    without_country,
)
from encaisse.letters.rules.delivery import Delivered, Failed, Outcome, Unclear
from encaisse.letters.rules.postal import COUNTRIES, HOME

NAME = "Merci Facteur"
ENDPOINT = "https://www.merci-facteur.com/api/1.2/prod/service"
CUSTOMER, COMPANY = "la page du client", "la page « Votre société »"
ANY_ADDRESS = "111.111.111"  # the value asked for when the account is not bound to addresses
LINE_MAX, MEGABYTES_MAX, SHEETS_MAX, FILE_NAME_MAX = 90, 50, 1_000, 50
MIDDLE = 3
SPELLED = {"CZ": "REPUBLIQUE TCHEQUE"}
UNAUTHORIZED = 401
PATIENCE_SECONDS = 60.0
TOLD_MAX = 300


@dataclass(slots=True)
class MerciFacteur:
    """An account there. Its token is asked for once in a batch."""

    service: str
    secret: str
    user: str
    endpoint: str = ENDPOINT
    _token: str = field(default="", init=False)

    def give(self, given: Consignment, *, named: Callable[[str], None]) -> Outcome:
        """Hand one letter over, in one request."""
        del named  # it has no number before it is taken
        body = urlencode(self._order(given)).encode()
        try:
            headers = {
                "ww-service-id": self.service,
                "ww-access-token": self._access(),
                "Content-Type": "application/x-www-form-urlencoded",
            }
            url = f"{self.endpoint}/sendCourrier"
            answer = ask("POST", url, headers=headers, body=body, patience=PATIENCE_SECONDS)
        except Away as trouble:
            return Failed(f"{NAME} injoignable : {trouble}", permanent=False)
        except Silent as trouble:
            return Unclear(f"{NAME} n'a pas répondu : {trouble}")
        return _outcome(answer, is_again=given.is_again)

    def _order(self, given: Consignment) -> dict[str, str]:
        check_paper(given, sheets=SHEETS_MAX, megabytes=MEGABYTES_MAX, carrier=NAME)
        content = {
            "letter": {
                "files": "",
                "base64files": [base64.b64encode(given.paper).decode()],
                "print_sides": "rectoverso" if given.is_duplex else "recto",
                "final_filename": given.subject[:FILE_NAME_MAX],
            },
            "photo": "",
            "card": "",
        }
        reference = {"reference": str(given.number)}
        places = {
            "exp": _place(given.sender, place=COMPANY) | {"reference": ""},
            "dest": [_place(given.to, place=CUSTOMER) | reference],
        }
        asked = {
            "idUser": self.user,
            "modeEnvoi": "lrare" if given.is_registered else "normal",
            "adress": json.dumps(places, ensure_ascii=False),
            "content": json.dumps(content),
            "antidoublon": given.key,
        }
        return asked if given.is_registered else asked | {"gestionNpai": "1"}

    def _access(self) -> str:
        """The token; without one, nothing was said of the letter."""
        if not self._token:
            stamp = str(int(time.time()))
            signed = hmac.new(
                self.secret.encode(), f"{self.service}{stamp}".encode(), hashlib.sha256
            )
            headers = {
                "ww-service-signature": signed.hexdigest(),
                "ww-timestamp": stamp,
                "ww-service-id": self.service,
                "ww-authorized-ip": ANY_ADDRESS,
            }
            try:
                answer = ask("GET", f"{self.endpoint}/getToken", headers=headers)
            except Silent as trouble:
                raise Away(str(trouble)) from trouble
            told = answer.told()
            if not isinstance(told, dict) or not told.get("token"):
                raise Away(_error(answer))
            self._token = str(told["token"])
        return self._token

    def follow(self, reference: str, *, is_registered: bool, has: Collection[str]) -> News | None:
        """It asks not to be asked: it tells by itself."""
        del reference, is_registered, has
        return None

    def forget(self, reference: str, *, is_registered: bool) -> bool:
        """Nothing is ever half ordered there."""
        del reference, is_registered
        return False


def _outcome(answer: Answer, *, is_again: bool) -> Outcome:
    told = answer.told()
    if not isinstance(told, dict) or not isinstance(told.get("success"), bool):
        return Unclear(f"réponse incomprise de {NAME} : {answer.status} {answer.text}"[:TOLD_MAX])
    if told["success"]:
        number = str(told.get("envoi_id", ""))
        said = " · ".join([f"pris en charge par {NAME}, n° {number}", *_counted(told)])
        return Delivered(said, reference=number)
    if answer.status == UNAUTHORIZED:
        return Failed(_error(answer), permanent=False)
    if is_again:  # its code for a letter that it holds already is not published
        return Unclear(f"{_error(answer)}, peut-être parce qu'il a déjà cette lettre")
    return Failed(_error(answer), permanent=True)


def _counted(told: dict[str, Any]) -> list[str]:
    """Pages and price, as it counts them."""
    try:
        pages, price = told["resume"]["nb_page"], told["price"]["total"]["ttc"]
    except (KeyError, TypeError):
        return []
    return [f"{pages} pages", f"{price} € TTC".replace(".", ",")]


def _error(answer: Answer) -> str:
    """``error``: a code, or ``{code, text}``."""
    told = answer.told()
    error = told.get("error") if isinstance(told, dict) else None
    if isinstance(error, dict):
        error = " ".join(str(error.get(name, "")) for name in ("code", "text")).strip()
    return f"{NAME} refuse ({answer.status}) : {error or answer.text}"[:TOLD_MAX]


def _place(lines: tuple[str, ...], *, place: str) -> dict[str, str]:
    """An address, every key present; the unused ones are empty texts."""
    within, country = without_country(lines)
    who, *middle, town = within
    if len(middle) > MIDDLE:
        middle = [*middle[: MIDDLE - 1], ", ".join(middle[MIDDLE - 1 :])]
    check_lines((who, *middle), most=LINE_MAX, carrier=NAME, place=place)
    code, name = code_and_town(town, carrier=NAME, place=place)
    rest = dict(zip(("adresse1", "adresse2", "adresse3"), [*middle, "", "", ""], strict=False))
    told = {"civilite": "", "nom": "", "prenom": "", "societe": who, **rest}
    return told | {"cp": code, "ville": name, "pays": _country(country)}


def _country(code: str) -> str:
    """As its list spells it: capitals without accents."""
    name = "FRANCE" if code == HOME else SPELLED.get(code) or COUNTRIES.get(code, code)
    parts = unicodedata.normalize("NFD", name)
    return "".join(each for each in parts if not unicodedata.combining(each))
