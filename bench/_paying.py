"""How customers pay, invented: open invoices, what the bank writes of each payment, and the truth.

Written from what accountants see on statements, not from the rules of matching: a habit chooses
what is paid and what is said, then the bank spells it, cuts it, or loses it. Each line knows which
receivables its payer meant to pay, and for how much.
"""

import datetime
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

DAY = datetime.date(2026, 11, 23)
FIRST = (
    "Garage", "Boulangerie", "Menuiserie", "Transports", "Cabinet", "Pharmacie", "Imprimerie",
    "Charpentes", "Plomberie", "Hôtel", "Atelier", "Librairie", "Clinique", "Laboratoires",
    "Entrepôts", "Maçonnerie", "Électricité", "Studio", "Ferme", "Brasserie", "Cave", "Fonderie",
)  # fmt: skip
MIDDLE = (
    "Martin", "Lemoine", "Dubreuil", "Kowalski", "Fernández", "Le Goff", "N'Guyen", "Bertrand",
    "Ducœur", "Perrin", "Vasseur", "Roche", "Saint-André", "Morvan", "Chauvin", "Delmas", "Ricard",
    "Benali", "Schmitt", "Garnier", "Pons", "Aubert", "Tessier", "Moulin", "Blanchet", "Collin",
)  # fmt: skip
LAST = (
    "de la Loire", "du Forez", "Rhône-Alpes", "et Fils", "Frères", "Atlantique", "du Vexin",
    "Méditerranée", "Services", "Industrie", "Distribution", "du Centre", "de l'Étoile", "Océan",
    "Habitat", "Énergies", "du Marais", "Provence", "des Alpes", "Normandie",
)  # fmt: skip
FORMS = ("SARL", "SAS", "SA", "EURL", "SASU", "SCI", "Ets", "")
SCHEMES: tuple[Callable[[int], str], ...] = (
    lambda n: f"FA-2026-{n:06d}",
    lambda n: f"F26{n:07d}",
    lambda n: f"{2_600_000 + n}",
    lambda n: f"FAC{2601 + n % 11}-{n:06d}",
)
POLITE = ("", "", "", "REGLEMENT", "PAIEMENT", "VOTRE FACTURE", "VIR", "FACT", "FACTURE N°", "RGLT")
USELESS = ("VIREMENT", "VIR SEPA", "REMISE CHEQUE", "VIR INST", "REGLEMENT", "VERSEMENT", "")
UNLIKE = 0.97  # else two customers of the same name
FEES = (150, 500, 800, 1000, 1500, 1800, 2000)
NOBODY = ("DUPONT PIERRE", "CABINET COMPTABLE ARVOR", "HOLDING DES PINS", "FACTOR NORD", "CAISSE X")


@dataclass(slots=True)
class Owed:
    """An open receivable."""

    id: int
    customer: int
    number: str
    due_on: datetime.date
    cents: int


@dataclass(slots=True)
class Client:
    """A customer: what it owes, the oldest due first; what it has lately paid."""

    id: int
    name: str
    iban: str
    owed: list[Owed] = field(default_factory=list)
    paid: list[Owed] = field(default_factory=list)
    children: list["Client"] = field(default_factory=list)
    parent: "Client | None" = None
    avoir: int = 0
    installment: int = 0


@dataclass(slots=True)
class Paid:
    """A line of the statement; ``truth``: what its payer meant, receivable and cents."""

    habit: str
    cents: int
    said: str
    counterparty: str
    iban: str
    customer: int
    truth: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class World:
    """A company's customers and the lines of its statement. ``learned``: accounts that were seen
    before, with their customer."""

    clients: list[Client]
    lines: list[Paid]
    learned: dict[str, int]
    discount_rate: int = 200
    indemnity_cents: int = 4_000


