"""Gold sentences with actors and events -> windows with targets.

The program reads whole paragraphs and several of them at a time, the gold data are single sentences. So each packing
puts the sentences together anew, a third of them alone, the others in company: half of those go on in the paragraph of
the sentence before, the others begin one. Those whose page the gold folder has are seen there as well.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from onrecord.model.found import KINDS, SECTORS, STATUSES, TYPES
from onrecord.model.windows import Vocabulary, Window, make_windows, pieces_of
from onrecord.record import Span
from onrecord.tokens import Tokens, find_tokens
from training.prepare import UNKNOWN, EventTargets, Example, MentionTargets, fill_unknown, read_lines

PACKINGS = 6
ALONE = 1 / 3
COMPANY = (2, 5)
JOINED = 0.5
SECTOR_WHEN_SEVERAL = 0  # of "PTY OPP" the first counts
Ints = np.ndarray[Any, Any]


def prepare_events(gold: Path, vocabulary: Vocabulary, packings: int = PACKINGS) -> list[Example]:
    """All training windows of the gold folder's `events/`, each sentence once a packing."""
    sentences = read_lines(gold / "events" / "train.jsonl")
    examples = []
    for number in range(packings):
        chance = random.Random(number)
        for group in _pack(sentences, chance):
            examples += make_examples(group, vocabulary, chance)
    return examples + packings // 2 * list(_on_pages(gold, sentences, vocabulary))


def _on_pages(gold: Path, sentences: list[dict[str, Any]], vocabulary: Vocabulary) -> Iterator[Example]:
    """Windows of whole pages, for sentences of pages that the gold folder has; only those sentences are labelled."""
    taken = [s for s in sentences if s["id"].startswith("wn-")]
    for page in read_lines(gold / "bulk" / "wikinews.jsonl"):
        text = page["text"]
        here = [(s, text.find(s["text"])) for s in taken]
        here = [(s, at) for s, at in here if at >= 0]
        if not here:
            continue
        tokens = find_tokens(text)
        for window in make_windows(text, tokens, vocabulary):
            example = make_unlabelled(window)
            for sentence, base in here:
                inside = pieces_of(window, [Span(base, base + len(sentence["text"]))])
                example.mention[inside] = 0
                example.trigger[inside] = 0
                if inside.any():
                    _add_sentence(example, tokens, sentence, base)
            if (example.trigger >= 0).any():
                yield example


def make_unlabelled(window: Window) -> Example:
    """A window of which nothing is labelled."""
    example = Example(window, *(np.full(len(window.ids), UNKNOWN, dtype=np.int64) for _ in range(2)))
    fill_unknown(example)
    return example


def _pack(sentences: list[dict[str, Any]], chance: random.Random) -> Iterator[list[dict[str, Any]]]:
    order = list(sentences)
    chance.shuffle(order)
    alone = int(len(order) * ALONE)
    yield from ([s] for s in order[:alone])
    at = alone
    while at < len(order):
        size = chance.randint(*COMPANY)
        yield order[at : at + size]
        at += size


def make_examples(
    group: list[dict[str, Any]], vocabulary: Vocabulary, chance: random.Random | None = None
) -> Iterator[Example]:
    """The windows of some sentences put together, each a paragraph of its own where no chance is given."""
    text, bases = "", []
    for sentence in group:
        bases.append(len(text))
        text += sentence["text"] + (" " if chance is not None and chance.random() < JOINED else "\n\n")
    text = text.rstrip()
    tokens = find_tokens(text)
    for window in make_windows(text, tokens, vocabulary):
        example = make_unlabelled(window)
        example.mention = np.zeros(len(window.ids), dtype=np.int64)
        example.trigger = np.zeros(len(window.ids), dtype=np.int64)
        for sentence, base in zip(group, bases, strict=True):
            _add_sentence(example, tokens, sentence, base)
        yield example


def _add_sentence(example: Example, tokens: Tokens, sentence: dict[str, Any], base: int) -> None:
    window = example.window
    # Of mentions within one another the longer is labelled; participants are labelled by their own spans.
    for actor in sorted(sentence["actors"], key=lambda a: a["span"][0] - a["span"][1]):
        pieces = _pieces(window, actor["span"], base)
        if not len(pieces) or example.mention[pieces].any():
            continue
        kind = KINDS.index(actor["kind"])
        example.mention[pieces] = 2
        example.mention[pieces[0]] = 1
        sectors = (actor["code"] or "").partition(" ")[2].split() or [""]
        named = sectors[SECTOR_WHEN_SEVERAL]
        sector = UNKNOWN if actor["code"] is None or named not in SECTORS else SECTORS.index(named)
        example.mentions.append(MentionTargets(int(pieces[0]), int(pieces[-1]), kind, sector))
    for event in sentence["events"]:
        pieces = _pieces(window, event["trigger"], base)
        if not len(pieces):
            continue
        kind = TYPES.index(event["type"])
        example.trigger[pieces] = 2 + 2 * kind
        example.trigger[pieces[0]] = 1 + 2 * kind
        around = tokens.sentence_at(base + event["trigger"][0]) or Span(base, base + len(sentence["text"]))
        inside = np.flatnonzero(pieces_of(window, [around]))
        begin, end = int(min(inside[0], pieces[0])), int(max(inside[-1], pieces[-1])) + 1
        columns = [_mask(window, event["actor"], base) * 1, _mask(window, event["recipient"], base) * 2]
        others = [_mask(window, [event[k]] if event[k] else [], base)[begin:end] for k in ("place", "time", "by")]
        example.events.append(
            EventTargets(
                int(pieces[0]),
                int(min(pieces[-1], end - 1)),
                begin,
                end,
                np.maximum(*columns)[begin:end],
                np.stack(others, 1),
                kind,
                STATUSES.index(event["status"]),
            )
        )


def _pieces(window: Window, span: list[int], base: int) -> Ints:
    return np.flatnonzero(pieces_of(window, [Span(base + span[0], base + span[1])]))


def _mask(window: Window, spans: list[list[int]], base: int) -> Ints:
    return pieces_of(window, [Span(base + a, base + b) for a, b in spans]).astype(np.int64)
