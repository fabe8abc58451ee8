"""The pages in a real browser: by mouse, by keyboard, by two people at once, without scripts, read aloud."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from onrecord.exports.pack import verify
from onrecord.store import Case
from onrecord.store.people import People
from onrecord.web.passwords import hash_password
from tests import sample
from tests.browser import NEEDED, find_violations, launch, open_context
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

pytestmark = NEEDED


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as started:
        yield started


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


def test_cards_and_words_are_tied_both_ways(page: Page, base: str) -> None:
    page.goto(f"{base}/stories/{STATEMENT}")
    page.locator(f"#{STATEMENT}").hover()
    assert page.locator(f"mark.on[data-items*='{STATEMENT}']").count() > 0
    page.locator(f"#at-{STATEMENT}").click()
    expect(page.locator(f"#{STATEMENT}")).to_be_focused()
    page.locator(f"#{STATEMENT} .tag").first.click()
    assert page.url.endswith(f"#at-{STATEMENT}")


def press_tab_until(page: Page, found: str) -> None:
    """Go on by the tab key until what has the focus is what `found` selects."""
    for _ in range(80):
        if page.evaluate("found => document.activeElement.matches(found)", found):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"no tab leads to {found}")


def test_ten_reviews_by_keyboard_alone(page: Page, own: str) -> None:
    """From the first page on, nothing but keys: to the queue, ten verdicts, one taken back, one item corrected."""
    page.goto(own)
    before = httpx.get(f"{own}/review.json").json()["count"]
    press_tab_until(page, "nav a[href='/review']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review")
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
    second = page.locator(".task").nth(1)
    page.keyboard.press("n")
    expect(second).to_be_focused()
    page.keyboard.press("f")
    page.wait_for_url("**/items/*")
    press_tab_until(page, "#fix-act, #fix-status")
    was = page.locator(":focus").input_value()
    page.keyboard.press("d" if was != "denial" and was != "denied" else "c")
    page.keyboard.press("Tab")
    page.keyboard.type("she denies it")
    page.keyboard.press("Enter")
    expect(page.locator(".review.corrected").first).to_be_visible()
    expect(page.locator(".said li").first).to_contain_text("she denies it")


def sign_in(page: Page, base: str, name: str, password: str) -> None:
    """Sign in by the form that every page leads to."""
    page.goto(f"{base}/items/{STATEMENT}")
    page.get_by_label("name").fill(name)
    page.get_by_label("password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**/items/{STATEMENT}")


def test_two_people_never_overwrite_each_other(browser: Browser, made: Path, tmp_path: Path) -> None:
    """Two accounts in two browsers: the later change is refused, both are shown, each sees what the other did."""
    place, password = shutil.copy(made, tmp_path / "case.db").as_posix(), "a long enough password"
    with Case(place) as case:
        for name in ("ada", "bo"):
            People(case).add_account(name, hash_password(password), "reviewer")
    with (
        serving(place, accounts=True) as base,
        open_context(browser) as one,
        open_context(browser) as other,
    ):
        first, second = one.new_page(), other.new_page()
        sign_in(first, base, "ada", password)
        sign_in(second, base, "bo", password)
        first.locator("#fix-act").select_option("threat")
        first.get_by_role("button", name="Correct act").click()
        expect(first.locator(".review.corrected").first).to_be_visible()
        second.locator("#fix-act").select_option("promise")
        second.get_by_role("button", name="Correct act").click()
        refused = second.get_by_role("alert")
        expect(refused).to_contain_text("Somebody else changed it")
        expect(refused.locator("blockquote").first).to_have_text("threat")
        expect(refused.locator("blockquote").last).to_have_text("promise")
        expect(second.locator(".said li").first).to_contain_text("ada")
        expect(second.locator(".said li")).to_have_count(1)
        expect(second.locator("#fix-act")).to_have_value("promise")
        second.get_by_role("button", name="Correct act").click()
        second.wait_for_url(f"**/items/{STATEMENT}")
        first.get_by_role("button", name="Confirm").click()  # of what is no longer so
        expect(first.get_by_role("alert")).to_contain_text("you wanted to confirm it")
        expect(first.locator("#fix-act")).to_have_value("promise")
        expect(first.locator(".said li").first).to_contain_text("bo")
        expect(first.locator(".said li")).to_have_count(2)


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
    """Two are sent and neither shown; one is approved, and shown beside its words; the other is denied, and is not."""
    for text in ("That was not what I said.", "Nor did I say this."):
        page.goto(f"{own}/items/{STATEMENT}")
        page.get_by_text("Reply", exact=True).click()
        page.get_by_label("name", exact=True).fill("Liis Tamberg")
        page.get_by_label("e-mail").fill(EMAIL)
        page.locator("textarea[name=text]").fill(text)
        page.get_by_role("button", name="Send").click()
        page.wait_for_url("**/replied")
    page.goto(f"{own}/stories/{STATEMENT}")
    expect(page.locator(".reply")).to_have_count(0)
    page.goto(own)
    page.get_by_role("link", name="2 wait for approval").click()
    expect(page.locator("article.reply")).to_have_count(2)
    assert EMAIL not in page.content()
    first = page.locator("article.reply", has_text="That was not what I said.")  # both may bear the same second
    first.get_by_role("button", name="Approve").click()
    expect(page.locator("article.reply")).to_have_count(1)
    page.get_by_role("button", name="Deny").click()
    expect(page.locator("article.reply")).to_have_count(0)
    page.goto(f"{own}/stories/{STATEMENT}")
    expect(page.locator(".reply blockquote")).to_have_text("That was not what I said.")
    assert EMAIL not in page.content()
    page.get_by_role("link", name="these words").click()
    expect(page.locator(f"#{STATEMENT}")).to_be_focused()
    page.goto(f"{own}/items/{STATEMENT}")
    expect(page.locator(".reply blockquote")).to_have_text("That was not what I said.")


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
