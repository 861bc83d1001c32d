"""What may be claimed, over frames: equal to the law's rule for one, and to its own words."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encaisse.kernel.money import Money
from encaisse.late_charges.rules import (
    LEDGER,
    MOVEMENTS,
    RECEIVABLES,
    claimable,
    net_of_ledger,
)
from encaisse.law.events import Events
from encaisse.law.late_interest import Debt, Imputation, LateInterest, Payment, late_interest
from encaisse.law.rates import Debtor, Regime
from encaisse.law.reader import LawUnknown

KNOWN_UNTIL = date(2026, 12, 31)
DEBTORS = {"company": Debtor.BUSINESS, "public": Debtor.PUBLIC, "consumer": Debtor.CONSUMER}


@dataclass(frozen=True)
class Owed:
    """A receivable of a test: 1 000,00 € due on 20 April 2026 by a business, unless said."""

    receivable_id: int = 1
    invoice_id: int = 1
    kind: str = "company"
    due_on: date = date(2026, 4, 20)
    estimated: bool = False
    currency: str = "EUR"
    clause: int | None = None
    face: int = 100_000
    moves: tuple[tuple[date, int], ...] = field(default=())
    judged_on: date | None = None
    times: int | None = None

    @property
    def row(self) -> tuple[object, ...]:
        return (
            *(self.receivable_id, self.invoice_id, self.kind, self.due_on),
            *(self.estimated, self.currency, self.clause, self.face, self.judged_on, self.times),
        )


def claims_of(*owed: Owed, on: date, known_until: date | None = None) -> list[dict[str, object]]:
    moves = [(each.receivable_id, day, cents) for each in owed for day, cents in each.moves]
    frame = claimable(
        pl.DataFrame([each.row for each in owed], schema=RECEIVABLES, orient="row"),
        pl.DataFrame(moves, schema=MOVEMENTS, orient="row"),
        on=on,
        known_until=known_until,
    )
    return frame.to_dicts()


def alone(owed: Owed, on: date) -> LateInterest:
    """The same receivable by the rule of the law for one debt."""
    debtor = DEBTORS[owed.kind]
    has_clause = owed.clause is not None and debtor is Debtor.BUSINESS
    debt = Debt(
        Money(owed.face),
        owed.due_on,
        debtor,
        Regime.CONTRACT if has_clause else Regime.DEFAULT,
        Decimal(owed.clause or 0) / 1_000_000 if has_clause else None,
    )
    payments = [Payment(day, Money(cents)) for day, cents in owed.moves if day <= on]
    events = Events(insolvency_on=owed.judged_on)
    return late_interest(
        debt, on=on, payments=payments, imputation=Imputation.PRINCIPAL_FIRST, events=events
    )


days = st.dates(min_value=date(2009, 1, 1), max_value=date(2027, 6, 30))


@st.composite
def moves_within(draw: st.DrawFn, face: int) -> tuple[tuple[date, int], ...]:
    """Payments and returns that keep the open amount between zero and the face, in time."""
    open_cents, moves = face, []
    for day in sorted(draw(st.lists(days, max_size=5, unique=True))):
        left = draw(st.integers(0, face))
        moves.append((day, open_cents - left))
        open_cents = left
    return tuple(moves)


@st.composite
def portfolios(draw: st.DrawFn) -> list[Owed]:
    found = []
    for number in range(draw(st.integers(1, 25))):
        face = draw(st.integers(1, 10**11))
        found.append(
            Owed(
                receivable_id=number,
                invoice_id=draw(st.integers(0, 10)),
                kind=draw(st.sampled_from(list(DEBTORS))),
                due_on=draw(days),
                clause=draw(st.none() | st.integers(0, 1_000_000)),
                face=face,
                moves=draw(moves_within(face)),
                judged_on=draw(st.none() | st.none() | days),
            )
        )
    return found


@settings(max_examples=150, deadline=None)
@given(portfolios(), days)
def test_the_rule_over_a_frame_equals_the_rule_for_one_to_the_cent(
    portfolio: list[Owed], on: date
) -> None:
    claims = claims_of(*portfolio, on=on)
    assert [claim["receivable_id"] for claim in claims] == [
        each.receivable_id for each in portfolio
    ]
    for owed, claim in zip(portfolio, claims, strict=True):
        try:
            expected = alone(owed, on)
        except LawUnknown:
            assert claim["complete"] is False
            if owed.due_on < KNOWN_UNTIL:
                assert claim["interest_cents"] == alone(owed, KNOWN_UNTIL).interest.cents
        else:
            assert claim["interest_cents"] == expected.interest.cents
            assert claim["days_late"] == expected.days


@settings(max_examples=50, deadline=None)
@given(portfolios(), days)
def test_the_indemnity_is_counted_once_per_invoice_paid_late(
    portfolio: list[Owed], on: date
) -> None:
    claims = claims_of(*portfolio, on=on)
    kinds = {each.receivable_id: each.kind for each in portfolio}
    for invoice in {each.invoice_id for each in portfolio}:
        mine = [claim for claim in claims if claim["invoice_id"] == invoice]
        late = [c for c in mine if c["days_late"] and kinds[c["receivable_id"]] != "consumer"]  # type: ignore[index]
        bearing = [claim for claim in mine if claim["indemnity_cents"]]
        assert len(bearing) <= 1
        assert late or not bearing


@pytest.mark.parametrize(
    ("owed", "on", "interest", "indemnity"),
    [
        pytest.param(Owed(), date(2026, 4, 20), 0, 0, id="on the due date: nothing"),
        # 1 000 × 12,15 % × 1 / 365 = 0,33
        pytest.param(Owed(), date(2026, 4, 21), 33, 4_000, id="the day after"),
        # 1 000 × 12,15 % × 71 / 365 = 23,63 and 1 000 × 12,40 % × 65 / 365 = 22,08
        pytest.param(Owed(), date(2026, 9, 3), 2_363 + 2_208, 4_000, id="across 1 July"),
        # frozen at 10,15 %: 1 000 × 10,15 % × 136 / 365 = 37,82
        pytest.param(Owed(kind="public"), date(2026, 9, 3), 3_782, 4_000, id="public: frozen"),
        pytest.param(Owed(kind="consumer"), date(2026, 9, 3), 0, 0, id="consumer: nothing"),
        # 1 000 × 10 % × 136 / 365 = 37,26
        pytest.param(Owed(clause=100_000), date(2026, 9, 3), 3_726, 4_000, id="clause at 10 %"),
        pytest.param(
            Owed(moves=((date(2026, 4, 20), 100_000),)),
            date(2026, 9, 3),
            0,
            0,
            id="paid on the due date: nothing",
        ),
        # 1 000 × 12,15 % × 10 / 365 = 3,33, kept once the principal is paid
        pytest.param(
            Owed(moves=((date(2026, 4, 30), 100_000),)),
            date(2026, 9, 3),
            333,
            4_000,
            id="paid ten days late: still claimable",
        ),
        # 1 000 × 12,15 % × 10 / 365 = 3,33 then 400 × 12,15 % × 10 / 365 = 1,33
        pytest.param(
            Owed(moves=((date(2026, 4, 30), 60_000),)),
            date(2026, 5, 10),
            333 + 133,
            4_000,
            id="a part paid",
        ),
        # paid on time, returned on 30 April: 1 000 × 12,15 % × 10 / 365 = 3,33 from 1 May
        pytest.param(
            Owed(moves=((date(2026, 4, 20), 100_000), (date(2026, 4, 30), -100_000))),
            date(2026, 5, 10),
            333,
            4_000,
            id="a payment that came back",
        ),
        pytest.param(Owed(currency="USD"), date(2026, 4, 30), 333, 0, id="no 40 € in dollars"),
    ],
)
def test_what_one_receivable_entails(owed: Owed, on: date, interest: int, indemnity: int) -> None:
    (claim,) = claims_of(owed, on=on)
    assert (claim["interest_cents"], claim["indemnity_cents"]) == (interest, indemnity)
    assert claim["complete"] is True


def test_two_installments_of_an_invoice_bear_one_indemnity_on_the_earliest() -> None:
    later = Owed(1, due_on=date(2026, 5, 20))
    earlier = Owed(2, due_on=date(2026, 4, 20))
    claims = claims_of(later, earlier, on=date(2026, 9, 3))
    assert [claim["indemnity_cents"] for claim in claims] == [0, 4_000]


def test_an_estimated_due_date_is_counted_and_never_written() -> None:
    (claim,) = claims_of(Owed(estimated=True), on=date(2026, 4, 30))
    assert (claim["interest_cents"], claim["estimated"], claim["in_letters"]) == (333, True, False)
    assert "échéance estimée" in str(claim["reason"])


def test_days_without_a_known_rate_leave_the_known_part_marked_incomplete() -> None:
    (claim,) = claims_of(Owed(due_on=date(2026, 12, 21)), on=date(2027, 1, 31))
    # 1 000 × 12,40 % × 10 / 365 = 3,40, from 22 to 31 December
    assert (claim["interest_cents"], claim["complete"], claim["in_letters"]) == (340, False, False)
    assert "sans taux connu" in str(claim["reason"])


def test_the_law_may_be_taken_as_known_until_an_earlier_day() -> None:
    (claim,) = claims_of(Owed(), on=date(2026, 9, 3), known_until=date(2026, 4, 30))
    assert (claim["interest_cents"], claim["complete"]) == (333, False)


def test_a_public_contract_keeps_its_rate_into_an_unknown_semester() -> None:
    (claim,) = claims_of(Owed(kind="public"), on=date(2027, 1, 31))
    assert claim["complete"] is True


def test_each_claim_names_its_article_and_its_reason() -> None:
    business, public, consumer = claims_of(
        Owed(1, 1), Owed(2, 2, kind="public"), Owed(3, 3, kind="consumer"), on=date(2026, 4, 30)
    )
    assert business["article"] == "C. com. L441-10, II"
    assert public["article"] == "CCP R2192-31"
    assert (consumer["article"], consumer["in_letters"]) == ("", False)
    assert business["reason"] == "10 jours de retard"
    assert str(consumer["reason"]).startswith("Particulier")


def test_no_receivable_no_claim() -> None:
    assert claims_of(on=date(2026, 4, 30)) == []


CLAIMS = pl.DataFrame(
    {
        "receivable_id": [3, 1, 2],
        "invoice_id": [20, 10, 10],
        "interest_cents": [500, 300, 200],
        "indemnity_cents": [4_000, 4_000, 0],
    }
)


@pytest.mark.parametrize(
    ("ledger", "interest", "indemnity", "fees"),
    [
        pytest.param([], [500, 300, 200], [4_000, 4_000, 0], [0, 0, 0], id="nothing moved"),
        pytest.param(
            [(10, "interest", "waived", 350), (10, "indemnity", "waived", None)],
            [500, 0, 150],
            [4_000, 0, 0],
            [0, 0, 0],
            id="an amount, and the whole",
        ),
        pytest.param(
            [(20, "interest", "paid", 9_999), (20, "indemnity", "claimed", 4_000)],
            [0, 300, 200],
            [4_000, 4_000, 0],
            [0, 0, 0],
            id="more paid than claimable; a claim takes nothing off",
        ),
        pytest.param(
            [
                (10, "fees", "claimed", 1_200),
                (10, "fees", "claimed", 800),
                (10, "fees", "paid", 500),
            ],
            [500, 300, 200],
            [4_000, 4_000, 0],
            [0, 1_500, 0],
            id="fees add up, less what was paid",
        ),
        pytest.param(
            [(10, "fees", "claimed", 1_200), (10, "fees", "waived", None)],
            [500, 300, 200],
            [4_000, 4_000, 0],
            [0, 0, 0],
            id="fees wholly waived",
        ),
    ],
)
def test_the_ledger_is_taken_off(
    ledger: list[tuple[object, ...]], interest: list[int], indemnity: list[int], fees: list[int]
) -> None:
    net = net_of_ledger(CLAIMS, pl.DataFrame(ledger, schema=LEDGER, orient="row"))
    assert net["receivable_id"].to_list() == [3, 1, 2]
    assert net["interest_cents"].to_list() == interest
    assert net["indemnity_cents"].to_list() == indemnity
    assert net["fees_cents"].to_list() == fees
