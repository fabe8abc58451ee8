"""What the network says -> mentions of actors and events, each event with its participants among the mentions.

Two heads agree on an event's type: the tags, which see every trigger of the page at once, and the head that is asked
about one trigger and has seen its participants.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from onrecord.model.bounds import find_mention_runs
from onrecord.model.found import COUNTRIES, KINDS, SECTORS, STATUSES, TYPES, FoundEvent, FoundMention
from onrecord.model.session import Array, Cue, Model, Parties, Reading
from onrecord.model.spans import Mask, best_run, find_within_word, mean_of, span_of
from onrecord.model.windows import Window
from onrecord.model.words import find_habit
from onrecord.record import Span
from onrecord.tokens import Tokens

# Measured on the training sentences kept from a run, then on dev; the table is in docs/reference/accuracy.md.
MENTION = 0.35  # probability from which a mention begins
TRIGGER = 0.2  # probability, of all types together, from which a trigger may begin; `reading.py` keeps the likely ones
STAYS = 0.5  # share of the first piece's probability that the next piece must have
PARTY = 0.5  # probability, over its pieces, from which a mention takes part
TAG_SHARE = 0.5  # weight of the tags in the type of an event

ACTOR, RECIPIENT = 1, 2
# Of the 177 pronouns that take part in labelled events three are "those", none is "this" or "these".
_PRONOUNS = frozenset("i he she it we they me him her us them who".split())


def decode_events(
    text: str, tokens: Tokens, window: Window, reading: Reading, model: Model
) -> tuple[list[FoundMention], list[FoundEvent]]:
    """The mentions and events of one window; `actors` and `recipients` are positions in this window's mentions."""
    within_word = find_within_word(window, text)
    tags = np.exp(reading.mentions)
    runs = find_mention_runs(text, window, tags[:, 1], _find_runs(window, tags[:, 1], tags[:, 2], within_word, MENTION))
    countries = _find_countries(tokens, window, reading, model, runs)
    mentions = [
        _make_mention(window, reading, float(tags[a, 1]), (a, b), country)
        for (a, b), country in zip(runs, countries, strict=True)
    ]
    chances = np.exp(reading.triggers)
    begins, inside = chances[:, 1::2], chances[:, 2::2]
    triggers = _find_runs(window, begins.sum(1), inside.sum(1), within_word, TRIGGER)
    if not triggers:
        return mentions, []
    cues = [_make_cue(tokens, window, a, b) for a, b in triggers]
    parties = model.read_triggers(reading.h, cues)
    pronouns = _find_pronouns(text, window, cues, parties, runs)
    mentions += [FoundMention(span_of(window, a, b), "unnamed", "", 0.0, pronoun=True) for a, b in pronouns]
    runs += pronouns
    events = [_make_event(text, window, (cue, i), begins[cue[0]], parties, runs) for i, cue in enumerate(cues)]
    return mentions, events


