"""Form, act, circumstances, chains, and repairs, each on spans that are given; cases in `cases/statements.json`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from onrecord.actors import find_actors, find_pieces, match_outlets
from onrecord.dates import find_dates
from onrecord.model.attribution import Attribution
from onrecord.model.decode import set_parents
from onrecord.record import Dated, Scores, Span, Statement, Story, Timex
from onrecord.statements import find_statements
from onrecord.statements.bounds import cut_before_next, fill_quotations
from onrecord.statements.ends import set_ends
from onrecord.statements.mending import drop_expletive, join_paragraphs, name_outlets
from onrecord.statements.quoted import add_quoted
from onrecord.tokens import find_tokens

CASES = json.loads((Path(__file__).parent / "cases" / "statements.json").read_text(encoding="utf-8"))


def marked(case: dict[str, Any]) -> tuple[str, list[Attribution]]:
    """The case's text, and its attributions: each role is given by words of the text, which must occur once."""

    def span(words: str | None) -> Span | None:
        if words is None:
            return None
        places = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", case["text"])]
        assert len(places) == 1, words
        start = places[0]
        return Span(start, start + len(words))

    found = []
    for a in case["attributions"]:
        contents = tuple(s for s in map(span, a["contents"]) if s is not None)
        found.append(Attribution(span(a.get("source")), span(a["cue"]), contents, "claim", Scores(1, 1, 1, 1)))
    return case["text"], set_parents(found)


def read_case(case: dict[str, Any]) -> tuple[str, tuple[Statement, ...], dict[str, str], tuple[Timex, ...]]:
    text, found = marked(case)
    story = Story(id="case", url="case.txt", text=text, published=Dated("2026-03-14", "given"))
    tokens = find_tokens(text)
    pieces = find_pieces(text, tokens)
    found = name_outlets(text, match_outlets(pieces), [drop_expletive(text, a) for a in found])
    found = fill_quotations(pieces.quoted, tokens, set_parents(cut_before_next(text, found)))
    found = set_parents(set_ends(text, tokens, join_paragraphs(pieces.quoted, tokens, found)))
    cast, timexes = find_actors(story, tokens, found), find_dates(story, tokens)
    statements = find_statements(story, tokens, found, cast, timexes, [0.5] * len(found))
    return text, statements, {a.id: a.name for a in cast.actors}, timexes


def test_every_case_has_its_own_label() -> None:
    assert len({c["label"] for c in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["label"])
def test_case(case: dict[str, Any], request: pytest.FixtureRequest) -> None:
    if "known_failure" in case:
        request.applymarker(pytest.mark.xfail(reason=case["known_failure"], strict=True))
    text, statements, names, timexes = read_case(case)
    values = {t.id: t.value for t in timexes}
    order = [s.id for s in statements]
    assert len(statements) == len(case["expect"])
    for statement, expected in zip(statements, case["expect"], strict=True):
        words = {k: getattr(statement, k) for k in ("source", "addressee", "venue", "place")}
        is_now: dict[str, Any] = {k: s.of(text) if s is not None else None for k, s in words.items()}
        is_now |= {"form": statement.form, "act": statement.act, "contents": [c.of(text) for c in statement.contents]}
        is_now |= {"via": [names[v] for v in statement.via], "speaker": names.get(statement.speaker or "")}
        is_now["time"] = values.get(statement.time or "")
        is_now["within"] = order.index(statement.within) if statement.within else None
        assert {k: is_now[k] for k in expected} == expected


@pytest.mark.parametrize(
    ("text", "content", "expected"),
    [
        ("“It is open,” Orr said Tuesday, according to the Times.", "“It is open,” Orr said Tuesday", ("Orr", "said")),
        ("“It is open,” said the clerk, Reuters reported.", "“It is open,” said the clerk", None),
        ("The port, which “is open,” Orr said, is full, the Times wrote.", "The port, which “is open,” Orr said", None),
        ("“It is open,” the clerk of the port told us, AP said.", "“It is open,” the clerk of the port told us", None),
    ],
)
def test_a_speaker_within_a_quotation(text: str, content: str, expected: tuple[str, str] | None) -> None:
    tokens = find_tokens(text)
    outer = Attribution(None, Span(len(text) - 6, len(text) - 1), (Span(0, 0),), "claim", Scores(1, 1, 1, 1))
    start = text.index(content)
    outer = msgspec.structs.replace(outer, contents=(Span(start, start + len(content)),))
    added = add_quoted(text, find_pieces(text, tokens).quoted, tokens, [outer])[1:]
    assert [(a.source.of(text), a.cue.of(text)) for a in added if a.source and a.cue] == (
        [expected] if expected else []
    )
    assert all(a.contents[0].of(text) == "“It is open,”" for a in added)
