"""Events from what the network found, given by hand: status, whose word, parties, goods, modes; and hostile input."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.actors import Cast
from onrecord.events import find_all_parties, find_events
from onrecord.events.clause import REACH, Wording
from onrecord.events.holders import find_holdings
from onrecord.events.merging import merge_found
from onrecord.events.modes import find_mode
from onrecord.events.status import STATUSES
from onrecord.lexicons import read_rows
from onrecord.model.found import TYPES, FoundEvent
from onrecord.record import Actor, Event, MadeBy, Mention, Record, Scores, Span, Statement, Story, Timex, make_id
from onrecord.tokens import find_tokens

CASES = json.loads((Path(__file__).parent / "cases" / "events.json").read_text(encoding="utf-8"))
ID = "p-events"


def place(text: str, words: str) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def make_actors(text: str, names: Sequence[str], kinds: dict[str, str]) -> tuple[Actor, ...]:
    actors = []
    for name in names:
        starts = [i for i in range(len(text)) if text.startswith(name, i)]
        mentions = tuple(Mention(Span(i, i + len(name)), "name") for i in starts)
        actors.append(msgspec.convert({"id": f"a-{name}", "name": name, "kind": kinds.get(name, "state")}, Actor))
        actors[-1] = msgspec.structs.replace(actors[-1], mentions=mentions)
    return tuple(actors)


def make_statements(text: str, rows: Sequence[dict[str, Any]]) -> tuple[Statement, ...]:
    made: list[Statement] = []
    for row in rows:
        speaker = row["source"].removeprefix("the ").removeprefix("The ") if row["source"] else None
        made.append(
            Statement(
                id=f"s-{row['cue']}",
                source=place(text, row["source"]) if row["source"] else None,
                cue=place(text, row["cue"]),
                contents=tuple(place(text, words) for words in row["contents"]),
                speaker=f"a-{speaker}" if speaker else None,
                form=row.get("form", "indirect"),
                act=row.get("act", "claim"),
                confidence=0.9,
                scores=Scores(0.9, 0.9, 0.9, 0.9),
                via=tuple(f"a-{v}" for v in row.get("via", [])),
                within=made[row["within"]].id if "within" in row else None,
            )
        )
    return tuple(made)


def names_of(case: dict[str, Any]) -> list[str]:
    named = [n for e in case["events"] for n in (*e["actors"], *e["recipients"], e.get("by"))]
    named += [(r["source"] or "").removeprefix("the ").removeprefix("The ") for r in case.get("statements", [])]
    return list(dict.fromkeys(n for n in (*named, *case.get("actors", {})) if n))


def find(case: dict[str, Any]) -> tuple[Event, ...]:
    text, names = case["text"], names_of(case)
    actors = make_actors(text, names, case.get("actors", {}))
    cast = Cast(actors, (), (), tuple(a.id for a in actors))
    found = [
        FoundEvent(
            place(text, e["trigger"]),
            e["type"],
            "fact",
            tuple(names.index(n) for n in e["actors"]),
            tuple(names.index(n) for n in e["recipients"]),
            0.8,
            by=place(text, e["by"]) if "by" in e else None,
            status_chances=tuple(case.get("status_chances", ())),
        )
        for e in case["events"]
    ]
    story = Story(id=ID, url="case.txt", text=text)
    return find_events(story, find_tokens(text), found, cast, make_statements(text, case.get("statements", [])), ())


def tell(case: dict[str, Any], event: Event) -> dict[str, Any]:
    """What the case may expect of an event, in the case's words."""
    text = case["text"]
    cues = {f"s-{row['cue']}": row["cue"] for row in case.get("statements", [])}
    return {
        "status": event.status,
        "according_to": event.according_to and event.according_to.removeprefix("a-"),
        "within": cues.get(event.within or ""),
        "mode": event.mode,
        "objects": [o.of(text) for o in event.objects],
        "expect_actors": [a.removeprefix("a-") for a in event.actors],
        "expect_recipients": [r.removeprefix("a-") for r in event.recipients],
    }


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["label"])
def test_case(case: dict[str, Any]) -> None:
    found = find(case)
    assert len(found) == len(case["events"])
    for event, expected in zip(found, case["events"], strict=True):
        told = tell(case, event)
        assert {k: v for k, v in told.items() if k in expected} == {k: v for k, v in expected.items() if k in told}
        assert event.rule


