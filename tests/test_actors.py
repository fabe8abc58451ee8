"""Speakers: who is behind each attribution, outlets, spellings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.actors import Cast, find_actors, find_outlet, find_outlet_mentions, find_spellings
from onrecord.actors.lexicon import load_leaders, load_outlets, load_states
from onrecord.model.attribution import Attribution
from onrecord.record import Actor, Scores, Span, Story
from onrecord.tokens import find_tokens

CASES = json.loads((Path(__file__).parent / "cases" / "speakers.json").read_text(encoding="utf-8"))
CERTAIN = Scores(1.0, 1.0, 1.0, 1.0)
_CLOSING = {"{": "}", "<": ">", "[": "]"}


def read_marked(marked: str) -> tuple[str, list[Attribution]]:
    """The text without marks, and its attributions: `{1:source}`, `[1:cue]`, `<1:content>`, `<1!:content without cue>`.

    A cue that is not marked is taken to be the first word after the source. Marks nest.
    """
    text: list[str] = []
    opened: list[tuple[str, int, int]] = []
    spans: dict[int, dict[str, Span]] = {}
    silent: set[int] = set()
    i = 0
    while i < len(marked):
        char = marked[i]
        colon = marked.find(":", i, i + 5)
        if char in _CLOSING and colon > 0 and marked[i + 1].isdigit():
            label = marked[i + 1 : colon]
            if label.endswith("!"):
                silent.add(int(label[:-1]))
            opened.append((char, int(label.rstrip("!")), len(text)))
            i = colon + 1
            continue
        if opened and char == _CLOSING[opened[-1][0]]:
            mark, number, start = opened.pop()
            spans.setdefault(number, {})[mark] = Span(start, len(text))
        else:
            text.append(char)
        i += 1
    plain = "".join(text)
    return plain, [_attribution(plain, n, spans, n in silent) for n in sorted(spans)]


def _attribution(text: str, number: int, spans: dict[int, dict[str, Span]], silent: bool) -> Attribution:
    parts = spans[number]
    source, content = parts.get("{"), parts.get("<")
    start = source.end if source else 0
    word = next((w for w in find_tokens(text).words if w.start >= start and w.of(text).isalpha()), None)
    cue = parts.get("[") or (None if silent else word)
    parent = None
    for order, other in enumerate(sorted(spans)):
        held = spans[other].get("<")
        if other != number and held and source and held.holds(source):
            parent = order
    return Attribution(source, cue, (content,) if content else (), "claim", CERTAIN, parent=parent)


def cast(marked: str) -> tuple[str, Cast, dict[int, Actor | None]]:
    text, attributions = read_marked(marked)
    found = find_actors(Story(id="case", url="", text=text), find_tokens(text), attributions)
    actors = {a.id: a for a in found.actors}
    numbers = sorted({int(part.split(":")[0].rstrip("!")) for part in _labels(marked)})
    speakers = zip(numbers, found.speakers, strict=True)
    return text, found, {n: actors[s] if s else None for n, s in speakers}


def _labels(marked: str) -> list[str]:
    out = []
    for i, char in enumerate(marked):
        if char in _CLOSING and marked[i + 1 : i + 2].isdigit() and ":" in marked[i : i + 5]:
            out.append(marked[i + 1 : i + 6])
    return out


def same(one: str, two: str) -> bool:
    def plain(name: str) -> str:
        return " ".join(w for w in name.lower().replace("’", "'").split() if w not in ("the", "a", "an"))

    return plain(one) == plain(two)


def _params() -> list[Any]:
    return [
        pytest.param(
            case,
            id=case["label"],
            marks=pytest.mark.xfail(strict=True, reason=case["fails"]) if "fails" in case else (),
        )
        for case in CASES
    ]


@pytest.mark.parametrize("case", _params())
def test_case(case: dict[str, Any]) -> None:
    text, found, actors = cast(case["text"])
    for number, name in case["speakers"].items():
        actor = actors[int(number)]
        if name is None:
            assert actor is None
        else:
            assert actor is not None
            assert same(actor.name, name), f"{number}: {actor.name!r}"
    for number, kind in case.get("kinds", {}).items():
        actor = actors[int(number)]
        assert actor is not None
        assert actor.kind == kind
    for number, country in case.get("countries", {}).items():
        actor = actors[int(number)]
        assert actor is not None
        assert actor.country == country
    for number, role in case.get("roles", {}).items():
        actor = actors[int(number)]
        assert actor is not None
        assert actor.role == role
    _, attributions = read_marked(case["text"])
    numbers = sorted(actors)
    for number, how in case.get("hows", {}).items():
        source = attributions[numbers.index(int(number))].source
        actor = actors[int(number)]
        assert actor is not None
        spans = [m.span for m in actor.mentions if m.how == how]
        assert how == "continued" or source in spans
    assert_sound(text, found, len(attributions))


def assert_sound(text: str, found: Cast, count: int) -> None:
    """What holds of every cast: ids are known and unique, spans are on the page, antecedents are mentions' words."""
    ids = [a.id for a in found.actors]
    assert len(ids) == len(set(ids))
    assert len(found.speakers) == len(found.outlets) == count
    assert {s for s in found.speakers if s} <= set(ids)
    assert {o for some in found.outlets for o in some} <= set(ids)
    for actor in found.actors:
        assert actor.name.strip()
        for mention in actor.mentions:
            assert 0 <= mention.span.start <= mention.span.end <= len(text)
            if mention.antecedent is not None:
                assert mention.antecedent.end <= len(text)


