"""UBL 2: invoices and credit notes (EN 16931, Peppol, XRechnung and national variants)."""

from dataclasses import replace

from encaisse.imports.einvoices.paths import (
    DuePaths,
    PartyPaths,
    PrecedingPaths,
    Table,
    VatPaths,
)

INVOICE_ROOT, CREDIT_NOTE_ROOT = "Invoice", "CreditNote"
ROOTS = frozenset({INVOICE_ROOT, CREDIT_NOTE_ROOT})
TOTAL = "LegalMonetaryTotal/"


def _party(at: str) -> PartyPaths:
    return PartyPaths(
        at=at,
        names=("PartyLegalEntity/RegistrationName", "PartyName/Name"),
        identifiers=("PartyLegalEntity/CompanyID", "PartyIdentification/ID", "EndpointID"),
        code=("PartyIdentification/ID",),
        vat=("PartyTaxScheme/CompanyID",),
        country=("PostalAddress/Country/IdentificationCode",),
        email=("Contact/ElectronicMail", "EndpointID[@schemeID='EM']"),
        endpoint=("EndpointID",),
    )


TABLE = Table(
    number=("ID",),
    type_code=("InvoiceTypeCode", "CreditNoteTypeCode"),
    frame=("ProfileID",),
    vat_point=("InvoicePeriod/DescriptionCode",),
    issued_on=("IssueDate",),
    currency=("DocumentCurrencyCode",),
    seller=_party("AccountingSupplierParty/Party"),
    buyer=_party("AccountingCustomerParty/Party"),
    payee=replace(_party("PayeeParty"), names=("PartyName/Name",)),
    totals={
        "lines": (TOTAL + "LineExtensionAmount",),
        "allowances": (TOTAL + "AllowanceTotalAmount",),
        "charges": (TOTAL + "ChargeTotalAmount",),
        "net": (TOTAL + "TaxExclusiveAmount",),
        "vat": ("TaxTotal/TaxAmount",),
        "gross": (TOTAL + "TaxInclusiveAmount",),
        "prepaid": (TOTAL + "PrepaidAmount",),
        "rounding": (TOTAL + "PayableRoundingAmount",),
        "due": (TOTAL + "PayableAmount",),
    },
    vat=VatPaths(
        at="TaxTotal/TaxSubtotal",
        category=("TaxCategory/ID",),
        rate=("TaxCategory/Percent", "Percent"),
        base=("TaxableAmount",),
        amount=("TaxAmount",),
    ),
    due=DuePaths(
        at=("DueDate", "PaymentMeans/PaymentDueDate", "PaymentTerms"),
        day=(".", "PaymentDueDate", "InstallmentDueDate"),
        amount=("Amount",),
        discount=("SettlementDiscountPercent", "SettlementDiscountAmount"),
    ),
    terms=("PaymentTerms/Note",),
    note=("Note",),
    note_code=(),
    note_text=(".",),
    order=("OrderReference/ID",),
    contract=("ContractDocumentReference/ID",),
    buyer_reference=("BuyerReference",),
    preceding=PrecedingPaths(
        at=(
            "BillingReference/InvoiceDocumentReference",
            "BillingReference/CreditNoteDocumentReference",
        ),
        number=("ID",),
        day=("IssueDate",),
    ),
    means_code=("PaymentMeans/PaymentMeansCode",),
    payment_reference=("PaymentMeans/PaymentID",),
    iban=("PaymentMeans/PayeeFinancialAccount/ID",),
    mandate=("PaymentMeans/PaymentMandate/ID",),
)
