"""What exists is documented: settings, refusals, capabilities, legal parameters, words."""

import importlib
import pkgutil
import re

from django.apps import apps

import encaisse
from encaisse.config import environment
from encaisse.kernel.refusal import Refusal
from tests.guards import source

DOCS = source.ROOT / "docs"
WITHOUT_PAGE = {"config", "kernel", "store", "migrations"}


def every_refusal() -> list[type[Refusal]]:
    for module in pkgutil.walk_packages(encaisse.__path__, "encaisse."):
        if ".migrations" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found: list[type[Refusal]] = []
    waiting = [Refusal]
    while waiting:
        waiting.extend(children := waiting.pop().__subclasses__())
        found.extend(children)
    return [refusal for refusal in found if refusal.__module__.startswith("encaisse.")]


def test_every_refusal_has_its_own_code_and_a_french_sentence() -> None:
    refusals = every_refusal()
    codes = [refusal.code for refusal in refusals]
    assert sorted(codes) == sorted(set(codes)), "two refusals share a code"
    for refusal in refusals:
        assert re.fullmatch(r"[a-z][a-z0-9_]+", refusal.code), refusal
        assert refusal.sentence.rstrip("»} ")[-1] in ".!?…" or refusal.sentence.endswith(
            ("}", "}.")
        ), refusal


def test_every_refusal_is_documented() -> None:
    page = (DOCS / "refusals.md").read_text(encoding="utf-8")
    missing = sorted(r.code for r in every_refusal() if f"`{r.code}`" not in page)
    assert not missing, f"add to docs/refusals.md: {missing}"


def test_every_setting_is_documented() -> None:
    page = (DOCS / "running" / "settings.md").read_text(encoding="utf-8")
    read = set()
    for path in source.modules():
        read |= set(re.findall(r"\"(ENCAISSE_[A-Z_]+)\"", path.read_text(encoding="utf-8")))
    read -= {"ENCAISSE_PARENT"}
    assert read == set(environment.VARIABLES), "environment.VARIABLES lists them all"
    missing = [name for name in environment.VARIABLES if f"`{name}`" not in page]
    assert not missing, f"add to docs/running/settings.md: {missing}"


def test_every_capability_has_its_page() -> None:
    capabilities = {
        folder.name
        for folder in source.SOURCE.iterdir()
        if (folder / "__init__.py").exists() and folder.name not in WITHOUT_PAGE
    }
    pages = {path.stem for path in (DOCS / "concepts").glob("*.md")}
    assert not capabilities - pages, f"docs/concepts lacks {sorted(capabilities - pages)}"


def test_every_table_and_every_capability_is_in_the_glossary() -> None:
    page = (DOCS / "glossary.md").read_text(encoding="utf-8")
    words = set(re.findall(r"`([a-z_]+)`", page))
    for model in apps.get_models():
        if model.__module__.startswith("encaisse."):
            name = re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower()
            assert name in words, f"{name}: give its French word in docs/glossary.md"


def test_one_french_word_one_identifier() -> None:
    page = (DOCS / "glossary.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|`]+) \| ([^|]+) \|", page, re.MULTILINE)
    words = [
        french.strip().lower()
        for french, _identifier in rows
        if french.strip() not in {"French", "---"}
    ]
    assert len(words) == len(set(words)), "a French word stands twice"


def test_no_synonym_that_the_glossary_refuses() -> None:
    refused = re.compile(r"\b(tenant|maturity|dunning_letter|unpaid_invoice|outstanding_balance)\b")
    found = [
        f"{source.named(path)}: {hit[0]}"
        for path in source.modules()
        if (hit := refused.search(path.read_text(encoding="utf-8")))
    ]
    assert not found, found
