"""The seller, the buyer and the place of delivery in CII."""

from lxml import etree

from encaisse.invoicing.facturx.tree import element, under
from encaisse.invoicing.rules.parties import SIREN_SCHEME, SIRET_SCHEME, Address, Party

DELIVERY = "ShipToTradeParty"
SELLER = "SellerTradeParty"
LINE_NAMES = ("LineOne", "LineTwo", "LineThree")
VAT_NUMBER, TAX_NUMBER = "VA", "FC"


def party(agreement: etree._Element, name: str, told: Party) -> None:
    """The seller or the buyer (BG-4, BG-7)."""
    made = element(agreement, name)
    if told.siret:
        element(made, "GlobalID", told.siret, schemeID=SIRET_SCHEME)
    element(made, "Name", told.name)
    if name == SELLER:
        element(made, "Description", told.legal, optional=True)
    if told.siren:
        organization = element(made, "SpecifiedLegalOrganization")
        element(organization, "ID", told.siren, schemeID=SIREN_SCHEME)
    if name == SELLER and (told.phone or told.email):
        _contact(made, told)
    place(made, told.address)
    where, scheme = told.electronic_address
    if where:
        element(element(made, "URIUniversalCommunication"), "URIID", where, schemeID=scheme)
    _taxes(made, told, is_seller=name == SELLER)


def place(made: etree._Element, address: Address) -> None:
    """A postal address (BG-5, BG-8, BG-15)."""
    postal = element(made, "PostalTradeAddress")
    element(postal, "PostcodeCode", address.postcode, optional=True)
    for name, line in zip(LINE_NAMES, address.lines, strict=False):
        element(postal, name, line)
    element(postal, "CityName", address.city, optional=True)
    element(postal, "CountryID", address.country)


def _contact(made: etree._Element, told: Party) -> None:
    contact = element(made, "DefinedTradeContact")
    element(contact, "PersonName", told.name)
    if told.phone:
        under(contact, "TelephoneUniversalCommunication", "CompleteNumber", told.phone)
    if told.email:
        under(contact, "EmailURIUniversalCommunication", "URIID", told.email)


def _taxes(made: etree._Element, told: Party, *, is_seller: bool) -> None:
    """The VAT number; a seller without one is known to the tax office by its SIREN (BT-32)."""
    if told.numero_tva:
        registered = element(made, "SpecifiedTaxRegistration")
        element(registered, "ID", told.numero_tva, schemeID=VAT_NUMBER)
    elif is_seller and told.siren:
        registered = element(made, "SpecifiedTaxRegistration")
        element(registered, "ID", told.siren, schemeID=TAX_NUMBER)
