"""What a browser makes of the pages: nothing squeezed at any width, and of a saved page nothing but words."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import msgspec
import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from onrecord.store import Case
from onrecord.web.shield import SAVED_POLICY
from tests import sample
from tests.browser import NEEDED, launch, open_context
from tests.entries import make_page
from tests.web import make_case, make_long_record, serving

pytestmark = NEEDED
STATEMENT = sample.STATEMENTS[0].id
FORMS = ("/statements", "/events", "/stories", "/actors", "/network", "/timeline", "/mark?page=1", "/add")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with open_context(browser, viewport={"width": 1280, "height": 900}) as context:
        yield context.new_page()


class Elsewhere:
    """A server that some page names: it notes every connection, whatever is asked or not."""

    def __init__(self) -> None:
        self.connections = 0
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=50)
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                self._listening.accept()[0].close()
                self.connections += 1

    def close(self) -> None:
        """Listen no more."""
        self._listening.close()


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    server = Elsewhere()
    yield server
    server.close()


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, elsewhere: Elsewhere) -> Iterator[str]:
    place = str(tmp_path_factory.mktemp("look") / "case.db")
    make_case(place)
    with Case(place) as case:
        record = make_long_record(1, 5)
        story = msgspec.structs.replace(record.story, id="story-saved", url="https://narva.example/saved")
        bare = msgspec.structs.replace(record, story=story, statements=(), actors=())
        case.add_record(make_page(story.url, make_hostile_page(elsewhere.address), "text/html"), bare)
    with serving(place) as address:
        yield address


def make_hostile_page(to: str) -> str:
    """A page that asks `to` for something in every way that there is."""
    return f"""<html><head><link rel=preconnect href="{to}/"><link rel=dns-prefetch href="{to}"><base href="{to}/">
      <link rel=preload as=image href="{to}/1"><link rel=prefetch href="{to}/2"><link rel=stylesheet href="{to}/3">
      <link rel=modulepreload href="{to}/4"><link rel=icon href="{to}/5"><meta http-equiv=refresh content="0;url={to}">
      <style>@import "{to}/6"; body {{ background: url({to}/7) }} @font-face {{ font-family: x; src: url({to}/8) }}
      p {{ font-family: x }}</style><script>parent.hacked = top.hacked = window.hacked = 1; fetch("{to}/9")</script>
      </head><body onload="fetch('{to}/10')"><p>These words stay.</p><img src="{to}/11" srcset="{to}/12 2x">
      <iframe src="{to}/13"></iframe><object data="{to}/14"></object><embed src="{to}/15"><video src="{to}/16" autoplay>
      </video><svg><image href="{to}/17"/></svg><form action="{to}/18"><input autofocus><button>Send</button></form>
      <p><a href="{to}/19" ping="{to}/20">a link</a> <a target=_top href="{to}/21">another</a></p></body></html>"""


@pytest.mark.parametrize("part", ["saved", "content"])
def test_a_saved_page_reaches_nobody_and_runs_nothing(
    browser: Browser, base: str, elsewhere: Elsewhere, part: str
) -> None:
    """Neither in its frame nor opened by itself: no script, no origin, and not even a connection to elsewhere."""
    number = httpx.get(f"{base}/stories/story-saved.json").json()["capture"]["number"]
    with open_context(browser) as context:
        page = context.new_page()
        page.goto(f"{base}/pages/{number}/{part}")
        inside = page.frames[-1]
        expect(inside.locator("body")).to_contain_text("These words stay.")
        inside.get_by_text("a link").click()
        inside.get_by_text("another").click()
        page.wait_for_timeout(1500)  # for what a browser might still begin
        assert inside.evaluate("window.origin") == "null"
        assert inside.evaluate("window.hacked === undefined")
        assert page.evaluate("window.hacked === undefined")
        assert page.url == f"{base}/pages/{number}/{part}"
        assert len(context.pages) == 1
    assert elsewhere.connections == 0


class Bare(BaseHTTPRequestHandler):
    """Sends a page as it is, with nothing but the policy of saved pages."""

    page = b""

    def do_GET(self) -> None:  # the library names it so
        """Send it, whatever is asked for."""
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.send_header("content-security-policy", SAVED_POLICY)
        self.end_headers()
        self.wfile.write(self.page)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def test_elsewhere_would_notice(browser: Browser, elsewhere: Elsewhere) -> None:
    """The policy alone refuses a frame, but the browser has connected by then: so what is above would be seen."""
    framed = f'<iframe src="{elsewhere.address}/"></iframe><p>words</p>'.encode()
    before = elsewhere.connections
    with ThreadingHTTPServer(("127.0.0.1", 0), type("Sender", (Bare,), {"page": framed})) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with open_context(browser) as context:
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/")
            until = time.monotonic() + 30
            while elsewhere.connections == before and time.monotonic() < until:
                page.wait_for_timeout(100)
        server.shutdown()
    assert elsewhere.connections > before


@pytest.mark.parametrize("width", [390, 820, 1280])
def test_no_field_is_squeezed(browser: Browser, base: str, width: int) -> None:
    """Whatever can be typed into or chosen from has room for words, on every page that has a form."""
    actor = httpx.get(f"{base}/actors.json").json()["actors"][0]["id"]
    with open_context(browser, viewport={"width": width, "height": 900}) as context:
        page, squeezed = context.new_page(), {}
        for address in (f"/items/{STATEMENT}", "/items/story-long", f"/actors/{actor}", *FORMS):
            page.goto(base + address)
            page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
            fields = page.locator("select, textarea, input:not([type=hidden], [type=checkbox], [type=radio])").all()
            narrow = {f.get_attribute("name"): box["width"] for f in fields if (box := f.bounding_box())}
            narrow = {name: wide for name, wide in narrow.items() if name != "website" and wide < 60}
            if narrow:
                squeezed[address] = narrow
        assert not squeezed


@pytest.mark.parametrize("address", ["/network", "/timeline?kind=event&rows=outlet&colour=sort"])
def test_a_legend_leaves_room_for_its_chart(browser: Browser, base: str, address: str) -> None:
    """Many entries, one under the other on a phone, are added to the chart's height, not taken from it."""
    with open_context(browser, viewport={"width": 390, "height": 900}) as context:
        page = context.new_page()
        page.goto(base + address)
        expect(page.locator("iframe.chart").content_frame.locator("body.drawn canvas").first).to_be_visible()
        frame = next(f for f in page.frames if "/chart" in f.url)
        measure = "() => Object.values(Bokeh.index.roots ?? Bokeh.index)[0]?.frame?.bbox?.height"
        frame.wait_for_function(f"() => ({measure})() > 0")
        assert frame.evaluate(measure) > 100


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
