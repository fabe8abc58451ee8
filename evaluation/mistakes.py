"""Where statements are missed: how many gold statements of each class are found, and how the others are missed.

python -m evaluation.mistakes GOLD_FOLDER

Found means linked, by the rule of `curve`. The classes are read off the words alone, the same way for gold statements
and for those that the program found, so that precision stands beside recall.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from evaluation.curve import find_characters, find_linked, make_spans
from evaluation.gold import make_story, read_lines
from onrecord.model.session import Model, load_model
from onrecord.quotes import quoted_characters
from onrecord.record import Span
from onrecord.statements.form import find_form
from onrecord.statements.mending import find_mended

PLAIN = frozenset("say says said saying tell tells told telling according".split())
PRONOUNS = frozenset("i you he she it we they who that which this these those one".split())
DETERMINERS = frozenset("a an the his her its their my our your this that these those no any some".split())
NOUN_ENDINGS = ("tion", "tions", "sion", "sions", "ment", "ments", "ance", "ence", "ity")
LENGTHS = {"under 30": 30, "30 to 99": 100, "100 to 299": 300}  # characters, and where each class ends
LONGEST = "300 and more"


class Parts(NamedTuple):
    """The spans of one attribution, gold or found."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    contents: tuple[Span, ...]


class Comparison(NamedTuple):
    """One article's attributions and which of them are the same: positions in `gold` and in `found`."""

    text: str
    quoted: bytes
    gold: list[Parts]
    found: list[Parts]
    linked: set[tuple[int, int]]


def compare(document: dict[str, Any], model: Model) -> Comparison:
    """Read an article and link what is found with what gold has; statements within statements are left out."""
    story, tokens = make_story(document)
    gold = [
        Parts(make_spans(a.get("source") or []), make_spans(a.get("cue") or []), make_spans(a.get("content") or []))
        for a in document["attributions"]
    ]
    found = [
        Parts((a.source,) if a.source else (), (a.cue,) if a.cue else (), a.contents)
        for a in find_mended(story.text, tokens, model)
        if a.parent is None
    ]
    linked = find_linked(story.text, [(a.source, a.contents) for a in gold], [(a.source, a.contents) for a in found])
    return Comparison(story.text, quoted_characters(story.text, tokens), gold, found, linked)


def find_classes(text: str, quoted: bytes, a: Parts) -> list[str]:
    """The classes that an attribution is in: one by cue, one by source, one by length, one by form, and others."""
    length = sum(c.end - c.start for c in a.contents)
    size = next((name for name, end in LENGTHS.items() if length < end), LONGEST)
    form = find_form(text, quoted, a.cue[0] if a.cue else None, a.contents)
    classes = [
        f"cue: {_class_cue(text, a.cue)}",
        f"source: {_class_source(text, a.source)}",
        f"characters of content: {size}",
        f"form: {form}",
    ]
    if a.contents and all(c.of(text).lower() in PRONOUNS for c in a.contents):
        classes.append("content: a lone pronoun")
    if len(a.contents) > 1:
        classes.append("content: in several pieces")
    if any("\n" in c.of(text).strip() for c in a.contents):
        classes.append("content: over several paragraphs")
    if a.contents and text[: a.contents[0].start].rstrip(" \n\"'“‘").endswith(":"):
        classes.append("content: after a colon")
    return classes


def _class_cue(text: str, cue: Sequence[Span]) -> str:
    words = " ".join(c.of(text) for c in cue).lower().split()
    if not words:
        return "none"
    if PLAIN.intersection(words):
        return "say, tell, according to"
    before = text[: cue[0].start].lower().split()[-1:]
    noun = words[0] in DETERMINERS or any(w in DETERMINERS or w.endswith(("'s", "’s")) for w in before)
    if noun or any(w.endswith(NOUN_ENDINGS) for w in words):
        return "a noun"
    return "another verb"


def _class_source(text: str, source: Sequence[Span]) -> str:
    if not source:
        return "none"
    return "pronoun" if " ".join(s.of(text) for s in source).lower() in PRONOUNS else "name or description"


def find_reason(text: str, missed: Parts, found: Iterable[Parts]) -> str:
    """How a gold attribution is missed: which part of it the program has, if any."""
    content, cue = find_characters(text, missed.contents), find_characters(text, missed.cue)
    inside = cued = False
    for a in found:
        other = find_characters(text, a.contents)
        if len(content & other) >= 0.5 * len(content | other) > 0:
            return "content found, with another source or taken by another"
        cued = cued or bool(cue & find_characters(text, a.cue))
        inside = inside or (bool(cue) and cue <= other)
    if cued:
        return "cue found, with a content too long or too short"
    return "cue not found, within the content of another" if inside else "cue not found"


def count(comparisons: Sequence[Comparison]) -> Iterator[tuple[str, int, int, int, int]]:
    """Rows of a class, its gold attributions, those of them found, the program's attributions, those of them right."""
    gold: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for c in comparisons:
        first, second = {i for i, _ in c.linked}, {j for _, j in c.linked}
        for attributions, linked, every, good in ((c.gold, first, gold, hit), (c.found, second, found, right)):
            for i, a in enumerate(attributions):
                classes = ["all", *find_classes(c.text, c.quoted, a)]
                every.update(classes)
                if i in linked:
                    good.update(classes)
    sizes = [f"characters of content: {name}" for name in (*LENGTHS, LONGEST)]
    for name in sorted(
        gold.keys() | found.keys(), key=lambda n: (n.split(":")[0], sizes.index(n) if n in sizes else 0, n)
    ):
        yield name, gold[name], hit[name], found[name], right[name]


def count_reasons(comparisons: Sequence[Comparison]) -> Counter[str]:
    """How the missed gold attributions are missed."""
    return Counter(
        find_reason(c.text, a, c.found)
        for c in comparisons
        for i, a in enumerate(c.gold)
        if all(i != first for first, _ in c.linked)
    )


def format_tables(rows: Iterable[tuple[str, int, int, int, int]], reasons: Mapping[str, int]) -> str:
    """Both tables as Markdown; shares in per cent."""
    lines = ["| class | in gold | found, % | by the program | right, % |", "|---|---|---|---|---|"]
    for name, gold, hit, found, right in rows:
        lines.append(f"| {name} | {gold} | {_percent(hit, gold)} | {found} | {_percent(right, found)} |")
    lines += ["", "| how missed | statements |", "|---|---|"]
    lines += [f"| {reason} | {n} |" for reason, n in sorted(reasons.items(), key=lambda r: -r[1])]
    return "\n".join(lines)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}" if whole else ""


def main() -> None:
    """Parse, compare, print."""
    parser = argparse.ArgumentParser(prog="evaluation.mistakes", description="Print recall and precision by class.")
    parser.add_argument("gold", type=Path)
    folder = parser.parse_args().gold
    model = load_model()
    comparisons = [compare(d, model) for d in read_lines(folder / "statements" / "polnear-dev.jsonl")]
    print(f"model {model.hash}, {len(comparisons)} articles\n")
    print(format_tables(count(comparisons), count_reasons(comparisons)))


if __name__ == "__main__":
    main()