TEXT = "Norland sent Brackwater two ferries on 3 May 2024, Ilse Varn said. Brackwater will not attack Norland."
WORDS = find_tokens(TEXT)
ACTORS = make_actors(TEXT, ("Norland", "Brackwater", "Ilse Varn"), {"Ilse Varn": "person"})
DAY = Timex("t-1", place(TEXT, "3 May 2024"), "DATE", "2024-05-03", "2024-05-03", "2024-05-03", None, "as written")
SAID = make_statements(
    TEXT, [{"source": "Ilse Varn", "cue": "said", "contents": ["Norland sent Brackwater two ferries on 3 May 2024"]}]
)


def find_in_text(found: Sequence[FoundEvent], text: str = TEXT) -> tuple[Event, ...]:
    cast = Cast(ACTORS, (), (), tuple(a.id for a in ACTORS))
    return find_events(Story(ID, "page.txt", text), find_tokens(text), found, cast, SAID, (DAY,))


def test_time_is_the_timex_that_the_network_points_at() -> None:
    (event,) = find_in_text(
        [FoundEvent(place(TEXT, "sent"), "AID", "fact", (0,), (1,), 0.8, time=place(TEXT, "on 3 May"))]
    )
    assert event.time == DAY.id
    assert event.within == SAID[0].id


def test_type_and_status_are_told_together() -> None:
    """Labelled meetings to come are agreements: of 178 consultations none is in the future."""
    chances = tuple({"CONSULT": 0.8, "AGREE": 0.1}.get(t, 0.1 / 14) for t in TYPES)
    for status, type_ in (("future", "AGREE"), ("fact", "CONSULT")):
        statuses = tuple(0.96 if s == status else 0.01 for s in STATUSES)
        event = FoundEvent(place(TEXT, "sent"), "CONSULT", "fact", (0,), (1,), 0.9, chances=chances)
        (found,) = find_in_text([msgspec.structs.replace(event, status_chances=statuses)])
        assert found.type == type_


def test_a_talk_with_the_press_is_no_consultation() -> None:
    text = "Ilse Varn met the Tern Post in Brackwater."
    names = {"Ilse Varn": "person", "Tern Post": "outlet", "Brackwater": "state"}
    actors = make_actors(text, tuple(names), names)
    cast = Cast(actors, (), (), tuple(a.id for a in actors))
    for other, kept in ((1, 0), (2, 1)):
        met = FoundEvent(place(text, "met"), "CONSULT", "fact", (0,), (other,), 0.9)
        assert len(find_events(Story(ID, "page.txt", text), find_tokens(text), [met], cast, (), ())) == kept


def test_a_target_is_of_the_state_that_stands_in_it() -> None:
    for text, whom in (
        ("Norway is silent about an attack that day on oil pipes in northern Norway.", "a-Norway"),
        ("Norway is silent about a raid on a Norwegian air base.", "a-Norway"),
        ("Norway is silent about an attack in Norway.", None),
        ("Norway is silent about an attack on ships, which left Norway.", None),
    ):
        actors = tuple(msgspec.structs.replace(a, country="NOR") for a in make_actors(text, ("Norway",), {}))
        cast = Cast(actors, (), (), ())
        trigger = place(text, "attack" if "attack" in text else "raid")
        found = [FoundEvent(trigger, "ASSAULT", "fact", (), (), 0.9)]
        (event,) = find_events(Story(ID, "page.txt", text), find_tokens(text), found, cast, (), ())
        assert event.recipients == ((whom,) if whom else ()), text


def test_of_twins_the_likelier_is_kept() -> None:
    twins = [
        FoundEvent(place(TEXT, "sent"), "AID", "fact", (0,), (), score, confidence=score) for score in (0.4, 0.9, 0.6)
    ]
    other = FoundEvent(place(TEXT, "sent"), "AGREE", "fact", (0,), (), 0.3, confidence=0.3)
    found = find_in_text([*twins, other])
    assert sorted((e.type, e.confidence) for e in found) == [("AGREE", 0.3), ("AID", 0.9)]
    assert len({e.id for e in found}) == 2


