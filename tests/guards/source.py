"""What the guards read: the project's own files."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src" / "encaisse"


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the project: known to git, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    return tuple(ROOT / name for name in listed if (ROOT / name).is_file())


@cache
def modules() -> tuple[Path, ...]:
    """Every Python module of the product, migrations left out."""
    return tuple(sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def named(path: Path) -> str:
    """The path as one reads it: from the root of the project."""
    return path.relative_to(ROOT).as_posix()
