"""python -m tzcld.embedded start | stop | status | env | reset | run [--test] -- CMD… | demo"""

import argparse
import os
import shlex
import sys

from tzcld.embedded.commands import run_command, signals_held
from tzcld.embedded.demo import demo, for_development, read_port, reset
from tzcld.embedded.places import Home, Trouble
from tzcld.embedded.services import Services


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    services = Services(Home.of_checkout(for_tests=options.test))
    try:
        with signals_held():
            return options.act(services, options)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1


def _start(services: Services, options: argparse.Namespace) -> int:
    services.keep()
    return _env(services, options)


def _stop(services: Services, options: argparse.Namespace) -> int:
    services.stop()
    return 0


def _status(services: Services, options: argparse.Namespace) -> int:
    missing = 0
    for service in (services.postgres, services.valkey):
        if service not in services.wanted:
            print(f"{service.name} : fourni par l’environnement")
        elif service.answers():
            print(f"{service.name} : en marche (processus {service.pid()})")
        else:
            print(f"{service.name} : arrêté")
            missing = 3
    return missing


def _env(services: Services, options: argparse.Namespace) -> int:
    for name, value in (services.environment() | for_development(services.home)).items():
        print(f"export {name}={shlex.quote(value)}")
    return 0


def _reset(services: Services, options: argparse.Namespace) -> int:
    reset(services)
    return 0


def _demo(services: Services, options: argparse.Namespace) -> int:
    return demo(services, read_port(options.port))


def _run(services: Services, options: argparse.Namespace) -> int:
    words = options.command[1:] if options.command[:1] == ["--"] else options.command
    if not words:
        raise Trouble("Quelle commande ? python -m tzcld.embedded run [--test] -- COMMANDE…")
    with services.in_use() as environment:
        return run_command(words, environment | for_development(services.home)).code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tzcld.embedded", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="VERBE")
    for name, act, what in (
        ("start", _start, "démarre PostgreSQL et Valkey et les laisse tourner"),
        ("stop", _stop, "les arrête"),
        ("status", _status, "dit s’ils tournent (code 3 sinon)"),
        ("env", _env, 'affiche les variables : eval "$(python -m tzcld.embedded env)"'),
        ("reset", _reset, "les arrête et efface leurs données"),
        ("demo", _demo, "prépare et sert la démonstration jusqu’à Ctrl-C"),
        ("run", _run, "les démarre le temps d’une commande"),
    ):
        verb = verbs.add_parser(name, help=what)
        verb.set_defaults(act=act)
        verb.add_argument(
            "--test", action="store_true", help="les services des tests (var/test), non durables"
        )
        if act is _demo:
            verb.add_argument("--port", default=os.environ.get("PORT") or "8000")
        if act is _run:
            verb.add_argument("command", nargs=argparse.REMAINDER)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
