"""How soon a story of 2,000 words with 100 items is there, from a server in a process of its own.

The limits are those of a machine that does nothing else. What else it does only adds to a time, so several rounds are
measured and the best one counts, divided by how much longer other work takes at that moment than it would alone. A page
that became slow is slow in all rounds, however busy the machine.
"""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from evaluation.web_speed import Served
from onrecord.store import Case
from tests.web import make_long_record, make_saved_page

SERVER, PAINT, SIZE = 50, 500, 150_000  # milliseconds, milliseconds, bytes
BARE = 250  # milliseconds for the first words of a page that has one line; no browser was faster on two cores
ROUNDS = 5
STORY = "/stories/story-long"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("speed") / "case.db"
    record = make_long_record(100, 16)
    assert len(record.statements) == 100
    assert 1_990 <= len(record.story.text.split()) <= 2_100
    with Case(path) as case:
        case.add_record(make_saved_page(record), record)
    return path


@pytest.fixture(scope="module")
def base(place: Path) -> Iterator[str]:
    with Served(str(place)) as served:
        yield served.base


def find_best(measure: Callable[[], float], wanted: float, pause: float = 2.0) -> float:
    """The least of several rounds, in milliseconds; the first that is fast enough ends them."""
    best = float("inf")
    for _ in range(ROUNDS):
        best = min(best, measure())
        if best < wanted:
            break
        time.sleep(pause)
    return best


def find_delay() -> float:
    """How many times as long as on a machine of its own a program takes now; 1 where nothing else runs."""
    start, worked = time.perf_counter(), time.process_time()
    while time.process_time() - worked < 0.05:
        pass
    return max(1.0, (time.perf_counter() - start) / 0.05)


def time_answers(base: str, address: str, times: int) -> float:
    """The median of so many answers, in milliseconds, as on a machine of its own."""
    with httpx.Client(base_url=base, timeout=60) as client:
        taken, before = [], find_delay()
        for _ in range(times):
            start = time.perf_counter()
            client.get(address).raise_for_status()
            taken.append(1000 * (time.perf_counter() - start))
    middle, delay = statistics.median(taken), min(before, find_delay())
    print(f"{address}: {middle:.0f} ms, where other work takes {delay:.1f} times as long as alone")
    return middle / delay


def test_a_new_server_answers_at_once(place: Path) -> None:
    """The first answer that a server gives, apart from those that follow."""

    def start_and_look() -> float:
        with Served(str(place)) as served:
            return time_answers(served.base, STORY, 1)

    assert find_best(start_and_look, SERVER) < SERVER


def test_a_story_is_served_in_time(base: str) -> None:
    assert find_best(lambda: time_answers(base, STORY, 11), SERVER) < SERVER


def test_a_story_is_small_with_all_that_it_needs(base: str) -> None:
    loaded = [len(httpx.get(base + path).content) for path in (STORY, "/static/style.css", "/static/page.js")]
    print(f"bytes of the page, its style, and its script: {loaded}")
    assert sum(loaded) < SIZE


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt-get install chromium")
def test_a_story_is_painted_in_time(base: str) -> None:
    """From asking for it to the first words on the screen, by a browser that has nothing of it yet."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])

        def paint() -> float:
            # In turn, so that both meet the same machine.
            pairs = [(time_paint(browser, base + "/replied"), time_paint(browser, base + STORY)) for _ in range(3)]
            bare, story = (statistics.median(taken) for taken in zip(*pairs, strict=True))
            print(f"first words of a story after {story:.0f} ms, of a page of one line after {bare:.0f} ms")
            return story / max(1.0, bare / BARE)

        time_paint(browser, base + STORY)  # a browser that was just started paints its first page late, whatever it is
        assert find_best(paint, PAINT) < PAINT
        browser.close()


def time_paint(browser: Browser, address: str) -> float:
    """Milliseconds until the first words are on the screen of a browser without memory."""
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.goto(address, timeout=90_000)
        painted = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
        return float(page.wait_for_function(painted, timeout=90_000).json_value())


def test_what_is_slow_in_every_round_is_found() -> None:
    """The measure itself can fail: being slow once is forgiven, being slow always is not."""
    once = iter([80.0, 20.0])
    assert find_best(lambda: next(once), SERVER, pause=0) == 20.0
    assert find_best(lambda: 80.0, SERVER, pause=0) == 80.0
