"""`onrecord serve` and `onrecord user`: a case in a browser, and who may use it there."""

from __future__ import annotations

import argparse
import getpass
import os
import sys

from onrecord.commands.asking import CASE_HELP
from onrecord.errors import UsageError


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the parsers of this group."""
    serve = commands.add_parser(
        "serve",
        help="read, trace, and correct a case in a browser",
        description="Serves a case on this machine and opens a browser. Nothing is fetched from elsewhere. Stop it "
        "with Ctrl-C.",
        epilog="Exit code: 0 it was stopped, 2 the address cannot be served, 3 the case cannot be opened.",
    )
    serve.add_argument("case", metavar="CASE", help=CASE_HELP)
    serve.add_argument("--port", type=int, default=8471, metavar="N", help="the port (8471; 0 for any that is free)")
    serve.add_argument(
        "--host", default="127.0.0.1", metavar="ADDRESS",
        help="the address to listen on; any but this machine's own (127.0.0.1) demands accounts",
    )  # fmt: skip
    serve.add_argument(
        "--origin", metavar="URL",
        help="the address that people use, where another server stands in front, such as https://record.example",
    )  # fmt: skip
    serve.add_argument("--read-only", action="store_true", help="nothing can be changed, and nobody need sign in")
    serve.add_argument("--replies", action="store_true", help="people concerned may reply; an editor approves replies")
    serve.add_argument("--no-browser", action="store_true", help="do not open a browser")
    serve.set_defaults(run=run_serve)
    _add_user_commands(commands)


def run_serve(asked: argparse.Namespace) -> int:
    """Serve until interrupted."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from onrecord.web.serving import LOOPBACK, open_socket, serve
    from onrecord.web.settings import Settings

    if not 0 <= asked.port < 65536:
        raise UsageError(f"{asked.port} is no port. Give one from 0 to 65535.")
    local = asked.host in LOOPBACK
    settings = Settings(
        place=asked.case,
        person=_find_person(),
        accounts=not local and not asked.read_only,
        read_only=asked.read_only,
        replies=asked.replies,
        hosts=_find_hosts(asked.host, asked.origin),
        origin=asked.origin,
        warm=True,
    )
    listening = open_socket("127.0.0.1" if asked.host == "localhost" else asked.host, asked.port)
    shown = f"[{asked.host}]" if ":" in asked.host else asked.host
    address = f"http://{shown}:{listening.getsockname()[1]}/"

    def when_ready() -> None:
        print(f"{asked.case} is at {asked.origin or address}  (stop with Ctrl-C)", flush=True)
        if local and not asked.no_browser and sys.stdout.isatty():
            import webbrowser

            webbrowser.open(address)

    serve(settings, listening, when_ready)
    return 0


def _find_person() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no name for this user
        return "local"


def _find_hosts(host: str, origin: str | None) -> tuple[str, ...]:
    from urllib.parse import urlsplit

    from onrecord.web.serving import LOOPBACK
    from onrecord.web.settings import Settings

    if host not in LOOPBACK and not origin:
        return ("*",)  # nobody knows by which names others reach this machine; accounts protect it there
    own = [*Settings(place="").hosts, f"[{host}]" if ":" in host else host]
    if origin:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(f"{origin}: --origin is an address such as https://record.example.")
        own.append(parts.hostname)
    return tuple(dict.fromkeys(own))


def _add_user_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    user = commands.add_parser(
        "user",
        help="who may use a case in a browser",
        description="Accounts for a case that is served to other machines. Passwords are kept as Argon2 hashes.",
        epilog="Exit code: 0 it is kept, 2 an argument is impossible, 3 the case cannot be written.",
    )
    verbs = user.add_subparsers(dest="verb", metavar="VERB", required=True)
    add = verbs.add_parser("add", help="add an account, or give one another password and role")
    add.add_argument("case", metavar="CASE", help=CASE_HELP)
    add.add_argument("name", metavar="NAME", help="the name to sign in with")
    add.add_argument("--role", choices=("reader", "reviewer", "editor"), default="reader", help="what they may do")
    add.set_defaults(run=run_user_add)
    close = verbs.add_parser("close", help="let nobody sign in with an account any more")
    close.add_argument("case", metavar="CASE", help=CASE_HELP)
    close.add_argument("name", metavar="NAME", help="the account")
    close.set_defaults(run=run_user_close)
    listed = verbs.add_parser("list", help="name the accounts")
    listed.add_argument("case", metavar="CASE", help=CASE_HELP)
    listed.set_defaults(run=run_user_list)


def run_user_add(asked: argparse.Namespace) -> int:
    """Add an account; its password is asked for, or read from standard input where that is no terminal."""
    from onrecord.store import Case
    from onrecord.store.people import People
    from onrecord.web.passwords import hash_password

    if not asked.name.strip() or len(asked.name) > 100:
        raise UsageError("An account has a name of 1 to 100 characters.")
    if sys.stdin.isatty():
        password = getpass.getpass("Password: ")
        if password != getpass.getpass("Once more: "):
            raise UsageError("The two passwords differ.")
    else:
        password = sys.stdin.readline().rstrip("\n")
    hashed = hash_password(password)
    with Case(asked.case) as case:
        People(case).add_account(asked.name, hashed, asked.role)
    print(f"{asked.name} may sign in as {asked.role}.")
    return 0


def run_user_close(asked: argparse.Namespace) -> int:
    """Close an account."""
    from onrecord.store import Case
    from onrecord.store.people import People

    with Case(asked.case) as case:
        People(case).close_account(asked.name)
    print(f"{asked.name} is signed out and may not sign in.")
    return 0


def run_user_list(asked: argparse.Namespace) -> int:
    """Name the accounts, one a line."""
    from onrecord.store import Case
    from onrecord.store.people import People

    with Case(asked.case) as case:
        for account in People(case).accounts():
            print(f"{account.name}\t{account.role}\t{'open' if account.open else 'closed'}")
    return 0
