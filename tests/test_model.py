"""The network's files: what they say equals the trained network, depends on nothing else, and damage is noticed."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from onrecord.errors import ModelError
from onrecord.model.bounds import SPLIT, find_mention_runs
from onrecord.model.decode import set_parents
from onrecord.model.found import FoundEvent, FoundMention
from onrecord.model.reading import LIKELY, Found, keep_likely, read_text
from onrecord.model.session import FOLDER, Model, load_model
from onrecord.model.windows import Window, make_windows
from onrecord.model.words import find_habit
from onrecord.record import Span
from onrecord.tokens import find_tokens

TEXT = (
    "Reuters reported that Minister Dana Orr said the ferry was safe.\n\n"
    "“We checked it twice,” Orr told reporters in Lisbon. The owners did not respond to a question about it."
)
PARAGRAPHS = "\n\n".join([TEXT] * 12)


def shares(logits: np.ndarray) -> np.ndarray:
    e = np.exp(logits - logits.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def test_the_files_say_what_the_trained_network_says() -> None:
    reference = json.loads((FOLDER / "parity.json").read_text(encoding="utf-8"))
    model = load_model()
    (window,) = make_windows(reference["text"], find_tokens(reference["text"]), model.vocabulary)
    reading = model.read_window(window)
    roles = model.read_cues(reading.h, [tuple(reference["cue"])])
    parties = model.read_triggers(reading.h, [tuple(reference["cue"])])
    wanted = {name: shares(np.array(reference[name])) for name in ("flat", "nested", "triggers", "act")}
    wanted |= {name: shares(np.array(reference[name])[:, :3]) for name in ("mentions", "roles", "parties")}
    wanted["types"] = shares(np.array(reference["event"])[:, :16])
    logs = {"flat": reading.flat, "nested": reading.nested, "triggers": reading.triggers, "mentions": reading.mentions}
    logs |= {"roles": roles.roles[0], "parties": parties.roles[0], "types": parties.types}
    found = {name: np.exp(value) for name, value in logs.items()} | {"act": roles.act}
    for name, value in wanted.items():
        difference = np.abs(value - found[name])
        # 8-bit against full precision: a few uncertain pieces move, the rest stay.
        assert difference.mean() < 0.02, name
        assert (value.argmax(-1) == found[name].argmax(-1)).mean() > 0.95, name


def test_a_window_does_not_depend_on_its_neighbours() -> None:
    model = load_model()
    windows = make_windows(PARAGRAPHS, find_tokens(PARAGRAPHS), model.vocabulary)
    alone = model.read_window(windows[0])
    model.read_window(windows[-1])
    again = model.read_window(windows[0])
    assert np.array_equal(alone.flat, again.flat)
    assert len(windows) > 1


def test_all_cues_at_once_say_what_each_alone_says() -> None:
    # Not to the last digit: products in 8 bits are scaled by the largest number among all cues of a window.
    model = load_model()
    (window,) = make_windows(TEXT, find_tokens(TEXT), model.vocabulary)
    h = model.read_window(window).h
    cues = [(2, 2, *window.segments[0]), (7, 7, *window.segments[0]), (20, 21, *window.segments[1])]
    together = model.read_cues(h, cues)
    for i, cue in enumerate(cues):
        n = cue[3] - cue[2]
        alone = model.read_cues(h, [cue])
        assert np.allclose(np.exp(together.roles[i, :n]), np.exp(alone.roles[0]), atol=0.05)
        assert (together.roles[i, :n].argmax(-1) == alone.roles[0].argmax(-1)).mean() > 0.98
        assert np.allclose(together.act[i], alone.act[0], atol=0.02)


def test_spans_are_words_of_the_text_and_parents_hold_cues() -> None:
    found = list(read_text(TEXT, find_tokens(TEXT), load_model()).attributions)
    assert found
    for a in found:
        for span in (a.source, a.cue, *a.contents):
            if span is not None:
                assert 0 <= span.start < span.end <= len(TEXT)
        if a.parent is not None:
            assert a.cue is not None
            assert any(c.holds(a.cue) for c in found[a.parent].contents)
    assert set_parents(found) == found


def test_a_line_introduces_what_the_next_paragraph_says() -> None:
    text = "Minister Dana Orr spoke to reporters on Friday.\n\nOrr added:\n\nThe port stays open. It never was closed."
    found = read_text(text, find_tokens(text), load_model()).attributions
    said = [(a.source.of(text), a.cue.of(text), [c.of(text) for c in a.contents]) for a in found if a.source and a.cue]
    assert ("Orr", "added", ["The port stays open. It never was closed."]) in said


def test_no_text_no_attributions() -> None:
    assert read_text("", find_tokens(""), load_model()) == Found((), (), ())


def test_participants_are_mentions_in_the_sentence_of_the_trigger() -> None:
    text = "Norway sent 40 tonnes of medicine to Chad on Monday. Chad's army had blocked the road.\n\n" + TEXT
    found = read_text(text, find_tokens(text), load_model())
    assert [m.span.of(text) for m in found.mentions][:2] == ["Norway", "Chad"]
    assert found.events
    for event in found.events:
        assert 0 <= event.trigger.start < event.trigger.end <= len(text)
        assert abs(sum(event.chances) - 1) < 0.01
        assert abs(sum(event.status_chances) - 1) < 0.01
        sentence = find_tokens(text).sentence_at(event.trigger.start)
        for i in (*event.actors, *event.recipients):
            assert sentence is not None
            assert sentence.holds(found.mentions[i].span)


@pytest.mark.parametrize("damage", ["change", "remove", "card"])
def test_damaged_files_are_noticed(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(FOLDER, folder)
    roles = next(folder.glob("roles-*.onnx"))
    if damage == "change":
        roles.write_bytes(roles.read_bytes()[:-1] + b"\0")
    elif damage == "remove":
        roles.unlink()
    else:
        (folder / "model.json").write_text("{}")
    with pytest.raises(ModelError, match="install onrecord again"):
        Model(folder)


def test_unlikely_events_take_their_pronouns_along() -> None:
    mentions = tuple(FoundMention(Span(i, i + 1), "unnamed", "", 0.9, pronoun=i < 2) for i in range(3))
    events = tuple(
        FoundEvent(Span(5, 6), "AID", "fact", (i,), (2,), 0.9, confidence=confidence)
        for i, confidence in enumerate((LIKELY - 0.01, LIKELY))
    )
    kept = keep_likely(Found((), mentions, events))
    assert kept.mentions == mentions[1:]
    assert [(e.actors, e.recipients) for e in kept.events] == [((0,), (1,))]


def test_words_that_name_events_are_told_from_others() -> None:
    assert find_habit(["attacked"], "ASSAULT") == find_habit(["attacks"], "ASSAULT") > 0
    assert find_habit(["attacked"], "AID") < find_habit(["attacked"], "ASSAULT")
    assert find_habit(["harbour"], "ASSAULT") == find_habit([], "ASSAULT") == find_habit(["*"], "AID") < -2


@pytest.mark.parametrize(
    ("text", "mention", "begins", "parts"),
    [
        ("The Tern Post of the", (1, 4), (), ["Tern Post"]),
        ("Andes and", (0, 1), (), ["Andes"]),
        ("Oslo , Riga and the Hague ,", (0, 6), (2, 5), ["Oslo", "Riga", "the Hague"]),
        ("salt and timber firms", (0, 3), (), ["salt and timber firms"]),
        ("and the", (0, 1), (), []),
    ],
)
def test_mentions_end_where_names_do(
    text: str, mention: tuple[int, int], begins: tuple[int, ...], parts: list[str]
) -> None:
    words = [(m.start(), m.end()) for m in re.finditer(r"\S+", text)]
    starts, ends = (np.array(x) for x in zip(*words, strict=True))
    nothing = np.zeros(len(words), dtype=np.int64)
    window = Window(nothing, starts, ends, nothing, nothing, ((0, len(words)),))
    chances = np.array([SPLIT * (i in begins) for i in range(len(words))], dtype=np.float32)
    runs = find_mention_runs(text, window, chances, [mention])
    assert [text[starts[a] : ends[b]] for a, b in runs] == parts
