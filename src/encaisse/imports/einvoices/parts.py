"""The parts of an e-invoice: parties, due days, VAT, notes, references, means of payment."""

import re
from datetime import date

from encaisse.imports.einvoices.paths import PartyPaths, elements, text, texts, words
from encaisse.imports.einvoices.said import Said
from encaisse.imports.einvoices.values import siren_in, siret_in, wrong_identifiers
from encaisse.imports.rules.einvoice import (
    DueDay,
    Note,
    Party,
    PaymentMeans,
    Preceding,
    References,
    VatPart,
)

CODED_NOTE = re.compile(r"#(?P<code>[A-Z0-9]{2,3})#(?P<text>.*)")
DISCOUNT_WORDS = re.compile(r"escompte|skonto|discount", re.IGNORECASE)
VAT_NUMBER = re.compile(r"[A-Z]{2}[A-Z0-9+*]{2,13}")


def party(said: Said, paths: PartyPaths) -> Party:
    """Who it is; an identifier that is wrong is said and left out."""
    at = said.document.find(paths.at)
    if at is None:
        return Party()
    identifiers = [
        (one.get("schemeID", ""), words(one)) for one in elements(at, paths.identifiers) if one.text
    ]
    for wrong in wrong_identifiers(identifiers):
        said.warn(f"« {wrong[:40]} » n'est ni un SIREN ni un SIRET")
    taxed = (re.sub(r"[\s.]", "", number).upper() for number in texts(at, paths.vat))
    numero_tva = next((number for number in taxed if VAT_NUMBER.fullmatch(number)), "")
    siret = siret_in(identifiers)
    endpoint = next(iter(elements(at, paths.endpoint)), None)
    return Party(
        name=text(at, paths.names),
        siren=siren_in(identifiers, siret, numero_tva),
        siret=siret,
        code=text(at, paths.code),
        numero_tva=numero_tva,
        country=text(at, paths.country).upper(),
        email=text(at, paths.email),
        endpoint="" if endpoint is None else words(endpoint),
        scheme="" if endpoint is None else endpoint.get("schemeID", ""),
    )


def due_days(said: Said) -> tuple[DueDay, ...]:
    """Each day on which something is due, once, in order."""
    paths = said.table.due
    found: dict[tuple[date, int | None], DueDay] = {}
    for at in elements(said.document, paths.at):
        on = said.day(at, paths.day)
        if on is None:
            continue
        discount = said.decimal(at, paths.discount)
        worded = any(DISCOUNT_WORDS.search(one) for one in texts(at, ("Description", "Note")))
        day = DueDay(on, said.cents(at, paths.amount), is_discounted=bool(discount) or worded)
        found.setdefault((day.on, day.cents), day)
    return tuple(sorted(found.values(), key=lambda day: day.on))


def vat(said: Said) -> tuple[VatPart, ...]:
    """The VAT breakdown."""
    paths = said.table.vat
    return tuple(
        VatPart(
            category=text(at, paths.category),
            rate=said.decimal(at, paths.rate),
            base_cents=said.cents(at, paths.base),
            vat_cents=said.cents(at, paths.amount),
        )
        for at in elements(said.document, (paths.at,))
    )


def notes(said: Said) -> tuple[Note, ...]:
    """The notes, with their subject code where they have one (``#PMT#…`` in UBL)."""
    table, found = said.table, []
    for at in elements(said.document, table.note):
        code, content = text(at, table.note_code), text(at, table.note_text)
        if coded := CODED_NOTE.match(content):
            code, content = coded["code"], coded["text"].strip()
        if content:
            found.append(Note(code.upper(), content))
    return tuple(found)


def references(said: Said) -> References:
    """The order, the contract, the buyer's reference, the invoices before."""
    table, paths = said.table, said.table.preceding
    return References(
        order=said.text(table.order),
        contract=said.text(table.contract),
        buyer=said.text(table.buyer_reference),
        preceding=tuple(
            Preceding(number, said.day(at, paths.day))
            for at in elements(said.document, paths.at)
            if (number := text(at, paths.number))
        ),
    )


def means(said: Said) -> PaymentMeans:
    """How it is to be paid; the IBAN without its blanks."""
    table = said.table
    return PaymentMeans(
        code=said.text(table.means_code),
        reference=said.text(table.payment_reference),
        iban="".join(said.text(table.iban).split()).upper(),
        mandate=said.text(table.mandate),
    )
