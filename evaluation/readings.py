"""Pages of the gold folder, read once: records kept under a folder of the user's, by the model that read them.

Comparing pages is measured many times, and reading them takes far longer than comparing them.
"""

from __future__ import annotations

import csv
import gzip
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from evaluation.gold import read_lines
from onrecord.inputs import make_page
from onrecord.model.session import load_model
from onrecord.read import read
from onrecord.record import Frozen, Record

_LONGEST = 10_000_000  # characters of a cell: some releases are transcripts of hours
_DECODER = msgspec.json.Decoder(Record)


class Given(Frozen, frozen=True):
    """A text to be read, and what is known of it."""

    name: str
    text: str
    outlet: str | None = None
    published: str | None = None


def read_outlets(gold: Path, cache: Path) -> list[Record]:
    """The fifty articles of NewsWCL50; `story.url` is the topic and the letter of the outlet, `0_LL.txt`."""
    return _read_cached(cache, "outlets", list(_list_outlets(gold)))


def read_press_offices(gold: Path, cache: Path) -> list[Record]:
    """The releases of both presidents' offices, with the day of publication."""
    return _read_cached(cache, "press-offices", list(_list_press_offices(gold)))


def _list_outlets(gold: Path) -> Iterator[Given]:
    for document in read_lines(gold / "outlets" / "newswcl50.jsonl"):
        letters = document["id"].split("_")[1]
        yield Given(f"{document['id']}.txt", document["text"], f"Outlet {letters}")


def _list_press_offices(gold: Path) -> Iterator[Given]:
    csv.field_size_limit(_LONGEST)
    for file, outlet in (("kremlin", "Kremlin"), ("president-ua", "President of Ukraine")):
        with gzip.open(gold / "bulk" / f"{file}.csv.gz", "rt", encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                text = f"{row['headline']}\n\n{row['body'].replace(' * * * ', chr(10) * 2)}"
                yield Given(row["link"], text, outlet, row["date"][:10])


def _read_cached(cache: Path, name: str, given: list[Given]) -> list[Record]:
    cache.mkdir(parents=True, exist_ok=True)
    path = cache / f"{name}-{load_model().hash}.jsonl"
    done = [_DECODER.decode(line) for line in path.read_bytes().splitlines()] if path.exists() else []
    read_already = {r.story.url for r in done}
    with path.open("ab") as out:
        for n, page in enumerate(p for p in given if p.name not in read_already):
            record = read(make_page(page.name, page.text.encode()), page.published, page.outlet)
            if not isinstance(record, Record):
                print(f"{page.name}: {record.reason}", file=sys.stderr)
                continue
            out.write(msgspec.json.encode(record) + b"\n")
            done.append(record)
            if n % 100 == 0:
                print(f"{name}: {n}", file=sys.stderr)
    return done
