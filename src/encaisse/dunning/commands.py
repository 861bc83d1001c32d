"""`encaisse dunning run|explain|simulate|efficiency`, `encaisse story play|export`."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from encaisse.accounts.queries import company_named
from encaisse.dunning import operations, story
from encaisse.dunning.queries import efficiency, simulated
from encaisse.dunning.queries.explaining import explain
from encaisse.dunning.queries.naming import named_decisions, named_messages
from encaisse.dunning.queries.simulation import tried
from encaisse.dunning.story.telling import as_json, as_text
from encaisse.kernel.days import parse_day
from encaisse.kernel.period import Period
from encaisse.kernel.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from encaisse.accounts.models import Company
    from encaisse.dunning.rules.efficiency import Efficiency

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

BY = "ligne de commande"


class FileNotWritable(Refusal):
    """A story that cannot be written there."""

    code = "file_not_writable"
    sentence = "On ne peut écrire le fichier {path} : choisissez un autre endroit."


class FileNotFound(Refusal):
    """A story that cannot be read."""

    code = "file_not_found"
    sentence = "Le fichier {path} est introuvable ou illisible."


def register(subparsers: Subparsers) -> None:
    dunning = subparsers.add_parser("dunning", help="relances du jour")
    verbs = dunning.add_subparsers(dest="verb", required=True, metavar="verbe")
    run = _verb(verbs, "run", _run, "décide, propose et libère les relances d'un jour")
    run.add_argument("--dry-run", action="store_true", help="décide sans rien garder")
    why = _verb(verbs, "explain", _explain, "dit pourquoi une facture est ou n'est pas relancée")
    why.add_argument("--invoice", required=True, metavar="N", help="son numéro")
    _register_simulate(verbs)
    _register_efficiency(verbs)
    stories = subparsers.add_parser("story", help="histoires : essayer un scénario")
    tales = stories.add_subparsers(dest="verb", required=True, metavar="verbe")
    _register_export(tales)
    _register_try(tales)
    play = tales.add_parser("play", help="joue des histoires et compare avec ce qu'elles attendent")
    play.add_argument("files", nargs="+", metavar="FICHIER")
    play.add_argument("--json", action="store_true")
    play.set_defaults(handler=_play)


def _register_export(tales: Subparsers) -> None:
    export = tales.add_parser("export", help="écrit l'histoire de livres réels")
    export.add_argument("--company", required=True, metavar="C", help="nom, SIREN ou code court")
    export.add_argument("--from", required=True, metavar="JOUR", dest="first", help="premier jour")
    export.add_argument("--to", required=True, metavar="JOUR", dest="last", help="dernier jour")
    export.add_argument(
        "--anonymous", action="store_true", help="remplace noms, numéros, adresses et motifs"
    )
    export.add_argument("--output", metavar="FICHIER", help="au lieu de la sortie standard")
    export.add_argument("--json", action="store_true", help="le texte dans un objet JSON")
    export.set_defaults(handler=_export)


def _register_try(tales: Subparsers) -> None:
    trial = tales.add_parser("try", help="essaie un scénario de la société sur une histoire")
    trial.add_argument("file", metavar="FICHIER")
    trial.add_argument("--company", required=True, metavar="C", help="nom, SIREN ou code court")
    trial.add_argument("--scenario", required=True, metavar="NOM", help="le scénario à essayer")
    trial.add_argument("--version", type=int, metavar="N", help="une version enregistrée")
    trial.add_argument("--json", action="store_true")
    trial.set_defaults(handler=_try)


def _register_simulate(verbs: Subparsers) -> None:
    trial = verbs.add_parser("simulate", help="essaie un scénario sur le passé, sans rien garder")
    trial.add_argument("--company", required=True, metavar="C", help="nom, SIREN ou code court")
    trial.add_argument("--scenario", required=True, metavar="NOM", help="le scénario à essayer")
    trial.add_argument("--version", type=int, metavar="N", help="une version enregistrée")
    trial.add_argument("--from", dest="first", required=True, metavar="JOUR", help="premier jour")
    trial.add_argument("--to", dest="last", required=True, metavar="JOUR", help="dernier jour")
    trial.add_argument("--against", metavar="NOM", help="le comparer à un autre scénario")
    trial.add_argument("--json", action="store_true")
    trial.set_defaults(handler=_simulate)


def _register_efficiency(verbs: Subparsers) -> None:
    seen = verbs.add_parser("efficiency", help="ce qui a suivi chaque étape remise")
    seen.add_argument("--company", required=True, metavar="C", help="nom, SIREN ou code court")
    seen.add_argument("--from", dest="first", metavar="JOUR", help="premier jour de remise")
    seen.add_argument("--to", dest="last", metavar="JOUR", help="dernier jour de remise")
    seen.add_argument("--scenario", metavar="NOM", help="ce scénario seulement")
    seen.add_argument("--segment", metavar="NOM", help="les clients de ce segment seulement")
    seen.add_argument("--json", action="store_true")
    seen.set_defaults(handler=_efficiency)


def _verb(verbs: Subparsers, name: str, handler: Any, help: str) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=help)
    parser.add_argument("--company", required=True, metavar="C", help="nom, SIREN ou code court")
    parser.add_argument("--on", required=True, metavar="JOUR", help="2026-12-31")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(handler=handler)
    return parser


def _run(args: argparse.Namespace) -> int:
    company = _company(args.company)
    on = parse_day(args.on)
    ran = operations.run(company, on=on, by=BY, at=datetime.now(UTC), dry=args.dry_run)
    told = {
        "company": company.name,
        "on": on.isoformat(),
        "dry_run": args.dry_run,
        "decisions": named_decisions(company, ran.decisions),
        "messages": named_messages(company, ran.plan.sent, ran.plan.steps),
    }
    if args.json:
        _print_json(told)
        return 0
    for decision in told["decisions"]:
        what = f"étape {decision['level']}" if decision["hold"] is None else decision["hold"]
        print(f"{decision['customer']:<30.30} {decision['receivable']:<16} {what:<12} ", end="")
        print(decision["reason"])
    print(f"{len(told['messages'])} relance(s) composée(s).")
    return 0


def _explain(args: argparse.Namespace) -> int:
    company = _company(args.company)
    on = parse_day(args.on)
    told = explain(company, args.invoice, on=on)
    if args.json:
        _print_json(
            {
                "company": company.name,
                "on": on.isoformat(),
                "invoice": args.invoice,
                "receivables": told,
            }
        )
        return 0
    for each in told:
        print(f"{each['receivable']} ({each['customer']}) : {each['reason']}")
        for sentence in each["sentences"]:
            print(f"  {sentence['text']}")
    return 0


def _simulate(args: argparse.Namespace) -> int:
    company = _company(args.company)
    scenario = simulated.scenario_named(company, args.scenario)
    trial = simulated.trial_for(
        scenario,
        parse_day(args.first),
        parse_day(args.last),
        version=args.version,
        against=simulated.scenario_named(company, args.against) if args.against else None,
    )
    operations.check_trial(trial, on=datetime.now(UTC).date())
    result = simulated.with_names(company, tried(company, trial, tell=_tell))
    told = {"company": company.name, "scenario": scenario.name, "against": args.against}
    told |= {"from": trial.first.isoformat(), "to": trial.last.isoformat()} | result
    if args.json:
        _print_json(told | {"limits": [str(limit) for limit in simulated.LIMITS]})
    else:
        print("\n".join(_simulation_text(result)))
    return 0


def _try(args: argparse.Namespace) -> int:
    company = company_named(args.company)
    scenario = simulated.scenario_named(company, args.scenario)
    content = simulated.saved_content(scenario, args.version)
    result = story.try_on(story.read(_text(args.file)), content, tell=_tell)
    told = {"story": args.file, "scenario": scenario.name} | result
    if args.json:
        _print_json(told | {"limits": [str(limit) for limit in simulated.LIMITS]})
    else:
        print("\n".join(_simulation_text(result)))
    return 0


def _tell(percent: int) -> None:
    print(f"\r{percent} %", end="\n" if percent == 100 else "", file=sys.stderr, flush=True)


def _simulation_text(result: dict[str, Any]) -> Iterator[str]:
    """One line for each way, then the limits."""
    for way, label in simulated.WAY_LABELS.items():
        total = result["totals"][way]
        yield (
            f"{label!s:<24} {total['messages']:>7} relance(s), {total['customers']} client(s),"
            f" {total['receivables']} créance(s)"
        )
    yield from (f"- {limit}" for limit in simulated.LIMITS)


def _efficiency(args: argparse.Namespace) -> int:
    company = company_named(args.company)
    on = timezone.localdate()
    first, last = simulated.last_year(on)
    period = Period(
        parse_day(args.first) if args.first else first, parse_day(args.last) if args.last else last
    )
    asked = efficiency.Asked(
        company=company, first=period.first, last=period.last, on=on,
        scenario=simulated.scenario_named(company, args.scenario) if args.scenario else None,
        segment=efficiency.segment_named(company, args.segment) if args.segment else None,
    )  # fmt: skip
    found = efficiency.efficiency(asked)
    limits = [str(limit) for limit in efficiency.LIMITS]
    if args.json:
        told = {"company": company.name, "from": period.first.isoformat()}
        told |= {"to": period.last.isoformat(), "on": on.isoformat()}
        _print_json({**told, "steps": [each.as_plain() for each in found], "limits": limits})
    else:
        print("\n".join([*map(_efficiency_text, found), *(f"- {limit}" for limit in limits)]))
    return 0


def _efficiency_text(found: Efficiency) -> str:
    """One line for each step."""
    line = found.line
    shares = ", ".join(f"{each.days} j : {each.count} sur {each.known}" for each in found.within)
    return (
        f"{found.scenario:<24.24} niveau {line.level} {line.channel:<7} {line.template:<20}"
        f" {line.currency} : {found.sent} envoyée(s), payées en {shares} ;"
        f" promesse {found.promised}, litige {found.disputed}, avoir {found.credited},"
        f" sans effet {found.nothing} sur {found.known}"
    )


def _company(named: str) -> Company:
    """The company, with the usual scenario if it has none yet."""
    company = company_named(named)
    operations.default_scenario(company, by=BY)
    return company


def _play(args: argparse.Namespace) -> int:
    found = [(path, _played(path)) for path in args.files]
    for path, played in found:
        if isinstance(played, Refusal):
            print(f"{path} : {played}", file=sys.stderr)
        elif not args.json:
            print("\n".join(as_text(path, played)))
    if args.json:
        told = [as_json(path, played) for path, played in found]
        _print_json(told[0] if len(told) == 1 else {"stories": told})
    return int(any(isinstance(each, Refusal) or each.differences for _, each in found))


def _export(args: argparse.Namespace) -> int:
    company = company_named(args.company)
    first, last = parse_day(args.first), parse_day(args.last)
    told = story.export(company, first=first, last=last, anonymous=args.anonymous)
    if args.output:
        _write(args.output, told)
    if args.json:
        written = {"path": args.output} if args.output else {"story": told}
        _print_json({"company": company.name, **written})
    elif not args.output:
        print(told, end="")
    return 0


def _write(path: str, told: str) -> None:
    try:
        Path(path).write_text(told, encoding="utf-8")
    except OSError:
        raise FileNotWritable(path=path) from None


def _played(path: str) -> story.Played | Refusal:
    """One story that cannot be played does not hide the others."""
    try:
        return story.play(story.read(_text(path)))
    except Refusal as refusal:
        return refusal


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise FileNotFound(path=path) from None


def _print_json(told: dict[str, Any]) -> None:
    json.dump(told, sys.stdout, ensure_ascii=False, indent=2)
    print()
