"""The pages in a real browser: by mouse, by keyboard, by two people at once, without scripts, read aloud."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect, sync_playwright

from onrecord.exports.pack import verify
from tests import sample
from tests.test_web import LISTS
from tests.web import EMAIL, make_case, serving

STATEMENT = sample.STATEMENTS[0].id
SEEN = [
    "/",
    f"/stories/{STATEMENT}",
    f"/items/{STATEMENT}",
    "/stories/story-hostile",
    "/pages/1/saved",
    *LISTS[1:],
]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

_PATIENCE = 90_000  # milliseconds for a step: a machine that does other things as well is slow
expect.set_options(timeout=_PATIENCE)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt-get install chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("browser") / "case.db"
    make_case(str(path))
    return path


@pytest.fixture(scope="module")
def base(made: Path) -> Iterator[str]:
    with serving(str(made)) as address:
        yield address


@pytest.fixture
def own(made: Path, tmp_path: Path) -> Iterator[str]:
    with serving(shutil.copy(made, tmp_path / "case.db").as_posix()) as address:
        yield address


@contextmanager
def open_context(browser: Browser, **more: Any) -> Iterator[BrowserContext]:
    """A browser of its own, which waits for slow machines."""
    with browser.new_context(**more) as context:
        context.set_default_timeout(_PATIENCE)
        yield context


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with open_context(browser, viewport={"width": 1280, "height": 900}) as context:
        yield context.new_page()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_bars_people_who_listen_or_use_keys(browser: Browser, base: str, scheme: str) -> None:
    """axe-core on every page with all that is folded open, on the charts in their frames, and on forms refused."""
    actor = httpx.get(f"{base}/actors.json").json()["actors"][0]["id"]
    parts = [f"/actors/{actor}?part={part}" for part in ("said", "of", "did", "to")]
    with open_context(browser, color_scheme=scheme) as context:
        page, found = context.new_page(), {}
        for address in [*SEEN, *parts, "/nothing", "/login", "/openapi"]:
            page.goto(base + address)
            for frame in page.locator("iframe.chart").all():
                expect(frame.content_frame.locator("body.drawn")).to_be_attached(timeout=60_000)
            if "/chart" in address:
                expect(page.locator("body.drawn")).to_be_attached(timeout=60_000)
            page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
            if grave := find_violations(page):
                found[address] = grave
        page.goto(f"{base}/items/{STATEMENT}")
        page.locator(".replying summary").click()
        page.get_by_label("name", exact=True).fill("Liis")
        page.get_by_label("e-mail").fill("liis@narva")
        page.locator("textarea[name=text]").fill("No.")
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("alert")).to_be_visible()
        if grave := find_violations(page):
            found["/replies, refused"] = grave
        assert not found


def find_violations(page: Page) -> list[tuple[str, str]]:
    """What axe-core calls serious or critical, with the first element that shows it."""
    results = Axe().run(page).response["violations"]
    return [(v["id"], v["nodes"][0]["html"][:160]) for v in results if v["impact"] in ("serious", "critical")]


@pytest.mark.parametrize("width", [360, 820, 1440])
def test_no_page_is_wider_than_its_window(browser: Browser, base: str, width: int) -> None:
    with open_context(browser, viewport={"width": width, "height": 800}) as context:
        page, wide = context.new_page(), {}
        for address in SEEN:
            page.goto(base + address)
            shown = page.evaluate("document.documentElement.scrollWidth")
            if shown > width:
                wide[address] = shown
        assert not wide


def test_hostile_words_run_nowhere_and_nothing_is_fetched_from_elsewhere(page: Page, base: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for address in SEEN:
        page.goto(base + address)
        assert page.evaluate("window.hacked === undefined"), address
        assert all(frame.evaluate("window.hacked === undefined") for frame in page.frames[1:] if "saved" not in address)
    assert asked
    assert not [url for url in asked if not url.startswith((base, "data:"))]


def test_a_saved_page_runs_no_script(page: Page, base: str) -> None:
    page.goto(f"{base}/pages/3/content")
    assert page.evaluate("window.hacked === undefined")
    assert page.evaluate("window.origin") == "null"


def test_cards_and_words_are_tied_both_ways(page: Page, base: str) -> None:
    page.goto(f"{base}/stories/{STATEMENT}")
    page.locator(f"#{STATEMENT}").hover()
    assert page.locator(f"mark.on[data-items*='{STATEMENT}']").count() > 0
    page.locator(f"#at-{STATEMENT}").click()
    expect(page.locator(f"#{STATEMENT}")).to_be_focused()
    page.locator(f"#{STATEMENT} .tag").first.click()
    assert page.url.endswith(f"#at-{STATEMENT}")


def test_ten_reviews_by_keyboard_alone(page: Page, own: str) -> None:
    page.goto(f"{own}/review")
    before = httpx.get(f"{own}/review.json").json()["count"]
    for key in "cccrccrccc":
        page.wait_for_load_state()  # no hand is so fast that it presses a key before the page listens
        first = page.locator(".task").first.get_attribute("id")
        page.keyboard.press(key)
        expect(page.locator(f"#{first}")).to_have_count(0)
    assert httpx.get(f"{own}/review.json").json()["count"] == before - 10
    page.wait_for_load_state()
    page.keyboard.press("u")
    expect(page.locator("form.notice")).to_have_count(0)
    assert httpx.get(f"{own}/review.json").json()["count"] == before - 9
    page.wait_for_load_state()
    page.keyboard.press("n")
    page.keyboard.press("f")
    page.wait_for_url("**/items/*")


def test_two_people_never_overwrite_each_other(browser: Browser, own: str) -> None:
    with open_context(browser) as one, open_context(browser) as other:
        first, second = one.new_page(), other.new_page()
        for page in (first, second):
            page.goto(f"{own}/items/{STATEMENT}")
        first.locator("#fix-act").select_option("threat")
        first.get_by_role("button", name="Correct act").click()
        second.locator("#fix-act").select_option("promise")
        second.get_by_role("button", name="Correct act").click()
        expect(second.get_by_role("alert")).to_contain_text("Somebody else changed it")
        expect(second.locator("#fix-act")).to_have_value("promise")
        second.get_by_role("button", name="Correct act").click()
        second.wait_for_url(f"**/items/{STATEMENT}")
        first.reload()
        expect(first.locator("#fix-act")).to_have_value("promise")
        expect(first.locator(".said li").first).to_contain_text("ada")


def test_selected_words_become_an_item(page: Page, own: str) -> None:
    page.goto(f"{own}/stories/{STATEMENT}")
    words = "respond to a question"
    page.evaluate(
        """words => {
          const box = [...document.querySelectorAll(".text p")].find((p) => p.textContent.includes(words));
          const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
          const ends = [box.textContent.indexOf(words), box.textContent.indexOf(words) + words.length];
          const found = [];
          let at = 0;
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            for (const end of ends.slice(found.length))
              if (end <= at + node.data.length) found.push([node, end - at]);
            at += node.data.length;
          }
          getSelection().setBaseAndExtent(...found[0], ...found[1]);
        }""",
        words,
    )
    page.get_by_text("Mark these words").click()
    expect(page.locator("blockquote.notice")).to_have_text(words)
    page.get_by_role("button", name="Mark").click()
    page.wait_for_url("**/items/s-*")
    expect(page.locator(".card blockquote").first).to_have_text(words)


def test_everything_works_without_scripts(browser: Browser, own: str) -> None:
    """Each page says what it has, tables hold what charts draw, and forms find, review, undo, correct, mark, add."""
    with open_context(browser, java_script_enabled=False) as context:
        page = context.new_page()
        for address in SEEN:
            page.goto(own + address)
            assert len(page.locator("main").inner_text()) > 20, address
        page.goto(f"{own}/statements")
        page.locator("#find").fill("nothing")
        page.get_by_role("button", name="Search").click()
        page.locator(".entry blockquote a").first.click()
        assert "#s-" in page.url
        page.goto(f"{own}/review")
        page.get_by_role("button", name="Confirm").first.click()
        page.get_by_role("button", name="Undo").click()
        for address in ("/timeline", "/network"):
            page.goto(own + address)
            page.locator("tbody tr").first.locator("a").last.click()
            expect(page.locator(".entry").first).to_be_visible()
        page.goto(f"{own}/items/{STATEMENT}")
        page.locator("#fix-act").select_option("threat")
        page.get_by_role("button", name="Correct act").click()
        expect(page.locator(".review.corrected").first).to_be_visible()
        page.goto(f"{own}/mark?page=1")
        page.locator("textarea[name=words]").fill("respond to a question")
        page.get_by_role("button", name="Mark").click()
        page.wait_for_url("**/items/s-*")
        page.goto(f"{own}/add")
        page.locator("textarea[name=text]").fill("“We wait,” Anna Kask told reporters in Narva.")
        page.get_by_role("button", name="Read them").click()
        expect(page.get_by_role("heading", name="Read 1 of 1")).to_be_visible(timeout=120_000)


def test_a_reply_from_form_to_moderation_to_page(page: Page, own: str) -> None:
    page.goto(f"{own}/items/{STATEMENT}")
    page.get_by_text("Reply", exact=True).click()
    page.get_by_label("name", exact=True).fill("Liis Tamberg")
    page.get_by_label("e-mail").fill(EMAIL)
    page.locator("textarea[name=text]").fill("That was not what I said.")
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/replied")
    page.goto(f"{own}/replies")
    page.get_by_role("button", name="Approve").click()
    page.goto(f"{own}/stories/{STATEMENT}")
    expect(page.locator(".reply blockquote")).to_have_text("That was not what I said.")
    assert EMAIL not in page.content()


def test_a_refused_reply_keeps_its_words(page: Page, own: str) -> None:
    page.goto(f"{own}/items/{STATEMENT}")
    page.get_by_text("Reply", exact=True).click()
    page.get_by_label("name", exact=True).fill("Liis Tamberg")
    page.get_by_label("e-mail").fill("liis@narva")  # a browser takes it, and there is no such place
    page.locator("textarea[name=text]").fill("I answered at length.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was sent")
    expect(page.locator("textarea[name=text]")).to_have_value("I answered at length.")
    page.get_by_label("e-mail").fill(EMAIL)
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/replied")


def open_chart(page: Page, address: str) -> Frame:
    """The frame of a page's chart, drawn."""
    page.goto(address)
    chart = page.locator("iframe.chart")
    expect(chart.content_frame.locator("body.drawn canvas").first).to_be_visible(timeout=60_000)
    frame = next(f for f in page.frames if "/chart" in f.url)
    # Views are laid out after they are drawn; a mark has no place before that.
    frame.wait_for_function("Object.values(Bokeh.index.roots ?? Bokeh.index)[0]?.frame?.bbox?.width > 0")
    return frame