def test_chain_of_coreference_leads_to_the_full_name() -> None:
    text, _, actors = cast("Trade envoy Salma Haddadin spoke. {1:Haddadin} said <1:no>. {2:She} left.")
    actor = actors[2]
    assert actor is not None
    by_words = {(m.span.of(text), m.how): m.antecedent for m in actor.mentions}
    she = by_words[("She", "pronoun")]
    assert she is not None
    assert she.of(text) == "Haddadin"
    name = by_words[("Haddadin", "name")]
    assert name is not None
    assert name.of(text) == "Salma Haddadin"


def test_reading_again_gives_the_same_cast() -> None:
    marked = CASES[0]["text"]
    assert cast(marked)[1] == cast(marked)[1]


@pytest.mark.parametrize("name", ["CNN", "cnn", "edition.cnn.com", "https://www.cnn.com/2024/01/01/world/x.html"])
def test_outlet_by_name_domain_and_address(name: str) -> None:
    outlet = find_outlet(name)
    assert outlet is not None
    assert outlet.name == "CNN"


@pytest.mark.parametrize("name", ["", " ", ".", "nobody.example", "The", "Nobody’s Gazette", "http://", "(a+)+$"])
def test_no_outlet(name: str) -> None:
    assert find_outlet(name) is None


def test_outlets_of_one_short_name_differ_by_domain() -> None:
    names = [
        find_outlet(d) for d in ("nytimes.com", "thetimes.co.uk", "straitstimes.com", "abc.net.au", "abcnews.go.com")
    ]
    assert [o.name for o in names if o] == [
        "The New York Times",
        "The Times",
        "The Straits Times",
        "Australian Broadcasting Corporation",
        "ABC News",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The port is shut, AP reported.", ["AP"]),
        ("She told CNN that it was over.", ["CNN"]),
        ("According to Reuters, the port is shut.", ["Reuters"]),
        ("He spoke in an interview with Fox News on Friday.", ["Fox News"]),
        ("The New York Times/CBS News poll was out.", ["The New York Times", "CBS News"]),
        ("Time magazine reported it.", ["Time magazine"]),
        ("Some time later people focus on nature and the sun.", []),
        ("Time heals. People in Oslo agree. The Sun rose.", []),
        ("The Hill reported a vote; the hill is steep.", ["The Hill"]),
        ("He told the Kestrel Gazette so.", ["Kestrel Gazette"]),
        ("He told the Baltic Wire agency so.", ["Baltic Wire"]),
        ("The Lookout Post was built of brick.", []),
    ],
)
def test_outlet_mentions(text: str, expected: list[str]) -> None:
    assert [m.span.of(text) for m in find_outlet_mentions(text, find_tokens(text))] == expected


def test_outlet_span_of_an_attribution_becomes_an_actor() -> None:
    text = "The port is shut, Ana Prado told Kestrel Radio. It is, she told CNN."
    spans = [Span(text.index(w), text.index(w) + len(w)) for w in ("Kestrel Radio", "CNN", "Ana Prado", "she")]
    attributions = [
        Attribution(spans[2], None, (), "claim", CERTAIN, outlet=spans[0]),
        Attribution(spans[3], None, (), "claim", CERTAIN, outlet=spans[1]),
    ]
    found = find_actors(Story(id="o", url="", text=text), find_tokens(text), attributions)
    actors = {a.id: a for a in found.actors}
    assert [[(actors[o].name, actors[o].kind) for o in some] for some in found.outlets] == [
        [("Kestrel Radio", "outlet")],
        [("CNN", "outlet")],
    ]


def _spellings(text: str) -> list[tuple[str, str]]:
    found = find_actors(Story(id="s", url="", text=text), find_tokens(text), [])
    return [(s.written, s.usual) for s in find_spellings(text, found.actors)]


def test_spelling_against_known_office_holders() -> None:
    assert _spellings("Secretary of State Anthony Blinken came.") == [("Anthony Blinken", "Antony Blinken")]
    assert _spellings("Secretary of State Antony Blinken came. Volodymyr Zelensky and Sergey Lavrov did not.") == []


def test_spelling_within_the_page() -> None:
    text = "Mayor Teodor Kowalczyk spoke. Later Teodor Kowalczik left."
    assert _spellings(text) == [("Teodor Kowalczik", "Teodor Kowalczyk")]


def test_titles_and_accents_are_no_misspelling() -> None:
    assert _spellings("President Recep Tayyip Erdoğan spoke. Mr. Erdogan left. Péter Szijjártó, Peter Szijjarto.") == []


