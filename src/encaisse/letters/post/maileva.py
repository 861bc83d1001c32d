"""Maileva (La Poste), by its published interfaces: OAuth2 2.0, mail 2.6, registered_mail 2.5.

A sending is a draft until it is submitted: created, its document and its addressee added, then the
only request that may make a letter leave. A draft can be asked about, and deleted for sure."""

import json
import uuid
from base64 import b64encode
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlencode

from encaisse.letters.http import Answer, Away, Silent, ask
from encaisse.letters.post import maileva_statuses
from encaisse.letters.post.maileva_statuses import Sending
from encaisse.letters.rules.carrying import (
    AbroadNotRegistered,
    Consignment,
    News,
    Proof,
    check_lines,
    check_paper,
    code_and_town,
    six_lines,
    without_country,
)
from encaisse.letters.rules.delivery import Delivered, Failed, Outcome, Unclear
from encaisse.letters.rules.postal import HOME
from encaisse.letters.rules.proofs import DEPOSIT, RECEIPT

NAME = "Maileva"
TOKEN = "/auth/realms/services/protocol/openid-connect/token"
CUSTOMER, COMPANY = "la page du client", "la page « Votre société »"
LINE_MAX, SHEETS_MAX, MEGABYTES_MAX, NAME_MAX = 38, 45, 20, 256
REGISTERED_TO = {"FR", "MC", "AD", "RE", "YT", "MQ", "GP", "MF", "BL", "GF", "PM"}
AGAIN = {429}
PROOF_BYTES_MAX = 25 << 20
TOLD_MAX = 300
PATIENCE_SECONDS = 60.0


class Servers(NamedTuple):
    """Where the interfaces are."""

    endpoint: str
    connect: str


PRODUCTION = Servers("https://api.maileva.com", "https://connexion.maileva.com")
SANDBOX = Servers("https://api.sandbox.maileva.net", "https://connexion.sandbox.maileva.net")


class Refused(Exception):
    """An answer that says no; whether asking again later could help."""

    def __init__(self, said: str, *, permanent: bool) -> None:
        super().__init__(said)
        self.permanent = permanent


@dataclass(slots=True)
class Maileva:
    """An account there. Its token is asked for once in a batch."""

    client: str
    secret: str
    user: str
    password: str
    notify: str = ""
    endpoint: str = PRODUCTION.endpoint
    connect: str = PRODUCTION.connect
    _token: str = field(default="", init=False)

    def give(self, given: Consignment, *, named: Callable[[str], None]) -> Outcome:
        """Hand one letter over; until it is submitted, every trouble is a certain failure."""
        addressee = _addressee(given)
        base = _base(is_registered=given.is_registered)
        try:
            made = self._yes("POST", base, _sending(given, self.notify or given.notify))
            number = str(made["id"])
            named(number)
            self._add_document(f"{base}/{number}/documents", given)
            self._yes("POST", f"{base}/{number}/recipients", addressee)
        except Refused as refusal:
            return Failed(str(refusal), permanent=refusal.permanent)
        except (Away, Silent, KeyError, TypeError) as trouble:
            return Failed(f"{NAME} injoignable : {trouble}", permanent=False)
        return self._submit(f"{base}/{number}/submit", number)

    def _submit(self, path: str, number: str) -> Outcome:
        try:
            answer = self._ask("POST", path)
        except Away as trouble:
            return Failed(f"{NAME} injoignable : {trouble}", permanent=False)
        except Silent as trouble:
            return Unclear(f"{NAME} n'a pas répondu : {trouble}")
        if answer.is_yes:
            return Delivered(f"pris en charge par {NAME}, n° {number}", reference=number)
        if answer.status >= 500:
            return Unclear(f"{NAME} n'a pas répondu : {_sentence(answer)}")
        return Failed(_sentence(answer), permanent=answer.status not in AGAIN)

    def follow(self, reference: str, *, is_registered: bool, has: Collection[str]) -> News | None:
        """What became of a letter; None when it cannot be asked now."""
        path = f"{_base(is_registered=is_registered)}/{reference}"
        try:
            sending = self._yes("GET", path)
            recipients = self._yes("GET", f"{path}/recipients")["recipients"]
            recipient = recipients[0] if recipients else {}
            statuses: list[Any] = []
            if recipient:
                there = f"{path}/recipients/{recipient['id']}"
                statuses = self._yes("GET", f"{there}/delivery_statuses")["delivery_statuses"]
            told = Sending(sending, recipient, statuses, is_registered=is_registered)
            proofs = self._proofs(path, told, has)
            return maileva_statuses.news(reference, told, proofs)
        except (Refused, Away, Silent, KeyError, TypeError, ValueError):
            return None

    def _proofs(self, path: str, told: Sending, has: Collection[str]) -> tuple[Proof, ...]:
        """The scans that are ready, and that we do not hold."""
        there = f"{path}/recipients/{told.recipient.get('id', '')}"
        ready = {
            DEPOSIT: (told.has_deposit_proof, f"{path}/download_deposit_proof"),
            RECEIPT: (told.has_receipt, f"{there}/download_acknowledgement_of_receipt"),
        }
        return tuple(
            Proof(name, answer.body)
            for name, (is_ready, address) in ready.items()
            if is_ready and name not in has
            for answer in [self._ask("GET", address, most=PROOF_BYTES_MAX)]
            if answer.is_yes and answer.body
        )

    def forget(self, reference: str, *, is_registered: bool) -> bool:
        """Delete the draft: only a draft can be, and it is never submitted afterwards."""
        try:
            path = f"{_base(is_registered=is_registered)}/{reference}"
            return self._ask("DELETE", path).is_yes
        except (Away, Silent, Refused):
            return False

    def _add_document(self, path: str, given: Consignment) -> None:
        limit = uuid.uuid4().hex
        metadata = json.dumps({"priority": 1, "name": "lettre.pdf"})
        body = (
            f'--{limit}\r\nContent-Disposition: form-data; name="metadata"\r\n'
            f"Content-Type: application/json\r\n\r\n{metadata}\r\n"
            f'--{limit}\r\nContent-Disposition: form-data; name="document"; '
            'filename="lettre.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
        ).encode() + given.paper + f"\r\n--{limit}--\r\n".encode()  # fmt: skip
        answer = self._ask("POST", path, body, f"multipart/form-data; boundary={limit}")
        _require_yes(answer)

    def _yes(self, method: str, path: str, asked: Mapping[str, Any] | None = None) -> Any:
        """The document of an answer that says yes."""
        body = json.dumps(asked).encode() if asked is not None else None
        answer = self._ask(method, path, body, "application/json" if body else "")
        _require_yes(answer)
        return answer.told()

    def _ask(
        self, method: str, path: str, body: bytes | None = None, kind: str = "", most: int = 1 << 20
    ) -> Answer:
        headers = {"Authorization": f"Bearer {self._bearer()}", "Accept": "*/*"}
        if kind:
            headers["Content-Type"] = kind
        return ask(
            method, f"{self.endpoint}{path}", headers=headers, body=body,
            patience=PATIENCE_SECONDS, most=most,
        )  # fmt: skip

    def _bearer(self) -> str:
        if not self._token:
            asked = {"grant_type": "password", "username": self.user, "password": self.password}
            pair = f"{self.client}:{self.secret}"
            headers = {
                "Authorization": f"Basic {b64encode(pair.encode()).decode()}",
                "Content-Type": "application/x-www-form-urlencoded",
            }
            url = f"{self.connect}{TOKEN}"
            try:
                answer = ask("POST", url, headers=headers, body=urlencode(asked).encode())
            except Silent as trouble:
                raise Away(str(trouble)) from trouble
            _require_yes(answer)
            self._token = str(answer.told()["access_token"])
        return self._token


