"""Processes that are killed at work on a case, and what must hold of the case afterwards."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, get_args

import msgspec

from onrecord.errors import UsageError
from onrecord.record import Act, Page, Record, Span
from onrecord.store import By, Case, Correction, StatementEntry

ANN = By("Ann", "checked")


class Killed(NamedTuple):
    """What a process reported until it was killed, and whether it was still at work then."""

    reported: list[str]
    at_work: bool


def check_invariants(place: str, since: int = 0) -> None:
    """Every page is whole: its items are those of its record and its corrections, and full text finds them.

    `since` is the number of the first page to look at; the whole of an SQLite file is checked where it is 0.
    """
    with Case(place) as case:
        counted = 0
        for capture in case.pages():
            if capture.number < since:
                continue
            record = case.record(capture.number)
            assert record is not None
            assert case.page(capture.number) is not None
            reading, reviewed = case.reading(capture.number), case.reviewed(capture.number)
            held = list(case.statements(page=capture.number))
            assert {entry.statement for entry in held} == set(reading.statements)
            assert all(entry.review == reviewed.find_review(entry.id) for entry in held)
            assert {e.event for e in case.events(page=capture.number)} == set(reading.events)
            if record.statements[0].id in {s.id for s in reading.statements}:
                words = record.statements[0].contents[0].of(record.story.text)
                assert any(e.page == capture.number for e in case.statements(f'"{words}"'))
            counted += len(held)
        assert since or case.count() == counted
        standing = (s for s in case.corrections() if not s.undone and s.correction.address is not None)
        assert all(s.state == "exact" for s in standing if s.correction.kind != "undo")
    if "://" not in place and not since:
        _check_file(place)


def _check_file(path: str) -> None:
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        for table in ("statements", "events", "stories"):
            connection.execute(f"INSERT INTO {table}_search ({table}_search, rank) VALUES ('integrity-check', 1)")
    connection.close()


def start(work: Callable[[int], None]) -> tuple[int, int]:
    """Do `work` in a process of its own; returns that process and where what it reports can be read.

    `work` writes a line to the file descriptor that it is given as soon as something is done.
    """
    out, report = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # forking beside threads: the child uses none of them
        child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(out)
            work(report)
            code = 0
        except BaseException:
            os.write(2, traceback.format_exc().encode())  # sys.stderr may be kept in the memory of this process
        finally:
            os._exit(code)
    os.close(report)
    return child, out


def read_report(out: int) -> list[str]:
    """What a process reported, once it has ended."""
    with os.fdopen(out, encoding="utf-8") as lines:
        return lines.read().splitlines()


def run_until_killed(work: Callable[[int], None], reports: int, pause: float) -> Killed:
    """Do `work` in a process of its own, which is killed `pause` seconds after it has reported `reports` times.

    So it is killed at work on a machine of any speed; 0 reports is while it opens the case or does its first thing.
    """
    child, out = start(work)
    told = os.fdopen(out, encoding="utf-8")
    reported = [told.readline() for _ in range(reports)]
    time.sleep(pause)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with told:
        reported += told.readlines()
    return Killed([line.strip() for line in reported if line.endswith("\n")], os.WIFSIGNALED(status))


def run_meanwhile(work: Callable[[int], None], after: float, then: Callable[[], None]) -> list[str]:
    """Do `work` in a process of its own, and `then` here `after` seconds; returns what was reported."""
    child, out = start(work)
    time.sleep(after)
    then()
    told = read_report(out)
    _, status = os.waitpid(child, 0)
    assert status == 0, "a server that goes away is said, never a traceback"
    return told


def add_pages(place: str, pages: Sequence[tuple[Page, Record]]) -> Callable[[int], None]:
    """Work that adds pages and reports the number of each."""

    def work(report: int) -> None:
        with Case(place) as case:
            for page, record in pages:
                added = case.add_record(page, record)
                os.write(report, f"{added.page}\n".encode())

    return work


def correct_items(place: str, seed: int) -> Callable[[int], None]:
    """Work that corrects in every way, for as long as nobody ends it, and reports the id of each correction."""

    def work(report: int) -> None:
        with Case(place) as case:
            for id in _Corrector(case, seed).correct():
                os.write(report, f"{id}\n".encode())

    return work


class _Corrector:
    """Somebody who corrects without end, in every way there is."""

    def __init__(self, case: Case, seed: int) -> None:
        self._case, self._chance = case, random.Random(seed)
        self._ids = [entry.id for entry in case.statements()]
        self._actors = [entry.id for entry in case.actors()]
        self._appearances = [a.id for who in self._actors[:20] for a, _ in case.appearances(who)]

    def correct(self) -> Iterator[str]:
        ways = [
            self._judge,
            self._change_act,
            self._judge_and_undo,
            self._mark_same,
            self._merge,
            self._split,
            self._mark,
        ]
        while True:
            for made in self._chance.choice(ways)():
                yield made.id

    def _pick(self) -> StatementEntry:
        entries = self._case.find(self._chance.choice(self._ids))
        return next(entry for entry in entries if isinstance(entry, StatementEntry))

    def _judge(self) -> Iterator[Correction]:
        yield self._chance.choice((self._case.confirm, self._case.reject))(self._pick().id, ANN)

    def _judge_and_undo(self) -> Iterator[Correction]:
        made = next(self._judge())
        yield made
        yield self._case.undo(made.id, ANN)

    def _change_act(self) -> Iterator[Correction]:
        entry = self._pick()
        others = [act for act in get_args(Act) if act != entry.act]
        yield self._case.correct(entry.id, "act", self._chance.choice(others), ANN)

    def _mark_same(self) -> Iterator[Correction]:
        yield self._case.mark_same(*self._chance.sample(self._ids, 2), ANN)

    def _merge(self) -> Iterator[Correction]:
        with contextlib.suppress(UsageError):  # they are one already
            yield self._case.merge(*self._chance.sample(self._actors, 2), ANN)

    def _split(self) -> Iterator[Correction]:
        yield from self._case.split([self._chance.choice(self._appearances)], ANN)

    def _mark(self) -> Iterator[Correction]:
        entry = self._pick()
        first = entry.statement.contents[0]
        part = Span(first.start, first.start + self._chance.randint(1, len(entry.words)))
        marked = msgspec.structs.replace(entry.statement, cue=None, contents=(part,))
        with contextlib.suppress(UsageError):  # somebody marked the same words
            yield self._case.mark(entry.page, marked, ANN)
