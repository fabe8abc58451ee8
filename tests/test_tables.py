"""Tables on a terminal: no word is broken where there is room, no line is longer than the terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.cli import main
from onrecord.commands.output import LEAST, Column, find_widths
from onrecord.store import Case
from tests.entries import make_event_record, make_page

COLUMNS = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 300)), min_size=1, max_size=8)


@given(COLUMNS, st.integers(40, 200))
def test_columns_fit_and_none_is_starved(described: list[tuple[int, int]], total: int) -> None:
    columns = [Column(f"c{n}", share) for n, (share, _) in enumerate(described)]
    longest = [width for _, width in described]
    widths = find_widths(columns, longest, total)
    for column, width, wide in zip(columns, widths, longest, strict=True):
        assert min(wide, LEAST) <= width <= wide if column.share else width == wide
    least = sum(min(w, LEAST) if c.share else w for c, w in zip(columns, longest, strict=True)) + len(columns) - 1
    used = sum(widths) + len(columns) - 1
    assert used <= max(total, least)
    if any(width < wide for width, wide in zip(widths, longest, strict=True)) and least <= total:
        assert used == total, "room is left while a column is cut"


@pytest.fixture
def case(place: str) -> str:
    record = make_event_record()
    with Case(place) as opened:
        opened.add_record(make_page(record.story.url, record.story.text), record)
    return place


@pytest.mark.parametrize("command", [["search", "CASE", "--kind", "event"], ["timeline", "CASE", "Estonia"]])
def test_events_show_who_did_it_to_whom_and_their_trigger(
    command: list[str], case: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main([case if word == "CASE" else word for word in command]) == 0
    printed = capfd.readouterr().out
    assert all(len(line) <= 80 for line in printed.splitlines())
    assert "⇒" in printed
    for event in make_event_record().events[:1]:
        assert f"▸{event.trigger.of(make_event_record().story.text)}◂" in printed


def test_triggers_stand_where_they_are_in_short_stories(case: str) -> None:
    from onrecord.commands.events import show_near

    record = make_event_record()
    with Case(case) as opened:
        shown = {entry.id: show_near(entry) for entry in opened.events()}
    for event in record.events:
        assert f"▸{event.trigger.of(record.story.text)}◂" in shown[event.id]


def test_help_of_corrections_says_how_to_take_them_back(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("confirm", "reject", "correct", "mark", "merge", "split", "same"):
        with pytest.raises(SystemExit):
            main([command, "--help"])
        assert "onrecord undo takes it back" in " ".join(capsys.readouterr().out.split())
