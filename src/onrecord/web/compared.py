"""Pages about several stories: quotations with all their tellings, and contradictions."""

from __future__ import annotations

from typing import TypeVar

from onrecord.compare import Entry, EventClash, Order, Quotation, Telling, Variant
from onrecord.compare.case import Said
from onrecord.record import Frozen, Span
from onrecord.store.shared_view import Slice
from onrecord.store.verdicts import Verdict
from onrecord.web.comparing import Progress
from onrecord.web.pages import Action, Page
from onrecord.web.surroundings import find_beginning, find_ending
from onrecord.web.visit import NotFoundError, Start, Visit

T = TypeVar("T")
_Place = tuple[Span, str, str]  # where a change is, its kind, and what it is in words

_SHOWN = 100
_AROUND = 260  # code points of the story around a contradiction's side


class Summary(Frozen, frozen=True):
    """A quotation in a list: the telling that stands for it, and where it is told."""

    id: str
    reference: Telling
    outlets: tuple[str, ...]
    tellings: int
    changes: tuple[str, ...]


class QuotationsAsked(Frozen, frozen=True):
    """Words or a speaker to look for, a kind of change, and from which place in the list on."""

    q: str = ""
    change: str = ""
    go: Start = 0


class QuotationsView(Frozen, frozen=True):
    """Words that several pages have, those with most tellings first."""

    asked: QuotationsAsked
    progress: Progress
    quotations: tuple[Summary, ...]
    total: int
    next: str | None


class Part(Frozen, frozen=True):
    """Words of a telling: the same as in the other, or what was changed there, named."""

    words: str
    kind: str = ""
    text: str = ""


class Aligned(Frozen, frozen=True):
    """A telling with its differences marked, and the other's words with theirs."""

    variant: Variant
    here: tuple[Part, ...]
    there: tuple[Part, ...]


class QuotationView(Frozen, frozen=True):
    """A quotation: all tellings beside the one that they are compared with, and who had it first."""

    progress: Progress
    quotation: Quotation | None
    order: Order | None
    voices: int
    aligned: tuple[Aligned, ...]
    verdict: Verdict = "open"
    by: str = ""


class Side(Frozen, frozen=True):
    """A side of a contradiction in its context."""

    telling: Telling
    before: str
    words: str
    after: str


class Dispute(Frozen, frozen=True):
    """A contradiction with both sides in context, and whether people hold it for real."""

    entry: Entry
    one: Side
    other: Side
    verdict: Verdict
    by: str


class ContradictionsAsked(Frozen, frozen=True):
    """Which verdict, and from which place in the list on."""

    verdict: Verdict = "open"
    go: Start = 0


class ContradictionsView(Frozen, frozen=True):
    """The ledger of contradictions, the strongest first; `clashes` are of events that pages tell as one."""

    asked: ContradictionsAsked
    progress: Progress
    disputes: tuple[Dispute, ...]
    clashes: tuple[EventClash, ...]
    next: str | None


class Judgement(Frozen, frozen=True):
    """What a person says of a contradiction."""

    verdict: Verdict


def find_quotations(visit: Visit) -> QuotationsView:
    """The list of quotations."""
    asked = visit.ask(QuotationsAsked)
    comparison, progress = visit.comparer.find()
    if comparison is None:
        return QuotationsView(asked, progress, (), 0, None)
    found = comparison.quotations(asked.q, asked.change, _part(asked.go))
    total = comparison.count_quotations(asked.q, asked.change)
    return QuotationsView(asked, progress, tuple(map(_summarize, found)), total, find_next(visit, asked.go, total))


def _summarize(quotation: Quotation) -> Summary:
    kinds = sorted({change.kind for v in quotation.variants for change in v.changes})
    return Summary(quotation.id, quotation.reference, quotation.outlets, len(quotation.variants), tuple(kinds))


def find_quotation(visit: Visit) -> QuotationView:
    """A quotation by its id, or the one that a statement tells."""
    comparison, progress = visit.comparer.find()
    if comparison is None:
        return QuotationView(progress, None, None, 0, ())
    quotation = comparison.quotation_of(visit.id)
    if quotation is None:
        raise NotFoundError(f"{visit.id[:80]}: there is no such quotation, or only one page has it.")
    tellings = {v.telling.statement: v.telling for v in quotation.variants}
    texts = {t.story: _find_text(visit, t.story) for t in tellings.values()}
    aligned = tuple(_align(v, tellings.get(v.compared_with or ""), texts) for v in quotation.variants)
    voices = comparison.count_voices(quotation)
    said = comparison.said_of(quotation.id).get(quotation.id, Said("open", ""))
    return QuotationView(progress, quotation, comparison.order(quotation), voices, aligned, said.verdict, said.by)


