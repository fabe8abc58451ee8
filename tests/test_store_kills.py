"""Programs killed at work on a case: nothing that was reported is lost, and nothing is half-written.

A few kills run with all tests. `make faults` runs fifty of each on each database; its last result is in the
documentation.
"""

from __future__ import annotations

import os
import random

import pytest

from evaluation.synthetic import make_pages
from onrecord.store import Case
from tests.killing import add_pages, check_invariants, correct_items, run_until_killed

KILLS = int(os.environ.get("ONRECORD_KILLS", "8"))
ROUND = 30  # pages for one process to add: more than it can before it is killed
PAGES = list(make_pages(ROUND * KILLS, seed=3))
MOST_REPORTS = 8  # of a process before it is killed
LONGEST = 0.06  # seconds from a report to the kill: a page or a correction takes some 20 ms


def find_moment(chance: random.Random) -> tuple[int, float]:
    """After how many reports, and how long after the last of them, to kill."""
    return chance.randrange(MOST_REPORTS), chance.uniform(0, LONGEST)


def test_killed_while_adding_loses_nothing_reported(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(1)
    told: set[int] = set()
    at_work = 0
    for number in range(KILLS):
        before = max(told, default=0)
        part = PAGES[number * ROUND : (number + 1) * ROUND]
        killed = run_until_killed(add_pages(place, part), *find_moment(chance))
        at_work += killed.at_work
        told |= {int(line) for line in killed.reported}
        with Case(place) as case:
            assert told <= {p.number for p in case.pages()}
        check_invariants(place, since=before + 1)
    check_invariants(place)
    with Case(place) as case:
        held = len(list(case.pages()))
        outcomes = {case.add_record(page, record).outcome for page, record in PAGES[:ROUND]}
        assert outcomes == {"added", "unchanged"}
        assert set(case.records()) >= {record for _, record in PAGES[:ROUND]}
    with capsys.disabled():
        print(f" [{at_work} of {KILLS} killed while they added, {len(told)} pages reported, {held} there]", end="")
    assert at_work > KILLS // 2


def test_killed_while_correcting_loses_nothing_reported(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(2)
    with Case(place) as case:
        for page, record in PAGES[:6]:
            case.add_record(page, record)
    told: set[str] = set()
    for number in range(KILLS):
        killed = run_until_killed(correct_items(place, number), *find_moment(chance))
        assert killed.at_work
        told |= set(killed.reported)
        with Case(place) as case:
            held = {s.correction.id for s in case.corrections()}
        assert told <= held
        check_invariants(place)
    with capsys.disabled():
        print(f" [{KILLS} killed, {len(told)} corrections reported, {len(held)} there]", end="")
