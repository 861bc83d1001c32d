"""The segments of interest: what a statement of account shows, and what claims sum up."""

from datetime import date

import polars as pl
from hypothesis import given, settings

from encaisse.late_charges.rules import MOVEMENTS, RECEIVABLES, claimable, segments
from tests.late_charges.test_rules import Owed, days, portfolios


def frames_of(*owed: Owed) -> tuple[pl.DataFrame, pl.DataFrame]:
    moves = [(each.receivable_id, day, cents) for each in owed for day, cents in each.moves]
    return (
        pl.DataFrame([each.row for each in owed], schema=RECEIVABLES, orient="row"),
        pl.DataFrame(moves, schema=MOVEMENTS, orient="row"),
    )


def segments_of(*owed: Owed, on: date) -> list[dict[str, object]]:
    return segments(*frames_of(*owed), on=on).to_dicts()


@settings(max_examples=100, deadline=None)
@given(portfolios(), days)
def test_claims_are_the_sum_of_the_segments(portfolio: list[Owed], on: date) -> None:
    receivables, movements = frames_of(*portfolio)
    summed = (
        segments(receivables, movements, on=on)
        .group_by("receivable_id")
        .agg(pl.col("interest_cents", "days").sum(), pl.col("is_certain").all())
    )
    claims = claimable(receivables, movements, on=on).join(summed, on="receivable_id", how="left")
    assert (claims["interest_cents"] == claims["interest_cents_right"].fill_null(0)).all()
    judged = [each.receivable_id for each in portfolio if each.judged_on]
    whole = claims.filter("complete", ~pl.col("receivable_id").is_in(judged), pl.col("days") > 0)
    assert (whole["days_late"] == whole["days"]).all()
    doubtful = claims.filter(~pl.col("is_certain_right"))
    assert not doubtful["in_letters"].any()


def test_each_segment_has_its_days_base_rate_article_and_source() -> None:
    owed = Owed(moves=((date(2026, 6, 10), 40_000),))
    first, second, third = segments_of(owed, on=date(2026, 9, 3))
    # 1 000 × 12,15 % × 51 / 365 = 16,98
    # 600 × 12,15 % × 20 / 365 = 3,99 and 600 × 12,40 % × 65 / 365 = 13,25
    assert [each["interest_cents"] for each in (first, second, third)] == [1_698, 399, 1_325]
    assert (first["first"], first["last"], first["days"]) == (
        date(2026, 4, 21),
        date(2026, 6, 10),
        51,
    )
    assert (third["base_cents"], third["rate_millionths"]) == (60_000, 124_000)
    assert second["article"] == "C. com. L441-10, II"
    assert "doctrine.fr" in str(second["source"])
    assert first["is_certain"] is True


def test_a_clause_is_its_own_source() -> None:
    (only,) = segments_of(Owed(clause=100_000), on=date(2026, 9, 3))
    assert (only["days"], only["source"]) == (136, "taux convenu au contrat")
    assert only["is_certain"] is True


def test_a_public_contract_keeps_one_segment() -> None:
    (only,) = segments_of(Owed(kind="public"), on=date(2027, 1, 31))
    assert (only["article"], only["rate_millionths"]) == ("CCP R2192-31", 101_500)


def test_a_consumer_and_an_unknown_day_have_no_segment() -> None:
    assert segments_of(Owed(kind="consumer"), on=date(2026, 9, 3)) == []
    (known,) = segments_of(Owed(due_on=date(2026, 12, 21)), on=date(2027, 1, 31))
    assert known["last"] == date(2026, 12, 31)


def test_an_uncertain_rate_never_reaches_a_letter() -> None:
    """The ten points were read once only for the years before July 2019."""
    old = Owed(due_on=date(2019, 6, 20), moves=((date(2019, 6, 25), 100_000),))
    recent = Owed(2, 2, due_on=date(2019, 6, 30), moves=((date(2019, 7, 5), 100_000),))
    doubtful, certain = claimable(*frames_of(old, recent), on=date(2019, 12, 31)).to_dicts()
    assert (doubtful["is_certain"], doubtful["in_letters"]) == (False, False)
    assert "à confirmer" in doubtful["reason"]
    assert (certain["is_certain"], certain["in_letters"]) == (True, True)


def test_a_frame_of_nothing_has_no_segment() -> None:
    assert segments_of(on=date(2026, 4, 30)) == []
