"""`onrecord compare` and `onrecord judge`: what the pages of a case share, where they differ, and what is real."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from onrecord.commands.adding import showing_progress
from onrecord.commands.correcting import find_person
from onrecord.commands.opening import open_case
from onrecord.commands.output import Column, Layout, add_format_options, complain, print_entries
from onrecord.record import Frozen

if TYPE_CHECKING:
    from onrecord.compare.case import CaseComparison
    from onrecord.compare.speakers import Speaker
    from onrecord.store import Case

EMPTY, FOUND = 1, 0
_VERDICTS: dict[str, Literal["real", "not real", "open"]] = {"real": "real", "not-real": "not real", "open": "open"}


class VariantRow(Frozen, frozen=True):
    """One telling of a quotation. `voices` are the independent ones behind the quotation."""

    quotation: str
    published: str | None
    outlet: str | None
    speaker: str | None
    words: str
    changes: str
    voices: int
    statement: str
    url: str


class ChainRow(Frozen, frozen=True):
    """A statement that a page has from another outlet, and whether that outlet's page has it."""

    verdict: str
    outlet: str | None
    cited: str
    speaker: str | None
    words: str
    why: str
    statement: str
    url: str


class ContradictionRow(Frozen, frozen=True):
    """Two statements or events that cannot both be so; `people` say whether the entry is real: open, real, not real."""

    id: str
    rule: str
    one: str
    one_outlet: str | None
    other: str
    other_outlet: str | None
    why: str
    people: str


class SimilarRow(Frozen, frozen=True):
    """Two statements of one speaker that may say the same in other words. `share` is their likeness, no probability."""

    id: str
    share: float
    speaker: str | None
    one: str
    one_outlet: str | None
    one_statement: str
    other: str
    other_outlet: str | None
    other_statement: str
    why: str


class EventRow(Frozen, frozen=True):
    """One page's mention of an event that other pages tell of too."""

    event: str
    type: str
    status: str
    day: str | None
    outlet: str | None
    actors: str
    recipients: str
    differs: str
    mention: str
    url: str


class ActorRow(Frozen, frozen=True):
    """An actor that several pages have, and why its names are thought to be one's."""

    id: str
    name: str
    pages: int
    names: str
    why: str


