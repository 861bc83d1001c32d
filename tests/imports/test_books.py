"""Several files of one company, in any order: each line once, the balance that of the latest."""

from datetime import date
from itertools import permutations

import pytest

from tests.imports import maker
from tests.imports.reading import balances, balances_in, ledger_of, open_by_number, open_in

SEEDS = range(6)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_year_is_right_to_the_cent(seed: int) -> None:
    life = maker.live(seed, [2024])
    ledger = ledger_of(maker.fec_rows(life, 2024))
    assert open_by_number(ledger) == open_in(life, date(2024, 12, 31))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_year_with_a_detailed_opening_is_right_to_the_cent(seed: int) -> None:
    life = maker.live(seed, [2023, 2024])
    ledger = ledger_of(maker.fec_rows(life, 2024))
    assert open_by_number(ledger) == open_in(life, date(2024, 12, 31))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("opening", ["detail", "total"])
@pytest.mark.parametrize("lettered", [True, False])
def test_one_file_always_keeps_the_balance_of_each_customer(
    seed: int, opening: str, lettered: bool
) -> None:
    life = maker.live(seed, [2023, 2024])
    ledger = ledger_of(maker.fec_rows(life, 2024, opening=opening, lettered=lettered))
    assert balances(ledger) == balances_in(life, date(2024, 12, 31))


@pytest.mark.parametrize("seed", SEEDS)
def test_years_with_detailed_openings_in_any_order(seed: int) -> None:
    life = maker.live(seed, [2022, 2023, 2024])
    files = [maker.fec_rows(life, year) for year in (2022, 2023, 2024)]
    for order in permutations(files):
        assert open_by_number(ledger_of(*order)) == open_in(life, date(2024, 12, 31))


@pytest.mark.parametrize("seed", SEEDS)
def test_years_with_opening_totals_in_any_order(seed: int) -> None:
    life = maker.live(seed, [2022, 2023, 2024])
    files = [
        maker.fec_rows(life, 2022),
        maker.fec_rows(life, 2023, opening="total"),
        maker.fec_rows(life, 2024, opening="total"),
    ]
    for order in permutations(files):
        ledger = ledger_of(*order)
        assert balances(ledger) == balances_in(life, date(2024, 12, 31))
        assert not ledger.invoices["kind"].is_in(["opening"]).any()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("opening", ["detail", "total"])
def test_a_missing_year_is_bridged_by_the_opening(seed: int, opening: str) -> None:
    life = maker.live(seed, [2022, 2023, 2024])
    files = [maker.fec_rows(life, 2022), maker.fec_rows(life, 2024, opening=opening)]
    for order in permutations(files):
        ledger = ledger_of(*order)
        assert balances(ledger) == balances_in(life, date(2024, 12, 31))
        if opening == "detail":
            assert open_by_number(ledger) == open_in(life, date(2024, 12, 31))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("opening", ["detail", "total"])
def test_monthly_exports_of_one_year_in_any_order(seed: int, opening: str) -> None:
    """Each export repeats the months before, with the lettering known that day."""
    life = maker.live(seed, [2023, 2024])
    days = [date(2024, 3, 31), date(2024, 8, 31), date(2024, 12, 31)]
    files = [maker.fec_rows(life, 2024, opening=opening, until=day) for day in days]
    whole = open_by_number(ledger_of(files[-1]))
    for order in permutations(files):
        assert open_by_number(ledger_of(*order)) == whole


def test_the_same_file_twice_changes_nothing() -> None:
    life = maker.live(1, [2024])
    once, twice = (ledger_of(*[maker.fec_rows(life, 2024)] * times) for times in (1, 2))
    assert once.receivables.equals(twice.receivables)
    assert once.allocations.equals(twice.allocations)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_export_made_after_the_year_end_letters_invoices_with_later_payments(seed: int) -> None:
    """Invoices lettered alone stay open at the closing; next year's file settles them."""
    life = maker.live(seed, [2023, 2024])
    late = maker.fec_rows(life, 2023, known=date(2024, 4, 30))
    assert open_by_number(ledger_of(late)) == open_in(life, date(2023, 12, 31))
    following = maker.fec_rows(life, 2024)
    for order in permutations([late, following]):
        assert open_by_number(ledger_of(*order)) == open_in(life, date(2024, 12, 31))


def test_a_year_without_opening_follows_the_year_before() -> None:
    life = maker.live(2, [2023, 2024])
    files = [maker.fec_rows(life, 2023), maker.fec_rows(life, 2024, opening="none")]
    for order in permutations(files):
        assert balances(ledger_of(*order)) == balances_in(life, date(2024, 12, 31))


def test_items_keep_every_name_they_were_known_by() -> None:
    """The opening line of the newer year and the invoice of the older are one item."""
    life = maker.live(3, [2023, 2024])
    older, newer = maker.fec_rows(life, 2023), maker.fec_rows(life, 2024)
    alone, both = ledger_of(newer), ledger_of(older, newer)
    openings = alone.invoices.filter(alone.invoices["kind"] == "opening")["invoice_key"].to_list()
    assert openings
    assert set(openings) <= set(both.aliases["also"].to_list())
    assert not both.invoices["kind"].is_in(["opening"]).any()
