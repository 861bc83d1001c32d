"""What mail providers post afterwards, as they publish it: one event of each kind."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

AT = datetime(2026, 11, 20, 8, 5, tzinfo=UTC)
STAMP = int(AT.timestamp())
TOLD = "550 5.1.1 The email account that you tried to reach does not exist"
SIGNING = "secret-des-avis"
SVIX = "whsec_" + base64.b64encode(SIGNING.encode()).decode()
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
EVENTS = {
    "brevo": {"refused": "hard_bounce", "later": "soft_bounce", "complained": "spam",
              "delivered": "delivered", "opened": "unique_opened", "taken": "request"},
    "mailgun": {"refused": "failed", "later": "failed", "complained": "complained",
                "delivered": "delivered", "opened": "opened", "taken": "accepted"},
    "mailjet": {"refused": "bounce", "later": "bounce", "complained": "spam",
                "delivered": "sent", "opened": "open"},
    "mandrill": {"refused": "hard_bounce", "later": "soft_bounce", "complained": "spam",
                 "opened": "open", "taken": "send"},
    "postmark": {"refused": "Bounce", "later": "Bounce", "complained": "SpamComplaint",
                 "delivered": "Delivery", "opened": "Open"},
    "resend": {"refused": "email.bounced", "later": "email.bounced",
               "complained": "email.complained", "delivered": "email.delivered",
               "opened": "email.opened", "taken": "email.sent"},
    "sendgrid": {"refused": "bounce", "later": "deferred", "complained": "spamreport",
                 "delivered": "delivered", "opened": "open", "taken": "processed"},
    "sparkpost": {"refused": "bounce", "later": "bounce", "complained": "spam_complaint",
                  "delivered": "delivery", "opened": "open", "taken": "injection"},
}  # fmt: skip


def post_of(
    kind: str, fate: str, *, number: str, to: str, said: str = TOLD
) -> tuple[bytes, str, dict[str, str]]:
    """Body, type and headers of what the provider posts."""
    event = EVENTS[kind][fate]
    if fate == "later":
        said = "mailbox full"
    if kind == "mandrill":
        body = urlencode({"mandrill_events": json.dumps([_mandrill(event, number, to, said)])})
        return body.encode(), FORM, {}
    body = json.dumps(MADE[kind](event, fate, number, to, said))
    return body.encode(), JSON, _svix(body) if kind == "resend" else {}


def signed_for_mandrill(url: str, body: bytes, key: str) -> str:
    """The signature of Mandrill: address and form by HMAC-SHA1."""
    from urllib.parse import parse_qsl

    told = url + "".join(name + value for name, value in sorted(parse_qsl(body.decode())))
    return base64.b64encode(hmac.new(key.encode(), told.encode(), hashlib.sha1).digest()).decode()


def _svix(body: str) -> dict[str, str]:
    stamp = str(int(datetime.now(UTC).timestamp()))
    told = f"msg_1.{stamp}.{body}".encode()
    signature = base64.b64encode(hmac.new(SIGNING.encode(), told, hashlib.sha256).digest())
    return {
        "svix-id": "msg_1", "svix-timestamp": stamp, "svix-signature": f"v1,{signature.decode()}",
    }  # fmt: skip


def _brevo(event: str, _fate: str, number: str, to: str, said: str) -> Any:
    return {
        "event": event, "email": to, "id": 26224, "date": "2026-11-20 09:05:00",
        "ts_epoch": STAMP * 1000, "message-id": "<201798300811.5787683@relay.example>",
        "reason": said, "X-Mailin-custom": json.dumps({"letter": number}), "tags": [],
    }  # fmt: skip


def _mailgun(event: str, fate: str, number: str, to: str, said: str) -> Any:
    token = "t" * 50
    told = f"{STAMP}{token}".encode()
    signature = hmac.new(SIGNING.encode(), told, hashlib.sha256).hexdigest()
    data = {
        "event": event, "timestamp": STAMP, "recipient": to, "id": "e1",
        "message": {"headers": {"message-id": "20261123.1@mg.example", "to": to}},
        "user-variables": {"letter": number}, "tags": [],
        "delivery-status": {"code": 550, "message": said, "description": ""},
    }  # fmt: skip
    if event == "failed":
        data |= {"severity": "permanent" if fate == "refused" else "temporary", "reason": "bounce"}
    block = {"timestamp": str(STAMP), "token": token, "signature": signature}
    return {"signature": block, "event-data": data}


def _mailjet(event: str, fate: str, number: str, to: str, said: str) -> Any:
    found: dict[str, Any] = {
        "event": event, "time": STAMP, "MessageID": 1840000, "email": to,
        "Payload": json.dumps({"letter": number}), "CustomID": "",
    }  # fmt: skip
    if event == "bounce":
        found |= {"hard_bounce": fate == "refused", "error": "user unknown", "smtp_reply": said}
    return [found]


def _mandrill(event: str, number: str, to: str, said: str) -> Any:
    message = {
        "ts": STAMP, "email": to, "_id": "m1", "state": "bounced", "diag": said,
        "metadata": {"letter": number}, "tags": [],
    }  # fmt: skip
    return {"event": event, "ts": STAMP, "_id": "m1", "msg": message}


def _postmark(event: str, fate: str, number: str, to: str, said: str) -> Any:
    day = "2026-11-20T08:05:00Z"
    found: dict[str, Any] = {
        "RecordType": event, "MessageID": "p1", "Metadata": {"letter": number}, "Tag": "",
    }  # fmt: skip
    match event:
        case "Bounce":
            kind = "HardBounce" if fate == "refused" else "SoftBounce"
            found |= {"Type": kind, "Email": to, "BouncedAt": day, "Details": said, "ID": 42}
        case "SpamComplaint":
            found |= {"Type": "SpamComplaint", "Email": to, "BouncedAt": day, "ID": 43}
        case "Delivery":
            found |= {"Recipient": to, "DeliveredAt": day, "Details": "250 OK"}
        case _:
            found |= {"Recipient": to, "ReceivedAt": day, "UserAgent": "GoogleImageProxy"}
    return found


def _resend(event: str, fate: str, number: str, to: str, said: str) -> Any:
    data: dict[str, Any] = {
        "email_id": "r1", "to": [to], "subject": "Relance",
        "headers": [{"name": "X-Metadata", "value": json.dumps({"letter": number})}],
    }  # fmt: skip
    if event == "email.bounced":
        kind = "Permanent" if fate == "refused" else "Transient"
        data["bounce"] = {"message": said, "type": kind, "subType": "General"}
    return {"type": event, "created_at": "2026-11-20T08:05:00.000Z", "data": data}


def _sendgrid(event: str, _fate: str, number: str, to: str, said: str) -> Any:
    return [{
        "event": event, "email": to, "timestamp": STAMP, "sg_event_id": "s1", "letter": number,
        "sg_message_id": "x", "smtp-id": "<x@sg.example>", "reason": said, "type": "bounce",
    }]  # fmt: skip


def _sparkpost(event: str, fate: str, number: str, to: str, said: str) -> Any:
    found = {
        "type": event, "timestamp": str(STAMP), "rcpt_to": to, "raw_rcpt_to": to,
        "transmission_id": "1001", "event_id": "9", "rcpt_meta": {"letter": number},
        "rcpt_tags": [], "raw_reason": said, "bounce_class": "10" if fate == "refused" else "22",
    }  # fmt: skip
    group = "track_event" if event == "open" else "message_event"
    return [{"msys": {group: found}}]


MADE = {
    "brevo": _brevo,
    "mailgun": _mailgun,
    "mailjet": _mailjet,
    "postmark": _postmark,
    "resend": _resend,
    "sendgrid": _sendgrid,
    "sparkpost": _sparkpost,
}
