"""`encaisse demo files`: the demonstration's books and bank lines, as files."""

import argparse
import contextlib
import json
from datetime import date
from pathlib import Path

from django.utils import timezone

from encaisse.demonstration.rules.books import keep
from encaisse.demonstration.rules.cfonb import cfonb_file
from encaisse.demonstration.rules.fec import fec_files
from encaisse.demonstration.rules.story import tell
from encaisse.kernel.days import parse_day
from encaisse.kernel.refusal import Refusal


class FolderNotWritable(Refusal):
    """The folder cannot be made or written."""

    code = "folder_not_writable"
    sentence = "Impossible d'écrire dans le dossier « {folder} »."


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("demo", help="la société de démonstration")
    actions = parser.add_subparsers(dest="action", required=True, metavar="action")
    files = actions.add_parser("files", help="écrit ses FEC et son relevé bancaire")
    files.add_argument("--folder", type=Path, required=True, help="dossier où écrire")
    files.add_argument("--on", default="", help="jour où l'histoire s'arrête (aujourd'hui)")
    files.add_argument("--json", action="store_true")
    files.set_defaults(handler=_files, needs_database=False)


def _files(args: argparse.Namespace) -> int:
    on = parse_day(args.on) if args.on else timezone.localdate()
    written = _write(args.folder, _contents(on))
    if args.json:
        paths = [{"path": str(path), "bytes": path.stat().st_size} for path in written]
        print(json.dumps({"on": on.isoformat(), "files": paths}))
        return 0
    for path in written:
        print(path)
    return 0


def _contents(on: date) -> dict[str, bytes]:
    books = keep(tell(on))
    return fec_files(books) | {f"releve-{on:%Y%m%d}.cfonb120.txt": cfonb_file(books)}


def _write(folder: Path, contents: dict[str, bytes]) -> list[Path]:
    """All the files, or none: each takes its name once every one is whole."""
    partial = {folder / f"{name}.partial": folder / name for name in contents}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in zip(partial, contents.values(), strict=True):
            path.write_bytes(content)
        return [path.rename(name) for path, name in partial.items()]
    except (FileExistsError, NotADirectoryError, PermissionError) as error:
        raise FolderNotWritable(folder=folder) from error
    finally:
        with contextlib.suppress(OSError):
            for path in partial:
                path.unlink(missing_ok=True)
