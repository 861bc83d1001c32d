"""CII: UN/CEFACT Cross Industry Invoice, of which Factur-X, ZUGFeRD and XRechnung are profiles."""

from lxml import etree

from encaisse.imports.einvoices.paths import (
    DuePaths,
    PartyPaths,
    PrecedingPaths,
    Table,
    VatPaths,
)

ROOTS = frozenset({"CrossIndustryInvoice", "CrossIndustryDocument"})
# ZUGFeRD 1.0 wrote the same facts under other names.
OLD_NAMES = {
    "HeaderExchangedDocument": "ExchangedDocument",
    "SpecifiedExchangedDocument": "ExchangedDocument",
    "SpecifiedSupplyChainTradeTransaction": "SupplyChainTradeTransaction",
    "ApplicableSupplyChainTradeAgreement": "ApplicableHeaderTradeAgreement",
    "ApplicableSupplyChainTradeSettlement": "ApplicableHeaderTradeSettlement",
    "SpecifiedTradeSettlementMonetarySummation": "SpecifiedTradeSettlementHeaderMonetarySummation",
    "ApplicablePercent": "RateApplicablePercent",
}
AGREEMENT = "SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement/"
SETTLEMENT = "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement/"
SUMMATION = SETTLEMENT + "SpecifiedTradeSettlementHeaderMonetarySummation/"
TERMS = SETTLEMENT + "SpecifiedTradePaymentTerms"
MEANS = SETTLEMENT + "SpecifiedTradeSettlementPaymentMeans/"
DISCOUNT = "ApplicableTradePaymentDiscountTerms/"


def _party(at: str) -> PartyPaths:
    return PartyPaths(
        at=at,
        names=("Name", "SpecifiedLegalOrganization/TradingBusinessName"),
        identifiers=(
            "SpecifiedLegalOrganization/ID", "GlobalID", "ID", "URIUniversalCommunication/URIID",
            "SpecifiedTaxRegistration/ID[@schemeID='FC']",
        ),
        code=("ID",),
        vat=("SpecifiedTaxRegistration/ID[@schemeID='VA']",),
        country=("PostalTradeAddress/CountryID",),
        email=(
            "DefinedTradeContact/EmailURIUniversalCommunication/URIID",
            "URIUniversalCommunication/URIID[@schemeID='EM']",
            "DefinedTradeContact/EmailURIUniversalCommunication/CompleteNumber",
        ),
        endpoint=("URIUniversalCommunication/URIID",),
    )  # fmt: skip


TABLE = Table(
    number=("ExchangedDocument/ID",),
    type_code=("ExchangedDocument/TypeCode",),
    frame=("ExchangedDocumentContext/BusinessProcessSpecifiedDocumentContextParameter/ID",),
    vat_point=(SETTLEMENT + "ApplicableTradeTax/DueDateTypeCode",),
    issued_on=(
        "ExchangedDocument/IssueDateTime/DateTimeString",
        "ExchangedDocument/IssueDateTime/DateTime",
    ),
    currency=(SETTLEMENT + "InvoiceCurrencyCode",),
    seller=_party(AGREEMENT + "SellerTradeParty"),
    buyer=_party(AGREEMENT + "BuyerTradeParty"),
    payee=_party(SETTLEMENT + "PayeeTradeParty"),
    totals={
        "lines": (SUMMATION + "LineTotalAmount",),
        "allowances": (SUMMATION + "AllowanceTotalAmount",),
        "charges": (SUMMATION + "ChargeTotalAmount",),
        "net": (SUMMATION + "TaxBasisTotalAmount",),
        "vat": (SUMMATION + "TaxTotalAmount",),
        "gross": (SUMMATION + "GrandTotalAmount",),
        "prepaid": (SUMMATION + "TotalPrepaidAmount",),
        "rounding": (SUMMATION + "RoundingAmount",),
        "due": (SUMMATION + "DuePayableAmount",),
    },
    vat=VatPaths(
        at=SETTLEMENT + "ApplicableTradeTax",
        category=("CategoryCode",),
        rate=("RateApplicablePercent",),
        base=("BasisAmount",),
        amount=("CalculatedAmount",),
    ),
    due=DuePaths(
        at=(TERMS,),
        day=("DueDateDateTime/DateTimeString", "DueDateDateTime/DateTime"),
        amount=("PartialPaymentAmount",),
        discount=(DISCOUNT + "CalculationPercent", DISCOUNT + "ActualDiscountAmount"),
    ),
    terms=(TERMS + "/Description",),
    note=("ExchangedDocument/IncludedNote",),
    note_code=("SubjectCode",),
    note_text=("Content",),
    order=(
        AGREEMENT + "BuyerOrderReferencedDocument/IssuerAssignedID",
        AGREEMENT + "BuyerOrderReferencedDocument/ID",
    ),
    contract=(
        AGREEMENT + "ContractReferencedDocument/IssuerAssignedID",
        AGREEMENT + "ContractReferencedDocument/ID",
    ),
    buyer_reference=(AGREEMENT + "BuyerReference",),
    preceding=PrecedingPaths(
        at=(SETTLEMENT + "InvoiceReferencedDocument",),
        number=("IssuerAssignedID", "ID"),
        day=("FormattedIssueDateTime/DateTimeString", "IssueDateTime"),
    ),
    means_code=(MEANS + "TypeCode",),
    payment_reference=(SETTLEMENT + "PaymentReference",),
    iban=(
        MEANS + "PayeePartyCreditorFinancialAccount/IBANID",
        MEANS + "PayeePartyCreditorFinancialAccount/ProprietaryID",
    ),
    mandate=(TERMS + "/DirectDebitMandateID",),
)


def with_present_names(root: etree._Element) -> etree._Element:
    """The tree under the names of today."""
    if root.tag == "CrossIndustryDocument":
        for element in root.iter(*OLD_NAMES):
            element.tag = OLD_NAMES[str(element.tag)]
    return root