FIND_MARK = """() => {
  const [root] = Bokeh.documents[0].roots();
  const view = [...Bokeh.index.roots].find((v) => v.model === root) ?? [...Bokeh.index][0];
  const renderer = root.renderers.find((r) => r.data_source.get_column("address") && r.glyph.type !== "Text");
  const glyph = view.owner.query_one((v) => v.model === renderer).glyph;
  const box = view.canvas_view ? view.canvas_view.el.getBoundingClientRect() : view.el.getBoundingClientRect();
  const first = (column) => Array.from(column.get ? column.get(0) : [column[0]]);
  const xs = first(glyph.sxs ?? glyph.sx), ys = first(glyph.sys ?? glyph.sy);
  const at = Math.floor(xs.length / 2);
  return [xs[at] + box.left, ys[at] + box.top, renderer.data_source.get_column("address")[0]];
}"""


@pytest.mark.parametrize("address", ["/timeline?kind=event", "/timeline?rows=actor&colour=outlet", "/network"])
def test_a_mark_of_a_chart_says_what_it_is_and_leads_to_its_evidence(page: Page, base: str, address: str) -> None:
    frame = open_chart(page, base + address)
    x, y, leads_to = frame.evaluate(FIND_MARK)
    box = page.locator("iframe.chart").bounding_box()
    assert box
    page.mouse.move(box["x"] + x - 3, box["y"] + y)
    page.mouse.move(box["x"] + x, box["y"] + y)
    expect(page.locator("iframe.chart").content_frame.locator(".bk-Tooltip, bk-tooltip").first).to_be_attached()
    page.mouse.click(box["x"] + x, box["y"] + y)
    page.wait_for_url(base + leads_to)
    expect(page.locator(".entry").first).to_be_visible()


