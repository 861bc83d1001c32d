"""The grain of CII: elements, days and amounts in their namespaces."""

from datetime import date

from lxml import etree

RSM = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
UDT = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"
QDT = "urn:un:unece:uncefact:data:standard:QualifiedDataType:100"
SPACES = {"rsm": RSM, "ram": RAM, "udt": UDT, "qdt": QDT}
DAY_FORMAT = "102"
CENTS = 100


def root() -> etree._Element:
    """The element that holds an invoice."""
    return etree.Element(f"{{{RSM}}}CrossIndustryInvoice", nsmap=SPACES)


def element(
    parent: etree._Element, name: str, text: str = "", *, space: str = RAM,
    optional: bool = False, **attributes: str,
) -> etree._Element:  # fmt: skip
    """A child with its text; an ``optional`` one is left out when it says nothing."""
    made = etree.Element(f"{{{space}}}{name}", attributes)
    made.text = text or None
    if text or not optional:
        parent.append(made)
    return made


def under(parent: etree._Element, above: str, name: str, text: str) -> None:
    """A child that holds one element only."""
    element(element(parent, above), name, text)


def dated(parent: etree._Element, name: str, day: date, *, is_qualified: bool = False) -> None:
    """A day, as ``20261231``."""
    holder = element(parent, name)
    space = QDT if is_qualified else UDT
    element(holder, "DateTimeString", f"{day:%Y%m%d}", space=space, format=DAY_FORMAT)


def amount(parent: etree._Element, name: str, cents: int, *, currency: str = "") -> None:
    """An amount, as ``1234.56``."""
    units, hundredths = divmod(abs(cents), CENTS)
    sign = "-" if cents < 0 else ""
    made = element(parent, name, f"{sign}{units}.{hundredths:02d}")
    if currency:
        made.set("currencyID", currency)


def indicator(parent: etree._Element, name: str, *, is_true: bool) -> None:
    """Yes or no."""
    element(element(parent, name), "Indicator", str(is_true).lower(), space=UDT)
