"""What a person typed for a field -> its value: words or places for spans, names or ids for actors, days for times."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args, get_type_hints

from onrecord.errors import UsageError
from onrecord.folding import fold
from onrecord.record import Dated, Record, Span
from onrecord.store.applying import TYPES
from onrecord.store.correction import ItemKind
from onrecord.store.targets import ACTOR_FIELDS

NONE = "none"  # takes a value away
_SHOWN = 5
_AROUND = 24  # characters on each side of a place, by which a person knows it


def read_value(record: Record, kind: ItemKind, field: str, typed: Sequence[str]) -> object:
    """The value of a field from what was typed, one string a value.

    Raises:
        UsageError: it fits nothing on the page, or more than one thing.
    """
    hint = get_type_hints(TYPES[kind]).get(field)
    many = getattr(hint, "__origin__", None) is tuple
    if list(typed) == [NONE]:
        return () if many else None
    if not many and len(typed) != 1:
        raise UsageError(f"{field} has one value, and {len(typed)} were given. Put words in quotation marks.")
    values = [_read_one(record, field, hint, words) for words in typed]
    return tuple(values) if many else values[0]


def find_words(record: Record, words: str) -> Span:
    """The place of words that a person typed: `START:END`, or the words themselves where they occur once.

    Raises:
        UsageError: they do not occur, or several times; the places are listed then.
    """
    start, colon, end = words.partition(":")
    if colon and start.isdecimal() and end.isdecimal():
        return Span(int(start), int(end))
    text = record.story.text
    places = []
    at = text.find(words) if words else -1
    while at >= 0:
        places.append(Span(at, at + len(words)))
        at = text.find(words, at + 1)
    if not places:
        raise UsageError(f"{words!r}: these words are not on the page. Copy them as they stand, or give START:END.")
    if len(places) > 1:
        listed = "; ".join(_show_place(text, place) for place in places[:_SHOWN])
        more = "; …" if len(places) > _SHOWN else ""
        raise UsageError(
            f"{words!r}: these words are there {len(places)} times. Give more of them, or START:END: {listed}{more}"
        )
    return places[0]


def _show_place(text: str, place: Span) -> str:
    before, after = text[max(0, place.start - _AROUND) : place.start], text[place.end : place.end + _AROUND]
    return f"{place.start}:{place.end} in …" + " ".join(f"{before}▸{place.of(text)}◂{after}".split()) + "…"


def find_actor(record: Record, name: str) -> str:
    """The id of the page's actor that a person named.

    Raises:
        UsageError: nobody on the page is called so, or several are.
    """
    if any(a.id == name for a in record.actors):
        return name
    wanted = set(fold(name).split())
    exact = [a for a in record.actors if fold(a.name) == fold(name)]
    found = exact or [a for a in record.actors if wanted and wanted <= set(fold(a.name).split())]
    if len(found) == 1:
        return found[0].id
    listed = ", ".join(f"{a.name} ({a.id})" for a in (found or record.actors)[:_SHOWN])
    if found:
        raise UsageError(f"{name}: several on the page are called so: {listed}. Give the id.")
    raise UsageError(f"{name}: nobody on the page is called so. There are: {listed}. onrecord mark adds an actor.")


def _read_one(record: Record, field: str, hint: Any, words: str) -> object:
    wanted = {hint, *get_args(hint)}
    if Span in wanted:
        return find_words(record, words)
    if Dated in wanted:
        from onrecord.story.calendar import read_published

        return Dated(read_published(words), "given")
    if field in ACTOR_FIELDS:
        return find_actor(record, words)
    if field == "time" and not any(t.id == words for t in record.timexes):
        return _find_timex(record, words)
    return words


def _find_timex(record: Record, words: str) -> str:
    found = [t for t in record.timexes if words in (t.value, t.span.of(record.story.text))]
    if len(found) == 1:
        return found[0].id
    listed = "; ".join(
        f"{t.value} ({t.id}) at {_show_place(record.story.text, t.span)}" for t in (found or record.timexes)[:_SHOWN]
    )
    raise UsageError(
        f"{words}: {'several' if found else 'none'} of the page's dates fit. There are: {listed or 'none'}."
    )
