"""`encaisse audit verify`."""

import argparse
import json
import sys

from encaisse.audit import queries


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("audit", help="journal des actes")
    actions = parser.add_subparsers(dest="action", required=True)
    verify = actions.add_parser("verify", help="recalcule la chaîne du journal")
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(handler=_verify)


def _verify(args: argparse.Namespace) -> int:
    broken, entries = queries.first_broken(), queries.count()
    if args.json:
        found = {"company": broken.company_id, "rank": broken.rank} if broken else None
        print(json.dumps({"entries": entries, "broken": found}))
    elif broken is None:
        print(f"Journal intact : {entries} actes vérifiés.")
    if broken is not None:
        print(
            f"Le journal de la société {broken.company_id} est rompu à l'acte {broken.rank} : "
            "il a été modifié hors d'Encaisse. Restaurez une sauvegarde antérieure.",
            file=sys.stderr,
        )
        return 1
    return 0
