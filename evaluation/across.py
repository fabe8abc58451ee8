"""Measures comparing in one run, and writes what is to be checked by hand.

    python -m evaluation.across GOLD_FOLDER CACHE_FOLDER

Pages are read once and kept in the cache folder by the model that read them. There it also writes `mistakes.txt` (of
the altered quotations), `groups.txt` (of NewsWCL50), and `ledger.txt` (of the two press offices).
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from evaluation.altered import format_altered, score_altered
from evaluation.readings import read_outlets, read_press_offices
from onrecord.compare import Comparison, Entry, EventClash
from onrecord.record import Record, Span

_SHOWN = 50  # of the ledger


def main() -> None:
    gold, cache = (Path(a) for a in sys.argv[1:3])
    altered = score_altered(gold, cache)
    (cache / "mistakes.txt").write_text("\n".join(altered.mistakes), encoding="utf-8")
    print(format_altered(altered), flush=True)
    print(show_outlets(read_outlets(gold, cache), cache / "groups.txt"), flush=True)
    print(show_ledger(read_press_offices(gold, cache), cache / "ledger.txt"), flush=True)


def show_outlets(records: Sequence[Record], out: Path) -> str:
    """Counts of groups on the fifty articles; all groups of quotations are written to `out`."""
    comparison = Comparison()
    for record in records:
        comparison.add(record)
    quotations = list(comparison.quotations())
    lines = []
    for quotation in quotations:
        lines.append(f"# {quotation.id} {quotation.reference.words}")
        for variant in quotation.variants:
            telling = variant.telling
            who = telling.speaker.name if telling.speaker else "nobody named"
            lines.append(f"  {telling.url} {who} ({telling.form}): {telling.words}")
            lines += [f"    {change.kind}: {change.text}" for change in variant.changes]
    out.write_text("\n".join(lines), encoding="utf-8")
    events = list(comparison.events())
    main: dict[str, int] = defaultdict(int)
    joined = 0
    for group in events:
        stories: dict[str, set[str]] = defaultdict(set)
        for mention in group.mentions:
            stories[_topic(mention.url)].add(mention.story)
        joined += len(stories) > 1
        for topic, held in stories.items():
            main[topic] = max(main[topic], len(held))
    mixed = sum(len({_topic(v.telling.url) for v in q.variants}) > 1 for q in quotations)
    return "\n".join(
        [
            f"| {len(records)} articles of NewsWCL50 | measured |",
            "|---|---|",
            f"| groups of quotations, those that join two topics | {len(quotations)}, {mixed} |",
            f"| actors on two pages or more | {sum(1 for _ in comparison.actors())} |",
            f"| groups of events, those that join two topics | {len(events)}, {joined} |",
            f"| articles of each topic in its largest group of events | {', '.join(map(str, sorted(main.values())))} |",
        ]
    )


def show_ledger(records: Iterable[Record], out: Path) -> str:
    """How many entries each rule finds on the press offices; the strongest, and all clashes, are written to `out`."""
    comparison = Comparison()
    texts: dict[str, str] = {}
    statements = 0
    for record in records:
        texts[record.story.id] = record.story.text
        statements += len(record.statements)
        comparison.add(record)
    entries, clashes = list(comparison.contradictions()), list(comparison.event_clashes())
    lines = [_show_entry(e, texts) for e in entries[:_SHOWN]] + [_show_clash(c, texts) for c in clashes]
    out.write_text("\n".join(lines), encoding="utf-8")
    counts: dict[str, int] = defaultdict(int)
    for rule in (*(e.rule for e in entries), *(c.rule for c in clashes)):
        counts[rule] += 1
    rules = ", ".join(f"{rule}: {n}" for rule, n in sorted(counts.items()))
    return f"| press offices, {statements} statements | {len(entries)} entries, {len(clashes)} clashes ({rules}) |"


def _show_entry(entry: Entry, texts: dict[str, str]) -> str:
    places = ((entry.one, entry.one_span), (entry.other, entry.other_span))
    lines = [f"# {entry.rule}, {entry.strength}: {entry.text}"]
    for telling, span in places:
        text = texts[telling.story]
        around = Span(max(0, span.start - 40), min(len(text), span.end + 40)).of(text).replace("\n", " ")
        lines.append(f"  {telling.outlet} {telling.day} {telling.speaker and telling.speaker.name}: {around}")
    return "\n".join(lines)


def _show_clash(clash: EventClash, texts: dict[str, str]) -> str:
    lines = [f"# {clash.rule}: {clash.text}"]
    for mention in (clash.one, clash.other):
        sentence = mention.sentence.of(texts[mention.story]).replace("\n", " ")
        lines.append(f"  {mention.outlet} {mention.earliest} {mention.status} {mention.url}: {sentence}")
    return "\n".join(lines)


def _topic(url: str) -> str:
    return url.split("_")[0]


if __name__ == "__main__":
    main()
