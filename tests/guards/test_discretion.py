"""The project speaks of itself alone: no registry, no machine, no workplace; locks hold hashes."""

import re

from tests.guards import source

REGISTRIES = re.compile(
    "|".join(
        (
            "pypi" + r"\.org",
            "python" + r"hosted\.org",
            "npm" + r"js\.(org|com)",
            "registry" + r"\.npm",
        )
    ),
    re.IGNORECASE,
)
MACHINE = re.compile(r"(?<![\w.])/(?:root|work|home/\w+)/")
TEXTS = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".in",
    ".yaml",
    ".yml",
    ".html",
    ".css",
    ".js",
    ".json",
    ".sh",
    "",
}


def test_no_registry_and_no_machine_is_named() -> None:
    named = []
    for path in source.tracked():
        if path.suffix not in TEXTS or path.name == "LICENSE":
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        named += [
            f"{source.named(path)}: {hit[0]}"
            for rule in (REGISTRIES, MACHINE)
            if (hit := rule.search(text))
        ]
    assert not named, named


def test_every_locked_requirement_has_its_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (source.ROOT / name).read_text()
        assert "://" not in text, f"{name} records an address"
        assert text.count("==") <= text.count("--hash=sha256:"), name


def test_nothing_is_left_for_later() -> None:
    marks = re.compile(
        r"\b("
        + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error"))
        + r")\b"
    )
    left = [
        source.named(path)
        for path in source.tracked()
        if path.suffix in {".py", ".html", ".css", ".js"} and "static" not in path.parts
        if marks.search(path.read_text(encoding="utf-8"))
    ]
    assert not left, left