def _find_pronouns(
    text: str, window: Window, cues: Sequence[Cue], parties: Parties, mentions: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Pronouns outside the mentions that take part in an event: "they attacked the convoy"."""
    taken = {i for a, b in mentions for i in range(a, b + 1)}
    found: set[int] = set()
    for k, (first, last, begin, end) in enumerate(cues):
        chances = np.exp(parties.roles[k, : end - begin, ACTOR:]).max(1)
        for i in (begin + np.flatnonzero(chances >= PARTY)).tolist():
            outside = i not in taken and not first <= i <= last
            if outside and text[window.starts[i] : window.ends[i]].lower() in _PRONOUNS:
                found.add(i)
    return [(i, i) for i in sorted(found)]


def _find_runs(
    window: Window, begins: Array, inside: Array, within_word: Mask, threshold: float
) -> list[tuple[int, int]]:
    """Spans `first..last` (inclusive) of pieces, none across two paragraphs, none with part of a word."""
    out: list[tuple[int, int]] = []
    bounds = np.zeros(len(begins), dtype=np.int64)  # of each piece the end of its segment
    for a, b in window.segments:
        bounds[a:b] = b
    for first in np.flatnonzero((begins >= threshold) & ~within_word).tolist():
        if out and first <= out[-1][1]:
            continue
        last = first
        while last + 1 < bounds[first] and (
            within_word[last + 1] or inside[last + 1] >= max(STAYS * threshold, begins[last + 1])
        ):
            last += 1
        if bounds[first]:
            out.append((first, last))
    return out


def _find_countries(
    tokens: Tokens, window: Window, reading: Reading, model: Model, runs: Sequence[tuple[int, int]]
) -> Sequence[Array]:
    """Of each mention the log-probabilities of its country."""
    if not runs:
        return ()
    rows = []
    sentences: dict[tuple[int, int], Array] = {}  # most sentences hold several mentions
    for first, last in runs:
        *_, begin, end = _make_cue(tokens, window, first, last)
        if (begin, end) not in sentences:
            sentences[begin, end] = mean_of(reading.h[begin:end])
        rows.append(np.concatenate([mean_of(reading.h[first : last + 1]), sentences[begin, end]]))
    return list(model.read_countries(np.stack(rows)))


def _make_mention(window: Window, reading: Reading, score: float, run: tuple[int, int], country: Array) -> FoundMention:
    first, last = run
    here = slice(first, last + 1)
    kind = int(mean_of(reading.kinds[here]).argmax())
    sector = int(mean_of(reading.sectors[here]).argmax())
    land = int(country.argmax())
    return FoundMention(
        span_of(window, first, last),
        KINDS[kind],
        SECTORS[sector],
        round(score, 4),
        country=COUNTRIES[land],
        country_chance=round(float(np.exp(country[land])), 4),
    )


def _make_cue(tokens: Tokens, window: Window, first: int, last: int) -> Cue:
    """A trigger within its sentence, as far as its segment holds it."""
    begin, end = next((a, b) for a, b in window.segments if a <= first < b)
    sentence = tokens.sentence_at(int(window.starts[first]))
    if sentence is not None:
        begin = begin + int(np.searchsorted(window.ends[begin:end], sentence.start, side="right"))
        end = begin + int(np.searchsorted(window.starts[begin:end], sentence.end))
    return first, min(last, end - 1), begin, end


def _make_event(
    text: str, window: Window, asked: tuple[Cue, int], begins: Array, parties: Parties,
    mentions: Sequence[tuple[int, int]],
) -> FoundEvent:  # fmt: skip
    """`asked` is the trigger with its place among those that `parties` were asked about."""
    (first, last, begin, end), i = asked
    tagged = np.log(np.maximum(begins / begins.sum(), 1e-6))
    types = np.exp(TAG_SHARE * tagged + (1 - TAG_SHARE) * parties.types[i])
    types /= types.sum()
    statuses = np.exp(parties.statuses[i])
    roles: list[list[int]] = [[], []]
    for k, (a, b) in enumerate(mentions):
        if begin <= a and b < end:
            mean = mean_of(parties.roles[i, a - begin : b + 1 - begin])
            chances = np.exp(mean - mean.max())
            chances /= chances.sum()
            for role in (ACTOR, RECIPIENT):
                if chances[role] >= PARTY:
                    roles[role - 1].append(k)
    trigger, type_ = span_of(window, first, last), TYPES[int(types.argmax())]
    place, time, by = (_run_span(window, begin, parties.others[i, : end - begin, k]) for k in range(3))
    return FoundEvent(
        trigger=trigger,
        type=type_,
        status=STATUSES[int(statuses.argmax())],
        actors=tuple(roles[0]),
        recipients=tuple(roles[1]),
        score=round(float(begins.sum()), 4),
        place=place,
        time=time,
        by=by,
        chances=tuple(round(float(p), 4) for p in types),
        status_chances=tuple(round(float(p), 4) for p in statuses),
        habit=round(find_habit(trigger.of(text).split(), type_), 4),
    )


def _run_span(window: Window, begin: int, chances: Any) -> Span | None:
    run = best_run(chances)
    return span_of(window, begin + run[0], begin + run[1] - 1) if run else None
