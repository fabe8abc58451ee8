"""Puts it together: what the network found goes in, the events of the page come out."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

import msgspec

from onrecord.actors import Cast
from onrecord.events.clause import Wording
from onrecord.events.holders import Holding, find_holdings
from onrecord.events.merging import merge_found
from onrecord.events.modes import Contexts, find_mode
from onrecord.events.objects import Goods
from onrecord.events.parties import Mentions, Parties
from onrecord.events.plain import find_plain, find_since, without_keeping
from onrecord.events.signs import find_signs
from onrecord.events.sources import find_word
from onrecord.events.status import QUOTED, judge, say_rule
from onrecord.events.supplies import find_supplies
from onrecord.events.together import Draft, share_parties
from onrecord.model.found import TYPES, FoundEvent
from onrecord.quotes import INSIDE, quoted_characters
from onrecord.record import Event, Span, Statement, Story, Timex, make_id
from onrecord.tokens import Tokens

_LEAST_QUOTED = 40  # characters of a quotation that says something


def find_events(
    story: Story, tokens: Tokens, found: Sequence[FoundEvent], cast: Cast, statements: Sequence[Statement],
    timexes: Sequence[Timex],
) -> tuple[Event, ...]:  # fmt: skip
    """One event for each trigger and type that the network found, and the supplies that it passed over, in page order.

    Offsets are code points of `story.text`. Actors and recipients of `found` are places in `cast.of_mention`. Any spans
    are taken, also wrong ones: what lies outside the text is left out. The time is linear in the length of the page and
    the number of events, but for sorting.
    """
    page = _Page(story, tokens, cast, timexes)
    known = merge_found(page.wording, found)
    supplies = find_supplies(page.wording, page.mentions, page.goods, known)
    plain = find_plain(page.wording, page.mentions, known)
    given = [(f, page.mentions.find_parties(f)) for f in known] + [(s.found, s.parties) for s in (*supplies, *plain)]
    given.sort(key=lambda pair: (pair[0].trigger, pair[0].type))
    holdings = find_holdings(story.text, [f.trigger for f, _ in given], statements)
    keeping = {s.found.trigger for s in plain}
    holdings = [
        without_keeping(story.text, h) if f.trigger in keeping else h for (f, _), h in zip(given, holdings, strict=True)
    ]
    drafts = [page.make_draft(f, p, h) for (f, p), h in zip(given, holdings, strict=True)]
    share_parties(page.wording, page.mentions, drafts)
    return tuple(page.make_event(d) for d in drafts if not page.mentions.is_interview(d.found.type, d.parties))


class _Page:
    """What the rules look at, made once for all events of a page."""

    def __init__(self, story: Story, tokens: Tokens, cast: Cast, timexes: Sequence[Timex]) -> None:
        self._story = story
        self.wording = Wording(story.text, tokens)
        self.mentions = Mentions(story.text, cast)
        self.goods = Goods(self.wording, self.mentions.spans)
        self._contexts = Contexts(self.wording)
        self._timexes = sorted(timexes, key=lambda t: t.span)
        self._quoted = quoted_characters(story.text, tokens)

    def make_draft(self, found: FoundEvent, parties: Parties, holding: Holding) -> Draft:
        clause = self.wording.clause(found.trigger)
        quoted = {QUOTED} if self._is_quoted(found.trigger) else set()
        judgement = judge(found, find_signs(clause, found.type, holding) | quoted, holding)
        if judgement.type != found.type:
            found = msgspec.structs.replace(found, type=judgement.type)
        return Draft(found, parties, holding, judgement)

    def make_event(self, draft: Draft) -> Event:
        found, holding, parties, judgement = draft.found, draft.holding, draft.parties, draft.judgement
        clause = self.wording.clause(found.trigger)
        word = find_word(judgement.status, holding, found.by, self.mentions)
        trigger, type_ = found.trigger, found.type
        return Event(
            id=make_id("e", self._story.id, trigger.start, trigger.end, TYPES.index(type_)),
            type=type_,
            mode=find_mode(type_, clause),
            trigger=trigger,
            actors=parties.actors,
            recipients=parties.recipients,
            status=judgement.status,
            confidence=found.confidence,
            objects=self.goods.find(type_, clause),
            place=self._within_text(found.place),
            time=self._find_timex(find_since(self.wording, found.trigger) or found.time),
            according_to=next(iter(draft.accusers), word.according_to) if judgement.status != "fact" else None,
            within=word.within,
            contexts=self._contexts.at(trigger),
            rule=say_rule(judgement),
        )

    def _is_quoted(self, trigger: Span) -> bool:
        """Whether the trigger stands within quotation marks, with more words than a name or a term has."""
        before = self._quoted[max(0, trigger.start - _LEAST_QUOTED) : trigger.start + 1]
        behind = self._quoted[trigger.start : trigger.end + _LEAST_QUOTED]
        run = len(before) - len(before.rstrip(bytes([INSIDE]))) + len(behind) - len(behind.lstrip(bytes([INSIDE])))
        return self._quoted[trigger.start] == INSIDE and run > _LEAST_QUOTED

    def _within_text(self, span: Span | None) -> Span | None:
        return span if span is not None and 0 <= span.start < span.end <= len(self._story.text) else None

    def _find_timex(self, span: Span | None) -> str | None:
        """The timex that shares most with the words that the network points at."""
        if span is None:
            return None
        last = bisect.bisect_left(self._timexes, span.end, key=lambda t: t.span.start)
        near = [t for t in self._timexes[max(0, last - 4) : last] if t.span.overlaps(span)]
        best = max(near, key=lambda t: min(t.span.end, span.end) - max(t.span.start, span.start), default=None)
        return best.id if best is not None else None
