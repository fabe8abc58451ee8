"""Predict dates for a gold file: `predict(gold_path, out_path)`.

Reads `id`, `text`, and `dct` (or `published`) of each JSON line and nothing else of the gold.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from onrecord.dates import find_dates
from onrecord.record import Dated, Story
from onrecord.tokens import find_tokens


def predict(gold_path: Path, out_path: Path) -> None:
    """Write `{"id", "timexes": [{"start", "end", "type", "value"}]}` for each story of `gold_path`."""
    with gold_path.open(encoding="utf-8") as lines, out_path.open("w", encoding="utf-8") as out:
        for line in lines:
            out.write(json.dumps(_predict_one(json.loads(line)), ensure_ascii=False) + "\n")


def _predict_one(document: dict[str, str]) -> dict[str, object]:
    day = document.get("dct") or document.get("published")
    story = Story(
        id=document["id"],
        url="",
        text=document["text"],
        published=Dated(value=day, how="given") if day else None,
    )
    timexes = find_dates(story, find_tokens(story.text))
    rows = [{"start": t.span.start, "end": t.span.end, "type": t.type, "value": t.value} for t in timexes]
    return {"id": story.id, "timexes": rows}


if __name__ == "__main__":
    predict(Path(sys.argv[1]), Path(sys.argv[2]))
