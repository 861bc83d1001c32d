"""`encaisse worker`."""

import argparse

from encaisse.jobs import worker


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("worker", help="le travail de fond seul")
    parser.add_argument("--concurrency", type=int, default=1, help="tâches menées de front")
    parser.set_defaults(handler=_work)


def _work(args: argparse.Namespace) -> int:
    worker.run(concurrency=args.concurrency)
    return 0
