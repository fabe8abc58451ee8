"""Templates: how words of pages and of ours are written into HTML. Everything is escaped, always."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar.plugins.jinja import JinjaTemplateEngine
from markupsafe import Markup

from onrecord.exports.wording import HOW_DATED
from onrecord.record import Frozen
from onrecord.store.entries import EventEntry, StatementEntry, StoryEntry
from onrecord.store.lately import Lately
from onrecord.web.cards import NOBODY
from onrecord.web.lists import write_address
from onrecord.web.stories import StoryView, draw_story
from onrecord.web.wording import GUESSED, QUADS, REVIEWS, STATUS, TYPES

# Marks that change the direction of what follows: a page can show other words with them than it holds.
_DIRECTIONS = dict.fromkeys("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", "\N{REPLACEMENT CHARACTER}")
# What HTML cannot hold: control characters but tab and line ends, and lone surrogates.
_SHOWN = str.maketrans(_DIRECTIONS | {chr(c): "\N{REPLACEMENT CHARACTER}" for c in (
    *range(9), 11, 12, *range(14, 32), 127, *range(0xD800, 0xE000))})  # fmt: skip


_MOST_KEPT = 40_000_000  # characters of what was drawn: some 300 long stories
_MOST_ENTRIES = 20_000  # of lists; each takes some 3 kB
_ENTRIES: dict[type[Frozen], str] = {StatementEntry: "statement", EventEntry: "event", StoryEntry: "story"}

Listed = StatementEntry | EventEntry | StoryEntry


class DrawnReading(NamedTuple):
    """What was read of a story, as HTML: the findings, the text with its marks, and the cards beside it."""

    findings: Markup
    text: Markup
    cards: Markup


def make_engine(known: frozenset[str]) -> JinjaTemplateEngine:
    """The engine with all that templates may call; `known` are the addresses that links may lead to."""
    environment = Environment(
        loader=PackageLoader("onrecord.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_show,
        auto_reload=False,
    )
    environment.globals.update(
        draw_reading=_draw_readings(environment), draw_entry=_draw_entries(environment), address=write_address,
        NOBODY=NOBODY, STATUS=STATUS, TYPES=TYPES, QUADS=QUADS, REVIEWS=REVIEWS, GUESSED=GUESSED, HOW_DATED=HOW_DATED,
        KNOWN=known, FILTERED=frozenset(("act", "form", "outlet", "review", "type", "status")),
    )  # fmt: skip
    environment.filters.update(
        day=show_day, moment=show_moment, number=show_number, percent=show_percent, path=show_path, web=is_web,
        without=leave_out, short=shorten, link=show_link,
    )  # fmt: skip
    return JinjaTemplateEngine(engine_instance=environment)


def _draw_readings(environment: Environment) -> Callable[[StoryView], DrawnReading]:
    """Draws what was read of a story, and keeps it by its version: a page that many look at is drawn once."""
    kept: Lately[str, DrawnReading] = Lately(_MOST_KEPT)

    def draw_reading(page: StoryView) -> DrawnReading:
        held = kept.find(page.version)
        if held is not None:
            return held
        parts: Any = environment.get_template("reading.html").module
        drawn = draw_story(page)
        made = DrawnReading(parts.findings(drawn), parts.text(page, drawn), parts.cards(page, drawn))
        return kept.keep(page.version, made, sum(map(len, made)))

    return draw_reading


def _draw_entries(environment: Environment) -> Callable[..., Markup]:
    """Draws entries of lists, and keeps them by all that they hold: many lists have the same ones."""
    kept: Lately[tuple[Listed, int], Markup] = Lately(_MOST_ENTRIES)

    def draw_entry(entry: Listed, heading: int = 3) -> Markup:
        held = kept.find((entry, heading))
        if held is not None:
            return held
        macro: Any = getattr(environment.get_template("macros.html").module, _ENTRIES[type(entry)])
        drawn: Markup = macro(entry, heading)
        return kept.keep((entry, heading), drawn)

    return draw_entry


def _show(value: object) -> object:
    """What a template writes: text with what a browser cannot show, or shows as something else, made visible."""
    # Printable text, which almost all is, holds none of the marks that are looked for.
    if not isinstance(value, str) or isinstance(value, Markup) or value.isprintable():
        return value
    return value.translate(_SHOWN)


def show_day(value: str | None) -> str:
    """A day as people write it: 4 May 2024; what is no day stays as it is."""
    if not value:
        return "no day"
    try:
        day = date.fromisoformat(value[:10])
    except ValueError:
        return value
    return f"{day.day} {day:%B} {day.year}"


def show_moment(value: str | None) -> str:
    """A day, with the time of day where there is one: 4 May 2024, 09:30 +03:00."""
    if not value or len(value) < 16 or value[10] not in "T ":
        return show_day(value)
    return f"{show_day(value)}, {value[11:16]} {value[19:]}".rstrip()


def show_number(value: int) -> str:
    """A number with its thousands apart."""
    return f"{value:,}"


def show_percent(value: float) -> str:
    """A share of one, in percent."""
    return f"{value:.0%}"


def show_path(value: str) -> str:
    """A part of an address, safe between two slashes."""
    is_plain = value.isascii() and value.replace("-", "").isalnum()  # as all ids are
    return value if is_plain else quote(value, safe="")


def show_link(value: str) -> str:
    """An address with what may not stand in one, such as blanks, written as addresses write it."""
    return quote(value, safe="!#$%&'()*+,/:;=?@[]~")


def is_web(value: str) -> bool:
    """Whether an address is on the web, so that a link to it does what it says."""
    try:
        return urlsplit(value).scheme in ("http", "https")
    except ValueError:
        return False


def leave_out(fields: Mapping[str, str], *names: str) -> dict[str, str]:
    """Fields of an address without some of them."""
    return {name: value for name, value in fields.items() if name not in names}


def shorten(words: str, most: int = 240) -> str:
    """Words for a list: cut at a blank, with an ellipsis to say so."""
    if len(words) <= most:
        return words
    return words[:most].rsplit(" ", 1)[0] + " …"
