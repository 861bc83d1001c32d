"""The house stays in order: sizes, clocks, writes at home, names."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from tests.guards import source

LINES_MAX = 400
FUNCTION_LINES_MAX = 40
CAPABILITY_FILES = {
    "__init__", "rules", "models", "queries", "operations", "forms", "columns", "views", "api",
    "commands", "jobs", "urls", "admin", "loading", "apps",
}  # fmt: skip
CAPABILITY_FOLDERS = {"migrations", "static", "templates", "__pycache__"} | {
    "rules", "models", "queries", "operations", "forms", "columns", "views", "api",
}  # fmt: skip
OWN_FOLDERS = {
    "documents": {"reading"},
    "letters": {"mail", "sms", "post", "pdf", "http", "defaults"},
    "imports": {"opening", "fec", "cfonb", "camt", "ofx", "mt940", "einvoices", "facturx", "cdar"}
    | {"pain002", "table", "open_items", "bank_sheet", "listing", "sources"},
    "invoicing": {"facturx", "paper"},
    "dunning": {"story", "templatetags"}, "parties": {"templatetags"},
    "portal": {"templatetags"},
}  # fmt: skip
FOUNDATIONS = {"config", "kernel", "law", "web", "store", "accounts", "jobs", "api"}
CLOCKS = {"now", "today", "localdate", "localtime", "utcnow"}
THREADS = """
import pathlib
from encaisse.config import cli, start
cli.prepare_django()
start.load_pages()
for thread in pathlib.Path("/proc/self/task").iterdir():
    print((thread / "comm").read_text().strip())
"""
DOORS = {"views", "api", "commands", "jobs", "worker", "admin", "web"}


def test_no_file_is_too_long() -> None:
    long = {
        source.named(path): count
        for path in source.tracked()
        if path.suffix in {".py", ".html", ".css", ".js"} and "migrations" not in path.parts
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > LINES_MAX
    }
    assert not long, f"over {LINES_MAX} lines, split by subject: {long}"


def test_no_function_is_too_long() -> None:
    long = [
        f"{source.named(path)}:{node.lineno} {node.name} ({length})"
        for path in source.modules()
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.FunctionDef)
        if (length := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES_MAX
    ]
    assert not long, f"over {FUNCTION_LINES_MAX} lines: {long}"


def test_every_module_says_what_it_is() -> None:
    mute = [
        source.named(path) for path in source.modules() if not ast.get_docstring(source.tree(path))
    ]
    assert not mute, f"without a docstring: {mute}"


def test_a_capability_holds_the_usual_files_and_no_others() -> None:
    odd = [
        source.named(path)
        for folder in source.SOURCE.iterdir()
        if folder.is_dir() and folder.name not in FOUNDATIONS
        for path in folder.glob("*.py")
        if path.stem not in CAPABILITY_FILES
    ]
    assert not odd, f"not a file of house.md, section 3: {odd}"


def test_a_capability_holds_the_usual_folders_and_no_others() -> None:
    odd = [
        source.named(folder)
        for capability in source.SOURCE.iterdir()
        if capability.is_dir() and capability.name not in FOUNDATIONS
        for folder in capability.iterdir()
        if folder.is_dir()
        and folder.name not in CAPABILITY_FOLDERS | OWN_FOLDERS.get(capability.name, set())
    ]
    assert not odd, f"not a folder of house.md, section 3: {odd}"


def test_the_clock_is_read_in_doors_only() -> None:
    """The day is an argument: a rule, a query or an operation can be replayed for another day."""
    reads = [
        f"{source.named(path)}:{node.lineno}"
        for path in source.modules()
        if not DOORS & set(path.relative_to(source.SOURCE).with_suffix("").parts)
        and path.relative_to(source.SOURCE).parts[0] != "config"
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"date", "datetime", "timezone", "time"}
    ]
    assert not reads, f"pass the day as an argument: {reads}"


def test_nothing_is_computed_when_the_house_is_loaded(tmp_path: Path) -> None:
    """The pages are served by a fork: the threads of a frame computed before it are lost, and the
    next frame waits for them for ever."""
    loaded = subprocess.run(
        [sys.executable, "-c", THREADS],
        env={**os.environ, "PYTHONPATH": str(source.SOURCE.parent), "ENCAISSE_HOME": str(tmp_path)},
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert "polars-ooc-clea" in loaded.stdout, "the threads are no longer named as they were"
    assert not re.search(r"polars-\d", loaded.stdout), "a frame is computed by an import"


def test_writes_stay_home() -> None:
    """An operation never imports another capability's tables: it calls that capability's operation.
    The company and the user, on every row, are the exception."""
    strangers = []
    acting = [*source.SOURCE.glob("*/operations.py"), *source.SOURCE.glob("*/operations/**/*.py")]
    for path in acting:
        home = path.relative_to(source.SOURCE).parts[0]
        for node in _run_imports(source.tree(path)):
            if node.module:
                found = re.fullmatch(r"encaisse\.(\w+)\.models", node.module)
                if found and found[1] not in {home, "accounts"}:
                    strangers.append(f"{source.named(path)}:{node.lineno} imports {found[1]}")
    assert not strangers, strangers


def _run_imports(tree: ast.Module) -> Iterator[ast.ImportFrom]:
    """The imports that run; those for the type checker alone are left out."""
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            for_types = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
            if isinstance(child, ast.ImportFrom) and not for_types:
                yield child


def test_a_day_is_asked_for_in_one_way() -> None:
    """Whatever the form, a wrong day is refused with an example of a right one."""
    others = [
        f"{source.named(path)}:{node.lineno}"
        for path in source.modules()
        if path != source.SOURCE / "web" / "fields.py"
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "forms.DateField"
    ]
    assert not others, f"use encaisse.web.fields.DayField: {others}"


def test_migrations_are_linear_and_named() -> None:
    for folder in source.SOURCE.glob("*/migrations"):
        names = sorted(path.stem for path in folder.glob("0*.py"))
        latest = (folder / "max_migration.txt").read_text().strip()
        assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1)), folder
        assert latest == names[-1], f"{folder}: max_migration.txt says {latest}"
        assert not any("_auto_" in name for name in names), folder


@pytest.mark.parametrize(
    "model", [m for m in apps.get_models() if m.__module__.startswith("encaisse")]
)
def test_every_table_has_an_order_that_ends_in_a_unique_column(model: type) -> None:
    ordering = model._meta.ordering  # type: ignore[attr-defined]
    assert ordering, f"{model} has no order"
    assert str(ordering[-1]).lstrip("-") in {"id", "email"}, f"{model}: {ordering}"


def test_templates_are_used() -> None:
    texts = "\n".join(
        path.read_text(encoding="utf-8")
        for path in source.tracked()
        if path.suffix in {".py", ".html"} and path.is_relative_to(source.SOURCE)
    )
    orphans = []
    for path in source.SOURCE.glob("*/templates/**/*.html"):
        name = path.relative_to(_templates_of(path)).as_posix()
        if name.startswith("cotton/"):
            mark = "<c-" + name.removeprefix("cotton/").removesuffix(".html").replace(
                "_", "-"
            ).replace("/", ".")
            used = mark in texts
        else:
            used = (
                name in texts
                or name.startswith(("account/", "admin/"))
                or bool(re.fullmatch(r"\d{3}\.html", name))
            )
        if not used:
            orphans.append(source.named(path))
    assert not orphans, f"used nowhere: {orphans}"


def _templates_of(path: Path) -> Path:
    return next(parent for parent in path.parents if parent.name == "templates")
