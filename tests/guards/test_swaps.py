"""Every template that acts without a reload has a browser test that swap equals reload."""

import ast
import re

from tests.guards.source import ROOT, SOURCE

ACTS = re.compile(r"""hx-post=|<c-home\.act |swaps="(?!")""")
COMPARES = "assert_equals_a_reload"

# Where templates act (the beginning of their path) and the browser test of an act there.
TESTED = {
    "differences/account": "test_swaps.test_what_is_given_up_shows_what_a_reload_shows",
    "documents/attached": "test_documents.test_a_file_dropped_on_a_customer_s_page_shows_there",
    "documents/_drop": "test_documents.test_a_file_dropped_on_a_customer_s_page_shows_there",
    "dunning/run": "test_run.test_the_list_is_filtered_and_what_is_ticked_leaves",
    "home/customer": "test_swaps.test_what_is_shown_of_a_customer_stays_after_a_gesture",
    "home/invoice": "test_swaps.test_an_invoice_shows_what_a_reload_shows",
    "home/today": "test_day.test_she_approves_one_reminder_then_the_others",
    "home/why_late": "test_swaps.test_a_cause_confirmed_shows_what_a_reload_shows",
    "matching/payers": "test_swaps.test_a_payer_forgotten_shows_what_a_reload_shows",
    "matching/": "test_matching.test_fifty_lines_need_no_mouse",
    "notes/": "test_swaps.test_notes_show_what_a_reload_shows",
}
# What is typed there is nowhere until it is saved, and a question before an act has no address: a
# reload cannot show them.
UNSAVED = {
    "dunning/confirm.html", "dunning/scenario.html", "imports/columns.html",
    "invoicing/draft.html",
}  # fmt: skip


def acting() -> set[str]:
    """The pages' templates that act in place; components act where they are used."""
    found = {
        path.as_posix().split("/templates/")[1]: path.read_text()
        for path in SOURCE.glob("*/templates/**/*.html")
    }
    return {
        name for name, text in found.items() if not name.startswith("cotton/") and ACTS.search(text)
    }


def compares(test: str) -> bool:
    module, name = test.split(".")
    read = ast.parse((ROOT / "tests/browser" / f"{module}.py").read_text())
    bodies = [each for each in read.body if isinstance(each, ast.FunctionDef) and each.name == name]
    return any(COMPARES in ast.unparse(body) for body in bodies)


def test_what_acts_in_place_is_compared_with_a_reload() -> None:
    left = {name for name in acting() - UNSAVED if not any(map(name.startswith, TESTED))}
    assert not left, "write a test in tests/browser/test_swaps.py, and its line in TESTED"


def test_the_tests_named_compare() -> None:
    assert [test for test in TESTED.values() if not compares(test)] == []


def test_no_line_is_left_over() -> None:
    known = acting()
    assert [begin for begin in TESTED if not any(one.startswith(begin) for one in known)] == []
    assert known >= UNSAVED
