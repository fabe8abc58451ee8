"""A record -> cards: what each item says, in rows of words and links that a template draws as they are."""

from __future__ import annotations

from collections.abc import Mapping

from onrecord.exports.contents import Index
from onrecord.quotes import join_parts
from onrecord.record import Actor, Event, Finding, Frozen, Span, Statement, Timex
from onrecord.store.reading import Reading, find_start, make_finding_id
from onrecord.web.highlights import Label
from onrecord.web.wording import FINDINGS, GUESSED, STATUS, TYPES

NOBODY = "nobody named"


class Row(Frozen, frozen=True):
    """A line of a card: `words` are the page's own, `text` is ours, `link` leads to more."""

    name: str
    text: str = ""
    words: str | None = None
    link: str | None = None


class Card(Frozen, frozen=True):
    """An item as people read it. `within` holds the cards of statements and events that it reports."""

    id: str
    label: str
    kind: str
    title: str
    review: str
    quote: str = ""
    note: str = ""
    rows: tuple[Row, ...] = ()
    confidence: float | None = None
    within: tuple[Card, ...] = ()
    title_link: str | None = None


class Cards:
    """Makes the cards of one page's reading. `case_ids` are the ids in the case of the page's actors."""

    def __init__(self, reading: Reading, case_ids: Mapping[str, str]) -> None:
        record = reading.record
        self._reading, self._case_ids, self._index = reading, case_ids, Index(record)
        self._text = record.story.text
        self.labels = _make_labels(reading)

    def make_findings(self) -> list[Card]:
        """The cards of findings."""
        record = self._reading.record
        found = {make_finding_id(record.story.id, f): f for f in record.findings}
        return [self._finding(id, finding) for id, finding in found.items()]

    def make_items(self) -> list[Card]:
        """The cards of statements and events in the order of the text, those within a statement inside its card."""
        record = self._reading.record
        ids = {s.id for s in record.statements}
        inside: dict[str | None, list[Statement | Event]] = {}
        items: list[Statement | Event] = [*record.statements, *record.events]
        for item in sorted(items, key=find_place):
            inside.setdefault(item.within if item.within in ids else None, []).append(item)
        return [self._nest(item, inside, 0) for item in inside.get(None, [])]

    def make_dates(self) -> list[Card]:
        """The cards of dates."""
        return [self.make_date(t) for t in sorted(self._reading.record.timexes, key=lambda t: t.span)]

    def make_actors(self) -> list[Card]:
        """The cards of actors, those with most mentions first."""
        return [self.make_actor(a) for a in sorted(self._reading.record.actors, key=lambda a: -len(a.mentions))]

    def make(self, id: str) -> Card | None:
        """The card of one item, without what is within it; None where the page has none with that id."""
        record = self._reading.record
        items: list[Statement | Event] = [*record.statements, *record.events]
        for item in items:
            if item.id == id:
                return self._nest(item, {}, 0)
        for timex in record.timexes:
            if timex.id == id:
                return self.make_date(timex)
        for actor in record.actors:
            if actor.id == id:
                return self.make_actor(actor)
        return next((card for card in self.make_findings() if card.id == id), None)

    def make_date(self, timex: Timex) -> Card:
        """A date's card, with the rule that gave its value."""
        days = "cannot be placed on a calendar"
        if timex.earliest:
            days = timex.earliest if timex.earliest == timex.latest else f"{timex.earliest} to {timex.latest}"
        rows = [Row("days", days), Row("rule", timex.rule)]
        rows += [Row("counted from", timex.anchor)] if timex.anchor else []
        return self._card(timex.id, "date", timex.value, tuple(rows), quote=timex.span.of(self._text))

    def make_actor(self, actor: Actor) -> Card:
        """An actor's card, with the words that stand for it."""
        names = list(dict.fromkeys(m.span.of(self._text) for m in actor.mentions))
        rows = [Row("role", words=actor.role)] if actor.role else []
        country = f"{actor.country}{GUESSED.get(actor.country_how, '')}" if actor.country else None
        codes = " ".join(filter(None, (country, *actor.sectors)))
        rows += [Row("codes", codes)] if codes else []
        rows += [Row("words", words=name) for name in names[:6]]
        rows += [Row("same as", ", ".join(actor.same_as))] if actor.same_as else []
        return self._card(
            actor.id, "actor", actor.name, tuple(rows), note=actor.kind, title_link=self._link_actor(actor.id)
        )

    def _nest(self, item: Statement | Event, inside: dict[str | None, list[Statement | Event]], depth: int) -> Card:
        # A correction may put two statements within each other, so the depth has an end.
        within = [self._nest(i, inside, depth + 1) for i in inside.get(item.id, [])] if depth < 6 else []
        return self._statement(item, within) if isinstance(item, Statement) else self._event(item, within)

    def _statement(self, statement: Statement, within: list[Card]) -> Card:
        index = self._index
        name = index.name(statement.speaker) or NOBODY
        source = index.words(statement.source)
        rows = [
            *([Row("source", words=source)] if source and source != name else []),
            Row("how", statement.form, index.words(statement.cue)),
            Row("act", statement.act),
            *self._when(statement.time),
            *self._quoted("to", statement.addressee),
            *self._quoted("on", statement.venue),
            *self._quoted("in", statement.place),
            *self._through(statement.via),
            *self._inside(statement.within),
        ]
        return self._card(
            statement.id, "statement", name, tuple(rows), quote=join_parts(self._text, statement.contents),
            confidence=statement.confidence, within=tuple(within), title_link=self._link_actor(statement.speaker),
        )  # fmt: skip

    def _event(self, event: Event, within: list[Card]) -> Card:
        index = self._index
        kind = TYPES[event.type] + (f" ({event.mode})" if event.mode else "")
        rows = [
            *(self._who("who", event.actors) or [Row("who", NOBODY)]),
            *self._who("to whom", event.recipients),
            Row("status", STATUS[event.status]),
            *([Row("rests on", event.rule)] if event.rule else []),
            *(self._who("according to", (event.according_to,)) if event.according_to else []),
            *(Row("object", words=span.of(self._text)) for span in event.objects),
            *self._when(event.time),
            *self._quoted("in", event.place),
            *([Row("about", ", ".join(event.contexts))] if event.contexts else []),
            *self._inside(event.within),
        ]
        return self._card(
            event.id, f"event {event.status}", kind, tuple(rows), quote=index.words(event.trigger) or "",
            confidence=event.confidence, within=tuple(within),
        )  # fmt: skip

    def _finding(self, id: str, finding: Finding) -> Card:
        rows = tuple(Row("words", words=span.of(self._text), link=f"#at-{id}") for span in finding.spans[:4])
        return self._card(id, "finding", FINDINGS[finding.kind], rows, note=finding.text)

    def _card(
        self,
        id: str,
        kind: str,
        title: str,
        rows: tuple[Row, ...],
        **more: str | float | tuple[Card, ...] | None,
    ) -> Card:
        label = self.labels.get(id)
        fields: dict[str, object] = {"id": id, "kind": kind, "title": title, "rows": rows, **more}
        return Card(label=label.label if label else "", review=self._reading.find_review(id), **fields)  # type: ignore[arg-type]

    def _link_actor(self, id: str | None) -> str | None:
        case_id = self._case_ids.get(id or "")
        return f"/actors/{case_id}" if case_id else None

    def _who(self, name: str, ids: tuple[str, ...]) -> list[Row]:
        return [Row(name, actor.name, link=self._link_actor(actor.id)) for actor in self._index.actors(ids)]

    def _through(self, ids: tuple[str, ...]) -> list[Row]:
        return self._who("through", ids)

    def _quoted(self, name: str, span: Span | None) -> list[Row]:
        return [Row(name, words=span.of(self._text))] if span else []

    def _when(self, time: str | None) -> list[Row]:
        timex = self._index.timex(time)
        if timex is None:
            return []
        return [Row("when", f"{timex.value}: {timex.rule}", timex.span.of(self._text), f"#{timex.id}")]

    def _inside(self, within: str | None) -> list[Row]:
        label = self.labels.get(within or "")
        return [Row("within", label.label, link=f"#{label.item}")] if label else []


