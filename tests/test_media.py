"""By what medium something was said, on spans that are given; cases in `cases/media.json`, all invented."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from onrecord.actors import find_outlet_mentions
from onrecord.model.attribution import Attribution
from onrecord.model.decode import set_parents
from onrecord.record import Scores, Span
from onrecord.statements.media import find_media
from onrecord.tokens import find_tokens

CASES = json.loads((Path(__file__).parent / "cases" / "media.json").read_text(encoding="utf-8"))


def place(text: str, words: str | None) -> Span | None:
    """The only place of `words` in `text`."""
    if words is None:
        return None
    places = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]
    assert len(places) == 1, words
    return Span(places[0], places[0] + len(words))


def test_every_case_has_its_own_label() -> None:
    assert len({c["label"] for c in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["label"])
def test_medium(case: dict[str, Any]) -> None:
    text = case["text"]
    found = [
        Attribution(
            place(text, a["source"]),
            place(text, a["cue"]),
            tuple(s for s in (place(text, c) for c in a["contents"]) if s is not None),
            "claim",
            Scores(1, 1, 1, 1),
            outlet=place(text, a.get("outlet")),
        )
        for a in case["attributions"]
    ]
    tokens = find_tokens(text)
    read = find_media(text, tokens, set_parents(found), find_outlet_mentions(text, tokens))
    assert [a.outlet.of(text) if a.outlet is not None else None for a in read] == case["expect"]
