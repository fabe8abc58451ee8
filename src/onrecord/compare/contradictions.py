"""The ledger: pairs of statements that cannot both be so, each with the rule that found it. Nothing is settled here.

Compared are clauses that share most of their telling words, among them one that is no name. Two of them contradict
each other where one is denied by its cue ("denied that"), or where both say something of the same subject with the same
verb, one with a "not" before it and one without.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Literal

from onrecord.compare.changes import ChangeKind
from onrecord.compare.clauses import Clause, find_clauses, find_names
from onrecord.compare.fingerprints import hash_words
from onrecord.compare.linking import Keys, Kind, Linked
from onrecord.compare.matching import find_days_apart
from onrecord.compare.quotations import Quotation
from onrecord.compare.rarity import weigh
from onrecord.compare.speakers import relate
from onrecord.compare.tellings import Telling, Told
from onrecord.record import Frozen, Record, Span

Rule = Literal[
    "a denial answers it", "one speaker says both", "two speakers say the opposite", "a quotation with a “not” changed",
    "a quotation with a number changed",
]  # fmt: skip

_ABOUT = 0.6  # share of the lighter clause's weight in both from which two clauses are about one thing
_OF_BOTH = 0.4  # and of the heavier one's
_LEAST = 5.0  # weight in common
# Changes of a quotation that are contradictions, each with the strength of its entries.
_CHANGED: dict[ChangeKind, tuple[Rule, float]] = {
    "negation changed": ("a quotation with a “not” changed", 20.0),
    "number changed": ("a quotation with a number changed", 15.0),
}
_NUMBER_DAYS = 10  # later a speaker may say the same of another sum
WORN = 300  # clauses with one key, from which on it counts for nothing
_TELLING = 8  # the heaviest stems of a clause, of which two in common make a pair to look at
_LIGHT = 0.5  # weight of a verb up to which it says little
_ASSERTED = {"plain", "future", "ability"}
_MOST_DAYS = 400


class Entry(Frozen, frozen=True):
    """A contradiction: two statements, the places that contradict each other, and the rule that found them, in words.

    `strength` orders entries, stronger first; it is no probability. Entries of one `matter` use the same words.
    """

    id: str
    rule: Rule
    one: Telling
    one_span: Span
    other: Telling
    other_span: Span
    text: str
    strength: float
    matter: str


class Contradictions:
    """The ledger's entries from statements, kept while pages are added."""

    def __init__(self) -> None:
        self._clauses: Linked[Clause] = Linked(CLAUSES)

    def add(self, record: Record, told: Iterable[Told]) -> None:
        """Put a page's statements in; the time depends on them and on clauses about the same."""
        for clause in find_told_clauses(record, told):
            self._clauses.add(clause)

    def find_all(self) -> Iterator[Entry]:
        """The entries, strongest first; one for each pair of clauses that use the same words."""
        clauses = self._clauses.items
        pairs = (make_entry(clauses[i], clauses[j]) for i, j in self._clauses.find_pairs())
        yield from choose_strongest(pairs)


def find_told_clauses(record: Record, told: Iterable[Told]) -> Iterator[Clause]:
    """The clauses of a page that can be contradicted."""
    tellings = {t.telling.statement: t.telling for t in told}
    names = find_names(record)
    for statement in record.statements:
        telling = tellings.get(statement.id)
        if telling is not None and statement.act not in ("non-answer", "request"):
            yield from find_clauses(record, statement, telling, names)


def choose_strongest(entries: Iterable[Entry]) -> list[Entry]:
    """Of entries on one matter the strongest one; strongest first.

    The same words on several pages, or in a statement and one within it, are one contradiction.
    """
    chosen: dict[str, Entry] = {}
    for entry in entries:
        held = chosen.get(entry.matter)
        if held is None or (entry.strength, entry.id) > (held.strength, held.id):
            chosen[entry.matter] = entry
    return sorted(chosen.values(), key=lambda e: (-e.strength, e.id))