def find_contradictions(visit: Visit) -> ContradictionsView:
    """The ledger."""
    asked = visit.ask(ContradictionsAsked)
    comparison, progress = visit.comparer.find()
    if comparison is None:
        return ContradictionsView(asked, progress, (), (), None)
    shown = list(comparison.disputes(asked.verdict, _part(asked.go)))
    texts = {story: _find_text(visit, story) for e, _ in shown for story in (e.one.story, e.other.story)}
    disputes = tuple(_dispute(entry, texts, (said.verdict, said.by)) for entry, said in shown)
    clashes = tuple(comparison.event_clashes(asked.verdict, _part(0)))
    total = comparison.count_contradictions(asked.verdict)
    return ContradictionsView(asked, progress, disputes, clashes, find_next(visit, asked.go, total))


def judge(visit: Visit, form: Judgement) -> str:
    """Say whether a contradiction, or a group, is real."""
    visit.people.judge(visit.id, form.verdict, visit.person.name)
    return f"/quotations/{visit.id}" if visit.id.startswith("q-") else "/contradictions"


def _dispute(entry: Entry, texts: dict[str, str], said: tuple[Verdict, str]) -> Dispute:
    one = _make_side(entry.one, entry.one_span, texts[entry.one.story])
    other = _make_side(entry.other, entry.other_span, texts[entry.other.story])
    return Dispute(entry, one, other, said[0], said[1])


def _make_side(telling: Telling, span: Span, text: str) -> Side:
    first, last = find_beginning(text, span.start, _AROUND), find_ending(text, span.end, _AROUND)
    return Side(telling, text[first : span.start], span.of(text), text[span.end : last])


def _align(variant: Variant, other: Telling | None, texts: dict[str, str]) -> Aligned:
    here: list[_Place] = [(c.here, c.kind, c.text) for c in variant.changes if c.here]
    there: list[_Place] = [(c.there, c.kind, c.text) for c in variant.changes if c.there]
    return Aligned(
        variant,
        _mark(variant.telling, here, texts[variant.telling.story]),
        _mark(other, there, texts[other.story]) if other else (),
    )


def _mark(telling: Telling, changes: list[_Place], text: str) -> tuple[Part, ...]:
    """The telling's words in parts, cut where a change begins or ends; what overlaps an earlier change is cut off."""
    parts: list[Part] = []
    for n, span in enumerate(telling.spans):
        if n:
            parts.append(Part(" […] "))
        at = span.start
        for place, kind, why in sorted(changes, key=lambda c: c[0]):
            start, end = max(place.start, at), min(place.end, span.end)
            if start >= end or end <= span.start:
                continue
            parts += [Part(text[at:start]), Part(text[start:end], kind, why)]
            at = end
        parts.append(Part(text[at : span.end]))
    return tuple(part for part in parts if part.words)


def _find_text(visit: Visit, story: str) -> str:
    captures = visit.desk.captures(story)
    record = visit.case.record(captures[0].number) if captures else None
    return record.story.text if record else ""


def _part(start: int) -> Slice:
    return Slice(start, _SHOWN)


def cut_list(items: list[T], start: int) -> list[T]:
    """The part of a list that one page shows, from a place on."""
    return items[start : start + _SHOWN]


def find_next(visit: Visit, start: int, total: int) -> str | None:
    """The address where a list goes on; None where it ends."""
    from onrecord.web.lists import go_on

    after = start + _SHOWN
    return go_on(visit, str(after) if after < total else None)


PAGES = (
    Page("/quotations", "quotations.html", find_quotations, QuotationsView, QuotationsAsked),
    Page("/quotations/{id:str}", "quotation.html", find_quotation, QuotationView),
    Page("/contradictions", "contradictions.html", find_contradictions, ContradictionsView, ContradictionsAsked),
)
ACTIONS = (Action("/contradictions/{id:str}", Judgement, judge),)