class Inventor:
    """Invents a world; the same for the same seed."""

    def __init__(self, seed: int, *, clients: int, lines: int, owed_mean: float = 9.0) -> None:
        self.dice = random.Random(seed)
        self.scheme = SCHEMES[seed % len(SCHEMES)]
        self.names: set[tuple[str, ...]] = set()
        self.ids = iter(range(1, 100_000_000))
        self.clients = [self._client(rank, owed_mean) for rank in range(clients)]
        self._number(1 + seed % 900)
        self._group()
        self.count = lines

    def world(self) -> World:
        turn = self.dice.sample(self.clients, min(self.count, len(self.clients)))
        while len(turn) < self.count:
            turn += self.dice.sample(self.clients, min(self.count - len(turn), len(self.clients)))
        lines = [self._line(client) for client in turn]
        learned = {c.iban: c.id for c in self.clients if self.dice.random() < 0.7}
        return World(self.clients, lines, learned)

    def _client(self, rank: int, owed_mean: float) -> Client:
        dice = self.dice
        place = f"{rank // 7 % 97 + 1}" if dice.random() < 0.3 else dice.choice(LAST)
        words = (dice.choice(FORMS), dice.choice(FIRST), dice.choice(MIDDLE), place)
        name = " ".join(word for word in words if word)
        if rank % 3 == 0:
            name = f"{dice.choice(MIDDLE)}-{dice.choice(MIDDLE)} {dice.choice(LAST)} {words[0]}"
        if rank % 5 == 0:
            name = f"{self._invented()} {dice.choice(LAST)}"
        if words[1:] in self.names and dice.random() < UNLIKE:
            name = f"{name} {self._invented()}"
        self.names.add(words[1:])
        client = Client(rank + 1, name.strip(), f"FR76{rank:023d}")
        count = min(1 + int(dice.expovariate(1 / owed_mean)), 400)
        regular = dice.random() < 0.12
        amount = self._amount()
        for _turn in range(count):
            client.owed.append(self._owed(client, amount if regular else self._amount()))
        client.owed.sort(key=lambda owed: (owed.due_on, owed.id))
        client.paid = [self._owed(client, self._amount()) for _turn in range(3)]
        client.avoir = self._amount() // 6 if dice.random() < 0.1 else 0
        return client

    def _owed(self, client: Client, cents: int) -> Owed:
        due_on = DAY + datetime.timedelta(days=self.dice.randint(-120, 30))
        return Owed(next(self.ids), client.id, "", due_on, cents)

    def _number(self, first: int) -> None:
        """One series for the company, in the order of the days."""
        every = [owed for client in self.clients for owed in (*client.owed, *client.paid)]
        every.sort(key=lambda owed: (owed.due_on, owed.cents))
        for rank, owed in enumerate(every, first):
            owed.number = self.scheme(rank)

    def _amount(self) -> int:
        """Most invoices are of some hundred euros; one in eight is a round sum."""
        cents = int(min(max(self.dice.lognormvariate(10.8, 1.1), 900), 20_000_000))
        return max(cents // 5_000, 1) * 5_000 if self.dice.random() < 0.12 else cents

    def _invented(self) -> str:
        dice = self.dice
        sounds = ("ba", "co", "di", "fex", "lu", "mo", "nor", "pra", "tec", "vi", "zan", "sol")
        return "".join(dice.choice(sounds) for _turn in range(3)).capitalize()

    def _group(self) -> None:
        """One customer in twenty belongs to another."""
        for child in self.clients[::20]:
            parent = self.dice.choice(self.clients)
            if parent is not child and parent.parent is None and not child.children:
                child.parent = parent
                parent.children.append(child)

    def _line(self, client: Client) -> Paid:
        habit = self.dice.choices(list(HABITS), weights=list(HABITS.values()))[0]
        made = getattr(self, f"_{habit}")(client) or self._exact_ref(client)
        made.habit = made.habit or habit
        if made.iban == "?":
            made.iban = client.iban if self.dice.random() < 0.45 else ""
        return made

    def _paid(self, client: Client, owed: list[Owed], said: str, cents: int | None = None) -> Paid:
        total = sum(each.cents for each in owed)
        left = total if cents is None else cents
        truth = []
        for each in owed:
            part = min(each.cents, left)
            left -= part
            if part > 0:
                truth.append((each.id, part))
        spelled = self._bank(client.name)
        given = total if cents is None else cents
        return Paid("", given, said, spelled, "?", client.id, tuple(truth))

    def _some(self, client: Client, most: int = 1) -> list[Owed]:
        """A few of what is owed, the due ones rather than the others."""
        due = [owed for owed in client.owed if owed.due_on <= DAY]
        due = due if due and self.dice.random() < 0.9 else client.owed
        size = min(self.dice.randint(1, most), len(due))
        return sorted(self.dice.sample(due, size), key=lambda owed: (owed.due_on, owed.id))

    def _bank(self, text: str) -> str:
        """Capitals without accents, as most banks print; cut at 35 signs by some."""
        table = str.maketrans("àâäéèêëîïôöùûüçáÀÂÉÈÊËÎÔÙÛÜÇ", "aaaeeeeiioouuucaAAEEEEIOUUUC")
        found = (
            text.replace("œ", "oe").translate(table).upper() if self.dice.random() < 0.85 else text
        )
        return found[:35] if self.dice.random() < 0.3 else found

    def _exact_ref(self, client: Client) -> Paid:
        owed = self._some(client)
        return self._paid(client, owed, f"{self.dice.choice(POLITE)} {owed[0].number}")

    def _several_refs(self, client: Client) -> Paid:
        owed = self._some(client, 6)
        glue = self.dice.choice((" ", ", ", " + ", "/", " ET "))
        return self._paid(client, owed, f"{self.dice.choice(POLITE)} " + glue.join(
            each.number for each in owed))  # fmt: skip

    def _statement_total(self, client: Client) -> Paid:
        return self._paid(client, client.owed, self.dice.choice(("SOLDE", "RELEVE NOVEMBRE", "")))

    def _due_run(self, client: Client) -> Paid | None:
        until = DAY - datetime.timedelta(days=self.dice.choice((0, 0, 23, 30)))
        due = [owed for owed in client.owed if owed.due_on <= until]
        return (
            self._paid(client, due, self.dice.choice(("ECHEANCES", "RGT FOURN", "")))
            if due
            else None
        )

    def _round_sum(self, client: Client) -> Paid | None:
        total = sum(owed.cents for owed in client.owed)
        if total < 60_000:
            return None
        cents = self.dice.randint(1, total // 50_000) * 50_000
        return self._paid(
            client, client.owed, self.dice.choice(("ACOMPTE", "VERSEMENT", "")), cents
        )

    def _wrong_ref(self, client: Client) -> Paid:
        owed = self._some(client)
        number = owed[0].number
        turned = number[:-2] + number[-1] + number[-2]
        other = self.dice.choice(self.clients).owed[0].number
        said = self.dice.choice((turned, turned, other, "CDE 44871", "COMMANDE 2026-118"))
        return self._paid(client, owed, said)

    def _no_ref(self, client: Client) -> Paid:
        """Of several invoices of one amount, mostly the oldest."""
        owed = self._some(client)
        same = [each for each in client.owed if each.cents == owed[0].cents]
        owed = same[:1] if self.dice.random() < 0.75 else owed
        return self._paid(client, owed, self.dice.choice(("", "VIREMENT", "MERCI", "FACTURE")))

    def _group_parent(self, client: Client) -> Paid | None:
        parent = client.parent or client
        family = [owed for child in parent.children for owed in child.owed]
        if not family:
            return None
        owed = self.dice.sample(family, min(self.dice.randint(1, 4), len(family)))
        said = " ".join(each.number for each in owed) if self.dice.random() < 0.7 else "GROUPE"
        made = self._paid(parent, owed, said)
        made.iban = parent.iban if self.dice.random() < 0.45 else ""
        return made

    def _deduction(self, client: Client) -> Paid | None:
        owed = self._some(client, 3)
        total = sum(each.cents for each in owed)
        less = client.avoir if client.avoir and self.dice.random() < 0.7 else total // 9
        if not 0 < less < owed[-1].cents:
            return None
        said = " ".join(each.number for each in owed) + self.dice.choice(
            (" - AVOIR", " RETENUE", "")
        )
        return self._paid(client, owed, said, total - less)

    def _discount(self, client: Client) -> Paid:
        owed = self._some(client, 2)
        total = sum(each.cents for each in owed)
        rate = self.dice.choice((200, 200, 200, 100))
        said = " ".join(each.number for each in owed) if self.dice.random() < 0.85 else "ESCPTE"
        return self._paid(client, owed, f"{said} ESC", total - round(total * rate / 10_000))

    def _bank_fee(self, client: Client) -> Paid | None:
        owed = self._some(client)
        fee = self.dice.choice(FEES)
        said = owed[0].number if self.dice.random() < 0.8 else "TRANSFER"
        return (
            self._paid(client, owed, said, owed[0].cents - fee)
            if owed[0].cents > 20 * fee
            else None
        )

    def _claims(self, client: Client) -> Paid:
        owed = self._some(client, 2)
        total = sum(each.cents for each in owed)
        said = (
            " ".join(each.number for each in owed) if self.dice.random() < 0.8 else "SOLDE ET FRAIS"
        )
        return self._paid(client, owed, said, total + 4_000 * len(owed))

    def _installment(self, client: Client) -> Paid | None:
        total = sum(each.cents for each in client.owed)
        if total < 100_000:
            return None
        client.installment = client.installment or total // self.dice.randint(3, 6)
        said = self.dice.choice(("ECHEANCE", "ECHEANCIER NOVEMBRE", "MENSUALITE", ""))
        return self._paid(client, client.owed, said, client.installment)

    def _cut_label(self, client: Client) -> Paid:
        owed = self._some(client, 4)
        said = f"{self.dice.choice(POLITE)} " + " ".join(each.number for each in owed)
        if self.dice.random() < 0.6:
            at = self.dice.randint(5, max(len(said) - 3, 6))
            said = f"{said[:at]} {said[at:]}"
        else:
            said = said[: max(len(said) - self.dice.randint(1, 4), 8)]
        return self._paid(client, owed, said)

    def _ocr(self, client: Client) -> Paid:
        owed = self._some(client, 2)
        said = " ".join(each.number for each in owed)
        slips = {"0": "O", "1": "I", "5": "S", "8": "B", "O": "0", "I": "1", "S": "5", "B": "8"}
        letters = [
            slips[char] if char in slips and self.dice.random() < 0.3 else char for char in said
        ]
        return self._paid(client, owed, "CHQ " + "".join(letters))

    def _spaced(self, client: Client) -> Paid:
        owed = self._some(client, 2)
        ways: tuple[Callable[[str], str], ...] = (
            " ".join,
            lambda n: n.replace("-", ""),
            lambda n: n.replace("-", " ").replace("000", " "),
            lambda n: n.replace("-", "/"),
            lambda n: n.lstrip("FAC-"),
            lambda n: "facture " + n[-6:].lstrip("0"),
        )
        way = self.dice.choice(ways)
        return self._paid(client, owed, " ".join(way(each.number) for each in owed))

    def _name_variant(self, client: Client) -> Paid:
        owed = self._some(client, 2)
        words = client.name.split()
        ways: tuple[Callable[[], str], ...] = (
            lambda: " ".join(reversed(words)),
            lambda: " ".join(words[:-1]) or words[0],
            lambda: " ".join(word[:4] if len(word) > 6 else word for word in words),
            lambda: f"{client.name} FRANCE",
            lambda: client.name.replace("e", "", 1),
        )
        said = " ".join(each.number for each in owed) if self.dice.random() < 0.7 else "VIR"
        made = self._paid(client, owed, said)
        made.counterparty = self._bank(self.dice.choice(ways)())
        return made

    def _third_party(self, client: Client) -> Paid:
        made = self._exact_ref(client)
        made.counterparty, made.iban = self.dice.choice(NOBODY), f"FR14{self.dice.random()}"
        return made

    def _partial(self, client: Client) -> Paid:
        owed = self._some(client)
        cents = max(owed[0].cents * self.dice.choice((3, 4, 5, 7)) // 10, 1)
        return self._paid(client, owed, f"ACPTE {owed[0].number}", cents)

    def _over(self, client: Client) -> Paid:
        owed = self._some(client)
        cents = max(-(-owed[0].cents // 10_000) * 10_000, owed[0].cents + 100)
        return self._paid(client, owed, owed[0].number, cents)

    def _double(self, client: Client) -> Paid:
        again = client.paid[0]
        made = self._paid(client, [again], again.number)
        made.truth = ()
        return made

    def _useless(self, client: Client) -> Paid:
        made = self._paid(client, self._some(client, 2), self.dice.choice(USELESS))
        made.counterparty = made.iban = ""
        return made


HABITS = {
    "exact_ref": 25.0, "several_refs": 10.0, "statement_total": 5.0, "due_run": 6.0,
    "round_sum": 1.5, "wrong_ref": 1.5, "no_ref": 12.0, "group_parent": 2.5, "deduction": 2.0,
    "discount": 2.0, "bank_fee": 2.0, "claims": 1.5, "installment": 2.0, "cut_label": 4.0,
    "ocr": 2.5, "spaced": 7.0, "name_variant": 5.0, "third_party": 2.0, "partial": 1.5,
    "over": 1.0, "double": 1.0, "useless": 3.0,
}  # fmt: skip


def invent(seed: int, *, clients: int, lines: int, owed_mean: float = 9.0) -> World:
    """A world of that seed; lines fewer than clients pay once each."""
    return Inventor(seed, clients=clients, lines=lines, owed_mean=owed_mean).world()


def all_owed(world: World) -> Iterator[Owed]:
    for client in world.clients:
        yield from client.owed