def _base(*, is_registered: bool) -> str:
    return f"/{'registered_mail' if is_registered else 'mail'}/v2/sendings"


def _require_yes(answer: Answer) -> None:
    if not answer.is_yes:
        is_ours = answer.status < 500 and answer.status not in AGAIN
        raise Refused(_sentence(answer), permanent=is_ours)


def _sentence(answer: Answer) -> str:
    """What Maileva says no with: ``{errors: [{code, message}]}``, or one of them alone."""
    told = answer.told()
    told = told if isinstance(told, dict) else {}
    errors: list[dict[str, Any]] = told.get("errors") or [told]
    said = " ".join(str(errors[0].get(name, "")) for name in ("code", "message")).strip()
    return f"{NAME} refuse ({answer.status}) : {said or answer.text}"[:TOLD_MAX]


def _sending(given: Consignment, notify: str) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "name": given.subject[:NAME_MAX],
        "custom_id": given.key,
        "custom_data": str(given.number),
        "color_printing": given.is_color,
        "duplex_printing": given.is_duplex,
        "optional_address_sheet": False,
        "notification_email": notify,
    }
    if not given.is_registered:
        return asked | {
            "envelope_windows_type": "SIMPLE",
            "postage_type": "FAST",
            "treat_undelivered_mail": True,
        }
    sender, country = without_country(given.sender)
    check_lines(sender, most=LINE_MAX, carrier=NAME, place=COMPANY)
    code_and_town(sender[-1], carrier=NAME, place=COMPANY)
    lines = six_lines(sender)
    return (
        asked
        | {"acknowledgement_of_receipt": True, "acknowledgement_of_receipt_scanning": True}
        | {f"sender_address_line_{rank}": lines.get(rank, "") for rank in range(1, 7)}
        | {"sender_country_code": country}
    )


def _addressee(given: Consignment) -> dict[str, str]:
    """Who it goes to, each line within what Maileva prints."""
    check_paper(given, sheets=SHEETS_MAX, megabytes=MEGABYTES_MAX, carrier=NAME)
    lines, country = without_country(given.to)
    if given.is_registered and country not in REGISTERED_TO:
        raise AbroadNotRegistered(carrier=NAME, country=country)
    check_lines(lines, most=LINE_MAX, carrier=NAME, place=CUSTOMER)
    if country == HOME:
        code_and_town(lines[-1], carrier=NAME, place=CUSTOMER)
    told = {f"address_line_{rank}": line for rank, line in six_lines(lines).items()}
    return told | {"country_code": country, "custom_id": given.key}
