"""`onrecord confirm`, `reject`, `correct`, `mark`, `merge`, `split`, `same`, `undo`, `corrections`, `accuracy`."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, get_args

from onrecord.commands.asking import CASE_HELP
from onrecord.commands.opening import open_case
from onrecord.commands.output import Column, Layout, add_format_options, complain, print_entries
from onrecord.record import Act, ActorKind, EventStatus, EventType, Form, Frozen

if TYPE_CHECKING:
    from onrecord.store import By, Standing

_DONE = "Exit code: 0 it is kept, 2 an argument is impossible, 3 the case cannot be written."
_CORRECTIONS = Layout(
    (Column("when", 1), Column("who", 1), Column("item"), Column("what", 3), Column("why", 2), Column("state"),
     Column("id")),
    ("id", "when", "who", "kind", "item", "field", "old", "new", "other", "why", "state", "undone"),
)  # fmt: skip
_ACCURACY = Layout(
    (Column("kind"), Column("confirmed"), Column("corrected"), Column("rejected"), Column("added"),
     Column("precision", 3), Column("recall", 3), Column("fields", 2)),
    ("kind", "confirmed", "corrected", "rejected", "added", "precision", "precision_low", "precision_high", "found",
     "recall", "recall_low", "recall_high", "fields"),
)  # fmt: skip


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the parsers of this group."""
    confirm = _add(commands, "confirm", "say that items are right as they are", run_confirm)
    confirm.add_argument("ids", nargs="+", metavar="ID", help="items, by the ids that a search or record shows")
    reject = _add(commands, "reject", "say that there is no such thing on the page", run_reject)
    reject.add_argument("ids", nargs="+", metavar="ID", help="items, by the ids that a search or record shows")
    correct = _add(commands, "correct", "give a field of an item another value", run_correct)
    correct.add_argument("id", metavar="ID", help="an item, a story, or an actor")
    correct.add_argument("field", metavar="FIELD", help="such as speaker, act, contents, status, value, country, title")
    correct.add_argument(
        "values",
        nargs="+",
        metavar="VALUE",
        help="the right value: for spans the words themselves or START:END, for actors a name or id, none for nothing",
    )
    _add_mark(commands)
    merge = _add(commands, "merge", "say that actors of the case are one", run_merge)
    merge.add_argument("keep", metavar="KEEP", help="the actor that gives the name (who-... or a-...)")
    merge.add_argument("others", nargs="+", metavar="OTHER", help="the actors that are the same")
    split = _add(commands, "split", "take actors on pages out of their actor of the case, together", run_split)
    split.add_argument("ids", nargs="+", metavar="ID", help="actors on pages (a-...); onrecord show who-... lists them")
    same = _add(commands, "same", "say that statements, or events, are the same one reported twice", run_same)
    same.add_argument("first", metavar="FIRST", help="the one that stands for all")
    same.add_argument("others", nargs="+", metavar="OTHER", help="those that are the same")
    undo = _add(commands, "undo", "take corrections back, with a row of their own", run_undo)
    undo.add_argument("ids", nargs="+", metavar="CORRECTION", help="corrections (c-...), see onrecord corrections")
    _add_lists(commands)


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    does: str,
    run: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    description = f"{does[0].upper()}{does[1:]}. It is kept as a row of its own, with who, when, and why"
    description += "." if name == "undo" else "; onrecord undo takes it back."
    parser = commands.add_parser(name, help=does, description=description, epilog=_DONE)
    parser.add_argument("case", metavar="CASE", help=CASE_HELP)
    parser.add_argument("--by", metavar="NAME", help="who says so (without it: ONRECORD_USER, else your login)")
    parser.add_argument("--why", metavar="TEXT", help="why")
    parser.set_defaults(run=run)
    return parser


