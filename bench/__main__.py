"""`make bench`: every promise, one table. `python -m bench fec` measures one."""

import importlib
import os
import pkgutil
import sys
import tempfile

import bench


def main() -> int:
    """Measure in a database of its own; exit 1 when a promise is not kept."""
    os.environ["ENCAISSE_HOME"] = os.path.join(
        tempfile.gettempdir(), f"encaisse-bench-{os.getuid()}"
    )
    os.environ["ENCAISSE_SECRET"] = "bench"
    from encaisse.config import cli

    cli.prepare_django()
    cli.prepare_database()
    chosen = sys.argv[1:] or [found.name for found in pkgutil.iter_modules(bench.__path__)]
    broken = 0
    for name in chosen:
        if name.startswith("_"):
            continue
        module = importlib.import_module(f"bench.{name}")
        print(f"\n{name}: {module.PROMISE}")
        for figure in module.measure():
            broken += not figure.kept
            mark = "✓" if figure.kept else "✗"
            print(
                f"  {mark} {figure.name:32} {figure.value:8.2f} {figure.unit:6}"
                f" (bar {figure.bar:g})  {figure.detail}"
            )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
