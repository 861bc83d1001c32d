"""A scenario as a story writes it."""

from decimal import Decimal

from encaisse.dunning import rules
from encaisse.dunning.rules.scenario import SPOKEN, TASK
from encaisse.dunning.story.reading import Fields, Node

SCENARIO_KEYS = (
    "tolerance", "minimum", "spacing", "grouping", "lists", "sequential", "transit", "steps",
    "repeat", "refused",
)  # fmt: skip
STEP_KEYS = (
    "level", "days", "channel", "courtesy", "pay_within", "end_of_month", "after", "approve", "fee",
    "invoices",
    "registered",
)  # fmt: skip
TEMPLATES = {0: "courtoisie", 1: "relance-1", 2: "relance-2", 3: "relance-3"}


def check_steps(fields: Fields) -> None:
    """Refuse unknown words in the steps, also of a scenario that will be refused."""
    for step in fields.items("steps"):
        step.fields(*STEP_KEYS)


def scenario_of(name: str, fields: Fields, currency: str) -> rules.Scenario:
    """The rules' form of it; nonsense is not yet refused here."""
    return rules.Scenario(
        id=0,
        name=name,
        currency=currency,
        steps=tuple(_step(each) for each in fields.items("steps")),
        tolerance_cents=fields.get("tolerance", Node.cents, 0),
        minimum=fields.get("minimum", lambda node: _minimum(node, currency), {}),
        spacing_days=fields.get("spacing", Node.whole, 0),
        grouping=fields.get("grouping", Node.text, "customer"),
        lists=fields.get("lists", Node.text, "reached"),
        is_sequential=fields.get("sequential", Node.flag, plain=True),
        transit_days=fields.get("transit", Node.whole, 0),
        repeat=fields.maybe("repeat", _repeat),
    )


def _minimum(node: Node, currency: str) -> dict[str, int]:
    if isinstance(node.value, dict):
        return {code: amount.cents() for code, amount in node.named().items()}
    return {currency: node.cents()}


def _repeat(node: Node) -> rules.Every:
    return node.fields("every").need("every", lambda every: rules.Every.parse(every.text()))


def _step(node: Node) -> rules.Step:
    fields = node.fields(*STEP_KEYS)
    level = fields.need("level", Node.whole)
    fee_cents, fee_rate = fields.get("fee", _fee, (0, Decimal(0)))
    channel = fields.get("channel", Node.text, "mail")
    approval = fields.get("approve", _approval, "auto")
    return rules.Step(
        level=level,
        days=fields.need("days", Node.whole),
        channel=channel,
        after_previous=fields.get("after", _after, plain=False),
        end_of_month=fields.get("end_of_month", Node.flag, plain=False),
        is_courtesy=fields.get("courtesy", Node.flag, plain=False),
        approval=TASK if channel in SPOKEN else approval,
        pay_within_days=fields.maybe("pay_within", Node.whole),
        fee_cents=fee_cents,
        fee_rate=fee_rate,
        encloses_invoices=fields.get("invoices", Node.flag, plain=False),
        is_registered=fields.get("registered", Node.flag, plain=False),
        template_code=TEMPLATES.get(level, "mise-en-demeure"),
    )


def _approval(node: Node) -> str:
    """A flag, or ``task``: a person does it."""
    if node.value == TASK:
        return TASK
    return "approve" if node.flag() else "auto"


def _after(node: Node) -> bool:
    return node.choice("previous", "due") == "previous"


def _fee(node: Node) -> tuple[int, Decimal]:
    """An amount, or a part of what is open: ``10%``."""
    if isinstance(node.value, str) and node.value.endswith("%"):
        try:
            return 0, Decimal(node.value.removesuffix("%").strip()) / 100
        except ArithmeticError:
            raise node.refuse(f"« {node.value} » n'est pas un pourcentage.") from None
    return node.cents(), Decimal(0)