class _Kind(NamedTuple):
    layout: Layout
    make_rows: Callable[[CaseComparison], Iterator[Frozen]]


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the parser of `onrecord compare`."""
    parser = commands.add_parser(
        "compare",
        help="show what the pages of a case share and where they differ",
        description="Compares those pages of a case that changed since it was compared last, keeps what is found, "
        "and shows what all pages share: the same words under several outlets and what each changed, chains "
        "of sources checked against the pages they cite, statements that say the same in other words, "
        "events that several pages tell of, actors across pages, and "
        "a ledger of contradictions. The program finds; whether an entry is real, people say.",
        epilog="Exit code: 0 something was found, 1 nothing was, 3 the case cannot be read.",
    )
    parser.add_argument("case", metavar="CASE", help="the file or address of the case")
    parser.add_argument("--what", choices=sorted(_KINDS), default="quotations", help="what to show (quotations)")
    add_format_options(parser)
    parser.set_defaults(run=run)
    judge = commands.add_parser(
        "judge",
        help="say whether what comparing found is real",
        description="Says of entries of the ledger of contradictions (c-...), of groups of quotations (q-...), or of "
        "groups of events (g-...) whether they are real. It is kept with the words that they are about, so it holds "
        "when pages are read by another model or captured again. The last one counts; open takes back.",
        epilog="Exit code: 0 it is kept, 2 an argument is impossible, 3 the case cannot be written.",
    )
    judge.add_argument("case", metavar="CASE", help="the file or address of the case")
    judge.add_argument("verdict", choices=_VERDICTS, help="whether they are real")
    judge.add_argument("ids", nargs="+", metavar="ID", help="entries and groups; onrecord compare --json names them")
    judge.add_argument("--by", metavar="NAME", help="who says so (the variable ONRECORD_USER, or your login name)")
    judge.add_argument("--why", metavar="REASON", help="why")
    judge.set_defaults(run=run_judge)


def run(asked: argparse.Namespace) -> int:
    """Compare a case and print what was asked for."""
    kind = _KINDS[asked.what]
    with open_case(asked.case) as case:
        found = print_entries(kind.make_rows(_compare(case)), kind.layout, asked.format)
    if not found:
        complain(f"{asked.case}: no {asked.what} that two pages share.")
    return FOUND if found else EMPTY


def run_judge(asked: argparse.Namespace) -> int:
    """Keep what a person says of entries and groups."""
    from onrecord.compare.case import CaseComparison

    by = find_person(asked)
    with open_case(asked.case) as case:
        comparison = CaseComparison(case)
        for id in asked.ids:
            comparison.judge(id, _VERDICTS[asked.verdict], by)
            print(f"{id}\t{_VERDICTS[asked.verdict]}")
    return FOUND


def _compare(case: Case) -> CaseComparison:
    """Compare what changed, with a bar on a terminal."""
    from onrecord.compare.case import CaseComparison
    from onrecord.compare.updating import update_case

    comparison, before = CaseComparison(case), 0
    if comparison.is_outdated():
        complain(f"other rules compared this case before; all {comparison.count_due():,} pages are compared anew")
    with showing_progress(comparison.count_due(), "comparing") as step:

        def report(done: int, _: int) -> None:
            nonlocal before
            for _ in range(done - before):
                step()
            before = done

        update_case(case, report)
    return comparison


def _make_variants(comparison: CaseComparison) -> Iterator[Frozen]:
    for quotation in comparison.quotations():
        voices = comparison.count_voices(quotation)
        for variant in quotation.variants:
            telling = variant.telling
            changes = "; ".join(f"{c.kind}: {c.text}" for c in variant.changes)
            if telling == quotation.reference:
                changes = quotation.why
            yield VariantRow(
                quotation.id, telling.published, telling.outlet, _name(telling.speaker), telling.words, changes, voices,
                telling.statement, telling.url,
            )  # fmt: skip


def _make_chains(comparison: CaseComparison) -> Iterator[Frozen]:
    for link in comparison.chains():
        telling = link.telling
        yield ChainRow(
            link.verdict, telling.outlet, link.cited, _name(telling.speaker), telling.words, link.text,
            telling.statement, telling.url,
        )  # fmt: skip


def _make_contradictions(comparison: CaseComparison) -> Iterator[Frozen]:
    for entry, said in comparison.disputes():
        yield ContradictionRow(
            entry.id, entry.rule, entry.one.words, entry.one.outlet, entry.other.words, entry.other.outlet, entry.text,
            said.verdict,
        )  # fmt: skip
    clashes = list(comparison.event_clashes())
    judged = comparison.said_of(*(clash.id for clash in clashes))
    for clash in clashes:
        one, other = clash.one, clash.other
        yield ContradictionRow(
            clash.id, f"an event {clash.rule}", f"{one.type} {one.event}", one.outlet, f"{other.type} {other.event}",
            other.outlet, clash.text, judged[clash.id].verdict if clash.id in judged else "open",
        )  # fmt: skip


def _make_similar(comparison: CaseComparison) -> Iterator[Frozen]:
    for pair in comparison.similar():
        one, other = pair.one, pair.other
        yield SimilarRow(
            pair.id, pair.share, _name(one.speaker), one.words, one.outlet, one.statement, other.words, other.outlet,
            other.statement, pair.text,
        )  # fmt: skip


def _make_events(comparison: CaseComparison) -> Iterator[Frozen]:
    for group in comparison.events():
        differs = ", ".join(d.kind for d in group.differences)
        for m in group.mentions:
            yield EventRow(
                group.id, m.type, m.status, m.earliest, m.outlet, ", ".join(m.actors), ", ".join(m.recipients), differs,
                m.event, m.url,
            )  # fmt: skip


def _make_actors(comparison: CaseComparison) -> Iterator[Frozen]:
    for actor in comparison.actors():
        names = ", ".join(sorted({a.name for a in actor.appearances}))
        yield ActorRow(actor.id, actor.name, len(set(actor.stories)), names, "; ".join(dict.fromkeys(actor.reasons)))


def _name(speaker: Speaker | None) -> str | None:
    return speaker.name if speaker else None


def _lay_out(row: type[Frozen], *columns: Column) -> Layout:
    return Layout(columns, row.__struct_fields__)


_KINDS = {
    "quotations": _Kind(
        _lay_out(VariantRow, Column("quotation"), Column("outlet", 1), Column("words", 3), Column("changes", 2)),
        _make_variants,
    ),
    "chains": _Kind(
        _lay_out(ChainRow, Column("verdict"), Column("outlet", 1), Column("cited", 1), Column("words", 3),
                 Column("why", 2)),
        _make_chains,
    ),
    "contradictions": _Kind(
        _lay_out(ContradictionRow, Column("rule", 1), Column("one", 2), Column("other", 2), Column("why", 1),
                 Column("people"), Column("id")),
        _make_contradictions,
    ),
    "similar": _Kind(
        _lay_out(SimilarRow, Column("share"), Column("speaker", 1), Column("one", 3), Column("other", 3),
                 Column("why", 1)),
        _make_similar,
    ),
    "events": _Kind(
        _lay_out(EventRow, Column("event"), Column("type"), Column("status"), Column("day"), Column("outlet", 1),
                 Column("actors", 2), Column("differs", 1)),
        _make_events,
    ),
    "actors": _Kind(
        _lay_out(ActorRow, Column("name", 1), Column("pages"), Column("names", 2), Column("why", 3)),
        _make_actors,
    ),
}  # fmt: skip
