"""`onrecord search`, `timeline`, `actors`, `show`, and `versions`: asking a case."""

from __future__ import annotations

import argparse
from itertools import islice
from typing import TYPE_CHECKING, get_args

from onrecord.commands.opening import open_case
from onrecord.commands.output import (
    TABLE_ROWS,
    Column,
    Layout,
    add_format_options,
    complain,
    print_entries,
    print_shown,
)
from onrecord.errors import UsageError
from onrecord.record import Act, EventStatus, EventType, Form

if TYPE_CHECKING:
    from onrecord.store import Case
    from onrecord.store.question import Filters

CASE_HELP = "a file such as case.db, or postgresql://USER@HOST/NAME"
_FOUND = "Exit code: 0 something was found, 1 nothing was, 2 an argument is impossible, 3 the case cannot be read."
# What is asked of one kind of item only, so that no other is found.
_UNFIT = {
    "statement": ("type", "status", "recipient"),
    "event": ("act", "form", "addressee"),
    "story": ("speaker", "addressee", "act", "form", "type", "status", "recipient"),
}
_PLACE = ("outlet", "title", "published", "url", "confidence", "review", "counts_as", "page", "start")
LAYOUTS = {
    "statement": Layout(
        (Column("day"), Column("speaker", 1), Column("act"), Column("words", 3), Column("outlet", 1),
         Column("id")),
        ("id", "day", "speaker", "act", "form", "words", "addressee", "venue", "place", "time", "via", "speaker_actor",
         *_PLACE),
    ),
    "event": Layout(
        (),
        ("id", "day", "type", "mode", "actors", "recipients", "words", "around", "place", "time", "status",
         "according_to", *_PLACE),
    ),
    "story": Layout(
        (Column("day"), Column("outlet", 1), Column("title", 3), Column("statements"), Column("events"),
         Column("id")),
        ("id", "day", "outlet", "title", "byline", "published", "url", "statements", "events", "review", "version",
         "page"),
    ),
    "actor": Layout(
        (Column("name", 1), Column("kind"), Column("country"), Column("statements"), Column("pages"), Column("id")),
        ("id", "name", "other_names", "kind", "country", "sectors", "role", "same_as", "statements", "pages"),
    ),
}  # fmt: skip


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the parsers of this group."""
    search = commands.add_parser(
        "search",
        help="find statements, events, or stories in a case",
        description="Finds what was said, done, or published. Words must all occur, in any order and form; \"words in "
        "double quotes\" as they stand; begin* finds what begins so. Newest first.",
        epilog=_FOUND,
    )  # fmt: skip
    search.add_argument("case", metavar="CASE", help=CASE_HELP)
    search.add_argument("words", nargs="*", metavar="WORD", help="words of what was said, done, or published")
    search.add_argument("--kind", choices=("statement", "event", "story"), default="statement", help="what to look for")
    _add_filters(search)
    search.set_defaults(run=run_search)
    timeline = commands.add_parser(
        "timeline",
        help="what somebody said and did, and what was said about them, by date",
        description="Lists what an actor said and did, and what was said about it and done to it, oldest first.",
        epilog=_FOUND,
    )
    timeline.add_argument("case", metavar="CASE", help=CASE_HELP)
    timeline.add_argument("actor", metavar="ACTOR", help="a name, a word of one, or an id")
    timeline.add_argument("words", nargs="*", metavar="WORD", help="words of what was said or done")
    _add_filters(timeline)
    timeline.set_defaults(run=run_timeline)
    show = commands.add_parser(
        "show",
        help="show one item with its evidence, its chain, and its history",
        description="Shows a statement, event, date, finding, actor, or story: its words on the page, why it is as it "
        "is, and what people changed.",
        epilog="Exit code: 0 it was found, 1 it was not, 3 the case cannot be read.",
    )
    show.add_argument("case", metavar="CASE", help=CASE_HELP)
    show.add_argument("id", metavar="ID", help="an id from a search or a record")
    show.set_defaults(run=run_show)
    versions = commands.add_parser(
        "versions",
        help="show how a page changed between captures",
        description="Lists the captures of a page, and what it says now beside what it said before, "
        "paragraph by paragraph.",
        epilog="Exit code: 0 the page is there, 1 it is not, 3 the case cannot be read.",
    )
    versions.add_argument("case", metavar="CASE", help=CASE_HELP)
    versions.add_argument("address", metavar="ADDRESS", help="the page's address or file")
    versions.set_defaults(run=run_versions)


def add_actors_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Add `onrecord actors`, which has words of its own beside a case's name."""
    actors = commands.add_parser(
        "actors",
        help="list the actors of a case",
        description="Lists who speaks or acts in a case, across all its pages, those with most statements first.",
        epilog="Exit code: 0 something was found, 1 nothing was, 3 the case cannot be read.",
    )
    actors.add_argument("case", metavar="CASE", help=CASE_HELP)
    actors.add_argument("name", nargs="?", metavar="NAME", help="a name, a word of one, or an id")
    actors.add_argument("--limit", type=int, metavar="N", help=f"at most so many (a table: {TABLE_ROWS})")
    add_format_options(actors)
    actors.set_defaults(run=run_actors)
    return actors


