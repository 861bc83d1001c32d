"""The latest due date that the law lets an invoice have: by kind of buyer, sector and wording.

Between professionals C. com. L441-10, I and, by sector, L441-11 to L441-13; public contracts
CCP R2192-10 and R2192-11. For a consumer no limit was found.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from encaisse.kernel.days import end_of_month
from encaisse.kernel.refusal import Refusal
from encaisse.law.payment_terms import MonthEnd, Rule, require_countable
from encaisse.law.rates import Debtor
from encaisse.law.reader import LegalValue, Parameters, parameters

TEN_DAY_ENDS = (10, 20)
BY_DECREE = "C. com. L441-11, II (par décret)"
NO_CONSUMER_LIMIT = "aucun plafond trouvé pour un particulier"
EXPRESSLY = (
    "Au-delà du délai compté de l'émission, un délai fin de mois doit être stipulé expressément "
    "au contrat, sans abus manifeste (C. com. L441-10, I)."
)


class SectorOfAnotherBuyer(Refusal):
    """A sector that does not concern that kind of buyer."""

    code = "sector_of_another_buyer"
    sentence = "Le secteur « {sector} » ne concerne pas cet acheteur : choisissez parmi {sectors}."


class TermsMissing(Refusal):
    """Nothing agreed, and no law that says when."""

    code = "terms_missing"
    sentence = (
        "Aucune échéance légale n'est connue pour un particulier quand rien n'est convenu : "
        "donnez les conditions du contrat."
    )


class Sector(StrEnum):
    """What is bought, or who buys, when the law has a limit of its own for it."""

    GENERAL = "general"
    PERISHABLE = "perishable"
    MEAT = "meat"
    ALCOHOL = "alcohol"
    WINE = "wine"
    TRANSPORT = "transport"
    EXPORT = "export"
    OVERSEAS = "overseas"
    LEATHER = "leather"
    FARM_MACHINERY = "farm-machinery"
    SNOW_SPORT = "snow-sport"
    JEWELLERY = "jewellery"
    TOYS = "toys"
    PUBLIC_HEALTH = "public-health"
    PUBLIC_UNDERTAKING = "public-undertaking"

    @property
    def label(self) -> str:
        """The sector in French."""
        return FRENCH_SECTORS[self]


FRENCH_SECTORS = {
    Sector.GENERAL: "cas général",
    Sector.PERISHABLE: "produits alimentaires périssables",
    Sector.MEAT: "bétail sur pied et viandes fraîches",
    Sector.ALCOHOL: "boissons alcooliques soumises au droit de consommation",
    Sector.WINE: "raisins, moûts, vins et boissons soumises au droit de circulation",
    Sector.TRANSPORT: "transport de marchandises, location de véhicules, commission, transit",
    Sector.EXPORT: "biens achetés pour l'export",
    Sector.OVERSEAS: "outre-mer",
    Sector.LEATHER: "cuir",
    Sector.FARM_MACHINERY: "matériel agricole",
    Sector.SNOW_SPORT: "articles de sports d'hiver",
    Sector.JEWELLERY: "bijouterie, joaillerie, horlogerie",
    Sector.TOYS: "jouets",
    Sector.PUBLIC_HEALTH: "établissement public de santé, service de santé des armées",
    Sector.PUBLIC_UNDERTAKING: "entreprise publique",
}
DECREED = {
    *(Sector.LEATHER, Sector.FARM_MACHINERY, Sector.SNOW_SPORT, Sector.JEWELLERY, Sector.TOYS)
}
PUBLIC_SECTORS = (Sector.GENERAL, Sector.PUBLIC_HEALTH, Sector.PUBLIC_UNDERTAKING)
SECTORS_OF = {
    Debtor.BUSINESS: tuple(each for each in Sector if not each.startswith("public-")),
    Debtor.PUBLIC: PUBLIC_SECTORS,
    Debtor.CONSUMER: (Sector.GENERAL,),
}


class Counted(StrEnum):
    """From which day the days of a limit run."""

    ISSUE = "après l'émission"
    RECEIPT = "après la réception"
    DELIVERY = "après la livraison"
    DELIVERY_MONTH = "après la fin du mois de livraison"
    DELIVERY_TEN_DAYS = "après la fin de la décade de livraison"
    AFTER_DAYS = "après l'émission, puis fin de mois"
    BEFORE_DAYS = "après la fin du mois d'émission"

    @property
    def is_from_issue(self) -> bool:
        """Whether the day of issue is enough to count them."""
        return self in {Counted.ISSUE, Counted.AFTER_DAYS, Counted.BEFORE_DAYS}


@dataclass(frozen=True, slots=True)
class Sale:
    """What the limit depends on: the buyer, the sector, and the days of the invoice."""

    issued_on: date
    received_on: date | None = None
    buyer: Debtor = Debtor.BUSINESS
    sector: Sector = Sector.GENERAL

    def __post_init__(self) -> None:
        if self.sector not in SECTORS_OF[self.buyer]:
            sectors = ", ".join(SECTORS_OF[self.buyer])
            raise SectorOfAnotherBuyer(sector=self.sector.value, sectors=sectors)
        require_countable(self.issued_on, self.started_on)

    @property
    def started_on(self) -> date:
        """The day of receipt or delivery; that of issue stands for it when it is not known."""
        return self.received_on or self.issued_on


@dataclass(frozen=True, slots=True)
class Limit:
    """The latest due date allowed, in words and with its text; ``on`` is None when none is known.

    ``is_certain``: read twice or confirmed; only then may it be cited in what leaves the company.
    """

    on: date | None
    words: str
    article: str
    source: str
    is_certain: bool = True
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cap:
    """A legal figure and the day from which it is counted."""

    parameter: str
    counted: Counted

    def of(self, sale: Sale, law: Parameters) -> Limit:
        """The limit that it sets to a sale."""
        value = law.read(self.parameter).on(sale.issued_on)
        days = int(value.value)
        return Limit(
            on=_counted(days, self.counted, sale),
            words=f"{days} jours {self.counted}",
            article=value.article,
            source=value.source,
            is_certain=value.is_certain,
            warnings=tuple(self._warnings(value, sale)),
        )

    def _warnings(self, value: LegalValue, sale: Sale) -> Iterator[str]:
        if not self.counted.is_from_issue and sale.received_on is None:
            yield (
                "Sans date de réception ou de livraison, le maximum est compté du jour d'émission."
            )
        if not value.is_certain:
            mark = value.confidence.label
            yield f"Délai maximal ({value.article}) : {mark}, à vérifier avant tout envoi."
        if value.note:
            yield value.note


GENERAL_CAP = Cap("payment_days_max", Counted.ISSUE)
CAPS = {
    Sector.GENERAL: GENERAL_CAP,
    Sector.PERISHABLE: Cap("payment_days_sector.perishable", Counted.DELIVERY),
    Sector.MEAT: Cap("payment_days_sector.meat", Counted.DELIVERY),
    Sector.ALCOHOL: Cap("payment_days_sector.alcohol", Counted.DELIVERY_MONTH),
    Sector.WINE: Cap("payment_days_sector.wine", Counted.ISSUE),
    Sector.TRANSPORT: Cap("payment_days_sector.transport", Counted.ISSUE),
    Sector.EXPORT: Cap("payment_days_sector.export", Counted.ISSUE),
    Sector.OVERSEAS: Cap("payment_days_sector.overseas", Counted.RECEIPT),
}
RECAPITULATIVE_CAPS = {
    Sector.GENERAL: Cap("payment_days_recapitulative", Counted.ISSUE),
    Sector.PERISHABLE: Cap("payment_days_sector.perishable", Counted.DELIVERY_TEN_DAYS),
}
END_OF_MONTH_PARAMETERS = {
    Sector.GENERAL: "payment_days_end_of_month",
    Sector.WINE: "payment_days_sector.wine-end-of-month",
}


def limit_of(
    rule: Rule, sale: Sale, *, is_recapitulative: bool = False, law: Parameters = parameters
) -> Limit:
    """The latest due date of a term agreed with those words.

    The limit in days from issue always may be used; a term written « fin de mois », of no more
    days than the law says, may also reach the day that its own reading gives: the later counts.
    """
    if sale.buyer is Debtor.CONSUMER:
        return Limit(None, NO_CONSUMER_LIMIT, "", NO_CONSUMER_LIMIT, is_certain=False)
    if sale.buyer is Debtor.PUBLIC:
        return Cap(f"payment_days_public.{sale.sector}", Counted.RECEIPT).of(sale, law)
    if sale.sector in DECREED:
        return _decreed(sale.sector)
    recapitulative = RECAPITULATIVE_CAPS.get(sale.sector) if is_recapitulative else None
    if recapitulative:
        return recapitulative.of(sale, law)
    limits = [CAPS[sale.sector].of(sale, law), *_by_end_of_month(rule, sale, law)]
    return max(limits, key=lambda limit: limit.on or date.min)


def default_of(sale: Sale, *, law: Parameters = parameters) -> Limit:
    """When an invoice is due by law, nothing being agreed.

    A public body has its own period; professionals pay by receipt (C. com. L441-10, I), or on the
    limit of their sector when that comes sooner.
    """
    if sale.buyer is Debtor.CONSUMER:
        raise TermsMissing
    limit = limit_of(Rule(), sale, law=law)
    if sale.buyer is Debtor.PUBLIC:
        return limit
    default = Cap("payment_days_default", Counted.RECEIPT).of(sale, law)
    if sale.sector is Sector.GENERAL or limit.on is None:
        return default
    return min(limit, default, key=lambda each: each.on or date.max)


def _by_end_of_month(rule: Rule, sale: Sale, law: Parameters) -> Iterator[Limit]:
    """What a term written « fin de mois » may reach, counted as its own words say."""
    name = END_OF_MONTH_PARAMETERS.get(sale.sector)
    if name is None or rule.month_end is MonthEnd.NONE or rule.day_of_month:
        return
    before = rule.month_end is MonthEnd.BEFORE_DAYS
    limit = Cap(name, Counted.BEFORE_DAYS if before else Counted.AFTER_DAYS).of(sale, law)
    if rule.days <= int(law.read(name).on(sale.issued_on).value):
        yield replace(limit, warnings=(*limit.warnings, EXPRESSLY))


def _decreed(sector: Sector) -> Limit:
    words = f"fixé par décret pour le secteur « {sector.label} », non lu ici"
    return Limit(None, words, BY_DECREE, "", is_certain=False)


def _counted(days: int, counted: Counted, sale: Sale) -> date:
    """The last of ``days`` counted from there."""
    match counted:
        case Counted.ISSUE:
            start = sale.issued_on
        case Counted.RECEIPT | Counted.DELIVERY:
            start = sale.started_on
        case Counted.DELIVERY_MONTH:
            start = end_of_month(sale.started_on)
        case Counted.DELIVERY_TEN_DAYS:
            start = _end_of_ten_days(sale.started_on)
        case Counted.BEFORE_DAYS:
            start = end_of_month(sale.issued_on)
        case Counted.AFTER_DAYS:
            return end_of_month(sale.issued_on + timedelta(days=days))
    return start + timedelta(days=days)


def _end_of_ten_days(day: date) -> date:
    """The 10th, the 20th or the last day of the month (décade de livraison)."""
    ends = [day.replace(day=each) for each in TEN_DAY_ENDS]
    return next((end for end in ends if day <= end), end_of_month(day))
