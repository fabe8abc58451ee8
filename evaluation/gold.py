"""Reading gold files: ids, texts, dates, and, where a layer is given them, spans. Nothing else is looked at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from onrecord.model.attribution import Attribution
from onrecord.record import Dated, Scores, Span, Story
from onrecord.tokens import Tokens, find_tokens


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The documents of a JSON lines file, one at a time."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def write_lines(path: Path, documents: Iterator[dict[str, Any]]) -> None:
    """Write documents as JSON lines."""
    with path.open("w", encoding="utf-8") as out:
        for document in documents:
            out.write(json.dumps(document, ensure_ascii=False) + "\n")


def make_story(document: dict[str, Any]) -> tuple[Story, Tokens]:
    """The document's text as a story, character for character, without furniture."""
    date = document.get("published") or document.get("dct")
    story = Story(
        id=document["id"],
        url=f"{document['id']}.txt",
        text=document["text"],
        published=Dated(date, "given") if date else None,
    )
    return story, find_tokens(story.text)


def given_attributions(document: dict[str, Any]) -> list[Attribution]:
    """The gold spans of a document as attributions that say nothing else.

    Three of the corpus have no spans at all; an empty content at the start of the text keeps their numbers.
    """
    out = []
    for a in document["attributions"]:
        source, cue, contents = (tuple(Span(s, e) for s, e in a.get(r) or []) for r in ("source", "cue", "content"))
        out.append(
            Attribution(
                _cover(source), _cover(cue), contents or cue or source or (Span(0, 0),), "claim", Scores(1, 1, 1, 1)
            )
        )
    return out


def _cover(spans: tuple[Span, ...]) -> Span | None:
    return Span(min(s.start for s in spans), max(s.end for s in spans)) if spans else None
