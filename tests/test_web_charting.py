"""Figures of charts: right where somebody may wait, known to be old where nobody does, and kept between servers."""

from __future__ import annotations

from onrecord.store import Case
from onrecord.store.charted import Chart, Charted, Figures, find_charted, keep_charted
from onrecord.store.counting import State
from onrecord.store.desk import Desk
from onrecord.store.question import Question
from onrecord.web.charting import Charter, Shown
from tests import sample
from tests.web import make_long_record, make_saved_page, wait_for

DAYS = Chart(Question(), "statement", ("sort",))
NETWORK = Chart(Question())


def count(shown: Shown) -> int:
    assert shown.figures
    return sum(day.number for day in shown.figures.days)


def test_a_small_case_is_never_behind(place: str) -> None:
    with Case(place) as case:
        charter = Charter(Desk(case))
        for record in (sample.make_record(), make_long_record(7, 3)):
            case.add_record(make_saved_page(record), record)
            shown = charter.find(DAYS)
            assert shown.fresh
            assert count(shown) == len([s for s in case.statements() if s.day])
            assert charter.find(NETWORK).fresh


def test_a_large_case_is_counted_while_people_look_on(place: str) -> None:
    with Case(place) as case:
        desk = Desk(case)
        record = sample.make_record()
        case.add_record(make_saved_page(record), record)
        charter = Charter(desk, small=0)
        wait_for(lambda: charter.find(DAYS).fresh)
        before = count(charter.find(DAYS))
        desk.keep_chart(DAYS, desk.count_chart(DAYS))
        longer = make_long_record(5, 4)
        case.add_record(make_saved_page(longer), longer)
        held, state = desk.charted(DAYS)
        assert held
        assert held.state != state
        assert sum(day.number for day in held.figures.days) == before, "another server shows the last count meanwhile"
        wait_for(lambda: charter.find(DAYS).fresh and count(charter.find(DAYS)) > before)


def test_charts_that_are_kept_are_bounded_and_found_by_what_they_show(place: str) -> None:
    with Case(place) as case:
        charts = [Chart(Question(outlet=f"Outlet {n}"), "event", ("sort",)) for n in range(60)]
        with case.database.writing() as connection:
            for n, chart in enumerate(charts):
                keep_charted(connection, chart, Charted(State(n, 0), Figures(nameless=n), 0.5))
        with case.database.reading() as connection:
            found = [find_charted(connection, chart) for chart in charts]
        assert len([f for f in found if f]) == 40
        assert all(f.figures.nameless == n for n, f in enumerate(found) if f)


def test_reading_again_makes_figures_old(place: str) -> None:
    with Case(place) as case:
        desk, record = Desk(case), sample.make_record()
        case.add_record(make_saved_page(record), record)
        desk.keep_chart(DAYS, desk.count_chart(DAYS))
        held, state = desk.charted(DAYS)
        assert held
        assert held.state == state
        from onrecord.store.counting import call_counts_old

        with case.database.writing() as connection:
            call_counts_old(connection)
        held, state = desk.charted(DAYS)
        assert held
        assert held.state != state