def find_place(item: Statement | Event) -> tuple[int, int]:
    """Order of the text; where two begin together the longer one, which holds the other, comes first."""
    if isinstance(item, Event):
        return item.trigger.start, -item.trigger.end
    return find_start(item), -max((s.end for s in (item.source, item.cue, *item.contents) if s), default=0)


def _make_labels(reading: Reading) -> dict[str, Label]:
    """Labels count each kind from 1, in the order of the text. Actors have none: their names are theirs."""
    record, index = reading.record, Index(reading.record)
    labels: dict[str, Label] = {}

    def name(letter: str, kind: str, rows: list[tuple[str, str]]) -> None:
        for count, (id, title) in enumerate(rows, 1):
            labels.setdefault(id, Label(f"{letter}{count}", id, kind, title))

    statements = sorted(record.statements, key=find_place)
    name("S", "statement", [(s.id, f"{index.name(s.speaker) or NOBODY}: {s.act}") for s in statements])
    events = sorted(record.events, key=find_place)
    name("E", "event", [(e.id, f"{TYPES[e.type]}, {e.status}") for e in events])
    name("D", "date", [(t.id, t.value) for t in sorted(record.timexes, key=lambda t: t.span)])
    findings = dict.fromkeys((make_finding_id(record.story.id, f), f.kind) for f in record.findings)
    name("N", "finding", list(findings))
    return labels
