"""What a story may say. The grammar only grows; a key that is not here is refused by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from encaisse.dunning.story.reading import Fields, Node, load
from encaisse.dunning.story.scenarios import SCENARIO_KEYS

CUSTOMER_KEYS = (
    "scenario", "kind", "currency", "language", "email", "phone", "address", "parent",
    "pays_for_itself", "grace_until", "penalty_rate", "imputation", "contacts",
)  # fmt: skip
INVOICE_KEYS = (
    "number", "customer", "issued", "due", "amount", "installments", "currency", "scenario",
    "grace_until", "contact", "draft",
)  # fmt: skip
MESSAGE_KEYS = (
    "customer", "currency", "channel", "level", "receivables", "credits", "total", "to",
)  # fmt: skip
STORY_KEYS = (
    "company", "scenarios", "customers", "invoices", "events", "deliver", "runs", "expect",
    "expect_messages", "expect_sent", "expect_holds", "claims",
)  # fmt: skip

# Each event is known by its first word; the other words that it takes.
EVENTS: Mapping[str, tuple[str, ...]] = {
    "payment": ("customer", "amount", "currency", "pays", "settles"),
    "allocate": ("pays",),
    "return": (),
    "credit_note": ("customer", "amount", "currency", "for"),
    "cancel": ("why",),
    "write_off": ("for", "amount", "why"),
    "waive": ("claim", "why"),
    "block": ("until", "why"),
    "unblock": ("why",),
    "dispute": ("reason", "amount"),
    "settle": ("why",),
    "promise": ("amount", "by"),
    "plan": ("installments",),
    "skip": ("level", "why"),
    "force": ("scenario", "level", "why"),
    "delivery": ("level", "outcome"),
    "ignore": ("level", "why"),
    "insolvency": ("kind",),
    "status": ("code", "amount", "paid", "reason"),
    "lift": ("why",),
    "refuse": ("why",),
    "accept": (),
    "set": (),
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens on a day, before its runs, or after that of rank ``after``."""

    on: date
    kind: str
    subject: Node
    fields: Fields
    is_refused: bool
    after: int = 0

    @property
    def place(self) -> str:
        return self.fields.node.place


@dataclass(frozen=True, slots=True)
class RunWanted:
    """A run to play: ``label`` is its day as written, ``on`` the company's day."""

    label: str
    on: date
    at: datetime | None = None
    is_dry: bool = False
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """A company's life, and what is expected of it."""

    name: str
    currency: str
    timezone: str
    scenario: str | None
    rates: Mapping[str, Decimal]
    law_known_until: date | None
    scenarios: Mapping[str, Fields]
    customers: Mapping[str, Fields]
    invoices: tuple[Fields, ...]
    events: tuple[Event, ...]
    is_manual: bool
    runs: tuple[RunWanted, ...]
    expect: Mapping[str, Node] = field(default_factory=dict)
    expect_messages: Mapping[str, list[Fields]] = field(default_factory=dict)
    expect_sent: Mapping[str, list[Fields]] = field(default_factory=dict)
    expect_holds: Mapping[str, dict[str, str]] = field(default_factory=dict)
    claims: Mapping[str, dict[str, Fields]] = field(default_factory=dict)


def read(text: str) -> Story:
    """The story that a file tells; every word is checked before anything is played."""
    whole = load(text).fields(*STORY_KEYS)
    company = whole.get("company", _company, Node({}, "company").fields())
    timezone = company.get("timezone", _zone, "Europe/Paris")
    return Story(
        name=company.get("name", Node.text, "Société"),
        currency=company.get("currency", Node.currency, "EUR"),
        timezone=timezone,
        scenario=company.maybe("scenario", Node.text),
        rates=_rates(company),
        law_known_until=company.maybe("law_known_until", Node.day),
        scenarios=_each(whole, "scenarios", SCENARIO_KEYS),
        customers=_each(whole, "customers", CUSTOMER_KEYS),
        invoices=tuple(each.fields(*INVOICE_KEYS) for each in whole.items("invoices")),
        events=tuple(_event(each) for each in whole.items("events")),
        is_manual=whole.get("deliver", _deliver, "same_day") == "manual",
        runs=tuple(_run(each, timezone) for each in whole.items("runs")),
        expect=whole.pairs("expect"),
        expect_messages=whole.get("expect_messages", _messages, {}),
        expect_sent=whole.get("expect_sent", _messages, {}),
        expect_holds=whole.get("expect_holds", _holds, {}),
        claims=whole.get("claims", _claims, {}),
    )


def _company(node: Node) -> Fields:
    return node.fields("name", "currency", "timezone", "scenario", "rates", "law_known_until")


def _zone(node: Node) -> str:
    try:
        return ZoneInfo(node.text()).key
    except (ZoneInfoNotFoundError, ValueError):
        raise node.refuse(f"« {node.value} » n'est pas un fuseau horaire.") from None


def _rates(company: Fields) -> dict[str, Decimal]:
    pairs = company.pairs("rates")
    for pair, node in pairs.items():
        if len(pair) != 6 or node.decimal() <= 0:
            raise node.refuse("un cours s'écrit EURUSD: 1.20.")
    return {pair: node.decimal() for pair, node in pairs.items()}


def _each(whole: Fields, key: str, known: tuple[str, ...]) -> dict[str, Fields]:
    return {name: node.fields(*known) for name, node in whole.pairs(key).items()}


def _event(node: Node) -> Event:
    words = node.named()
    kind = next((word for word in EVENTS if word in words), None)
    if kind is None:
        raise node.refuse(f"aucun événement connu ; on attend {', '.join(EVENTS)}.")
    fields = node.fields("on", "after", "refused", kind, *EVENTS[kind])
    return Event(
        on=fields.need("on", Node.day),
        kind=kind,
        subject=words[kind],
        fields=fields,
        is_refused=fields.get("refused", Node.flag, plain=False),
        after=fields.get("after", Node.whole, 0),
    )


def _deliver(node: Node) -> str:
    return node.choice("same_day", "manual")


def _run(node: Node, timezone: str) -> RunWanted:
    if not isinstance(node.value, dict):
        return RunWanted(node.day().isoformat(), node.day())
    fields = node.fields("on", "at", "zone", "dry", "level")
    written = fields.need("on", Node.day)
    at = fields.maybe("at", _time)
    moment = None
    if at is not None:
        zone = ZoneInfo(fields.get("zone", _zone, timezone))
        moment = datetime.combine(written, at, zone)
    return RunWanted(
        label=written.isoformat(),
        on=moment.astimezone(ZoneInfo(timezone)).date() if moment else written,
        at=moment,
        is_dry=fields.get("dry", Node.flag, plain=False),
        level=fields.maybe("level", Node.whole),
    )


def _time(node: Node) -> time:
    try:
        return time.fromisoformat(node.text())
    except ValueError:
        raise node.refuse(f'« {node.value} » n\'est pas une heure ("23:30").') from None


def _messages(node: Node) -> dict[str, list[Fields]]:
    return {
        day: [each.fields(*MESSAGE_KEYS) for each in messages.items()]
        for day, messages in node.named().items()
    }


def _holds(node: Node) -> dict[str, dict[str, str]]:
    return {
        day: {name: code.text() for name, code in held.named().items()}
        for day, held in node.named().items()
    }


def _claims(node: Node) -> dict[str, dict[str, Fields]]:
    known = ("interest", "indemnity", "fees", "complete")
    return {
        day: {number: claim.fields(*known) for number, claim in claims.named().items()}
        for day, claims in node.named().items()
    }
