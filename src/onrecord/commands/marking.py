"""`onrecord mark`: the item that a person describes with options."""

from __future__ import annotations

import argparse

from onrecord.errors import UsageError
from onrecord.record import Actor, Event, Mention, Record, Scores, Span, Statement
from onrecord.store.values import find_actor, find_words


def make_item(record: Record, asked: argparse.Namespace) -> Statement | Event | Actor:
    """The item, its spans found on the page; its id is made when it is kept.

    Raises:
        UsageError: words are not on the page or several times, a name is unknown, or an event has no type.
    """
    spans = tuple(find_words(record, words) for words in asked.words)
    if asked.kind == "statement":
        return _make_statement(record, spans, asked)
    if asked.kind == "event":
        return _make_event(record, spans, asked)
    name = asked.name or spans[0].of(record.story.text)
    return Actor("", name, asked.actor_kind or "person", tuple(Mention(span, "name") for span in spans))


def _make_statement(record: Record, spans: tuple[Span, ...], asked: argparse.Namespace) -> Statement:
    return Statement(
        id="",
        source=find_words(record, asked.source) if asked.source else None,
        cue=find_words(record, asked.cue) if asked.cue else None,
        contents=tuple(sorted(spans)),
        speaker=find_actor(record, asked.speaker) if asked.speaker else None,
        form=asked.form or "indirect",
        act=asked.act or "claim",
        confidence=1.0,  # a person's word is no probability
        scores=Scores(1.0, 1.0, 1.0, 1.0),
    )


def _make_event(record: Record, spans: tuple[Span, ...], asked: argparse.Namespace) -> Event:
    if not asked.type:
        raise UsageError("an event needs its type: --type, for example --type ACCUSE.")
    return Event(
        id="",
        type=asked.type,
        mode=None,
        trigger=spans[0],
        actors=(find_actor(record, asked.speaker),) if asked.speaker else (),
        recipients=(find_actor(record, asked.recipient),) if asked.recipient else (),
        status=asked.status or "fact",
        confidence=1.0,
        objects=spans[1:],
        rule="a person marked it",
    )