def find_changed(quotation: Quotation) -> Iterator[Entry]:
    """Entries for the tellings of a quotation in which a "not" was put in or left out, or a number is another."""
    tellings = {v.telling.statement: v.telling for v in quotation.variants}
    for variant in quotation.variants:
        for change in variant.changes:
            if change.kind in _CHANGED and variant.compared_with in tellings:
                there = tellings[variant.compared_with]
                if change.kind == "number changed" and find_days_apart(there.day, variant.telling.day) > _NUMBER_DAYS:
                    continue
                places = (change.there or _cover(there), change.here or _cover(variant.telling))
                rule, strength = _CHANGED[change.kind]
                yield _enter(rule, (there, variant.telling), places, change.text, strength)


def _make_keys(clause: Clause) -> Keys:
    heaviest = sorted(clause.stems, key=lambda s: (-weigh(s), s))[:_TELLING]
    # Of two clauses one must deny: of all that affirm, which are most, no two are looked at together.
    return Keys((), tuple(sorted(hash_words(pair) for pair in combinations(sorted(heaviest), 2))), clause.denies)


def _oppose(one: Clause, other: Clause) -> bool:
    """Whether one affirms what the other denies."""
    if one.denies == other.denies or one.telling.statement == other.telling.statement:
        return False
    if one.telling.speaker is None or other.telling.speaker is None:
        return False
    if one.modal != other.modal and not {one.modal, other.modal} <= _ASSERTED:
        return False
    if not (one.denied_by_cue or other.denied_by_cue) and not (
        one.subjects & other.subjects
        and one.predicate
        and one.predicate == other.predicate
        and _share_object(one, other)
    ):
        return False
    if find_days_apart(one.telling.day, other.telling.day) > _MOST_DAYS:
        return False
    if one.telling.story == other.telling.story and one.span.overlaps(other.span):
        return False
    shared = one.stems & other.stems
    if len(shared) < 3 or not one.verbs & other.verbs:
        return False
    weight = sum(map(weigh, shared))
    light, heavy = sorted((one.weight, other.weight))
    by_cue = one.denied_by_cue or other.denied_by_cue
    of_both = _OF_BOTH if by_cue or weigh(one.predicate) > _LIGHT else _ABOUT  # "want", "have": what is wanted decides
    return weight >= _LEAST and weight >= _ABOUT * light and weight >= of_both * heavy


def _share_object(one: Clause, other: Clause) -> bool:
    """Whether what is said of it begins with the same: who got results may still have got no answer."""
    return not one.object or not other.object or one.object == other.object


CLAUSES: Kind[Clause] = Kind("clause", Clause, _make_keys, _oppose, WORN)


def make_entry(one: Clause, other: Clause) -> Entry:
    """The entry of two clauses that contradict each other."""
    affirms, denies = (other, one) if one.denies else (one, other)
    relation = relate(affirms.telling.speaker, denies.telling.speaker)
    rule: Rule
    if relation == "same":
        rule = "one speaker says both"
    elif denies.denied_by_cue:
        rule = "a denial answers it"
    else:
        rule = "two speakers say the opposite"
    shared = one.stems & other.stems
    weight = sum(map(weigh, shared))
    share = weight / max(one.weight, other.weight)
    strength = weight * share * (1.0 if one.modal == other.modal else 0.7)
    text = f"one affirms and one denies: {', '.join(sorted(shared))}"
    matter = hash_words((*sorted(affirms.stems), "/", *sorted(denies.stems)))
    return _enter(rule, (affirms.telling, denies.telling), (affirms.span, denies.span), text, strength, matter)


def _enter(
    rule: Rule,
    tellings: tuple[Telling, Telling],
    spans: tuple[Span, Span],
    text: str,
    strength: float,
    matter: int | None = None,
) -> Entry:
    first, second = tellings
    key = hash_words((rule, first.statement, second.statement, str(spans[0].start), str(spans[1].start)))
    id = f"c-{key % 16**10:010x}"
    about = id if matter is None else f"{matter:x}"
    return Entry(id, rule, first, spans[0], second, spans[1], text, round(strength, 2), about)


def _cover(telling: Telling) -> Span:
    return Span(telling.spans[0].start, telling.spans[-1].end)
