"""The pictures of the documentation, taken while a browser goes through the tutorial, step by step.

    python tools/take_pictures.py            # writes docs/pictures/*.png
    python tools/take_pictures.py FOLDER     # writes them there instead

What a step looks for must be on its page, or it stops: so the tutorial cannot tell of what is not there.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from onrecord.store import Case
from onrecord.web.serving import make_server, open_socket
from onrecord.web.settings import Settings

ROOT = Path(__file__).parent.parent
SIZE = (1120, 720)  # pixels of the window; a picture is not scaled
PATIENCE = 60_000  # milliseconds for a step: machines that do other things as well are slow
COLOURS = 96  # of a picture: text needs no more, and a third of the bytes


@contextmanager
def serving(place: Path) -> Iterator[str]:
    """The address of a server of the case, until the block ends."""
    listening = open_socket("127.0.0.1", 0)
    ready = threading.Event()
    server = make_server(Settings(place=str(place), person="you", replies=True), ready.set)
    thread = threading.Thread(target=lambda: server.run(sockets=[listening]), daemon=True)
    thread.start()
    if not ready.wait(60):
        raise SystemExit("the server did not begin within a minute")
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)


class Album:
    """Takes pictures of a page into a folder."""

    def __init__(self, page: Page, folder: Path) -> None:
        self._page, self._folder = page, folder

    def take(self, name: str) -> None:
        """What the window shows, in few colours."""
        self._page.evaluate("document.activeElement?.blur()")
        shown = Image.open(io.BytesIO(self._page.screenshot())).convert("RGB")
        small = shown.quantize(COLOURS, dither=Image.Dither.NONE)
        small.save(self._folder / f"{name}.png", optimize=True)


def walk(page: Page, base: str, folder: Path) -> None:
    """The tutorial: from the first page to a quotation that is corrected and taken out."""
    album = Album(page, folder)
    page.goto(base)
    expect(page.get_by_role("link", name="13 stories")).to_be_visible()
    wait_for_comparison(page, f"{base}/contradictions")
    page.goto(base)
    album.take("home")
    page.get_by_role("link", name="Estonia and Finland press Russia over harbour talks").click()
    album.take("story")
    page.locator(".cards").get_by_role("heading").get_by_role("link", name="Gleb Sanin").first.click()
    expect(page.get_by_role("heading", name="Gleb Sanin", level=1)).to_be_visible()
    album.take("speaker")
    page.get_by_role("link", name="Quotations").click()
    page.get_by_role("link", name="We have closed nothing").first.click()
    album.take("quotation")
    courier = page.get_by_role("article", name="The Narva Courier")
    courier.get_by_role("link", name="in the story").click()
    card = page.locator(".card.statement:target")
    card.get_by_role("link", name="Open").first.click()
    page.locator("#fix-act").select_option("denial")
    page.locator("#fix-act ~ input[name=why]").fill("he denies having closed the lane")
    page.get_by_role("button", name="Correct act").click()
    expect(page.locator(".review.corrected").first).to_be_visible()
    album.take("corrected")
    item = page.url
    page.get_by_role("link", name="in the story").click()
    page.get_by_role("button", name="Read this page again").click()
    page.wait_for_url("**/stories/*?page=*")
    page.goto(item)
    expect(page.locator("#fix-act")).to_have_value("denial")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Evidence as a zip").click()
    show_evidence(page, Path(taken.value.path()), album)


def show_evidence(page: Page, pack: Path, album: Album) -> None:
    """Open what was taken out as anybody would, without the program."""
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(pack) as archive:
            archive.extractall(folder)
        page.goto(Path(folder, "index.html").as_uri())
        page.get_by_role("link").first.wait_for()
        album.take("evidence")


def wait_for_comparison(page: Page, address: str) -> None:
    """Look at a page until it no longer says that pages are being compared."""
    for _ in range(60):
        page.goto(address)
        if not page.get_by_role("status").count():
            return
        page.wait_for_timeout(1000)
    raise SystemExit("the case was not compared within a minute")


def look_around(page: Page, base: str, folder: Path) -> None:
    """The pages that the how-to shows besides."""
    album = Album(page, folder)
    for name, address in (
        ("timeline", "/timeline?kind=event&rows=actor&colour=status"), ("network", "/network"), ("chains", "/chains"),
    ):  # fmt: skip
        wait_for_comparison(page, base + address)
        chart = page.locator("iframe.chart")
        expect(chart.content_frame.locator("body.drawn canvas").first).to_be_visible()
        page.wait_for_timeout(800)
        chart.evaluate("frame => scrollTo(0, frame.getBoundingClientRect().top + scrollY - 130)")
        album.take(name)
    page.goto(f"{base}/review")
    album.take("review")


def main() -> None:
    """Make the sample case, walk through it, and write the pictures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures"
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("no Chromium on this machine: apt-get install chromium")
    with tempfile.TemporaryDirectory() as room:
        place = Path(room, "demo.db")
        with Case(place) as case:
            for page in sorted((ROOT / "examples").glob("*.html")):
                case.add(page)
        with serving(place) as base, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]}, color_scheme="light")
            page.set_default_timeout(PATIENCE)
            expect.set_options(timeout=PATIENCE)
            walk(page, base, folder)
            look_around(page, base, folder)
            browser.close()


if __name__ == "__main__":
    main()
