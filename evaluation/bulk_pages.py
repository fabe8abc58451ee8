"""The press releases and articles of the gold folder as HTML pages, a file each, to be added to a case as a user would.

    python -m evaluation.bulk_pages GOLD FOLDER
    onrecord add bulk.db FOLDER

Each page names its address, outlet, and day of publication in its head, as such pages do. The pages stay outside the
repository: they are their publishers'.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import html
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from evaluation.gold import read_lines

_LONGEST = 10_000_000  # characters of a cell: some releases are transcripts of hours
_OFFICES = (("kremlin", "President of Russia"), ("president-ua", "President of Ukraine"))


class Release(NamedTuple):
    """A text with what is known of it."""

    url: str
    outlet: str
    day: str
    title: str
    text: str


def read_releases(gold: Path) -> Iterator[Release]:
    """All of `bulk`, office after office, then the articles."""
    csv.field_size_limit(_LONGEST)
    for name, outlet in _OFFICES:
        with gzip.open(gold / "bulk" / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                text = row["body"].replace(" * * * ", "\n\n")
                yield Release(row["link"], outlet, row["date"][:10], row["headline"], text)
    for line in read_lines(gold / "bulk" / "wikinews.jsonl"):
        yield Release(line["url"], "Wikinews", line["date"][:10], line["title"], line["text"])


def make_html(release: Release) -> str:
    """The release as a page."""
    title, outlet, url = (html.escape(value) for value in (release.title, release.outlet, release.url))
    paragraphs = "\n".join(f"<p>{html.escape(line)}</p>" for line in release.text.split("\n") if line.strip())
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<link rel="canonical" href="{url}">
<meta property="og:site_name" content="{outlet}">
<meta property="article:published_time" content="{release.day}">
</head><body><article><h1>{title}</h1>
{paragraphs}
</article></body></html>
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pages."""
    parser = argparse.ArgumentParser(description="Writes the press releases and articles of the gold folder as pages.")
    parser.add_argument("gold", type=Path, help="the folder of gold data")
    parser.add_argument("folder", type=Path, help="where to write; made where it is not there")
    asked = parser.parse_args(arguments)
    asked.folder.mkdir(parents=True, exist_ok=True)
    words = 0
    for number, release in enumerate(read_releases(asked.gold), 1):
        (asked.folder / f"{number:05}.html").write_text(make_html(release), encoding="utf-8")
        words += len(release.text.split())
    print(f"{number:,} pages, {words:,} words")
    return 0


if __name__ == "__main__":
    sys.exit(main())
