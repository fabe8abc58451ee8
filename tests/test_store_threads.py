"""One case, many threads: each sees whole states only, none waits forever, and nothing that was said is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from onrecord.store import By, Case
from onrecord.store.desk import Desk
from onrecord.store.people import People
from onrecord.store.question import Question
from tests import sample
from tests.entries import make_page
from tests.web import make_long_record, make_saved_page

THREADS = 12
TIMES = 15


def test_threads_share_a_case(place: str) -> None:
    record = make_long_record(40, 6)
    with Case(place) as case:
        case.add_record(make_saved_page(record), record)
        desk, people = Desk(case), People(case)
        ids = [s.id for s in record.statements]

        def work(number: int) -> list[int]:
            """Read throughout, and write now and then, as people at browsers do."""
            seen = []
            for time in range(TIMES):
                batch = desk.statements(Question(limit=200))
                seen.append(len(batch.entries))
                assert len(list(islice(case.statements(), 3))) == 3  # not read to its end
                if time % 5 == 0:
                    case.confirm(ids[number], By(f"reader {number}"))
                    people.note(f"reader {number}", "looked")
            return seen

        with ThreadPoolExecutor(THREADS) as pool:
            seen = [count for counts in pool.map(work, range(THREADS)) for count in counts]
        assert seen == [len(ids)] * THREADS * TIMES
        assert len(list(case.corrections())) == len(people.deeds()) == THREADS * TIMES // 5
        assert {s.correction.item for s in case.corrections()} == set(ids[:THREADS])


def test_pages_are_added_by_several_threads(place: str) -> None:
    with Case(place) as case:

        def add(number: int) -> str:
            page = make_page(f"https://narva.example/{number}", f"<p>{number}</p>", "text/html")
            return case.add_record(page, sample.make_record()).outcome

        with ThreadPoolExecutor(THREADS) as pool:
            assert set(pool.map(add, range(THREADS))) == {"added"}
        captures = list(case.pages())
        assert len(captures) == THREADS
        assert sum(c.current for c in captures) == 1, "one story is current at one address alone"


def test_a_closed_case_holds_no_connection(place: str) -> None:
    with Case(place) as case:
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(lambda _: case.count(), range(8))) == [0] * 8
        assert case.database.engine.pool.status().endswith("Current Checked out connections: 0")
