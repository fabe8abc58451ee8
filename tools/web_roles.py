"""Writes docs/reference/web-roles.md from the routes of the pages in a browser, so that neither can drift.

Usage: python tools/web_roles.py [--check]. With --check nothing is written; the exit code says whether the page is what
it would be.
"""

from __future__ import annotations

import inspect
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from generated_page import keep_page
from litestar import Litestar
from litestar.routes import HTTPRoute

from onrecord.store import Case
from onrecord.web.application import ACTIONS, PAGES, make_inner
from onrecord.web.routes import Route, list_routes
from onrecord.web.settings import Settings
from onrecord.web.visit import ROLES

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "web-roles.md"
INTRODUCTION = """# Who may do what in a browser

Every address that a server answers, from its routes. Each role may do what those above it may; a route that named no
role would be for editors alone. A test asks for each of them in every role below its own and is refused each time.

Without accounts, on this machine alone, whoever sits at it is an editor. With `--read-only` everybody is a reader, and
nobody is more. `/login` and `/logout` are there only with accounts, and replies are taken only with `--replies`.
"""
WHO = {
    "anyone": "without signing in",
    "reader": "reads",
    "reviewer": "also corrects, marks, judges, and takes out",
    "editor": "also adds pages, decides on replies, and sees what was done",
}


def write_reference() -> str:
    """The reference page, in Markdown."""
    application = make_application()
    routes, told = list_routes(application), find_told(application)
    lines = [INTRODUCTION]
    for role in ROLES:
        lines += [f"## {role.capitalize()}: {WHO[role]}", "", "| address | method | what |", "|---|---|---|"]
        mine = [route for route in routes if route.role == role]
        as_json = {route.address for route in mine if route.address.endswith(".json")}
        for route in mine:
            if route.address in as_json and told[route.method, route.address] == "":
                continue
            lines.append(write_row(route, route.method == "GET" and name_json(route.address) in as_json, told))
        lines.append("")
    return "\n".join(lines)


def write_row(route: Route, has_json: bool, told: dict[tuple[str, str], str]) -> str:
    """A line of the table."""
    address = route.address.replace(":str}", "}").replace(":int}", "}").replace(":path}", "}")
    shown = f"`{address}`" + (f", `{name_json(address)}`" if has_json else "")
    return f"| {shown} | {route.method} | {told[route.method, route.address]} |"


def name_json(address: str) -> str:
    """The address at which a page answers with JSON."""
    return "/index.json" if address == "/" else f"{address}.json"


def make_application() -> Litestar:
    """The application of an empty case, with all that may be switched on."""
    with tempfile.TemporaryDirectory() as folder:
        place = str(Path(folder, "case.db"))
        Case(place).close()
        application = make_inner(Settings(place=place, accounts=True, replies=True))
        for close in application.on_shutdown:
            close()  # type: ignore[call-arg]
    return application


def find_told(application: Litestar) -> dict[tuple[str, str], str]:
    """What each route is for, by its method and address: the first sentence that its function says of itself."""
    told = {(route.method, route.address): "" for route in list_routes(application)}
    for route in application.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                told.update({(method, route.path): tell(handler.fn) for method in handler.http_methods})
    told.update({("GET", page.path): tell(page.find) for page in PAGES})
    told.update({("POST", action.path): tell(action.perform) for action in ACTIONS})
    told["GET", "/openapi.json"] = told["GET", "/.json/openapi"]
    for folder, what in (("static", "the pages’ own style, script, and icon"), ("charts", "the library of charts")):
        told["GET", f"/{folder}/{{file_path:path}}"] = f"A file of {what}."
    return told


def tell(function: Callable[..., Any]) -> str:
    """The first sentence of what a function says of itself."""
    return inspect.cleandoc(function.__doc__ or "").partition("\n\n")[0].partition(". ")[0].replace("\n", " ")


if __name__ == "__main__":
    sys.exit(keep_page(PAGE, write_reference(), "the routes are"))
