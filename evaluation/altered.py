"""How well altered quotations are found again, and their changes named.

No public gold has altered quotations, so real ones are altered by rule (`evaluation.altering`): the direct quotations
of PolNeAR's development part, under the speakers that the program finds for the gold spans, and those that it reads in
the fifty articles of NewsWCL50. Each telling stands on a page of its own, among all the others, unrelated to it.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from evaluation.altering import Alteration, alter
from evaluation.gold import given_attributions, make_story, read_lines
from evaluation.readings import read_outlets
from onrecord.actors import find_actors
from onrecord.compare.quotations import Quotations, compare_tellings
from onrecord.compare.speakers import Speaker, make_speaker
from onrecord.compare.tellings import find_tellings
from onrecord.compare.words import find_passage, find_quoted_parts, mark_quoted
from onrecord.record import Actor, Dated, MadeBy, Record, Scores, Span, Statement, Story, make_id

_LEAST = 6  # words of a quotation that is altered
_RUN = 5  # sources with so many words in a row in common are the same quotation already, and only one is used
_TELLINGS = 4  # of each quotation, the original among them
_SEED = 20_260_101


class Source(NamedTuple):
    """A real quotation: its words as printed, and who says it."""

    words: str
    speaker: Speaker


class Page(NamedTuple):
    """A page made for one telling: which source it has, and how it was altered; None for the original."""

    source: int
    alteration: Alteration | None
    record: Record


class AlteredScore(NamedTuple):
    """Counts of the whole run; `types` holds for each rule how many changes were named rightly, of how many."""

    sources: int
    tellings: int
    precision: float
    recall: float
    f1: float
    types: dict[str, tuple[int, int]]
    false_negations: tuple[int, int]
    mistakes: tuple[str, ...]


def score_altered(gold: Path, cache: Path) -> AlteredScore:
    """Make the pages, group them, name the changes, and count."""
    sources = find_all_sources(gold, cache)
    pages = make_all_pages(sources)
    quotations = Quotations()
    for page in pages:
        quotations.add(find_tellings(page.record))
    truth = {p.record.story.id: p.source for p in pages}
    of_story = {p.record.story.id: p for p in pages}
    grouped: set[tuple[str, str]] = set()
    for quotation in quotations.find_all():
        grouped |= set(combinations(sorted({v.telling.story for v in quotation.variants}), 2))
    wanted = _pair_up(truth)
    right = len(grouped & wanted)
    mistakes = [f"group: {_show(of_story[a])} | {_show(of_story[b])}" for a, b in sorted(grouped - wanted)]
    mistakes += [f"miss: {_show(of_story[a])} | {_show(of_story[b])}" for a, b in sorted(wanted - grouped)]
    types, false_negations, wrong = _score_types(pages)
    precision, recall = right / max(1, len(grouped)), right / max(1, len(wanted))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return AlteredScore(len(sources), len(pages), precision, recall, f1, types, false_negations, (*mistakes, *wrong))


def format_altered(score: AlteredScore) -> str:
    """The score as a Markdown table."""
    right = sum(r for r, _ in score.types.values())
    every = sum(n for _, n in score.types.values())
    alarms, unnegated = score.false_negations
    lines = [
        f"| altered quotations: {score.sources} sources, {score.tellings} tellings | measured | aim |",
        "|---|---|---|",
        f"| grouping, precision | {100 * score.precision:.1f} | |",
        f"| grouping, recall | {100 * score.recall:.1f} | |",
        f"| grouping, F1 | {100 * score.f1:.1f} | 95 |",
        f"| exactly the right types of change | {100 * right / max(1, every):.1f} | 90 |",
        f"| false alarms of a changed negation | {100 * alarms / max(1, unnegated):.2f} % | 1 % |",
    ]
    lines += [f"| types: {rule} | {r} of {n} | |" for rule, (r, n) in sorted(score.types.items())]
    return "\n".join(lines)


def _score_types(pages: Sequence[Page]) -> tuple[dict[str, tuple[int, int]], tuple[int, int], list[str]]:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    alarms = unnegated = 0
    wrong = []
    originals = {p.source: p for p in pages if p.alteration is None}
    for page in pages:
        if page.alteration is None:
            continue
        there, here = (next(iter(find_tellings(p.record)), None) for p in (originals[page.source], page))
        kinds = frozenset(c.kind for c in compare_tellings(there, here)) if there and here else None
        counts[page.alteration.rule][1] += 1
        counts[page.alteration.rule][0] += kinds == page.alteration.kinds
        if "negation changed" not in page.alteration.kinds:
            unnegated += 1
            alarms += kinds is not None and "negation changed" in kinds
        if kinds != page.alteration.kinds:
            wrong.append(f"type: {sorted(kinds or ())}, {_show(originals[page.source])} | {_show(page)}")
    return {rule: (r, n) for rule, (r, n) in counts.items()}, (alarms, unnegated), wrong


def _pair_up(truth: dict[str, int]) -> set[tuple[str, str]]:
    by_source: dict[int, list[str]] = defaultdict(list)
    for story, source in truth.items():
        by_source[source].append(story)
    return {pair for stories in by_source.values() for pair in combinations(sorted(stories), 2)}


def find_all_sources(gold: Path, cache: Path) -> list[Source]:
    """The real quotations, each once."""
    return _drop_repeated([*_find_polnear(gold), *_find_outlets(gold, cache)])


def make_all_pages(sources: Sequence[Source]) -> list[Page]:
    """A page for each original and for three alterations of it, in an order of chance."""
    chance = random.Random(_SEED)
    used: Counter[str] = Counter()
    pages = []
    for n, source in enumerate(sources):
        pages.append(Page(n, None, _make_record(n, 0, source.words, source.speaker)))
        altered = alter(source.words, source.speaker.kind == "person", chance)
        # The rules that seldom apply first, so that each has its share.
        altered.sort(key=lambda a: (used[a.rule], chance.random()))
        for telling, alteration in enumerate(altered[: _TELLINGS - 1], 1):
            used[alteration.rule] += 1
            speaker = chance.choice(_OTHERS) if alteration.other_speaker else source.speaker
            record = _make_record(n, telling, alteration.words, speaker, alteration.direct)
            pages.append(Page(n, alteration, record))
    chance.shuffle(pages)
    return pages


_OTHERS = tuple(Speaker("", name, "person", country) for name, country in (
    ("Ilse Brandqvist", "SWE"), ("Tomas Verhaegen", "BEL"), ("Rufus Adeyinka", "NGA"), ("Marta Zielonka", "POL"),
))  # fmt: skip


def _make_record(source: int, telling: int, words: str, speaker: Speaker, direct: bool = True) -> Record:
    head = f"{speaker.name} said " + ("“" if direct else "that ")
    text = head + words + ("”." if direct else ".")
    story_id = make_id("story", f"altered-{source}-{telling}")
    actor = Actor(make_id("a", story_id, 0), speaker.name, speaker.kind, country=speaker.country)
    said = len(speaker.name) + 1
    content = Span(len(head) - direct, len(head) + len(words) + direct)
    statement = Statement(
        make_id("s", story_id, said), Span(0, len(speaker.name)), Span(said, said + 4), (content,), actor.id,
        "direct" if direct else "indirect", "claim", 1.0, Scores(1, 1, 1, 1),
    )  # fmt: skip
    day = Dated(f"2025-{1 + source % 12:02}-{1 + (source + telling) % 20:02}", "given")
    story = Story(story_id, f"altered-{source}-{telling}.txt", text, f"Outlet {telling}", published=day)
    return Record(story, (actor,), (statement,), (), (), (), MadeBy("", ""))


def _find_polnear(gold: Path) -> Iterator[Source]:
    for document in read_lines(gold / "statements" / "polnear-dev.jsonl"):
        story, tokens = make_story(document)
        attributions = given_attributions(document)
        cast = find_actors(story, tokens, attributions)
        actors = {a.id: a for a in cast.actors}
        for attribution, speaker in zip(attributions, cast.speakers, strict=True):
            if speaker is not None:
                yield from _find_sources(story.text, attribution.contents, actors[speaker])


def _find_outlets(gold: Path, cache: Path) -> Iterator[Source]:
    for record in read_outlets(gold, cache):
        actors = {a.id: a for a in record.actors}
        for statement in record.statements:
            if statement.form == "direct" and statement.speaker:
                yield from _find_sources(record.story.text, statement.contents, actors[statement.speaker])


def _find_sources(text: str, contents: Sequence[Span], actor: Actor) -> Iterator[Source]:
    if actor.kind not in ("person", "state", "organisation"):
        return
    quoted = mark_quoted(text)
    for span in contents:
        for part in find_quoted_parts(quoted, span):
            words = " ".join(part.of(text).split())
            if len(words.split()) >= _LEAST and not set(words) & set('[]"“”…') and "..." not in words:
                yield Source(words.strip(" ,"), make_speaker(actor))


def _drop_repeated(sources: Sequence[Source]) -> list[Source]:
    seen: set[tuple[str, ...]] = set()
    kept = []
    for source in sources:
        keys = find_passage(source.words, [Span(0, len(source.words))]).keys
        runs = {keys[i : i + _RUN] for i in range(max(1, len(keys) - _RUN + 1))}
        if not runs & seen:
            kept.append(source)
        seen |= runs
    return kept


def _show(page: Page) -> str:
    rule = page.alteration.rule if page.alteration else "original"
    return f"[{page.source} {rule}] {page.record.story.text}"
