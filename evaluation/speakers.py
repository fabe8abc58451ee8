"""Predicts speakers for gold attributions, in the form that the scorer of speakers reads."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from onrecord.actors import find_actors
from onrecord.model.attribution import Attribution
from onrecord.record import Scores, Span, Story
from onrecord.tokens import find_tokens

_CERTAIN = Scores(1.0, 1.0, 1.0, 1.0)


def _cover(pairs: list[list[int]]) -> Span | None:
    return Span(min(s for s, _ in pairs), max(e for _, e in pairs)) if pairs else None


def read_attributions(rows: list[dict[str, list[list[int]]]]) -> list[Attribution]:
    """Attributions with gold spans: every one a claim, none within another."""
    return [
        Attribution(
            _cover(r["source"]), _cover(r["cue"]), tuple(Span(s, e) for s, e in r["content"]), "claim", _CERTAIN
        )
        for r in rows
    ]


def predict(gold_path: Path, out_path: Path) -> None:
    """Write `{"id", "speakers": [{"i", "name"}]}` for every page of `gold_path`.

    Nothing is read from the gold but ids, texts, and the spans of attributions.
    """
    with open(gold_path, encoding="utf-8") as lines, open(out_path, "w", encoding="utf-8") as out:
        for line in lines:
            page = json.loads(line)
            story = Story(id=page["id"], url=page["id"], text=page["text"])
            cast = find_actors(story, find_tokens(story.text), read_attributions(page["attributions"]))
            names = {a.id: a.name for a in cast.actors}
            speakers = [{"i": i, "name": names[s] if s else None} for i, s in enumerate(cast.speakers)]
            out.write(json.dumps({"id": page["id"], "speakers": speakers}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    predict(Path(sys.argv[1]), Path(sys.argv[2]))
