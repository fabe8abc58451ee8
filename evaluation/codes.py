"""The codes of given mentions of actors, in the form that the scorer of events reads: what rules alone can tell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evaluation.gold import make_story, read_lines
from onrecord.actors import find_actors
from onrecord.model.found import FoundMention
from onrecord.record import Span


def find_code_lines(gold: Path) -> Iterator[dict[str, Any]]:
    """One line for each sentence: the given spans and kinds with codes, and no events.

    Each sentence is a page of its own, without a date; the network's sectors are left out.
    """
    for document in read_lines(gold):
        story, tokens = make_story(document)
        mentions = [FoundMention(Span(*a["span"]), a["kind"], "", 1.0) for a in document["actors"]]
        cast = find_actors(story, tokens, [], None, mentions)
        actors = {a.id: a for a in cast.actors}
        coded = []
        for given, identity in zip(document["actors"], cast.of_mention, strict=True):
            actor = actors[identity]
            code = " ".join([*([actor.country] if actor.country else []), *actor.sectors])
            coded.append({"span": given["span"], "kind": given["kind"], "code": code or None})
        yield {"id": document["id"], "actors": coded, "events": []}
