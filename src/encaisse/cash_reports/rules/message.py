"""The message « Encaissée » (CDAR, status 212): each element in the order of the schema. Pure.

A writer of our own, on lxml, as for invoices: the same facts give the same bytes, with no clock and
no network. The official XSD and Schematron (BR-FR-CDV) judge it in the tests."""

from dataclasses import dataclass
from datetime import date, datetime

from lxml import etree

from encaisse.cash_reports.rules.sharing import Part

BASE = "urn:un:unece:uncefact:data:standard:"
RSM = BASE + "CrossDomainAcknowledgementAndResponse:100"
RAM = BASE + "ReusableAggregateBusinessInformationEntity:100"
UDT = BASE + "UnqualifiedDataType:100"
QDT = BASE + "QualifiedDataType:100"
SPACES = {"rsm": RSM, "ram": RAM, "udt": UDT, "qdt": QDT}
PROFILE, PROCESS = "urn.cpro.gouv.fr:1p0:CDV:invoice", "REGULATED"
CASHED, CASHED_WORD, PAID_CODE = "212", "Encaissée", "47"
TREATMENT, AMOUNT_RECEIVED = "23", "MEN"
SIREN_SCHEME, PLATFORM_SCHEME, ADDRESS_SCHEME = "0002", "0238", "0225"
PUBLIC_PORTAL = ("9998", "PPF", "DFH")
SELLER, BUYER = "SE", "BY"
# What the French platforms know of document types; a receivable is an invoice at the least.
INVOICE_TYPE = "380"
TYPES = frozenset({"380", "384", "386", "389", "393", "471", "472", "473", "500", "501"})
DAY, INSTANT = ("102", "%Y%m%d"), ("204", "%Y%m%d%H%M%S")
HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Firm:
    """The seller or the buyer; ``address`` is where its messages go."""

    name: str
    siren: str
    address: str = ""
    scheme: str = ADDRESS_SCHEME


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One payment of an invoice, or what takes it back: negative parts."""

    rank: int
    invoice: str
    issued_on: date
    type_code: str
    seller: Firm
    buyer: Firm
    received_on: date
    parts: tuple[Part, ...]
    currency: str
    at: datetime

    @property
    def identifier(self) -> str:
        """What tells the message from every other."""
        kind = f"{self.type_code}_{self.issued_on:%Y%m%d}"
        return f"{self.invoice}_{CASHED}_{self.at:%Y%m%d%H%M%S}_{self.rank}#{kind}"


def written(told: Receipt) -> bytes:
    """The message as bytes."""
    root = etree.Element(f"{{{RSM}}}CrossDomainAcknowledgementAndResponse", nsmap=SPACES)
    context = _add(root, "ExchangedDocumentContext", space=RSM)
    process = _add(context, "BusinessProcessSpecifiedDocumentContextParameter")
    _add(process, "ID", PROCESS)
    _add(_add(context, "GuidelineSpecifiedDocumentContextParameter"), "ID", PROFILE)
    _document(root, told)
    _acknowledgement(root, told)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _document(root: etree._Element, told: Receipt) -> None:
    document = _add(root, "ExchangedDocument", space=RSM)
    _add(document, "ID", told.identifier)
    _add(document, "Name", f"{CASHED_WORD} {told.invoice}")
    _dated(document, "IssueDateTime", told.at, INSTANT)
    _add(_add(document, "SenderTradeParty"), "RoleCode", SELLER)
    _party(document, "IssuerTradeParty", told.seller, SELLER)
    buyer = _party(document, "RecipientTradeParty", told.buyer, BUYER)
    where = _add(buyer, "URIUniversalCommunication")
    _add(where, "URIID", told.buyer.address or told.buyer.siren, schemeID=told.buyer.scheme)
    number, name, role = PUBLIC_PORTAL
    portal = _add(document, "RecipientTradeParty")
    _add(portal, "GlobalID", number, schemeID=PLATFORM_SCHEME)
    _add(portal, "Name", name)
    _add(portal, "RoleCode", role)


def _acknowledgement(root: etree._Element, told: Receipt) -> None:
    said = _add(root, "AcknowledgementDocument", space=RSM)
    _add(_add(said, "MultipleReferencesIndicator"), "Indicator", "false", space=UDT)
    _add(said, "TypeCode", TREATMENT)
    _dated(said, "IssueDateTime", told.at, INSTANT)
    about = _add(said, "ReferenceReferencedDocument")
    _add(about, "IssuerAssignedID", told.invoice)
    _add(about, "StatusCode", PAID_CODE)
    _add(about, "TypeCode", told.type_code)
    _dated(about, "FormattedIssueDateTime", told.issued_on, DAY, space=QDT)
    _add(about, "ProcessConditionCode", CASHED)
    _add(about, "ProcessCondition", CASHED_WORD)
    seller = _add(about, "IssuerTradeParty")
    _add(seller, "GlobalID", told.seller.siren, schemeID=SIREN_SCHEME)
    status = _add(about, "SpecifiedDocumentStatus")
    _add(status, "SequenceNumeric", "1")
    for part in told.parts:
        _received(status, part, told)


def _received(status: etree._Element, part: Part, told: Receipt) -> None:
    """So much at that rate, VAT included, on that day."""
    units, hundredths = divmod(abs(part.cents), HUNDRED)
    amount = f"{'-' if part.cents < 0 else ''}{units}.{hundredths:02d}"
    made = _add(status, "SpecifiedDocumentCharacteristic")
    _add(made, "TypeCode", AMOUNT_RECEIVED)
    _add(_add(made, "ValueChangedIndicator"), "IndicatorString", "false", space=UDT)
    _add(made, "ValueAmount", amount, currencyID=told.currency)
    _dated(made, "ValueDateTime", told.received_on, DAY)
    _add(made, "ValuePercent", part.rate)


def _party(document: etree._Element, name: str, firm: Firm, role: str) -> etree._Element:
    made = _add(document, name)
    _add(made, "GlobalID", firm.siren, schemeID=SIREN_SCHEME)
    _add(made, "Name", firm.name)
    _add(made, "RoleCode", role)
    return made


def _dated(
    parent: etree._Element, name: str, on: date, form: tuple[str, str], *, space: str = UDT
) -> None:
    code, pattern = form
    _add(_add(parent, name), "DateTimeString", f"{on:{pattern}}", space=space, format=code)


def _add(
    parent: etree._Element, name: str, text: str = "", *, space: str = RAM, **attributes: str
) -> etree._Element:
    made = etree.SubElement(parent, f"{{{space}}}{name}", attributes)
    made.text = text or None
    return made
