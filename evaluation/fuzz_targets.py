"""What the fuzzer tries, and what of it is kept: short pages that reach all code that any page reached so far.

The kept pages are made by the fuzzer out of `evaluation.hostile_pages`; no page of anybody else is among them. They lie
in `evaluation/kept/`, a JSON list of strings a target, each character a byte. The tests try them all again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

from onrecord.dates import find_dates
from onrecord.inputs import make_page
from onrecord.read import read
from onrecord.record import Dated, Record, Rejection, Story, Timex
from onrecord.story import find_story
from onrecord.tokens import find_tokens

KEPT = Path(__file__).parent / "kept"
NAMES = ("a.html", "a.txt", "-", "https://ledger.example/2024/05/03/a")


def try_story(content: bytes) -> None:
    """The first byte chooses the page's name, the others are the page."""
    found = find_story(make_page(*_split(content)))
    assert isinstance(found, (Story, Rejection))
    if isinstance(found, Story):
        assert all(0 <= b.span.start < b.span.end <= len(found.text) for b in found.blocks)


def try_dates(content: bytes) -> None:
    """The bytes are a story's text."""
    text = content.decode("utf-8", "replace")
    story = Story("p-1", "a.txt", text, published=Dated("2024-02-29", "given"))
    _check_timexes(find_dates(story, find_tokens(text)), text)


def try_read(content: bytes) -> None:
    """As `try_story`, the whole way."""
    found = read(make_page(*_split(content)), published="2024-02-29")
    assert isinstance(found, (Record, Rejection))
    if isinstance(found, Record):
        _check_timexes(found.timexes, found.story.text)
        spans = [s for item in found.statements for s in (item.source, item.cue, *item.contents) if s]
        spans += [m.span for a in found.actors for m in a.mentions] + [e.trigger for e in found.events]
        assert all(0 <= s.start < s.end <= len(found.story.text) for s in spans)


TARGETS: dict[str, Callable[[bytes], None]] = {"story": try_story, "dates": try_dates, "read": try_read}


def load_kept(target: str) -> list[bytes]:
    """The kept pages of a target, shortest first."""
    return [page.encode("latin-1") for page in json.loads((KEPT / f"{target}.json").read_text(encoding="ascii"))]


def save_kept(target: str, pages: Iterable[bytes]) -> None:
    """Keep pages in the place of those that were kept."""
    written = [page.decode("latin-1") for page in sorted(pages, key=lambda p: (len(p), p))]
    KEPT.mkdir(exist_ok=True)
    (KEPT / f"{target}.json").write_text(json.dumps(written, indent=0) + "\n", encoding="ascii")


def choose_pages(target: str, pages: Iterable[bytes]) -> list[bytes]:
    """Those of the pages that are needed to take every branch that any of them takes, the short ones first."""
    import coverage

    import onrecord

    source = f"{Path(onrecord.__file__).parent}/*"
    taken: set[tuple[str, int, int]] = set()
    chosen = []
    for page in sorted(set(pages), key=lambda p: (len(p), p)):
        watching = coverage.Coverage(data_file=None, branch=True, include=[source], config_file=False)
        with watching.collect():
            TARGETS[target](page)
        found = watching.get_data()
        branches = {(file, *arc) for file in found.measured_files() for arc in found.arcs(file) or ()}
        if not branches <= taken:
            taken |= branches
            chosen.append(page)
    return chosen


def _split(content: bytes) -> tuple[str, bytes]:
    return (NAMES[content[0] % len(NAMES)], content[1:]) if content else ("a.txt", b"")


def _check_timexes(timexes: tuple[Timex, ...], text: str) -> None:
    for timex in timexes:
        assert 0 <= timex.span.start < timex.span.end <= len(text)
        assert timex.earliest is None or timex.latest is None or timex.earliest <= timex.latest
