"""Pages made for comparing: one statement each, with invented people and outlets."""

from __future__ import annotations

from typing import Any

from onrecord.record import (
    Actor,
    Dated,
    Event,
    EventStatus,
    Form,
    MadeBy,
    Mention,
    Record,
    Scores,
    Span,
    Statement,
    Story,
    make_id,
)

TAMBERG = ("Liis Tamberg", "person", "EST", "trade minister")
KASK = ("Oskar Kask", "person", "EST", "harbour master")


def make_page(
    name: str,
    words: str,
    speaker: tuple[str, str, str | None, str | None] = TAMBERG,
    form: Form = "direct",
    **more: Any,
) -> Record:
    """A page on which `speaker` says `words`. `more`: `outlet`, `published`, `cue`, `act`, `via` (an outlet's name)."""
    who, kind, country, role = speaker
    story_id = make_id("story", name)
    cue = more.get("cue", "said")
    opens, closes = ("“", "”") if form == "direct" else ("", "")
    head = f"{who} {cue} "
    via = more.get("via")
    tail = f", {via} reported." if via else "."
    text = f"{head}{opens}{words}{closes}{tail}"
    actor = Actor(make_id("a", story_id, 0), who, kind, (Mention(Span(0, len(who)), "name"),), country, (), role)  # type: ignore[arg-type]
    actors = [actor]
    if via:
        at = text.rindex(via)
        outlet = Actor(make_id("a", story_id, at), via, "outlet", (Mention(Span(at, at + len(via)), "name"),))
        actors.append(outlet)
    content = Span(len(head), len(head) + len(opens) + len(words) + len(closes))
    statement = Statement(
        id=make_id("s", story_id, len(who) + 1),
        source=Span(0, len(who)),
        cue=Span(len(who) + 1, len(who) + 1 + len(cue)),
        contents=(content,) if words else (),
        speaker=actor.id,
        form=form,
        act=more.get("act", "claim"),
        confidence=1.0,
        scores=Scores(1, 1, 1, 1),
        via=(actors[1].id,) if via else (),
    )
    published = more.get("published", "2025-03-04")
    story = Story(
        story_id,
        f"{name}.txt",
        text,
        more.get("outlet", name),
        published=Dated(published, "given") if published else None,
    )
    return Record(story, tuple(actors), (statement,), (), (), (), MadeBy("test", "test"))


def make_event_page(name: str, verb: str = "closed", status: EventStatus = "fact", **more: Any) -> Record:
    """A page that tells that Estonia closed a gate to Finland; `verb` is the trigger.

    `more`: `tail`, `published`, `type`.
    """
    story_id = make_id("story", name)
    text = f"Estonia {verb} the northern gate of the harbour to every tanker from Finland{more.get('tail', '')}."
    actors, places = [], {}
    for country, code in (("Estonia", "EST"), ("Finland", "FIN")):
        at = text.index(country)
        actor = Actor(make_id("a", story_id, at), country, "state", (Mention(Span(at, at + 7), "name"),), code)
        actors.append(actor)
        places[code] = actor.id
    trigger = Span(8, 8 + len(verb))
    event = Event(
        make_id("e", story_id, 8),
        more.get("type", "COERCE"),
        None,
        trigger,
        (places["EST"],),
        (places["FIN"],),
        status,
        1.0,
    )
    published = more.get("published", "2025-03-04")
    story = Story(story_id, f"{name}.txt", text, name, published=Dated(published, "given") if published else None)
    return Record(story, tuple(actors), (), (event,), (), (), MadeBy("test", "test"))