@pytest.mark.parametrize(
    ("text", "triggers", "kept"),
    [
        ("Norland began a military offensive.", ("military", "offensive"), ["military offensive"]),
        ("Norland imposed a curfew.", ("imposed", "curfew"), ["curfew"]),
        ("A deal has been reached with Norland.", ("deal", "reached"), ["deal"]),
        ("Norland attacked and burned the pier.", ("attacked", "burned"), ["attacked", "burned"]),
        ("Norland made a raid. It then struck again.", ("made", "struck"), ["made", "struck"]),
    ],
)
def test_one_deed_in_two_triggers_is_one_event(text: str, triggers: Sequence[str], kept: list[str]) -> None:
    found = [FoundEvent(place(text, t), "ASSAULT", "fact", (), (), 0.5) for t in triggers]
    assert [e.trigger.of(text) for e in merge_found(Wording(text, find_tokens(text)), found)] == kept


def test_merging_keeps_the_parties_of_both() -> None:
    text = "Norland imposed a curfew on Brackwater."
    light = FoundEvent(place(text, "imposed"), "COERCE", "fact", (0,), (), 0.9)
    noun = FoundEvent(place(text, "curfew"), "COERCE", "fact", (), (1,), 0.5)
    (merged,) = merge_found(Wording(text, find_tokens(text)), [noun, light])
    assert (merged.actors, merged.recipients, merged.score) == ((0,), (1,), 0.9)


spans = st.builds(lambda a, b: Span(min(a, b), max(a, b)), st.integers(-2, 120), st.integers(-2, 120))
found_events = st.builds(
    FoundEvent,
    spans,
    st.sampled_from(TYPES),
    st.sampled_from(STATUSES),
    st.lists(st.integers(-1, 4), max_size=3).map(tuple),
    st.lists(st.integers(-1, 4), max_size=3).map(tuple),
    st.floats(0, 1),
    st.none() | spans,
    st.none() | spans,
    st.none() | spans,
)


@given(st.lists(found_events, max_size=8))
def test_whatever_is_found_makes_events_that_hold(found: list[FoundEvent]) -> None:
    events = find_in_text(found)
    assert events == find_in_text(found)
    assert len({e.id for e in events}) == len(events)
    ids = {a.id for a in ACTORS}
    for event in events:
        for span in (event.trigger, *event.objects, *([event.place] if event.place else [])):
            assert 0 <= span.start < span.end <= len(TEXT)
        assert set(find_all_parties(event)) <= ids
        assert event.according_to in {*ids, None}
        assert event.id == make_id("e", ID, event.trigger.start, event.trigger.end, TYPES.index(event.type))
    record = Record(Story(ID, "page.txt", TEXT), ACTORS, SAID, events, (DAY,), (), MadeBy("0", "0"))
    assert msgspec.json.decode(msgspec.json.encode(record), type=Record) == record


def make_long(events: int) -> tuple[str, list[FoundEvent], tuple[Statement, ...]]:
    """One sentence without an end: as many events as asked for, each in a statement of its own."""
    part = "Norland sent Brackwater two ferries and salt, Varn said, "
    text = part * events
    found, statements = [], []
    for n in range(events):
        start = n * len(part)
        at = Span(start + 8, start + 12)
        found.append(FoundEvent(at, "AID", "fact", (0,), (1,), 0.8))
        content, cue = Span(start, start + 44), Span(start + 51, start + 55)
        statements.append(
            Statement(f"s-{n}", None, cue, (content,), None, "indirect", "claim", 0.9, Scores(0.9, 0.9, 0.9, 0.9))
        )
    return text, found, tuple(statements)


def measure(events: int) -> float:
    text, found, statements = make_long(events)
    story, tokens = Story(ID, "long.txt", text), find_tokens(text)
    actors = tuple(
        msgspec.structs.replace(a, mentions=tuple(Mention(Span(n * 57, n * 57 + 7), "name") for n in range(events)))
        for a in ACTORS[:1]
    )
    cast = Cast((*actors, ACTORS[1]), (), (), tuple(a.id for a in ACTORS[:2]))
    start = time.process_time()
    made = find_events(story, tokens, found, cast, statements, ())
    spent = time.process_time() - start
    assert len(made) == events
    assert all(e.within == f"s-{n}" for n, e in enumerate(made))
    return spent


