"""`make demo`: the sample case read into `demo.db` and served.

On a terminal it serves until it is stopped; elsewhere it proves that the pages answer, and ends.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from urllib.request import urlopen

from onrecord.cli import main as run_onrecord
from onrecord.errors import UsageError

ROOT = Path(__file__).parent.parent
PORT = 8471


def show(arguments: Sequence[str]) -> None:
    """Run a command of the program as anybody would type it, after saying so."""
    print(f"\n$ onrecord {' '.join(arguments).replace(' '.join(find_pages()), 'examples/*.html')}", flush=True)
    code = run_onrecord(list(arguments))
    if code:
        raise SystemExit(code)


def find_pages() -> list[str]:
    """The pages of the sample case, as paths from here where they lie below."""
    pages = sorted((ROOT / "examples").glob("*.html"))
    here = Path.cwd()
    return [str(page.relative_to(here) if page.is_relative_to(here) else page) for page in pages]


def find_port() -> int:
    """The usual port, or any that is free where somebody listens there."""
    from onrecord.web.serving import open_socket

    try:
        open_socket("127.0.0.1", PORT).close()
    except UsageError:
        return 0
    return PORT


def prove(place: str) -> None:
    """Serve the case, ask for pages of all kinds, say where it was served, and stop."""
    from onrecord.web.serving import make_server, open_socket
    from onrecord.web.settings import Settings

    listening = open_socket("127.0.0.1", find_port())
    address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
    ready = threading.Event()
    server = make_server(Settings(place=place, replies=True), ready.set)
    thread = threading.Thread(target=lambda: server.run(sockets=[listening]), daemon=True)
    thread.start()
    if not ready.wait(60):
        raise SystemExit(f"{address} did not begin to answer within a minute.")
    try:
        for path in ("", "statements?speaker=Oolberg", "timeline", "timeline/chart.json", "network", "stories.json"):
            with urlopen(address + path, timeout=60) as answer:
                text = answer.read().decode()
            if answer.status != 200 or not text.strip():
                raise SystemExit(f"{address}{path} answered {answer.status}.")
    finally:
        server.should_exit = True
        thread.join(20)
    print(f"{place} is at {address}: its pages answered. This is no terminal, so serving ends here.")


def main() -> None:
    """Make the case and serve it. The case's place may be given; it is `demo.db` in the repository otherwise."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    place = sys.argv[1] if len(sys.argv) > 1 else "demo.db"
    show(["add", place, *find_pages()])
    if sys.stdout.isatty():
        print("\nA tour of its pages in a browser: docs/tutorial/case.md")
        show(["serve", place, "--replies", "--port", str(find_port())])
    else:
        prove(place)


if __name__ == "__main__":
    main()