def test_lexicons_are_sound() -> None:
    names, _, metonyms = load_states()
    assert len({s.code for s in names.values()}) > 190
    assert all(len(s.code) == 3 and s.code.isupper() for s in names.values())
    assert {"Beijing", "Moscow", "Kremlin", "Washington"} <= metonyms
    assert len(load_outlets()) >= 300
    assert len({o.name for o in load_outlets()}) == len(load_outlets())
    known = {s.code for s in names.values()} | {"UNO", "EUR", "IGO"}
    assert all(o.country is None or o.country in known for o in load_outlets())
    assert all(p.country is None or p.country in known for p in load_leaders())
    assert all(p.gender in "fm" for p in load_leaders())
    assert all(not t.until or t.since[:4] <= t.until[:4] for p in load_leaders() for t in p.terms)


_WORDS = st.sampled_from(
    'Ann Dee said he she They who it the president of . , “ ” " ’s ( ) \n China Reuters AP Mr. a report (.*)+ [x \\d '
    "O'Brien al-Assad 山田 Ünal U.S. and I we — - de 57-year-old İstanbul ﬁ 👩‍🚀 e\u0301".split(" ")
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(words=st.lists(_WORDS, max_size=40), data=st.data())
def test_any_text_and_any_spans(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    offset = st.integers(0, len(text) + 3)
    span = st.builds(lambda a, b: Span(min(a, b), max(a, b)), offset, offset)
    attribution = st.builds(
        Attribution,
        st.none() | span,
        st.none() | span,
        st.lists(span, max_size=2).map(tuple),
        st.just("claim"),
        st.just(CERTAIN),
        st.none() | span,
        st.none() | span,
        st.none() | st.integers(0, 5),
    )
    attributions = data.draw(st.lists(attribution, max_size=6))
    last = len(attributions) - 1
    kept = [a if a.parent is None else msgspec.structs.replace(a, parent=min(a.parent, last)) for a in attributions]
    found = find_actors(Story(id="h", url="", text=text), find_tokens(text), kept)
    bounded = find_spellings(text, found.actors)
    assert len(found.speakers) == len(kept)
    assert all(s.actor in {a.id for a in found.actors} for s in bounded)
    find_outlet_mentions(text, find_tokens(text))


def test_a_circle_of_parents_ends() -> None:
    text = "I said we said."
    spans = [Span(0, 1), Span(7, 9)]
    attributions = [Attribution(s, None, (), "claim", CERTAIN, parent=1 - i) for i, s in enumerate(spans)]
    found = find_actors(Story(id="p", url="", text=text), find_tokens(text), attributions)
    assert found.speakers == (None, None)


def _crowd(count: int) -> tuple[str, list[Attribution]]:
    lines, attributions, at = [], [], 0
    for i in range(count):
        surname = "".join(chr(97 + int(d)) for d in str(10007 + 37 * i)).title() + "son"
        name = f"Ann {surname}"
        line = f"{name} said the plan was bad. She added that {surname} was right."
        attributions.append(Attribution(Span(at, at + len(name)), None, (), "claim", CERTAIN))
        she = at + line.index("She")
        attributions.append(Attribution(Span(she, she + 3), None, (), "claim", CERTAIN))
        lines.append(line)
        at += len(line) + 1
    return "\n".join(lines), attributions


def test_three_thousand_names_take_linear_time() -> None:
    seconds = []
    for count in (750, 3000):
        text, attributions = _crowd(count)
        tokens = find_tokens(text)
        start = time.perf_counter()
        found = find_actors(Story(id="n", url="", text=text), tokens, attributions)
        find_spellings(text, found.actors)
        seconds.append(time.perf_counter() - start)
        assert len({s for s in found.speakers if s}) > 0.9 * count
    assert seconds[1] < 12 * max(seconds[0], 0.1)


def _gold() -> Path:
    folder = os.environ.get("ONRECORD_GOLD")
    if not folder:
        pytest.skip("ONRECORD_GOLD does not name the folder with the gold data")
    return Path(folder)


def test_accuracy_on_labelled_speakers(tmp_path: Path) -> None:
    gold = _gold() / "statements" / "speakers-dev.jsonl"
    scorer = _gold().parent / "score" / "speakers.py"
    if not gold.exists() or not scorer.exists():
        pytest.skip("the gold folder has no labelled speakers or no scorer beside it")
    from evaluation.layers import predict_speakers as predict

    predict(gold, tmp_path / "out.jsonl")
    out = subprocess.run(
        [sys.executable, str(scorer), str(gold), str(tmp_path / "out.jsonl")],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    figures = {line.rsplit(None, 2)[0].strip(): float(line.split()[-2]) for line in out.splitlines() if "/" in line}
    headline = float(out.rsplit("headline", 1)[1])
    assert headline >= 88
    assert figures["person by pronoun"] >= 90
    assert figures["person by nominal"] >= 75