def _add_mark(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    mark = _add(commands, "mark", "add an item that the machine missed, by marking its words", run_mark)
    mark.add_argument("page", metavar="PAGE", help="a page's number, address, or file, or a story's id")
    mark.add_argument(
        "kind", choices=("statement", "event", "actor"), metavar="KIND", help="statement, event, or actor"
    )
    mark.add_argument("words", nargs="+", metavar="WORDS", help="its words as they stand, or START:END; each a span")
    mark.add_argument("--speaker", metavar="NAME", help="who speaks, or acts: a name on the page or an id")
    mark.add_argument("--recipient", metavar="NAME", help="to whom an event is done")
    mark.add_argument("--cue", metavar="WORDS", help="the cue, such as said")
    mark.add_argument("--source", metavar="WORDS", help="the words that name the speaker")
    mark.add_argument("--act", choices=get_args(Act), help="what is done by saying it (without it: claim)")
    mark.add_argument("--form", choices=get_args(Form), help="how the words are given (without it: indirect)")
    mark.add_argument("--type", choices=get_args(EventType), help="type of an event; needed for one")
    mark.add_argument("--status", choices=get_args(EventStatus), help="status of an event (without it: fact)")
    mark.add_argument("--name", metavar="NAME", help="full name of an actor (without it: its words)")
    mark.add_argument("--actor-kind", choices=get_args(ActorKind), help="kind of an actor (without it: person)")


def _add_lists(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    corrections = commands.add_parser(
        "corrections",
        help="list what people said, and how it stands on the pages as they are now",
        description="Lists corrections, oldest first. State is exact (the same words, the same place), moved, changed, "
        "or gone; undone ones stay listed.",
        epilog="Exit code: 0 there are some, 1 there are none, 3 the case cannot be read.",
    )
    corrections.add_argument("case", metavar="CASE", help=CASE_HELP)
    corrections.add_argument("id", nargs="?", metavar="ID", help="only those of an item or an actor")
    add_format_options(corrections)
    corrections.set_defaults(run=run_corrections)
    accuracy = commands.add_parser(
        "accuracy",
        help="how right the machine was, on what you looked at",
        description="Tells precision by kind of item, and recall where you added what was missing, with the bounds "
        "within which they lie in 95 of 100 such samples. An item that was corrected in any field counts as wrong.",
        epilog="Exit code: 0 there is something to tell, 1 nothing was looked at, 3 the case cannot be read.",
    )
    accuracy.add_argument("case", metavar="CASE", help=CASE_HELP)
    add_format_options(accuracy)
    accuracy.set_defaults(run=run_accuracy)


def run_confirm(asked: argparse.Namespace) -> int:
    """Confirm items."""
    return _judge(asked, "confirmed")


def run_reject(asked: argparse.Namespace) -> int:
    """Reject items."""
    return _judge(asked, "rejected")


def run_correct(asked: argparse.Namespace) -> int:
    """Correct a field of an item."""

    with open_case(asked.case) as case:
        made = case.correct(
            asked.id, asked.field, case.read_value(asked.id, asked.field, asked.values), find_person(asked)
        )
    print(f"{made.id}\t{made.item} {made.field} corrected")
    return 0


def run_mark(asked: argparse.Namespace) -> int:
    """Add an item."""
    from onrecord.commands.marking import make_item

    with open_case(asked.case) as case:
        capture = case.find_page(asked.page)
        made = case.mark(capture.number, make_item(case.reading(capture.number), asked), find_person(asked))
    print(f"{made.id}\t{made.item} added")
    return 0


def run_merge(asked: argparse.Namespace) -> int:
    """Merge actors."""

    with open_case(asked.case) as case:
        for other in asked.others:
            made = case.merge(asked.keep, other, find_person(asked))
            print(f"{made.id}\t{made.other} merged into {made.item}")
    return 0


def run_split(asked: argparse.Namespace) -> int:
    """Split appearances off."""

    with open_case(asked.case) as case:
        for made in case.split(asked.ids, find_person(asked)):
            print(f"{made.id}\t{made.item} split off to {(made.new or '').strip(chr(34))}")
    return 0


def run_same(asked: argparse.Namespace) -> int:
    """Mark items as the same."""

    with open_case(asked.case) as case:
        for other in asked.others:
            made = case.mark_same(asked.first, other, find_person(asked))
            print(f"{made.id}\t{made.other} is the same as {made.item}")
    return 0


def run_undo(asked: argparse.Namespace) -> int:
    """Undo corrections."""

    with open_case(asked.case) as case:
        for id in asked.ids:
            made = case.undo(id, find_person(asked))
            print(f"{made.id}\t{id} undone")
    return 0


class CorrectionLine(Frozen, frozen=True):
    """A correction as a line of a list; `what` tells its change in a few words."""

    id: str
    when: str
    who: str
    kind: str
    item: str
    what: str
    field: str | None
    old: str | None
    new: str | None
    other: str | None
    why: str | None
    state: str | None
    undone: bool


def make_lines(standings: Iterator[Standing]) -> Iterator[CorrectionLine]:
    """The lines of a list of corrections."""
    from onrecord.view.said import say_change

    for standing in standings:
        c = standing.correction
        state = "undone" if standing.undone else standing.state
        yield CorrectionLine(
            c.id,
            c.when[:19],
            c.who,
            c.kind,
            c.item,
            say_change(c),
            c.field,
            c.old,
            c.new,
            c.other,
            c.why,
            state,
            standing.undone,
        )


def run_corrections(asked: argparse.Namespace) -> int:
    """List corrections."""

    with open_case(asked.case) as case:
        lines = make_lines(case.corrections(asked.id))
        printed = print_entries(lines, _CORRECTIONS, asked.format)
    if not printed:
        complain("nobody corrected anything there yet. onrecord correct does.")
    return 0 if printed else 1


class AccuracyLine(Frozen, frozen=True):
    """A row of `onrecord accuracy`: shares as numbers, with the bounds of each."""

    kind: str
    confirmed: int
    corrected: int
    rejected: int
    added: int
    precision: float | str | None
    precision_low: float | None
    precision_high: float | None
    found: float | None
    recall: float | str | None
    recall_low: float | None
    recall_high: float | None
    fields: tuple[str, ...]


def run_accuracy(asked: argparse.Namespace) -> int:
    """Tell how right the machine was."""
    from onrecord.store.accuracy import Share

    def show(share: Share | None) -> float | str | None:
        if share is None or asked.format:
            return share.value if share else None
        return f"{share.value:.0%} ({share.low:.0%} to {share.high:.0%}), of {share.of}"

    with open_case(asked.case) as case:
        lines = [
            AccuracyLine(
                a.kind, a.confirmed, a.corrected, a.rejected, a.added, show(a.precision),
                a.precision.low if a.precision else None, a.precision.high if a.precision else None,
                a.found.value if a.found else None, show(a.recall), a.recall.low if a.recall else None,
                a.recall.high if a.recall else None, tuple(f"{field} {count}" for field, count in a.fields),
            )
            for a in case.accuracy()
        ]  # fmt: skip
    print_entries(iter(lines), _ACCURACY, asked.format)
    if not lines:
        complain("nobody looked at anything yet. onrecord confirm, reject, and correct do; then this tells.")
    return 0 if lines else 1


def _judge(asked: argparse.Namespace, done: str) -> int:

    with open_case(asked.case) as case:
        judge = case.confirm if done == "confirmed" else case.reject
        for id in asked.ids:
            made = judge(id, find_person(asked))
            print(f"{made.id}\t{made.item} {done}")
    return 0


def find_person(asked: argparse.Namespace) -> By:
    """Who says so, and why: as given, else from the environment.

    Raises:
        UsageError: nobody is named.
    """
    import getpass

    from onrecord.errors import UsageError
    from onrecord.store import By

    try:
        who = asked.by or os.environ.get("ONRECORD_USER") or getpass.getuser()
    except (OSError, KeyError, ImportError):  # no login name, as in some containers
        who = ""
    if not who.strip():
        raise UsageError("who says so? Give --by NAME, or set ONRECORD_USER.")
    return By(who, asked.why)
