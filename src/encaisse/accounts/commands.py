"""`encaisse user` and `encaisse company`: members, passwords, bank account, terms."""

import argparse
import getpass
import json
from collections.abc import Mapping

from encaisse.accounts import operations, queries
from encaisse.law.payment_terms_reading import EXAMPLES

ACTOR = "ligne de commande"


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("user", help="membres et mots de passe")
    actions = parser.add_subparsers(dest="action", required=True)

    add = actions.add_parser("add", help="ajoute un membre à une société")
    add.add_argument("--company", required=True)
    add.add_argument("--email", required=True)
    add.add_argument("--name", default="")
    add.add_argument(
        "--role",
        choices=["manager", "collector", "reader"],
        help="par défaut, celui qu'il a déjà, sinon collector",
    )
    add.add_argument(
        "--administrator",
        action="store_true",
        help="administrateur de l'installation : ajoute et confirme les valeurs légales",
    )
    add.add_argument("--json", action="store_true")
    add.set_defaults(handler=_add)

    password = actions.add_parser("password", help="tire un nouveau mot de passe")
    password.add_argument("--email", required=True)
    password.add_argument("--ask", action="store_true", help="le demande au lieu de le tirer")
    password.add_argument("--json", action="store_true")
    password.set_defaults(handler=_password)

    token = actions.add_parser("token", help="fait une clé d'API, montrée une fois")
    token.add_argument("--company", required=True)
    token.add_argument("--email", required=True)
    token.add_argument("--name", default="script")
    token.add_argument("--json", action="store_true")
    token.set_defaults(handler=_token)
    _register_company(subparsers)


def _register_company(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    company = subparsers.add_parser("company", help="compte bancaire et conditions d'une société")
    company.add_argument("--company", required=True)
    company.add_argument("--iban", default="", help="compte où les clients règlent")
    company.add_argument("--bic", default="")
    company.add_argument(
        "--terms",
        metavar="TEXTE",
        help=f"conditions de règlement, par exemple « {EXAMPLES[0]} » ; vides : le délai en jours",
    )
    company.add_argument("--json", action="store_true")
    company.set_defaults(handler=_company)


def _add(args: argparse.Namespace) -> int:
    company = queries.company_named(args.company)
    password = operations.new_password()
    user = operations.add_user(
        company=company,
        email=args.email,
        full_name=args.name,
        role=args.role,
        password=password,
        by=ACTOR,
        is_administrator=args.administrator,
    )
    shown = password if user.check_password(password) else None
    role = queries.role_in(user, company)
    facts = {"email": user.email, "role": role, "administrator": user.is_staff, "password": shown}
    return _print(args, facts)


def _password(args: argparse.Namespace) -> int:
    chosen = getpass.getpass("Nouveau mot de passe : ") if args.ask else operations.new_password()
    user = operations.set_password(email=args.email, password=chosen, by=ACTOR)
    return _print(args, {"email": user.email, "password": None if args.ask else chosen})


def _token(args: argparse.Namespace) -> int:
    company = queries.company_named(args.company)
    user = queries.user_named(args.email)
    text = operations.make_token(company=company, user=user, name=args.name, by=ACTOR)
    return _print(args, {"email": user.email, "token": text})


def _company(args: argparse.Namespace) -> int:
    company = queries.company_named(args.company)
    if args.iban:
        operations.change_bank_account(company, iban=args.iban, bic=args.bic, by=ACTOR)
    if args.terms is not None:
        operations.change_terms(company, terms=args.terms, by=ACTOR)
    bank = {"iban": company.iban, "bic": company.bic}
    terms = {"payment_terms": company.payment_terms, "payment_days": str(company.payment_days)}
    return _print(args, {"company": company.name, **bank, **terms})


def _print(args: argparse.Namespace, facts: Mapping[str, str | bool | None]) -> int:
    if args.json:
        print(json.dumps(facts))
    else:
        for name, value in facts.items():
            if value is not None and value is not False:
                print(f"{name:14} {'oui' if value is True else value}")
    return 0
