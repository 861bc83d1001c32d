"""`make bench`: every promise, one table. `python -m bench fec` measures one.

Each promise has a process of its own: the memory that one has taken is not another's peak.
"""

import importlib
import os
import pkgutil
import subprocess
import sys
import tempfile

import bench


def main() -> int:
    """Measure in a database of its own; exit 1 when a promise is not kept."""
    found = [module.name for module in pkgutil.iter_modules(bench.__path__)]
    chosen = sys.argv[1:] or [name for name in found if not name.startswith("_")]
    if len(chosen) == 1:
        return _measured(chosen[0])
    command = [sys.executable, "-m", "bench"]
    return max(subprocess.run([*command, name], check=False).returncode for name in chosen)


def _measured(name: str) -> int:
    os.environ["ENCAISSE_HOME"] = os.path.join(
        tempfile.gettempdir(), f"encaisse-bench-{os.getuid()}"
    )
    os.environ["ENCAISSE_SECRET"] = "bench"
    from encaisse.config import cli

    cli.prepare_django()
    cli.prepare_database()
    module = importlib.import_module(f"bench.{name}")
    print(f"\n{name}: {module.PROMISE}", flush=True)
    figures = list(module.measure())
    for figure in figures:
        print(
            f"  {'✓' if figure.kept else '✗'} {figure.name:32} {figure.value:8.2f}"
            f" {figure.unit:6} (bar {figure.bar:g})  {figure.detail}",
            flush=True,
        )
    return int(not all(figure.kept for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
