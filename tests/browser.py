"""A real browser for the tests: Chromium, which waits for slow machines."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NEEDED = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt-get install chromium")

_PATIENCE = 90_000  # milliseconds for a step: a machine that does other things as well is slow
expect.set_options(timeout=_PATIENCE)


@contextmanager
def launch() -> Iterator[Browser]:
    """A browser, until the block ends."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@contextmanager
def open_context(browser: Browser, **more: Any) -> Iterator[BrowserContext]:
    """A browser of its own, without memory of others."""
    with browser.new_context(**more) as context:
        context.set_default_timeout(_PATIENCE)
        yield context


def find_violations(page: Page) -> list[tuple[str, str]]:
    """What axe-core calls serious or critical, with the first element that shows it."""
    results = Axe().run(page).response["violations"]
    return [(v["id"], v["nodes"][0]["html"][:160]) for v in results if v["impact"] in ("serious", "critical")]
