"""Looks for pages that break the reader, led by what its code does with them (atheris, libFuzzer).

Usage: python -m evaluation.fuzz story|dates|read SECONDS. What was found to reach new code is kept in
`evaluation/corpus/` and is where the next run begins; a page that breaks something is left beside it as `crash-...`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["onrecord"]):
    from onrecord.dates import find_dates
    from onrecord.inputs import make_page
    from onrecord.read import read
    from onrecord.record import Dated, Record, Rejection, Story, Timex
    from onrecord.story import find_story
    from onrecord.tokens import find_tokens

from evaluation.hostile_pages import find_kinds

_CORPUS = Path(__file__).parent / "corpus"
_LONGEST = 4096  # bytes of a page: what breaks a rule is short, and short pages are tried faster
_SLOW = 20  # seconds after which a page of that length counts as one that never ends
_MEMORY = 2048  # megabytes of the whole process
_SEED = 300  # bytes of the pages to begin with
_NAMES = ("a.html", "a.txt", "-", "https://ledger.example/2024/05/03/a")


def try_story(content: bytes) -> None:
    """The first byte chooses the page's name, the others are the page."""
    found = find_story(make_page(_NAMES[content[0] % len(_NAMES)] if content else "a.txt", content[1:]))
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
    name = _NAMES[content[0] % len(_NAMES)] if content else "a.txt"
    found = read(make_page(name, content[1:]), published="2024-02-29")
    assert isinstance(found, (Record, Rejection))
    if isinstance(found, Record):
        _check_timexes(found.timexes, found.story.text)
        spans = [s for item in found.statements for s in (item.source, item.cue, *item.contents) if s]
        spans += [m.span for a in found.actors for m in a.mentions] + [e.trigger for e in found.events]
        assert all(0 <= s.start < s.end <= len(found.story.text) for s in spans)


def _check_timexes(timexes: tuple[Timex, ...], text: str) -> None:
    for timex in timexes:
        assert 0 <= timex.span.start < timex.span.end <= len(text)
        assert timex.earliest is None or timex.latest is None or timex.earliest <= timex.latest


_TARGETS: dict[str, Callable[[bytes], None]] = {"story": try_story, "dates": try_dates, "read": try_read}


def main() -> None:
    """Run one target for some seconds."""
    target, seconds = sys.argv[1], int(sys.argv[2])
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    kept = _CORPUS / target
    kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as seeds:
        for number, kind in enumerate(find_kinds()):
            choice = b"" if target == "dates" else bytes([kind.name != "a.html"])
            (Path(seeds) / str(number)).write_bytes(choice + kind.make(_SEED)[: _LONGEST - 1])
        options = [
            f"-max_total_time={seconds}",
            f"-max_len={_LONGEST}",
            f"-timeout={_SLOW}",
            f"-rss_limit_mb={_MEMORY}",
        ]
        options += [f"-artifact_prefix={_CORPUS}/{target}-", "-print_final_stats=1", str(kept), seeds]
        atheris.Setup([sys.argv[0], *options], _TARGETS[target])
        atheris.Fuzz()


if __name__ == "__main__":
    main()
