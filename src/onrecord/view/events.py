"""Events as one reads them: who did what to whom, whether it happened, and on whose word."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from onrecord.record import Event, EventStatus, Record
from onrecord.view.items import NOBODY, find_timex, list_names
from onrecord.view.layout import hang, put_beside
from onrecord.view.words import FAINT, HEADING, plain

# A status has a mark and a word of its own, since a terminal may have no colour and a reader may see none.
_MARKS: dict[EventStatus, tuple[str, str]] = {
    "fact": ("●", "green"),
    "claimed": ("◐", "cyan"),
    "supposed": ("?", "yellow"),
    "future": ("→", "blue"),
    "denied": ("✗", "red"),
}


def show_events(record: Record) -> Iterator[RenderableType]:
    """One line an event, in the order of the page; a second where it has goods, a place, or a time."""
    for number, event in enumerate(sorted(record.events, key=lambda e: e.trigger), 1):
        head = put_beside(_show_head(record, event), Text(event.id, FAINT))
        details = "; ".join(find_details(record, event))
        lines = [head, *([Text(details, "italic")] if details else [])]
        yield hang(f"{number:>3}. ", Group(*lines))


def _show_head(record: Record, event: Event) -> Text:
    mark, colour = _MARKS[event.status]
    line = Text().append(f"{mark} ", colour)
    line.append(show_parties(record, event), HEADING)
    line.append(f": {show_type(event)} · “{plain(event.trigger.of(record.story.text))}” · ")
    return line.append_text(show_status(record, event))


def show_parties(record: Record, event: Event) -> str:
    """`A and B`, or `A ⇒ B` where the event has a direction."""
    actors, recipients = list_names(record, event.actors), list_names(record, event.recipients)
    return f"{actors or NOBODY} ⇒ {recipients}" if recipients else actors or NOBODY


def show_type(event: Event) -> str:
    """`CONSULT (phone)`."""
    return f"{event.type} ({plain(event.mode)})" if event.mode else event.type


def show_status(record: Record, event: Event) -> Text:
    """The status and whose word it is: `claimed by Axios`."""
    whose = list_names(record, [event.according_to]) if event.according_to else ""
    shown = Text().append(event.status, _MARKS[event.status][1])
    if whose:
        shown.append(f" {'by' if event.status == 'claimed' else 'in the words of'} {whose}")
    elif event.status == "claimed":
        shown.append(f" by {NOBODY}")
    return shown


def find_details(record: Record, event: Event) -> Iterator[str]:
    """Goods, place, and time, in words."""
    text = record.story.text
    if event.objects:
        yield "goods: " + ", ".join(plain(o.of(text)) for o in event.objects)
    if event.place:
        yield f"in {plain(event.place.of(text)).removeprefix('in ')}"
    timex = find_timex(record, event.time)
    if timex:
        yield f"when: {plain(timex.span.of(text))} = {plain(timex.value)}"