def test_time_grows_with_the_length_and_no_faster() -> None:
    """3,000 events in one sentence of 39,000 words; four times as many may take no more than nine times as long."""
    measure(100)  # lists are loaded outside the clock
    short = min(measure(750) for _ in range(3))
    assert measure(3000) < max(9 * short, 0.5)


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "…", "()[]*+?{}", "'; DROP TABLE events; --", "Ⅷ ﷽ 🜁", "word " * 5000, "a" * 100_000]
)
def test_odd_texts_are_read(text: str) -> None:
    tokens = find_tokens(text)
    found = [FoundEvent(w, "AID", "fact", (), (), 0.5) for w in tokens.words[:50:2]]  # side by side they would be one
    events = find_events(Story(ID, "odd.txt", text), tokens, found, Cast((), (), ()), (), ())
    assert len(events) == len(found)


def test_a_statement_does_not_hold_its_own_cue() -> None:
    text = "Norland demanded that Brackwater withdraw, Varn said."
    rows = [
        {"source": None, "cue": "said", "contents": ["Norland demanded that Brackwater withdraw"]},
        {"source": None, "cue": "demanded", "contents": ["that Brackwater withdraw"], "act": "request"},
    ]
    statements = make_statements(text, rows)
    made, told = find_holdings(text, [place(text, "demanded"), place(text, "withdraw")], statements)
    assert made.made == statements[1]
    assert [h.statement for h in made.holders] == [statements[0]]
    assert [h.statement for h in told.holders] == [statements[1], statements[0]]
    assert [h.kind for h in told.holders] == ["other", "report"]


def test_only_the_words_of_the_sentence_are_looked_at() -> None:
    clause = Wording(TEXT, WORDS).clause(place(TEXT, "attack"))
    assert clause.before == ("brackwater", "will", "not")
    assert clause.after == ("norland", ".")
    long = "word " * 200
    assert len(Wording(long, find_tokens(long)).clause(Span(500, 504)).before) == REACH


def test_contexts_are_of_the_paragraph() -> None:
    text = "Envoys met at the embassy.\nA court heard the nuclear case."
    found = [FoundEvent(place(text, w), "CONSULT", "fact", (), (), 0.9) for w in ("met", "heard")]
    first, second = find_events(Story(ID, "p.txt", text), find_tokens(text), found, Cast((), (), ()), (), ())
    assert first.contexts == ("diplomatic",)
    assert second.contexts == ("legal", "cbrn")


# What PLOVER's codebook lists for each type; types that it gives no mode have none here.
MODES = {
    "CONSULT": "visit third-party multilateral phone",
    "RETREAT": "withdraw release disarm ceasefire access resign",
    "REQUEST": "assist change yield meet",
    "ACCUSE": "disapprove investigate allege",
    "REJECT": "assist change yield meet",
    "THREATEN": "restrict arrest relations expel territory violence",
    "PROTEST": "demo riot strike hunger boycott obstruct vandalize",
    "SANCTION": "convict expel withdraw discontinue",
    "MOBILIZE": "troops weapons police militia",
    "COERCE": "seize restrict censor curfew martial-law arrest deport withhold misinformation cyber",
    "ASSAULT": "abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack aerial drone "
    "heavy-weapons crowd-control unconventional",
}


def test_modes_are_the_codebooks() -> None:
    listed: dict[str, set[str]] = {}
    for type_, mode, where, _ in read_rows("event-modes.tsv", 4):
        assert where in ("trigger", "near")
        listed.setdefault(type_, set()).add(mode)
    assert listed == {type_: set(modes.split()) for type_, modes in MODES.items()}


@pytest.mark.parametrize("type_", TYPES)
def test_a_word_that_no_list_has_tells_no_mode(type_: Any) -> None:
    clause = Wording("xyzzy", find_tokens("xyzzy")).clause(Span(0, 5))
    assert find_mode(type_, clause) is None
