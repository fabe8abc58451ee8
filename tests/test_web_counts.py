"""The case in numbers, and the list of its actors: right where somebody may wait, known to be old where nobody does."""

from __future__ import annotations

from onrecord.store import By, Case
from onrecord.store.counting import Overview
from onrecord.store.desk import Desk
from onrecord.web.keeping import Keeper
from tests import sample
from tests.entries import make_event_record
from tests.web import make_case, make_long_record, make_saved_page, serving, visit, wait_for


def test_a_small_case_is_never_behind(place: str) -> None:
    with Case(place) as case:
        keeper = Keeper(Desk(case))
        assert keeper.find() == (Overview(0, 0, 0, 0, 0, 0, 0, 0, None, None), True)
        for record in (sample.make_record(), make_event_record(), make_long_record(7, 3)):
            case.add_record(make_saved_page(record), record)
            overview, fresh = keeper.find()
            assert fresh
            assert overview
            assert overview.pages == overview.stories == len(list(case.pages()))
            assert overview.statements == case.count("statement")
            assert overview.events == case.count("event")
            assert overview.actors == len(list(case.actors()))
        case.confirm(sample.STATEMENTS[0].id, By("ada"))
        overview, _ = keeper.find()
        assert overview
        assert overview.corrections == 1


def test_a_large_case_is_counted_while_people_look_on(place: str) -> None:
    with Case(place) as case:
        keeper = Keeper(Desk(case), small=0)
        first, second = sample.make_record(), make_long_record(5, 4)
        case.add_record(make_saved_page(first), first)
        assert keeper.find() == (None, False)
        wait_for(lambda: keeper.find().fresh)
        case.add_record(make_saved_page(second), second)
        other = Keeper(Desk(case), small=0)  # as a server that starts again
        shown, fresh = other.find()
        assert not fresh
        assert shown
        assert shown.pages == 1, "the last count is shown meanwhile"
        wait_for(lambda: other.find().fresh)
        counted = other.find().overview
        assert counted
        assert counted.pages == 2


def test_actors_are_listed_as_they_are_counted(place: str) -> None:
    with Case(place) as case:
        for record in (sample.make_record(), make_event_record(), make_long_record(7, 3)):
            case.add_record(make_saved_page(record), record)
        desk = Desk(case)
        desk.recount()
        expected = list(case.actors())
        assert [actor for _, actor in desk.speakers(0, 100)] == expected
        paged, after = [], 0
        while batch := desk.speakers(after, 2):
            paged += [actor for _, actor in batch]
            after = batch[-1][0]
        assert paged == expected
        case.merge(expected[0].id, expected[-1].id, By("ada"))
        desk.recount()
        assert [actor for _, actor in desk.speakers(0, 100)] == list(case.actors())


def test_a_page_read_again_is_counted_again(place: str) -> None:
    with Case(place) as case:
        record = sample.make_record()
        number = case.add_record(make_saved_page(record), record).page
        desk = Desk(case)
        desk.recount()
        before, state = desk.counted()
        assert before
        assert before.state == state
        assert number
        case.reread(number)
        after, state = desk.counted()
        assert after
        assert after.state != state


def test_the_list_of_actors_goes_on(place: str) -> None:
    make_case(place)
    with serving(place) as base, visit(base) as visitor:
        listed = visitor.get("/actors.json").json()
        assert listed["fresh"]
        assert listed["next"] is None
        assert visitor.get("/actors.json?go=1").json()["actors"] == listed["actors"][1:]
        assert visitor.get("/actors?go=x").status_code == visitor.get("/actors?go=-1").status_code == 400
        assert visitor.get(f"/actors?go={2**31}").status_code == 400
