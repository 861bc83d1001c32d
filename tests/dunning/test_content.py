"""A scenario written down is read back the same."""

from decimal import Decimal
from json import dumps, loads

from encaisse.dunning.rules import Every, Scenario, Step
from encaisse.dunning.rules.content import content_of, read_content

FULL = Scenario(
    id=7,
    name="complet",
    steps=(
        Step(0, -3, is_courtesy=True, template_code="courtoisie"),
        Step(1, 7, tone="firm", other_channel="letter", business_days=True, pay_within_days=5),
        Step(2, 9, after_previous=True, fee_cents=1200, fee_rate=Decimal("0.1"), approval="task"),
    ),
    minimum={"EUR": 2000},
    repeat=Every(2, "week"),
    version=3,
)


def test_a_scenario_written_down_is_read_back() -> None:
    content = loads(dumps(content_of(FULL)))
    assert read_content(content, id=7, version=3) == FULL