def _add_filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--speaker", metavar="NAME", help="who speaks, or acts in an event: a name, a word of one, or an id"
    )
    parser.add_argument("--about", metavar="NAME", help="who or what is named in it: a name or a phrase")
    parser.add_argument("--addressee", metavar="WORDS", help="words that name who is addressed")
    parser.add_argument("--act", choices=get_args(Act), help="what is done by saying it")
    parser.add_argument("--form", choices=get_args(Form), help="how the words are given")
    parser.add_argument("--type", choices=get_args(EventType), help="type of event")
    parser.add_argument("--status", choices=get_args(EventStatus), help="status of event")
    parser.add_argument("--recipient", metavar="NAME", help="to whom an event is done")
    parser.add_argument("--outlet", metavar="NAME", help="outlet of the page, or a word of its name")
    parser.add_argument("--after", metavar="DATE", help="first day, YYYY-MM-DD")
    parser.add_argument("--before", metavar="DATE", help="last day, YYYY-MM-DD")
    parser.add_argument(
        "--review",
        choices=("unseen", "confirmed", "corrected", "added", "rejected"),
        help="what people said of it; rejected items are left out unless asked for",
    )
    parser.add_argument("--min-confidence", type=float, metavar="P", help="lowest confidence, 0 to 1")
    parser.add_argument("--all-versions", action="store_true", help="look in older captures of pages too")
    parser.add_argument("--limit", type=int, metavar="N", help=f"at most so many (a table: {TABLE_ROWS})")
    add_format_options(parser)


def run_search(asked: argparse.Namespace) -> int:
    """Search and print."""

    words = " ".join(asked.words)
    with open_case(asked.case) as case:
        printed = _print_found(case, words, asked)
        if not printed:
            complain(_say_nothing(case, asked))
        elif asked.format is None and asked.limit is None and printed == TABLE_ROWS:
            filters = _read_filters(asked)
            filters["limit"] = None
            count = case.count(asked.kind, words, **filters)
            if count > printed:
                complain(f"{printed} of {count:,} are shown. --limit N shows more, --csv or --nl all.")
    return 0 if printed else 1


def _print_found(case: Case, words: str, asked: argparse.Namespace) -> int:
    filters = _read_filters(asked)
    if asked.kind == "event" and asked.format is None:
        from onrecord.commands.events import EVENTS, make_event_lines

        return print_entries(make_event_lines(case.events(words, **filters)), EVENTS, None)
    find = {"statement": case.statements, "event": case.events, "story": case.stories}[asked.kind]
    return print_entries(find(words, **filters), LAYOUTS[asked.kind], asked.format)


