"""What kind of actor a name or a description stands for."""

from __future__ import annotations

from onrecord.actors.figures import Figure
from onrecord.actors.lexicon import load_nouns
from onrecord.actors.press import is_press_name
from onrecord.actors.sources import Phrase
from onrecord.record import ActorKind

_UNNAMED_GROUPS = frozenset("aide adviser advisor source insider".split())
_SOMEBODY = frozenset("someone somebody anyone one person insider source".split())


def kind_of_description(phrase: Phrase) -> ActorKind:
    """The kind of an actor known by a description alone.

    One person without a name is unnamed, as are aides, advisers, and sources; several are a group.
    """
    kind = load_nouns().get(phrase.head)
    if is_press_name(phrase.text) or (phrase.head == "media" and "state" in phrase.words):
        return "outlet"
    if kind in ("organisation", "document", "state", "outlet"):
        if phrase.plural and kind in ("organisation", "state", "outlet"):
            return "group"
        return "organisation" if kind == "organisation" else "document" if kind == "document" else _single(kind)
    if phrase.head in _UNNAMED_GROUPS or phrase.head in _SOMEBODY:
        return "unnamed"
    if phrase.plural or kind == "group":
        return "group"
    if kind == "person":
        return "unnamed"
    return "group" if phrase.kind == "joined" else "unnamed"


def _single(kind: str) -> ActorKind:
    return "state" if kind == "state" else "outlet"


def kind_of_figure(figure: Figure) -> ActorKind:
    """The kind of a figure."""
    if figure.as_kind is not None:
        return figure.as_kind
    if figure.kind in ("person", "organisation") and not figure.roles and is_press_name(figure.name):
        return "outlet"
    if figure.kind in ("person", "state", "organisation", "outlet"):
        return figure.kind
    if figure.kind == "place":
        return "state"
    if figure.kind == "people":
        return "group"
    return "organisation"
