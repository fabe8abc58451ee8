"""Record -> findings: what a careful sub-editor would write in the margin of the page.

A finding is no verdict. It points at words and says what to mind, or whom to ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from onrecord.actors import Spelling
from onrecord.contradictions import find_contradictions
from onrecord.dates import weekday_mismatch
from onrecord.quotes import join_parts
from onrecord.record import Actor, Event, Finding, Span, Statement, Story, Timex

_LONGEST = 60  # characters of a content shown in a finding: enough to find it, short enough for one line
_NEAR = 1  # day: feeds write their own time zone, and many the moment of a first draft
_NOT_YET = frozenset("will shall would may might could to plan plans planned expect expects expected".split())


def find_findings(
    story: Story,
    actors: Sequence[Actor],
    statements: Sequence[Statement],
    events: Sequence[Event],
    timexes: Sequence[Timex],
    spellings: Sequence[Spelling],
) -> tuple[Finding, ...]:
    """Everything on the page that a careful reader would mark, in the order of kinds below, then of the page.

    Statements that nobody put their name to, questions left unanswered, reports of other outlets, names spelled in
    two ways, dates that cannot be, a feed that dates the page otherwise, and what the page says of events that cannot
    all be so.
    """
    by_id = {actor.id: actor for actor in actors}
    return (
        *_find_unattributed(story, statements),
        *_find_non_answers(story, by_id, statements),
        *_find_second_hand(story, by_id, statements),
        *map(_say_spelling, spellings),
        *_find_wrong_weekdays(story, timexes),
        *_find_said_after_publication(story, by_id, statements, timexes),
        *_find_other_date(story, timexes),
        *find_contradictions(story, actors, events, timexes),
    )


def _find_unattributed(story: Story, statements: Sequence[Statement]) -> Iterator[Finding]:
    seen: set[tuple[Span, ...]] = set()
    for statement in statements:
        spans = _spans(statement)
        if statement.speaker is None and statement.act != "non-answer" and spans not in seen:
            seen.add(spans)  # two cues may have the same content
            text = f"Nobody is named behind {_quote(story, statement)}. Who says so?"
            yield Finding("unattributed", spans, text)


def _find_non_answers(story: Story, actors: Mapping[str, Actor], statements: Sequence[Statement]) -> Iterator[Finding]:
    for statement in statements:
        if statement.act == "non-answer":
            who = _name(actors, statement.speaker) or "Somebody not named"
            text = f"{who} gave no answer: {_quote(story, statement)}. That is no claim either way."
            yield Finding("non-answer", _spans(statement), text)


def _find_second_hand(story: Story, actors: Mapping[str, Actor], statements: Sequence[Statement]) -> Iterator[Finding]:
    """One finding for all outlets other than the page's own, in the order of the page."""
    names: dict[str, None] = {}
    spans: set[Span] = set()
    for statement in statements:
        speaker = actors.get(statement.speaker or "")
        sources = [actors[id] for id in statement.via[:1] if id in actors]
        if not sources and speaker is not None and speaker.kind == "outlet":
            sources = [speaker]
        for outlet in sources:
            if not _is_own(story, outlet):
                names[outlet.name] = None
                spans.update([statement.cue] if statement.cue else statement.contents[:1])
    if names:
        whose = "its" if len(names) == 1 else "their"
        text = f"Everything from {_list(list(names))} is second-hand here: only {whose} own pages can confirm it."
        yield Finding("second-hand", tuple(sorted(spans)), text)


def _list(names: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B, and C`."""
    if len(names) < 3:
        return " and ".join(names)
    return f"{', '.join(names[:-1])}, and {names[-1]}"


def _is_own(story: Story, outlet: Actor) -> bool:
    return story.outlet is not None and _bare(story.outlet) == _bare(outlet.name)


def _bare(outlet: str) -> str:
    """An outlet's name without the article that comes and goes before it."""
    return outlet.casefold().removeprefix("the ")


def _say_spelling(spelling: Spelling) -> Finding:
    if spelling.other is None:
        text = f"“{spelling.written}” is spelled unlike the usual “{spelling.usual}”."
        return Finding("spelling", (spelling.span,), text)
    text = f"“{spelling.written}” is spelled “{spelling.usual}” elsewhere on this page."
    return Finding("spelling", (spelling.other, spelling.span), text)


def _find_wrong_weekdays(story: Story, timexes: Sequence[Timex]) -> Iterator[Finding]:
    for timex in timexes:
        wrong = weekday_mismatch(story.text, timex)
        if wrong is not None:
            text = f"“{timex.span.of(story.text)}” cannot be: {wrong}."
            yield Finding("impossible-date", (timex.span,), text)


def _find_said_after_publication(
    story: Story, actors: Mapping[str, Actor], statements: Sequence[Statement], timexes: Sequence[Timex]
) -> Iterator[Finding]:
    """Words reported as said on a day that had not come when the page was published, or last updated."""
    known = [dated.value[:10] for dated in (story.published, story.updated) if dated is not None]
    if not known:
        return
    newest = max(known)
    by_id = {timex.id: timex for timex in timexes}
    for statement in statements:
        timex = by_id.get(statement.time or "")
        if timex is None or timex.earliest is None or statement.cue is None or timex.anchor is not None:
            continue  # what was counted from publication cannot disagree with it
        words = story.text[max(0, statement.cue.start - 12) : statement.cue.end].lower().split()
        if timex.earliest > newest and timex.earliest == timex.latest and not _NOT_YET.intersection(words):
            who = _name(actors, statement.speaker) or "Somebody"
            text = f"{who} is reported to have spoken on {timex.earliest}, but the page is of {newest}."
            yield Finding("impossible-date", (statement.cue, timex.span), text)


def _find_other_date(story: Story, timexes: Sequence[Timex]) -> Iterator[Finding]:
    """A feed that dates the page more than a day before or after what the page says; what it counts from there."""
    if story.published is None or story.feed_published is None:
        return
    own, other = story.published.value[:10], story.feed_published[:10]
    if abs((date.fromisoformat(own) - date.fromisoformat(other)).days) <= _NEAR:
        return
    counted = tuple(timex.span for timex in timexes if timex.anchor == own)
    spans = counted or tuple(block.span for block in story.blocks[:1])
    resting = f" {_count(counted)} counted from the page's." if counted else ""
    text = f"The page is dated {own}, the feed that named it says {other}.{resting} Which is right?"
    yield Finding("contradiction", spans, text)


def _count(spans: Sequence[Span]) -> str:
    return "One date here is" if len(spans) == 1 else f"{len(spans)} dates here are"


def _name(actors: Mapping[str, Actor], id: str | None) -> str | None:
    actor = actors.get(id or "")
    return actor.name if actor else None


def _spans(statement: Statement) -> tuple[Span, ...]:
    return statement.contents or tuple(s for s in (statement.cue, statement.source) if s is not None)


def _quote(story: Story, statement: Statement) -> str:
    words = " ".join(join_parts(story.text, _spans(statement)).split()).strip("\"'“”‘’«» ")
    if len(words) > _LONGEST:
        words = words[:_LONGEST].rsplit(" ", 1)[0] + " …"
    return f"“{words}”"
