"""The sixty customers: who they are, what they buy, how they pay."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from encaisse.demonstration.rules import identity


class Habit(StrEnum):
    """How a customer pays."""

    PUNCTUAL = "punctual"
    MONTH_END = "month_end"
    LATE = "late"
    ASKED = "asked"
    TROUBLE = "trouble"
    PUBLIC = "public"
    DISPUTES = "disputes"
    PARTIAL = "partial"
    DIRECT_DEBIT = "direct_debit"
    BILL = "bill"
    DISCOUNT = "discount"
    LOST = "lost"
    FOREIGN = "foreign"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer of the story; ``mean_cents`` is before VAT."""

    code: str
    name: str
    town: str
    habit: Habit
    terms_days: int
    bills_a_year: int
    mean_cents: int
    contact: str
    rank: int

    @property
    def is_public(self) -> bool:
        """A public body (organisme public)."""
        return self.habit is Habit.PUBLIC

    @property
    def country(self) -> str:
        """Where it is; abroad there is one, in Switzerland, that is written to in German."""
        return "CH" if self.habit is Habit.FOREIGN else "FR"

    @property
    def language(self) -> str:
        """What it is written to in."""
        return "de" if self.habit is Habit.FOREIGN else "fr"

    @property
    def is_pseudo(self) -> bool:
        """The till: nobody to remind."""
        return self.habit is Habit.CARD

    @property
    def states_terms(self) -> bool:
        """Whether Encaisse is told the terms; otherwise it learns them from the payments."""
        return self.rank % 9 != 4

    @property
    def email(self) -> str:
        """The contact's address, in a reserved domain; four customers gave none."""
        if self.is_pseudo or self.rank % 15 == 12:
            return ""
        first, *_, last = self.contact.split(" ")
        return f"{_plain(first)}.{_plain(last)}@{_plain(self.name)}.example"

    @property
    def phone(self) -> str:
        """A number of the French range kept for fiction, as one dials it."""
        start = "04" if self.country == "FR" else "+33 4"
        return f"{start} 65 71 {30 + self.rank // 10:02d} {self.rank * 37 % 100:02d}"

    @property
    def address(self) -> str:
        """Street and town; two of the four without e-mail gave no address either."""
        if self.rank % 30 == 27:
            return ""
        return f"{1 + self.rank * 7 % 48} {_STREETS[self.rank % len(_STREETS)]}\n{self.town}"

    @property
    def siren(self) -> str:
        """A SIREN that belongs to nobody; none for the till nor abroad."""
        nowhere = self.habit in {Habit.CARD, Habit.FOREIGN}
        return "" if nowhere else identity.siren(52000 + self.rank)


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(c if c.isalnum() else " " for c in letters).split())


_STREETS = (
    "rue des Forges", "avenue de la Gare", "rue du Laminoir", "chemin des Aciéries",
    "boulevard de la Loire", "rue Jean-Jaurès", "zone artisanale du Pré-Rond", "quai du Gier",
    "impasse des Tourneurs", "rue du Puits-Neuf", "place du Marché", "allée des Fraiseurs",
)  # fmt: skip

_H = Habit