def test_a_timeline_is_zoomed(page: Page, base: str) -> None:
    frame = open_chart(page, f"{base}/timeline")
    measure = "() => { const r = Bokeh.documents[0].roots()[0].x_range; return r.end - r.start; }"
    before = frame.evaluate(measure)
    frame.locator(".bk-tool-icon-zoom-in").first.click()
    frame.wait_for_function(f"before => ({measure})() < before", arg=before)


def test_from_a_dropped_page_to_a_corrected_export(page: Page, own: str, tmp_path: Path) -> None:
    """Drop a page, read it, follow the speaker, correct a speaker, see it survive reading again, export it."""
    saved = tmp_path / "harbour.html"
    saved.write_text(
        "<html><head><title>Harbour stays open</title></head><body><article><h1>Harbour stays open</h1>"
        "<p>“The harbour will stay open to every ship,” Estonian minister Anna Kask told reporters in Tallinn on "
        "Friday. She said that Latvia had asked for more pilots.</p><p>Latvian spokesman Peteris Ozols denied that his "
        "government had asked for anything. “We have pilots enough,” Ozols said.</p></article></body></html>"
    )
    page.goto(f"{own}/add")
    page.locator("input[type=file]").set_input_files(saved)
    page.locator("input[name=published]").fill("2024-05-04")
    page.get_by_role("button", name="Read them").click()
    expect(page.get_by_role("heading", name="Read 1 of 1")).to_be_visible(timeout=120_000)
    assert not find_violations(page)
    page.get_by_role("link", name="harbour.html").click()
    page.wait_for_url("**/stories/*")
    page.locator(".card.statement h3 a[href^='/actors/']").first.click()
    page.wait_for_url("**/actors/*")
    page.locator(".entry blockquote a").first.click()
    page.locator(".card.statement:target .more").first.click()
    id = page.url.rpartition("/")[2]
    others = [o for o in page.locator("#fix-speaker option").all() if "Ozols" in (o.text_content() or "")]
    page.locator("#fix-speaker").select_option(others[0].get_attribute("value"))
    page.get_by_role("button", name="Correct speaker").click()
    expect(page.locator(".review.corrected").first).to_be_visible()
    page.get_by_role("link", name="in the story").click()
    page.get_by_role("button", name="Read this page again").click()
    page.wait_for_url("**/stories/*?page=*")
    card = page.locator(f"#{id}")
    expect(card.locator("h3, h2").first).to_contain_text("Ozols")
    expect(card.locator(".review.corrected").first).to_be_visible()
    page.get_by_role("link", name="Take it out").click()
    with page.expect_download(timeout=60_000) as taken:
        page.get_by_role("link", name="csv", exact=True).click()
    with zipfile.ZipFile(taken.value.path()) as tables:
        rows = list(csv.DictReader(io.TextIOWrapper(tables.open("statements.csv"), "utf-8")))
    assert [row for row in rows if row["id"] == id and "Ozols" in " ".join(row.values())]
    page.goto(f"{own}/items/{id}")
    with page.expect_download(timeout=60_000) as taken:
        page.get_by_role("link", name="Evidence as a zip").click()
    assert verify(taken.value.path()).intact
