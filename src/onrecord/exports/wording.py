"""Items in one line of words, for formats that show people a label."""

from __future__ import annotations

from onrecord.exports.contents import Index
from onrecord.record import Event, Statement

NOBODY = "nobody named"
HOW_DATED = {
    "given": "given by a person",
    "json-ld": "from its JSON-LD",
    "meta": "from its meta tags",
    "address": "from its address",
    "text": "from its text",
    "htmldate": "worked out by htmldate",
}
_NOT_DONE = {"supposed": "supposed", "future": "announced", "denied": "denied"}


def say_statement(statement: Statement, index: Index) -> str:
    """Who, how, when, and through whom: "Liis Tamberg: told (direct denial), through Baltic Wire"."""
    name = index.name(statement.speaker) or NOBODY
    cue = index.words(statement.cue)
    line = f"{name}: {cue} ({statement.form} {statement.act})" if cue else f"{name}: {statement.form} {statement.act}"
    timex = index.timex(statement.time)
    line += f", {timex.value}" if timex else ""
    outlets = [actor.name for actor in index.actors(statement.via)]
    return line + (f", through {' from '.join(outlets)}" if outlets else "")


def say_event(event: Event, index: Index) -> str:
    """What, who, and to whom, the status first where it is not done: "denied: ASSAULT (drone): A on B"."""
    line = f"{_NOT_DONE[event.status]}: " if event.status in _NOT_DONE else ""
    line += f"{event.type} ({event.mode})" if event.mode else event.type
    actors = " and ".join(a.name for a in index.actors(event.actors))
    recipients = " and ".join(a.name for a in index.actors(event.recipients))
    line += f": {actors or NOBODY}" + (f" → {recipients}" if recipients else "")
    name = index.name(event.according_to)
    return line + (f", according to {name}" if name else "")
