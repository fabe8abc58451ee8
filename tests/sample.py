"""A record made by hand of a page written for the tests. Its people and outlets are invented."""

from __future__ import annotations

from typing import Any

from onrecord.record import (
    Act,
    Actor,
    Block,
    Dated,
    Event,
    Form,
    MadeBy,
    Mention,
    Record,
    Scores,
    Span,
    Statement,
    Story,
    Timex,
    make_id,
)

TEXT = (
    "Estonia's trade minister Liis Tamberg said on Friday that the port would “stay open to every ship” that pays.\n"
    "“We have nothing to hide,” she told reporters in Tallinn, the Baltic Wire agency reported.\n"
    "It is believed that two cargoes were turned away.\n"
    "Tamberg did not respond to a question about whether the fees would rise."
)
STORY_ID = "p-sample"


def span(words: str, start: int = 0) -> Span:
    """The place of `words` in the sample's text, from `start` on."""
    begin = TEXT.index(words, start)
    return Span(begin, begin + len(words))


TAMBERG = Actor(
    make_id("a", STORY_ID, 25),
    "Liis Tamberg",
    "person",
    (
        Mention(span("Liis Tamberg"), "name"),
        Mention(span("she"), "pronoun", span("Liis Tamberg")),
        Mention(span("Tamberg", TEXT.index("away")), "name", span("Liis Tamberg")),
    ),
    country="EST",
    sectors=("GOV",),
    role="trade minister",
)
WIRE = Actor(make_id("a", STORY_ID, 170), "Baltic Wire", "outlet", (Mention(span("the Baltic Wire agency"), "name"),))
FRIDAY = Timex(
    make_id("t", STORY_ID, 46, 52),
    span("Friday"),
    "DATE",
    "2024-05-03",
    "2024-05-03",
    "2024-05-03",
    "2024-05-04",
    "the last Friday before publication: Friday, 3 May 2024",
)


def make_statement(
    source: str | None, cue: str, contents: tuple[str, ...], form: Form, act: Act, **more: Any
) -> Statement:
    """A statement of the sample, its spans given as words."""
    at = span(cue)
    named = span(source, max(0, at.start - 60)) if source else None
    return Statement(
        id=make_id("s", STORY_ID, at.start, at.end),
        source=named,
        cue=at,
        contents=tuple(span(words) for words in contents),
        speaker=more.pop("speaker", None),
        form=form,
        act=act,
        confidence=more.pop("confidence", 0.91),
        scores=Scores(0.98, 0.95, 0.9, 0.8),
        **more,
    )


REPORTED = make_statement(
    "the Baltic Wire agency",
    "reported",
    ("“We have nothing to hide,” she told reporters in Tallinn",),
    "mixed",
    "claim",
    speaker=WIRE.id,
)
STATEMENTS = (
    make_statement(
        "Estonia's trade minister Liis Tamberg",
        "said",
        ("the port would “stay open to every ship” that pays",),
        "mixed",
        "promise",
        speaker=TAMBERG.id,
        time=FRIDAY.id,
    ),
    REPORTED,
    make_statement(
        "she",
        "told",
        ("“We have nothing to hide,”",),
        "direct",
        "denial",
        speaker=TAMBERG.id,
        addressee=span("reporters"),
        place=span("Tallinn"),
        via=(WIRE.id,),
        within=REPORTED.id,
    ),
    make_statement(None, "It is believed", ("two cargoes were turned away",), "indirect", "claim", confidence=0.55),
    make_statement(
        "Tamberg",
        "did not respond",
        ("whether the fees would rise",),
        "indirect",
        "non-answer",
        speaker=TAMBERG.id,
    ),
)


SENT = Event(
    id=make_id("e", STORY_ID, TEXT.index("turned away")),
    type="REJECT",
    mode="yield",
    trigger=span("turned away"),
    actors=(),
    recipients=(),
    status="claimed",
    confidence=0.62,
    objects=(span("two cargoes"),),
    place=span("Tallinn"),
    time=FRIDAY.id,
    within=STATEMENTS[3].id,
    contexts=("economic",),
    rule="within assertion, as an action",
)
TOLD = Event(
    id=make_id("e", STORY_ID, TEXT.index("told")),
    type="CONSULT",
    mode=None,
    trigger=span("told"),
    actors=(TAMBERG.id,),
    recipients=(WIRE.id,),
    status="fact",
    confidence=0.8,
    rule="done by speaking",
)
EVENTS = (SENT, TOLD)


def make_story(**more: Any) -> Story:
    """The sample's story; keyword arguments replace its fields."""
    fields: dict[str, Any] = {
        "id": STORY_ID,
        "url": "harbour.html",
        "text": TEXT,
        "outlet": "The Narva Ledger",
        "title": "Port to stay open, minister says",
        "byline": "Ada Quill",
        "published": Dated("2024-05-04", "json-ld"),
        "language": "en",
        "blocks": (Block(Span(0, TEXT.index("\n")), "/html/body/p[1]"),),
    }
    return Story(**{**fields, **more})


def make_record(**more: Any) -> Record:
    """The sample's record; keyword arguments replace its fields."""
    from onrecord.checks import find_findings

    story, actors, timexes = make_story(), (TAMBERG, WIRE), (FRIDAY,)
    fields: dict[str, Any] = {
        "story": story,
        "actors": actors,
        "statements": STATEMENTS,
        "events": (),
        "timexes": timexes,
        "findings": find_findings(story, actors, STATEMENTS, (), timexes, ()),
        "made_by": MadeBy("0.1.0", "0123456789abcdef"),
    }
    return Record(**{**fields, **more})
