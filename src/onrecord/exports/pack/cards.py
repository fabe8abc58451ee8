"""The cards beside a page's text: who, how, act, when, to whom, through whom, how sure, and what people said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from onrecord.exports.contents import Index
from onrecord.exports.pack.highlights import Item
from onrecord.exports.pack.markup import make_names, make_tag, show_text
from onrecord.record import Actor, Event, Finding, Record, Statement, Timex
from onrecord.store.correction import Correction

Row = tuple[str, str]  # what, and its markup

_NOBODY = "nobody named"
_STATUS = {
    "fact": "told as fact",
    "claimed": "claimed: somebody's word",
    "supposed": "supposed only, not said to have happened",
    "future": "announced or expected",
    "denied": "denied",
}


class Cards:
    """Makes the cards of one record."""

    def __init__(
        self,
        record: Record,
        items: Mapping[str, Item],
        corrections: Sequence[Correction],
        asked: tuple[str, ...],
    ) -> None:
        self._record = record
        self._asked = asked
        self._index = Index(record)
        self._items = items
        self._corrections = corrections

    def show_statement(self, statement: Statement) -> str:
        """A statement's card."""
        index = self._index
        words = [index.words(span) for span in statement.contents]
        name = index.name(statement.speaker) or _NOBODY
        rows = [
            ("who", self._show_who(statement)),
            ("how", self._words(index.words(statement.cue), statement.form)),
            ("act", show_text(statement.act)),
            *self._when(statement.time),
            *self._quoted("to", index.words(statement.addressee)),
            *self._quoted("on", index.words(statement.venue)),
            *self._quoted("in", index.words(statement.place)),
            *self._through(statement.via),
            *self._within(statement.within),
            ("confidence", self._confidence(statement.confidence)),
        ]
        quoted = " […] ".join(show_text(w) for w in words if w)
        return self._card(statement.id, make_names(name), make_tag("blockquote", quoted, dir="auto"), rows)

    def show_event(self, event: Event) -> str:
        """An event's card."""
        index = self._index
        kind = f"{event.type} ({event.mode})" if event.mode else event.type
        rows = [
            ("who", self._names(index.actors(event.actors)) or _NOBODY),
            *([("to whom", self._names(index.actors(event.recipients)))] if event.recipients else []),
            ("what", self._words(index.words(event.trigger), kind)),
            *(("object", self._quote(index.words(span))) for span in event.objects),
            ("status", show_text(_STATUS[event.status] + (f" ({event.rule})" if event.rule else ""))),
            *([("context", show_text(", ".join(event.contexts)))] if event.contexts else []),
            *([("according to", make_names(index.name(event.according_to) or event.according_to))]
              if event.according_to else []),
            *self._when(event.time),
            *self._quoted("in", index.words(event.place)),
            *self._within(event.within),
            ("confidence", self._confidence(event.confidence)),
        ]  # fmt: skip
        return self._card(event.id, show_text(kind), "", rows)

    def show_timex(self, timex: Timex) -> str:
        """A date's card."""
        days = f"{timex.earliest} to {timex.latest}" if timex.earliest else "cannot be placed on a calendar"
        rows = [
            ("words", self._quote(self._index.words(timex.span))),
            ("days", show_text(timex.earliest if timex.earliest and timex.earliest == timex.latest else days)),
            ("rule", show_text(timex.rule)),
            *([("counted from", show_text(timex.anchor))] if timex.anchor else []),
        ]
        return self._card(timex.id, show_text(timex.value), "", rows)

    def show_finding(self, id: str, finding: Finding) -> str:
        """A finding's card."""
        words = [self._quote(span.of(self._record.story.text)) for span in finding.spans]
        return self._card(
            id, show_text(finding.kind), f"<p>{show_text(finding.text)}</p>", [("words", w) for w in words]
        )

    def show_actor(self, actor: Actor) -> str:
        """An actor's card, with the words that stand for it."""
        words = dict.fromkeys(self._index.words(m.span) or "" for m in actor.mentions)
        codes = [*([actor.country] if actor.country else []), *actor.sectors]
        rows = [
            *([("role", show_text(actor.role))] if actor.role else []),
            *([("codes", show_text(" ".join(codes)))] if codes else []),
            ("words", ", ".join(self._quote(w) for w in words)),
            *([("same as", show_text(" ".join(actor.same_as)))] if actor.same_as else []),
        ]
        return self._card(actor.id, f"{make_names(actor.name)} ({show_text(actor.kind)})", "", rows)

    def _card(self, id: str, title: str, body: str, rows: list[Row]) -> str:
        item = self._items[id]
        kind = item.label[0].lower()
        place = f"#at-{item.card}" if item.pinned else None
        label = make_tag("a", show_text(item.label), class_=f"tag {kind}", href=place)
        listed = "".join(
            f"<dt>{what}</dt><dd>{markup}</dd>" for what, markup in (*rows, ("id", f"<code>{show_text(id)}</code>"))
        )
        said = "".join(self._show_corrections(id))
        asked = make_tag("p", "asked for", class_="note", id=id) if id in self._asked else ""
        inner = f"<h4>{label} {title}</h4>{asked}{body}<dl>{listed}</dl>{said}"
        style = f"card {kind} asked" if asked else f"card {kind}"
        return make_tag("article", inner, class_=style, id=item.card, tabindex="0")

    def _show_corrections(self, id: str) -> Iterator[str]:
        undone = {c.other for c in self._corrections if c.kind == "undo"}
        for c in self._corrections:
            if id not in (c.item, c.other):
                continue
            change = f"{c.field}: {c.old or 'nothing'} → {c.new or 'nothing'}" if c.field else ""
            line = " ".join(part for part in (f"{c.kind} by {c.who}, {c.when}.", change, c.why or "") if part)
            shown = show_text(line)
            yield make_tag("p", f"<del>{shown}</del> (undone)" if c.id in undone else shown, class_="correction")

    def _show_who(self, statement: Statement) -> str:
        name = self._index.name(statement.speaker)
        source = self._index.words(statement.source)
        if name is None:
            return f"{_NOBODY} {self._quote(source)}" if source else _NOBODY
        return make_names(name) + (f" {self._quote(source)}" if source and source != name else "")

    def _names(self, actors: list[Actor]) -> str:
        return ", ".join(make_names(actor.name) for actor in actors)

    def _words(self, words: str | None, what: str) -> str:
        return (f"{self._quote(words)}, " if words else "") + show_text(what)

    def _quote(self, words: str | None) -> str:
        return make_tag("q", show_text(words or ""), dir="auto")

    def _quoted(self, what: str, words: str | None) -> list[Row]:
        return [(what, self._quote(words))] if words else []

    def _through(self, via: tuple[str, ...]) -> list[Row]:
        names = " from ".join(make_names(actor.name) for actor in self._index.actors(via))
        return [("through", names)] if names else []

    def _when(self, time: str | None) -> list[Row]:
        timex = self._index.timex(time)
        if timex is None:
            return []
        item = self._items.get(timex.id)
        link = make_tag("a", show_text(item.label), href=f"#{item.card}") if item else ""
        return [("when", f"{show_text(timex.value)} {self._quote(self._index.words(timex.span))} {link}")]

    def _within(self, within: str | None) -> list[Row]:
        item = self._items.get(within or "")
        return [("within", make_tag("a", show_text(item.label), href=f"#{item.card}"))] if item else []

    def _confidence(self, confidence: float) -> str:
        return f"{confidence:.0%} by the machine, not a verdict"