# name, town, habit, days to pay, bills a year, mean bill before VAT in euros, contact
_TABLE: tuple[tuple[str, str, Habit, int, int, int, str], ...] = (
    ("Garage Martin", "42700 Firminy", _H.LATE, 30, 18, 2_350, "Sylvie Petit"),
    ("Mairie de Sorbiers", "42290 Sorbiers", _H.PUBLIC, 30, 9, 7_800, "Hélène Faure"),
    ("Studio Lemoine", "69004 Lyon", _H.DISPUTES, 30, 11, 4_200, "Camille Lemoine"),
    ("Turbines du Pilat", "42400 Saint-Chamond", _H.PUNCTUAL, 45, 30, 14_600, "Bruno Vial"),
    ("Ascenseurs Cévenol", "43000 Le Puy-en-Velay", _H.PUNCTUAL, 60, 26, 12_400, "Anne Rocher"),
    ("Hydraulique Bonnefoy", "42600 Montbrison", _H.MONTH_END, 45, 22, 6_900, "Luc Bonnefoy"),
    ("Robinetterie des Monts", "69240 Thizy-les-Bourgs", _H.PUNCTUAL, 45, 25, 10_800, "Inga Maret"),
    ("Machines Textiles Vernay", "42300 Roanne", _H.PUNCTUAL, 60, 22, 12_900, "Odile Vernay"),
    ("Emballages Grandval", "42160 Andrézieux-Bouthéon", _H.PUNCTUAL, 45, 21, 9_700, "Yves Grand"),
    ("Pompes Carrel", "69800 Saint-Priest", _H.PUNCTUAL, 45, 23, 11_500, "Denis Carrel"),
    ("Aéro-Usinage Rhodanien", "69680 Chassieu", _H.PUNCTUAL, 60, 20, 13_200, "Maud Perrin"),
    ("Constructions Mécaniques Tissot", "38200 Vienne", _H.LATE, 45, 12, 4_700, "Rémi Tissot"),
    ("Fonderie de la Semène", "42140 Chazelles-sur-Lyon", _H.ASKED, 45, 11, 4_900, "Paule Masson"),
    ("Outillage Delorme", "42000 Saint-Étienne", _H.PUNCTUAL, 30, 14, 6_100, "Gilles Delorme"),
    ("Cycles Vercors", "38000 Grenoble", _H.DISCOUNT, 45, 12, 5_800, "Julie Arnaud"),
    ("Charpentes Métalliques Odin", "42110 Feurs", _H.TROUBLE, 45, 12, 1_700, "Franck Odin"),
    ("BTP Loire", "42000 Saint-Étienne", _H.MONTH_END, 45, 14, 4_400, "Karim Haddad"),
    ("Mobilier Urbain Chantal", "69400 Villefranche-sur-Saône", _H.BILL, 60, 12, 9_100, "Lise Roy"),
    ("Convoyeurs Marchand", "26000 Valence", _H.PUNCTUAL, 45, 13, 8_300, "Alain Marchand"),
    ("Laiteries du Forez", "42130 Boën-sur-Lignon", _H.PUNCTUAL, 30, 12, 6_700, "Claire Blanc"),
    ("Presses Jacquemond", "01100 Oyonnax", _H.DIRECT_DEBIT, 30, 13, 5_900, "Noël Jacquemond"),
    ("Plasturgie Ancelin", "01100 Oyonnax", _H.MONTH_END, 60, 12, 7_200, "Sonia Ancelin"),
    ("Papeteries du Lignon", "43200 Yssingeaux", _H.PUNCTUAL, 45, 10, 8_800, "Marc Fayolle"),
    ("Carrières de Margerie", "42560 Margerie-Chantagret", _H.PARTIAL, 45, 10, 5_400, "Jean Bost"),
    ("Transports Fougerol", "42340 Veauche", _H.LATE, 30, 11, 2_900, "Nathalie Fougerol"),
    ("Scierie Montagnon", "43290 Montfaucon-en-Velay", _H.ASKED, 30, 9, 2_600, "Éric Montagnon"),
    ("Brasserie du Crêt", "42660 Saint-Genest-Malifaux", _H.PUNCTUAL, 30, 8, 3_900, "Tom Crozet"),
    ("Électrolyse Chapuis", "69100 Villeurbanne", _H.PUNCTUAL, 45, 11, 6_400, "Ève Chapuis"),
    ("Signalétique Roussel", "63000 Clermont-Ferrand", _H.PUNCTUAL, 45, 9, 5_100, "Guy Roussel"),
    ("Rubans Soleymieux", "42240 Unieux", _H.PUNCTUAL, 30, 9, 4_400, "Flore Peyron"),
    ("Hôpital de Jonzieux", "42660 Jonzieux", _H.PUBLIC, 50, 8, 6_900, "Martine Vacher"),
    ("Lycée Benoît-Mécano", "42100 Saint-Étienne", _H.PUBLIC, 30, 7, 3_800, "Serge Ollier"),
    ("Communauté du Haut-Lignon", "43400 Le Chambon", _H.PUBLIC, 30, 6, 8_200, "Aline Cros"),
    ("Agence Vasseur Design", "69002 Lyon", _H.ASKED, 30, 7, 2_200, "Marion Vasseur"),
    ("Serrurerie Planchet", "42500 Le Chambon-Feugerolles", _H.LATE, 30, 9, 1_800, "Joël Planchet"),
    ("Garage de l'Étoile", "43120 Monistrol-sur-Loire", _H.LATE, 30, 9, 1_900, "Mireille Petit"),
    ("Menuiserie Alu Courbon", "42330 Saint-Galmier", _H.PUNCTUAL, 30, 8, 2_700, "David Courbon"),
    ("Isolation Rey Frères", "42000 Saint-Étienne", _H.PARTIAL, 30, 7, 3_100, "Patrick Rey"),
    ("Thermique Lachenal", "38500 Voiron", _H.PUNCTUAL, 45, 8, 3_600, "Cécile Lachenal"),
    ("Vergers de Pélussin", "42410 Pélussin", _H.PUNCTUAL, 30, 5, 2_400, "Louis Gonon"),
    ("Armurerie Verney", "42000 Saint-Étienne", _H.MONTH_END, 30, 8, 2_800, "Régis Verney"),
    ("Ébénisterie Sagnol", "43140 La Séauve-sur-Semène", _H.ASKED, 30, 6, 1_500, "Rose Sagnol"),
    ("Imprimerie Mourier", "42300 Roanne", _H.PUNCTUAL, 45, 7, 2_100, "Hugo Mourier"),
    ("Caves du Beaujeu", "69430 Beaujeu", _H.PUNCTUAL, 30, 5, 2_600, "Agnès Dupuy"),
    ("Matériel Agricole Thévenet", "71800 La Clayette", _H.MONTH_END, 60, 9, 4_300, "Guy Thévenet"),
    ("Verrerie de Givors", "69700 Givors", _H.PUNCTUAL, 45, 9, 4_900, "Salima Brun"),
    ("Optique Forestier", "01000 Bourg-en-Bresse", _H.PUNCTUAL, 45, 8, 5_300, "Victor Forestier"),
    ("Horlogerie Nicoud", "25500 Morteau", _H.DISCOUNT, 30, 7, 3_700, "Édith Nicoud"),
    ("Maintenance Pascal", "69190 Saint-Fons", _H.PUNCTUAL, 45, 9, 3_300, "Ugo Pascal"),
    ("Chocolaterie Bessat", "42660 Le Bessat", _H.PUNCTUAL, 30, 4, 2_900, "Emma Royet"),
    ("Skis du Mézenc", "43150 Les Estables", _H.PUNCTUAL, 30, 5, 3_400, "Paul Chanal"),
    ("Location Berthier", "42450 Sury-le-Comtal", _H.DIRECT_DEBIT, 30, 10, 1_600, "Fanny Berthier"),
    ("Ateliers Rochette", "42190 Charlieu", _H.LOST, 30, 12, 2_300, "Michel Rochette"),
    ("Prototypes Aubert", "69007 Lyon", _H.PUNCTUAL, 30, 8, 3_000, "Léa Aubert"),
    ("Câblage Sud-Loire", "42480 La Fouillouse", _H.PUNCTUAL, 45, 8, 2_500, "Nabil Sadi"),
    ("Métrologie Clavel", "74300 Cluses", _H.PUNCTUAL, 45, 7, 4_100, "Irène Clavel"),
    ("Décolletage Favre", "74300 Cluses", _H.BILL, 45, 8, 4_600, "Simon Favre"),
    ("Präzision Keller AG", "CH-2502 Biel", _H.FOREIGN, 45, 9, 6_200, "Ursula Keller"),
    ("Nettoyage Vif-Argent", "42100 Saint-Étienne", _H.PUNCTUAL, 30, 6, 1_300, "Awa Diallo"),
    ("Encaissements carte bancaire", "42100 Saint-Étienne", _H.CARD, 1, 0, 1_150, ""),
)  # fmt: skip

CUSTOMERS: tuple[Customer, ...] = tuple(
    Customer(f"C{rank:03d}", name, town, habit, terms, a_year, mean * 100, contact, rank)
    for rank, (name, town, habit, terms, a_year, mean, contact) in enumerate(_TABLE, start=1)
)

BY_NAME = {customer.name: customer for customer in CUSTOMERS}
BY_CODE = {customer.code: customer for customer in CUSTOMERS}
