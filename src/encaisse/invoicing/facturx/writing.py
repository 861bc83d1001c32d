"""An invoice as CII, profile EN 16931 of Factur-X: each element in the order of the schema.

A writer of our own, on lxml: the element of each fact stands in front of the reader, amounts stay
whole cents to the end, and nothing reaches the network. The official XSD and Schematron judge it.
"""

from decimal import Decimal

from lxml import etree

from encaisse.invoicing.facturx.parties import DELIVERY, party, place
from encaisse.invoicing.facturx.tree import RSM, amount, dated, element, indicator, root, under
from encaisse.invoicing.rules.facts import Facts
from encaisse.invoicing.rules.mentions import TREATMENT
from encaisse.invoicing.rules.regimes import HUNDRED
from encaisse.invoicing.rules.totals import Adjustment, Line, VatPart
from encaisse.kernel.period import Period

PROFILE = "urn:cen.eu:en16931:2017"
INVOICE_TYPE, CREDIT_NOTE_TYPE = "380", "381"
EURO = "EUR"
REBATE_CODE, REBATE = "95", "Remise"
SEPA_TRANSFER = "58"


def xml_of(facts: Facts) -> bytes:
    """The invoice as the bytes of ``factur-x.xml``."""
    invoice = root()
    _context(invoice, facts)
    _document(invoice, facts)
    trade = element(invoice, "SupplyChainTradeTransaction", space=RSM)
    for line in facts.lines:
        _line(trade, line)
    _agreement(trade, facts)
    _delivery(trade, facts)
    _settlement(trade, facts)
    return etree.tostring(invoice, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _context(invoice: etree._Element, facts: Facts) -> None:
    context = element(invoice, "ExchangedDocumentContext", space=RSM)
    under(context, "BusinessProcessSpecifiedDocumentContextParameter", "ID", facts.frame)
    under(context, "GuidelineSpecifiedDocumentContextParameter", "ID", PROFILE)


def _document(invoice: etree._Element, facts: Facts) -> None:
    document = element(invoice, "ExchangedDocument", space=RSM)
    element(document, "ID", facts.number)
    element(document, "TypeCode", CREDIT_NOTE_TYPE if facts.is_credit_note else INVOICE_TYPE)
    dated(document, "IssueDateTime", facts.issued_on)
    for note in facts.notes:
        _note(document, note.text, note.code)
    _note(document, facts.treatment, TREATMENT)
    if facts.remark:
        _note(document, facts.remark)


def _note(document: etree._Element, text: str, code: str = "") -> None:
    note = element(document, "IncludedNote")
    element(note, "Content", text)
    element(note, "SubjectCode", code, optional=True)


def _line(trade: etree._Element, line: Line) -> None:
    item = element(trade, "IncludedSupplyChainTradeLineItem")
    under(item, "AssociatedDocumentLineDocument", "LineID", str(line.place))
    under(item, "SpecifiedTradeProduct", "Name", line.designation)
    agreement = element(item, "SpecifiedLineTradeAgreement")
    under(agreement, "NetPriceProductTradePrice", "ChargeAmount", _figure(line.price))
    delivery = element(item, "SpecifiedLineTradeDelivery")
    element(delivery, "BilledQuantity", _figure(line.quantity), unitCode=line.unit)
    settlement = element(item, "SpecifiedLineTradeSettlement")
    tax = element(settlement, "ApplicableTradeTax")
    element(tax, "TypeCode", "VAT")
    element(tax, "CategoryCode", line.vat.regime.category)
    element(tax, "RateApplicablePercent", line.vat.percent)
    if line.rebate_cents:
        _rebate(settlement, line)
    sums = element(settlement, "SpecifiedTradeSettlementLineMonetarySummation")
    amount(sums, "LineTotalAmount", line.net_cents)


def _rebate(settlement: etree._Element, line: Line) -> None:
    rebate = element(settlement, "SpecifiedTradeAllowanceCharge")
    indicator(rebate, "ChargeIndicator", is_true=False)
    element(rebate, "CalculationPercent", _figure(line.rebate_rate * HUNDRED))
    amount(rebate, "BasisAmount", line.gross_cents)
    amount(rebate, "ActualAmount", line.rebate_cents)
    element(rebate, "ReasonCode", REBATE_CODE)
    element(rebate, "Reason", REBATE)


def _agreement(trade: etree._Element, facts: Facts) -> None:
    agreement = element(trade, "ApplicableHeaderTradeAgreement")
    told = facts.references
    element(agreement, "BuyerReference", told.service_code, optional=True)
    party(agreement, "SellerTradeParty", facts.seller)
    party(agreement, "BuyerTradeParty", facts.buyer)
    if told.order:
        under(agreement, "BuyerOrderReferencedDocument", "IssuerAssignedID", told.order)
    if told.contract:
        under(agreement, "ContractReferencedDocument", "IssuerAssignedID", told.contract)


def _delivery(trade: etree._Element, facts: Facts) -> None:
    delivery, told = element(trade, "ApplicableHeaderTradeDelivery"), facts.delivery
    if told.address or any(part.vat.regime.category == "K" for part in facts.totals.parts):
        where = element(delivery, DELIVERY)
        element(where, "Name", told.name or facts.buyer.name)
        place(where, told.address or facts.buyer.address)
    ended_on = told.on or (told.period and told.period.last)
    if ended_on:
        dated(element(delivery, "ActualDeliverySupplyChainEvent"), "OccurrenceDateTime", ended_on)


def _settlement(trade: etree._Element, facts: Facts) -> None:
    settlement = element(trade, "ApplicableHeaderTradeSettlement")
    if not facts.is_credit_note:
        element(settlement, "PaymentReference", facts.number)
    element(settlement, "InvoiceCurrencyCode", EURO)
    if facts.references.iban and not facts.is_credit_note:
        _means(settlement, facts)
    for part in facts.totals.parts:
        _vat(settlement, part, facts.vat_point)
    if facts.delivery.period:
        _period(settlement, facts.delivery.period)
    for adjustment in facts.totals.adjustments:
        _adjustment(settlement, adjustment)
    _terms(settlement, facts)
    _sums(settlement, facts)
    if facts.corrects:
        corrected = element(settlement, "InvoiceReferencedDocument")
        element(corrected, "IssuerAssignedID", facts.corrects.number)
        dated(corrected, "FormattedIssueDateTime", facts.corrects.issued_on, is_qualified=True)


def _means(settlement: etree._Element, facts: Facts) -> None:
    means = element(settlement, "SpecifiedTradeSettlementPaymentMeans")
    element(means, "TypeCode", SEPA_TRANSFER)
    account = element(means, "PayeePartyCreditorFinancialAccount")
    element(account, "IBANID", facts.references.iban)
    element(account, "AccountName", facts.seller.name)
    if facts.references.bic:
        bank = "PayeeSpecifiedCreditorFinancialInstitution"
        under(means, bank, "BICID", facts.references.bic)


def _vat(settlement: etree._Element, part: VatPart, due: str) -> None:
    tax, regime = element(settlement, "ApplicableTradeTax"), part.vat.regime
    amount(tax, "CalculatedAmount", part.vat_cents)
    element(tax, "TypeCode", "VAT")
    element(tax, "ExemptionReason", regime.reason, optional=True)
    amount(tax, "BasisAmount", part.base_cents)
    element(tax, "CategoryCode", regime.category)
    element(tax, "ExemptionReasonCode", regime.code, optional=True)
    element(tax, "DueDateTypeCode", due, optional=True)
    element(tax, "RateApplicablePercent", part.vat.percent)


def _period(settlement: etree._Element, period: Period) -> None:
    billed = element(settlement, "BillingSpecifiedPeriod")
    dated(billed, "StartDateTime", period.first)
    dated(billed, "EndDateTime", period.last)


def _adjustment(settlement: etree._Element, told: Adjustment) -> None:
    """A rebate or a charge on the whole, with its VAT (BG-20, BG-21)."""
    made = element(settlement, "SpecifiedTradeAllowanceCharge")
    indicator(made, "ChargeIndicator", is_true=told.is_charge)
    if told.rate is not None:
        element(made, "CalculationPercent", _figure(told.rate * HUNDRED))
        amount(made, "BasisAmount", told.base_cents)
    amount(made, "ActualAmount", told.cents)
    element(made, "ReasonCode", "" if told.is_charge else REBATE_CODE, optional=True)
    element(made, "Reason", told.reason)
    tax = element(made, "CategoryTradeTax")
    element(tax, "TypeCode", "VAT")
    element(tax, "CategoryCode", told.vat.regime.category)
    element(tax, "RateApplicablePercent", told.vat.percent)


def _terms(settlement: etree._Element, facts: Facts) -> None:
    """The words and the latest day; EN 16931 has room for one day only."""
    due_on = facts.due_on
    if not (facts.terms or due_on):
        return
    terms = element(settlement, "SpecifiedTradePaymentTerms")
    element(terms, "Description", facts.terms, optional=True)
    if due_on:
        dated(terms, "DueDateDateTime", due_on)


def _sums(settlement: etree._Element, facts: Facts) -> None:
    sums = element(settlement, "SpecifiedTradeSettlementHeaderMonetarySummation")
    told = facts.totals
    amount(sums, "LineTotalAmount", told.lines_cents)
    if told.adjustments:
        amount(sums, "ChargeTotalAmount", told.charges_cents)
        amount(sums, "AllowanceTotalAmount", told.rebates_cents)
    amount(sums, "TaxBasisTotalAmount", told.net_cents)
    amount(sums, "TaxTotalAmount", told.vat_cents, currency=EURO)
    amount(sums, "GrandTotalAmount", told.gross_cents)
    if told.prepaid_cents:
        amount(sums, "TotalPrepaidAmount", told.prepaid_cents)
    amount(sums, "DuePayableAmount", told.due_cents)


def _figure(value: Decimal) -> str:
    """A quantity, a price or a percentage, without zeros at the end."""
    plain = value.normalize()
    return f"{plain:f}"