def run_timeline(asked: argparse.Namespace) -> int:
    """Print an actor's timeline."""
    from onrecord.commands.timeline import TIMELINE, make_moments, make_shown_moments

    filters = _read_filters(asked)
    limit = filters.pop("limit", None)
    with open_case(asked.case) as case:
        entries = case.timeline(asked.actor, " ".join(asked.words), **filters)
        make = make_moments if asked.format else make_shown_moments
        shown = entries if asked.format in ("json", "nl") else make(entries)
        printed = print_entries(islice(shown, limit), TIMELINE, asked.format)
        if not printed:
            complain(f"nothing is said or done by or about {asked.actor}. onrecord actors lists who is there.")
        elif asked.format is None and asked.limit is None and next(shown, None) is not None:
            complain(f"the first {printed} are shown. --limit N shows more, --csv or --nl all.")
    return 0 if printed else 1


def run_actors(asked: argparse.Namespace) -> int:
    """List actors."""

    with open_case(asked.case) as case:
        limit = asked.limit if asked.limit is not None or asked.format else TABLE_ROWS + 1
        entries = case.actors(asked.name, limit)
        shown = entries if asked.format or asked.limit is not None else islice(entries, TABLE_ROWS)
        printed = print_entries(shown, LAYOUTS["actor"], asked.format)
        if printed and shown is not entries and next(entries, None) is not None:
            complain(f"the first {printed} are shown. --limit N shows more, --csv or --nl all.")
    if not printed:
        complain("no actor of that name is in the case." if asked.name else "the case holds no actors.")
    return 0 if printed else 1


def run_show(asked: argparse.Namespace) -> int:
    """Show one item."""
    from onrecord.commands.showing import show_item

    with open_case(asked.case) as case:
        parts = list(show_item(case, asked.id))
    for part in parts:
        print_shown(part)
    if not parts:
        complain(f"{asked.id}: the case has no item with this id. onrecord search lists ids.")
    return 0 if parts else 1


def run_versions(asked: argparse.Namespace) -> int:
    """Show a page's captures and what changed."""
    from onrecord.commands.showing import show_versions

    with open_case(asked.case) as case:
        try:  # a file of which the page names its own address is known by both
            address = case.find_page(asked.address).address
        except UsageError:
            address = asked.address
        parts = list(show_versions(case, address))
    for part in parts:
        print_shown(part)
    if not parts:
        complain(f"{asked.address}: the case has no page from there. onrecord search CASE --kind story lists pages.")
    return 0 if parts else 1


def _read_filters(asked: argparse.Namespace) -> Filters:
    limit = asked.limit if asked.limit is not None or asked.format else TABLE_ROWS
    return {
        "speaker": asked.speaker,
        "about": asked.about,
        "addressee": asked.addressee,
        "act": asked.act,
        "form": asked.form,
        "type": asked.type,
        "status": asked.status,
        "recipient": asked.recipient,
        "outlet": asked.outlet,
        "after": asked.after,
        "before": asked.before,
        "review": asked.review,
        "min_confidence": asked.min_confidence,
        "all_versions": asked.all_versions,
        "limit": limit,
    }


def _say_nothing(case: Case, asked: argparse.Namespace) -> str:
    for option, name in (("--speaker", asked.speaker), ("--about", asked.about), ("--recipient", asked.recipient)):
        if name and next(case.actors(name, 1), None) is None and option != "--about":
            return f"nothing was found: no actor of the case is called {name}. onrecord actors lists who is there."
    unfit = [option for option in _UNFIT.get(getattr(asked, "kind", ""), ()) if getattr(asked, option) is not None]
    if unfit:
        kinds = {"statement": "statements", "event": "events", "story": "stories"}
        named = ", ".join(f"--{option}" for option in unfit)
        return f"nothing was found: {named} says nothing of {kinds[asked.kind]}. Leave it out, or give another --kind."
    return "nothing was found. Fewer words or fewer options find more."
