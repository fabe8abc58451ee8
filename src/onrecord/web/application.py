"""The application: all routes, what is common to them, and what becomes of errors."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

from litestar import Litestar, MediaType, Request, Response, get, post
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import UploadFile
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect, Template
from litestar.static_files import create_static_files_router
from litestar.template.config import TemplateConfig

from onrecord.errors import CaseBusyError, OnRecordError, UsageError
from onrecord.store.case import Case
from onrecord.store.desk import Desk
from onrecord.store.people import People
from onrecord.web import (
    actors,
    adding,
    chains,
    compared,
    editing,
    graphs,
    home,
    lists,
    marking,
    replies,
    review,
    signing,
    similar,
    stories,
    taking_out,
)  # fmt: skip
from onrecord.web.adding import Adder, Given, Upload
from onrecord.web.bare import write_bare
from onrecord.web.charting import Charter
from onrecord.web.comparing import Comparer
from onrecord.web.description import make_description
from onrecord.web.drawing import make_engine
from onrecord.web.keeping import Keeper
from onrecord.web.lists import write_address
from onrecord.web.pages import JSON_PREFIX, Action, make_action_route, make_page_routes
from onrecord.web.settings import Settings
from onrecord.web.shield import SAVED_POLICY, Application, Shield, TooLargeError, TooSlowError
from onrecord.web.signing import make_guard, make_sign_routes
from onrecord.web.throttle import TooOftenError
from onrecord.web.visit import NotFoundError, Person, RefusedError, Visit
from onrecord.web.warming import warm_up

_log = logging.getLogger("onrecord.web")

PAGES = tuple(
    page
    for module in (
        home, stories, lists, actors, editing, review, marking, compared, chains, graphs, adding, replies, signing,
        similar, taking_out,
    )
    for page in module.PAGES
)  # fmt: skip
ACTIONS: tuple[Action, ...] = tuple(
    action for module in (editing, actors, marking, compared, replies, adding) for action in module.ACTIONS
)


def make_application(settings: Settings) -> Application:
    """The application for one case, which it opens and keeps open.

    Raises:
        CaseError: the case cannot be opened.
    """
    inner: Any = make_inner(settings)  # Litestar's types of ASGI are its own
    return Shield(inner, settings)


def make_inner(settings: Settings) -> Litestar:
    """The application without its shield; its routes answer with JSON under names that the shield maps."""
    case = Case(settings.place)
    desk, people = Desk(case), People(case)
    comparer, adder, keeper, charter = Comparer(case), Adder(case, people), Keeper(desk), Charter(desk)

    def find_visit(request: Request[Any, Any, Any], id: str) -> Visit:
        path = request.scope["path"]
        if path.startswith(JSON_PREFIX):
            path = path.removeprefix(JSON_PREFIX) + ".json"
        person = getattr(request.state, "person", None) or Person("", "anyone")
        client = request.client.host if request.client else ""
        query = dict(request.query_params.items())
        return Visit(case, desk, people, comparer, adder, keeper, charter, settings, person, query, id, path, client)

    def get_ready() -> None:
        first = Visit(case, desk, people, comparer, adder, keeper, charter, settings, Person("", "reader"), {})
        warm_up(engine.engine, first)

    engine = make_engine(frozenset(page.path for page in PAGES))
    routes: list[Any] = [route for page in PAGES for route in make_page_routes(page, find_visit)]
    routes += [make_action_route(action, find_visit) for action in ACTIONS]
    routes += make_sign_routes(settings, people, find_visit)
    routes += [_make_upload_route(find_visit), _make_content_route(case), _make_page_route(desk)]
    routes += taking_out.make_export_routes(find_visit)
    routes += [_make_description_route(), *_make_static_routes()]
    return Litestar(
        routes,
        guards=[make_guard(settings, people)],
        csrf_config=CSRFConfig(
            secret=secrets.token_hex(32), cookie_name="onrecord_csrf", cookie_httponly=True, cookie_samesite="strict",
            cookie_secure=settings.secure,
        ),
        template_config=TemplateConfig(instance=engine),
        exception_handlers=_make_error_handlers(find_visit),
        openapi_config=None,
        on_startup=[get_ready] if settings.warm else [],
        on_shutdown=[case.close],
        request_max_body_size=settings.most_upload,
        multipart_form_part_limit=settings.most_files + 10,
        logging_config=None,
        debug=False,
    )  # fmt: skip


def _make_upload_route(find_visit: Callable[[Request[Any, Any, Any], str], Visit]) -> HTTPRouteHandler:
    @post("/add", include_in_schema=False, opt={"role": "editor"}, status_code=303)
    async def add(request: Request[Any, Any, Any]) -> Redirect:
        """Take pages to be read."""
        form = await request.form()
        visit = find_visit(request, "")
        files = [value for name, value in form.multi_items() if name == "files" and isinstance(value, UploadFile)]
        if len(files) > visit.settings.most_files:
            raise UsageError(f"Send at most {visit.settings.most_files} files at once.")
        uploads = [Upload(file.filename or "unnamed", await file.read()) for file in files]
        uploads = [upload for upload in uploads if upload.content or upload.name != "unnamed"]
        text = form.get("text")
        if isinstance(text, str) and text.strip():
            uploads.append(Upload("-", text.replace("\r\n", "\n").encode("utf-8", "replace")))
        given = Given(*(str(form.get(name) or "").strip() or None for name in ("published", "outlet")))
        return Redirect(f"/add/{visit.adder.add(uploads, given, visit.person.name)}", status_code=303)

    return add


def _make_page_route(desk: Desk) -> HTTPRouteHandler:
    @get("/pages/{number:int}", include_in_schema=False, opt={"role": "reader"})
    async def go_to_story(number: FromPath[int]) -> Redirect:
        """The story of a page, by the page's number."""
        capture = await asyncio.to_thread(desk.capture, number) if 0 < number < 1 << 62 else None
        if capture is None:
            raise NotFoundError(f"page {number}: there is no such page in this case.")
        to = f"/stories/{capture.story}?page={number}" if capture.story else f"/pages/{number}/saved"
        return Redirect(to, status_code=303)

    return go_to_story


