"""E-invoices written for the tests: CII, ZUGFeRD 1, UBL, PDFs that carry them, CDAR messages."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO
from xml.sax.saxutils import escape

from pikepdf import AttachedFileSpec, Encryption, Pdf

SELLER, BUYER = "Atelier Martin", "Mairie de Sorbiers"
SELLER_SIREN, BUYER_SIREN = "552100554", "812345676"
CII = "urn:un:unece:uncefact:data:standard:"
UBL = "urn:oasis:names:specification:ubl:schema:xsd:"


@dataclass(frozen=True)
class Paper:
    """What an invoice says; amounts as written."""

    number: str = "F2026-0001"
    type_code: str = "380"
    issued_on: str = "20261102"
    due: tuple[str, ...] = ("20261202",)
    discounts: tuple[str, ...] = ("",)
    currency: str = "EUR"
    totals: dict[str, str] = field(
        default_factory=lambda: {
            "net": "1000.00", "vat": "200.00", "gross": "1200.00", "prepaid": "300.00",
            "due": "900.00",
        }
    )  # fmt: skip
    terms: str = "30 jours"
    notes: tuple[tuple[str, str], ...] = (("PMT", "40 euros"), ("PMD", "Taux BCE + 10"))
    seller: str = SELLER
    seller_siren: str = SELLER_SIREN
    buyer: str = BUYER
    buyer_siren: str = BUYER_SIREN


def tag(name: str, content: str, **attributes: str) -> str:
    """One element; none when it has nothing to say."""
    said = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f"<{name}{said}>{content}</{name}>" if content else ""


def cii(paper: Paper) -> bytes:
    """The invoice in CII D16B."""
    party = "<ram:Name>{name}</ram:Name>" + (
        "<ram:SpecifiedLegalOrganization><ram:ID schemeID='0002'>{siren}</ram:ID>"
        "</ram:SpecifiedLegalOrganization>"
    )
    seller = party.format(name=escape(paper.seller), siren=paper.seller_siren)
    buyer = party.format(name=escape(paper.buyer), siren=paper.buyer_siren)
    agreement = (
        f"<ram:SellerTradeParty>{seller}</ram:SellerTradeParty>"
        f"<ram:BuyerTradeParty>{buyer}</ram:BuyerTradeParty>"
        "<ram:BuyerOrderReferencedDocument><ram:IssuerAssignedID>BC-7</ram:IssuerAssignedID>"
        "</ram:BuyerOrderReferencedDocument>"
    )
    notes = "".join(
        f"<ram:IncludedNote><ram:Content>{text}</ram:Content>{tag('ram:SubjectCode', code)}"
        "</ram:IncludedNote>"
        for code, text in paper.notes
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rsm:CrossIndustryInvoice'
        f' xmlns:rsm="{CII}CrossIndustryInvoice:100" xmlns:udt="{CII}UnqualifiedDataType:100"'
        f' xmlns:ram="{CII}ReusableAggregateBusinessInformationEntity:100">'
        f"<rsm:ExchangedDocument>{tag('ram:ID', paper.number)}"
        f"{tag('ram:TypeCode', paper.type_code)}{_cii_day('ram:IssueDateTime', paper.issued_on)}"
        f"{notes}</rsm:ExchangedDocument><rsm:SupplyChainTradeTransaction>"
        f"<ram:ApplicableHeaderTradeAgreement>{agreement}</ram:ApplicableHeaderTradeAgreement>"
        f"<ram:ApplicableHeaderTradeSettlement>{_settlement(paper)}"
        "</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction>"
        "</rsm:CrossIndustryInvoice>"
    ).encode()


def zugferd1(paper: Paper) -> bytes:
    """The same under the names of ZUGFeRD 1.0."""
    renamed = cii(paper).decode()
    for new, old in (
        ("CrossIndustryInvoice:100", "CrossIndustryDocument:1p0"),
        ("CrossIndustryInvoice", "CrossIndustryDocument"),
        ("rsm:ExchangedDocument>", "rsm:HeaderExchangedDocument>"),
        ("rsm:SupplyChainTradeTransaction", "rsm:SpecifiedSupplyChainTradeTransaction"),
        ("ApplicableHeaderTrade", "ApplicableSupplyChainTrade"),
        ("TradeSettlementHeaderMonetary", "TradeSettlementMonetary"),
        ("ram:IssuerAssignedID", "ram:ID"),
    ):
        renamed = renamed.replace(new, old)
    return renamed.encode()


def _cii_day(name: str, day: str) -> str:
    said = f'<udt:DateTimeString format="102">{day}</udt:DateTimeString>' if day else ""
    return tag(name, said)


def _settlement(paper: Paper) -> str:
    names = {
        "net": "TaxBasisTotalAmount", "vat": "TaxTotalAmount", "gross": "GrandTotalAmount",
        "prepaid": "TotalPrepaidAmount", "due": "DuePayableAmount", "rounding": "RoundingAmount",
    }  # fmt: skip
    amounts = "".join(
        tag(
            f"ram:{names[name]}",
            amount,
            **({"currencyID": paper.currency} if name == "vat" else {}),
        )
        for name, amount in paper.totals.items()
    )
    discounts = (*paper.discounts, *[""] * len(paper.due))
    dues = [
        _cii_day("ram:DueDateDateTime", day)
        + tag("ram:ApplicableTradePaymentDiscountTerms", tag("ram:CalculationPercent", percent))
        for day, percent in zip(paper.due or ("",), discounts, strict=False)
    ]
    terms = "".join(
        tag(
            "ram:SpecifiedTradePaymentTerms",
            (tag("ram:Description", paper.terms) if n == 0 else "") + due,
        )
        for n, due in enumerate(dues)
    )
    return (
        "<ram:PaymentReference>RF18</ram:PaymentReference>"
        f"{tag('ram:InvoiceCurrencyCode', paper.currency)}"
        "<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>30</ram:TypeCode>"
        "<ram:PayeePartyCreditorFinancialAccount><ram:IBANID>FR76 3000 6000 0112 3456 7890 189"
        "</ram:IBANID></ram:PayeePartyCreditorFinancialAccount>"
        "</ram:SpecifiedTradeSettlementPaymentMeans>"
        f"{terms}{tag('ram:SpecifiedTradeSettlementHeaderMonetarySummation', amounts)}"
        "<ram:InvoiceReferencedDocument><ram:IssuerAssignedID>F2026-0000</ram:IssuerAssignedID>"
        "</ram:InvoiceReferencedDocument>"
    )


def ubl(paper: Paper, *, root: str = "Invoice") -> bytes:
    """The invoice in UBL 2.1; ``root`` may be CreditNote."""
    names = {
        "net": "TaxExclusiveAmount", "gross": "TaxInclusiveAmount", "prepaid": "PrepaidAmount",
        "rounding": "PayableRoundingAmount", "due": "PayableAmount",
    }  # fmt: skip
    priced = {"currencyID": paper.currency}
    amounts = "".join(
        tag(f"cbc:{names[name]}", amount, **priced)
        for name, amount in paper.totals.items()
        if name in names
    )
    notes = "".join(
        tag("cbc:Note", f"#{code}#{text}" if code else text) for code, text in paper.notes
    )
    days = "".join(tag("cbc:DueDate", _iso(day)) for day in paper.due)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><{root} xmlns="{UBL}{root}-2"'
        f' xmlns:cac="{UBL}CommonAggregateComponents-2" xmlns:cbc="{UBL}CommonBasicComponents-2">'
        f"{tag('cbc:ID', paper.number)}{tag('cbc:IssueDate', _iso(paper.issued_on))}{days}"
        f"{tag(f'cbc:{root}TypeCode', paper.type_code)}{notes}"
        f"{tag('cbc:DocumentCurrencyCode', paper.currency)}"
        "<cac:OrderReference><cbc:ID>BC-7</cbc:ID></cac:OrderReference>"
        "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>F2026-0000</cbc:ID>"
        "</cac:InvoiceDocumentReference></cac:BillingReference>"
        f"{_ubl_party('Supplier', paper.seller, paper.seller_siren)}"
        f"{_ubl_party('Customer', paper.buyer, paper.buyer_siren)}"
        "<cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>"
        "<cbc:PaymentID>RF18</cbc:PaymentID><cac:PayeeFinancialAccount>"
        "<cbc:ID>FR7630006000011234567890189</cbc:ID></cac:PayeeFinancialAccount>"
        "</cac:PaymentMeans>"
        f"{tag('cac:PaymentTerms', tag('cbc:Note', paper.terms))}"
        f"{tag('cac:TaxTotal', tag('cbc:TaxAmount', paper.totals.get('vat', ''), **priced))}"
        f"{tag('cac:LegalMonetaryTotal', amounts)}</{root}>"
    ).encode()


def _iso(day: str) -> str:
    return f"{day[:4]}-{day[4:6]}-{day[6:]}" if day else ""


def _ubl_party(role: str, name: str, siren: str) -> str:
    return (
        f"<cac:Accounting{role}Party><cac:Party><cac:PartyLegalEntity>"
        f"<cbc:RegistrationName>{escape(name)}</cbc:RegistrationName>"
        f'<cbc:CompanyID schemeID="0002">{siren}</cbc:CompanyID>'
        f"</cac:PartyLegalEntity></cac:Party></cac:Accounting{role}Party>"
    )


def pdf(files: Iterable[tuple[str, bytes]], *, password: str = "") -> bytes:
    """A PDF of one blank page that carries these files."""
    made, out = Pdf.new(), BytesIO()
    made.add_blank_page()
    for name, content in files:
        made.attachments[name] = _attached(made, name, content)
    made.save(out, encryption=Encryption(owner="o", user=password) if password else False)
    return out.getvalue()


def _attached(made: Pdf, name: str, content: bytes) -> AttachedFileSpec:
    return AttachedFileSpec(
        made, content, filename=name, description="", mime_type="", creation_date="", mod_date=""
    )


def cdar(
    code: str, *, status: str = "", invoice: str = "F2026-0001", at: str = "20261110093000"
) -> bytes:
    """A life-cycle message that gives one status, said by the buyer."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rsm:CrossDomainAcknowledgementAndResponse'
        f' xmlns:rsm="{CII}CrossDomainAcknowledgementAndResponse:100"'
        f' xmlns:udt="{CII}UnqualifiedDataType:100" xmlns:qdt="{CII}QualifiedDataType:100"'
        f' xmlns:ram="{CII}ReusableAggregateBusinessInformationEntity:100">'
        "<rsm:ExchangedDocument><ram:ID>M-1</ram:ID><ram:IssuerTradeParty>"
        f'<ram:GlobalID schemeID="0002">{BUYER_SIREN}</ram:GlobalID><ram:Name>{BUYER}</ram:Name>'
        "<ram:RoleCode>BY</ram:RoleCode></ram:IssuerTradeParty></rsm:ExchangedDocument><rsm:AcknowledgementDocument>"
        f'<ram:IssueDateTime><udt:DateTimeString format="204">{at}</udt:DateTimeString>'
        f"</ram:IssueDateTime><ram:ReferenceReferencedDocument>"
        f"{tag('ram:IssuerAssignedID', invoice)}"
        '<ram:FormattedIssueDateTime><qdt:DateTimeString format="102">20261102'
        "</qdt:DateTimeString></ram:FormattedIssueDateTime>"
        f"{tag('ram:ProcessConditionCode', code)}<ram:IssuerTradeParty>"
        f'<ram:GlobalID schemeID="0002">{SELLER_SIREN}</ram:GlobalID></ram:IssuerTradeParty>'
        f"{tag('ram:SpecifiedDocumentStatus', status)}</ram:ReferenceReferencedDocument>"
        "</rsm:AcknowledgementDocument></rsm:CrossDomainAcknowledgementAndResponse>"
    ).encode()
