"""Mails as customers, robots and servers write them."""

import datetime
from email.message import EmailMessage
from email.utils import format_datetime

AT = datetime.datetime(2026, 11, 20, 9, 30, tzinfo=datetime.UTC)
CUSTOMER = "compta@garage.example"


def a_mail(
    text: str = "Bonjour,\n\nLe virement est parti hier.",
    *,
    sender: str = f"Mme Petit <{CUSTOMER}>",
    subject: str = "Re: votre facture FA-1",
    message_id: str = "<reponse-1@garage.example>",
    answers: str = "",
    to: str = "compta@atelier-martin.example",
    **headers: str,
) -> EmailMessage:
    """An answer, in answer to the mail of that identifier."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"], mail["Message-ID"] = format_datetime(AT), message_id
    if answers:
        mail["In-Reply-To"] = mail["References"] = answers
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def a_report(
    address: str,
    about: str,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    answer: str = "550 5.1.1 boîte inconnue",
    written: str = "",
) -> bytes:
    """A delivery report (RFC 3464), as Postfix writes it; ``written``: the address that we wrote
    to, when it stands for another."""
    return "\r\n".join(
        [
            "Return-Path: <>",
            "From: MAILER-DAEMON@mx.garage.example (Mail Delivery System)",
            "To: compta@atelier-martin.example",
            "Subject: Undelivered Mail Returned to Sender",
            f"Message-ID: <rapport-{status}-{address}@mx.garage.example>",
            "Auto-Submitted: auto-replied",
            "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="B"',
            "",
            "--B",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit",
            "",
            "Votre message n'a pas pu être remis.",
            "",
            "--B",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.garage.example",
            "",
            *([f"Original-Recipient: rfc822; {written}"] if written else []),
            f"Final-Recipient: rfc822; {address}",
            f"Action: {action}",
            f"Status: {status}",
            f"Diagnostic-Code: smtp; {answer}",
            "",
            "--B",
            "Content-Type: text/rfc822-headers",
            "",
            f"Message-ID: {about}",
            "Subject: votre facture FA-1",
            "",
            "--B--",
            "",
        ]
    ).encode()


def a_complaint(address: str, about: str, *, sort: str = "abuse") -> bytes:
    """What a provider forwards when somebody says « indésirable » (RFC 5965)."""
    return "\r\n".join(
        [
            "From: staff@hotmail.example",
            "To: compta@atelier-martin.example",
            "Subject: complaint about message",
            f"Message-ID: <plainte-{sort}-{address}@hotmail.example>",
            "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=feedback-report; boundary="B"',
            "",
            "--B",
            "Content-Type: text/plain",
            "",
            "This is an email abuse report.",
            "",
            "--B",
            "Content-Type: message/feedback-report",
            "",
            f"Feedback-Type: {sort}",
            "User-Agent: SomeGenerator/1.0",
            "Version: 1",
            f"Original-Rcpt-To: <{address}>",
            "",
            "--B",
            "Content-Type: message/rfc822",
            "",
            f"Message-ID: {about}",
            "Subject: votre facture FA-1",
            "",
            "Merci de régler.",
            "",
            "--B--",
            "",
        ]
    ).encode()