def _make_content_route(case: Case) -> HTTPRouteHandler:
    @get("/pages/{number:int}/content", include_in_schema=False, opt={"role": "reader"})
    async def show_content(number: FromPath[int]) -> Response[bytes]:
        """A saved page as it may be shown, for the frame that it is shown in."""
        page = await asyncio.to_thread(case.page, number) if 0 < number < 1 << 62 else None
        if page is None:
            raise NotFoundError(f"page {number}: its bytes are not in this case.")
        headers = {"content-security-policy": SAVED_POLICY, "x-frame-options": "SAMEORIGIN"}
        if "html" not in page.media_type:
            return Response(page.content, media_type="text/plain", headers=headers)
        bare = await asyncio.to_thread(write_bare, page.content)
        return Response(bare.encode("utf-8", "replace"), media_type="text/html; charset=utf-8", headers=headers)

    return show_content


def _make_description_route() -> HTTPRouteHandler:
    @get(JSON_PREFIX + "/openapi", include_in_schema=False, opt={"role": "reader"}, sync_to_thread=False)
    def describe() -> Response[bytes]:
        """All pages and their fields, as OpenAPI."""
        return Response(make_description(PAGES), media_type=MediaType.JSON)

    return describe


def _make_static_routes() -> list[Any]:
    own = Path(str(resources.files("onrecord.web") / "static"))
    charts = Path(str(resources.files("bokeh") / "server" / "static" / "js"))
    found = []
    for path, folder in (("/static", own), ("/charts", charts)):
        found.append(create_static_files_router(path, [folder], name=path[1:], opt={"role": "anyone"}))
    return found


def _make_error_handlers(
    find_visit: Callable[[Request[Any, Any, Any], str], Visit],
) -> dict[Any, Callable[[Request[Any, Any, Any], Any], Response[Any]]]:
    def say(request: Request[Any, Any, Any], status: int, why: str) -> Response[Any]:
        if request.scope["path"].startswith(JSON_PREFIX):
            return Response({"status": status, "error": why}, status_code=status)
        visit = find_visit(request, "")
        return Template("error.html", context={"status": status, "why": why, "visit": visit}, status_code=status)

    def say_error(request: Request[Any, Any, Any], error: OnRecordError) -> Response[Any]:
        if isinstance(error, RefusedError):
            context = {"page": error.page, "why": str(error), "visit": find_visit(request, "")}
            return Template(error.template, context=context, status_code=error.status)
        if isinstance(error, NotFoundError):
            return say(request, 404, str(error))
        if isinstance(error, TooOftenError):
            return say(request, 429, str(error))
        if isinstance(error, UsageError):
            return say(request, 400, str(error))
        return say(request, 503 if isinstance(error, CaseBusyError) else 500, str(error))

    def say_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
        if error.status_code == 401 and request.method == "GET" and not request.scope["path"].startswith(JSON_PREFIX):
            asked = request.scope["path"] + (f"?{request.url.query}" if request.url.query else "")
            return Redirect(write_address("/login", {"back": asked}), status_code=303)
        return say(request, error.status_code, error.detail)

    def say_slow(request: Request[Any, Any, Any], error: TooSlowError) -> Response[Any]:
        return say(request, 408, "The request did not come in time.")

    def say_large(request: Request[Any, Any, Any], error: TooLargeError) -> Response[Any]:
        return say(request, 413, "That is more than this server takes at once.")

    def say_fault(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
        # What went wrong is for whoever runs the server; the browser is told only that something did.
        _log.error("%s %s failed", request.method, request.scope["path"], exc_info=error)
        return say(request, 500, "Something failed. It was written to the log of the server.")

    return {
        OnRecordError: say_error, HTTPException: say_http, TooSlowError: say_slow, TooLargeError: say_large,
        Exception: say_fault,
    }  # fmt: skip
