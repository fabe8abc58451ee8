"""The application: all routes, what is common to them, and what becomes of errors."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

from litestar import Litestar, MediaType, Request, Response, get
from litestar.config.csrf import CSRFConfig
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.response import Template
from litestar.static_files import create_static_files_router
from litestar.template.config import TemplateConfig

from onrecord.errors import CaseBusyError, OnRecordError, UsageError
from onrecord.store.case import Case
from onrecord.store.desk import Desk
from onrecord.web import actors, editing, home, lists, marking, review, stories
from onrecord.web.description import make_description
from onrecord.web.drawing import make_engine
from onrecord.web.pages import JSON_PREFIX, Action, make_action_route, make_page_routes
from onrecord.web.settings import Settings
from onrecord.web.shield import SAVED_POLICY, Application, Shield
from onrecord.web.visit import NotFoundError, Person, Visit

_log = logging.getLogger("onrecord.web")

PAGES = (*home.PAGES, *stories.PAGES, *lists.PAGES, *actors.PAGES, *editing.PAGES, *review.PAGES, *marking.PAGES)
ACTIONS: tuple[Action, ...] = (*editing.ACTIONS, *actors.ACTIONS, *marking.ACTIONS)


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
    desk = Desk(case)

    def find_visit(request: Request[Any, Any, Any], id: str) -> Visit:
        person = Person(settings.person, "reader" if settings.read_only else "editor")
        path = request.scope["path"]
        if path.startswith(JSON_PREFIX):
            path = path.removeprefix(JSON_PREFIX) + ".json"
        return Visit(case, desk, settings, person, dict(request.query_params.items()), id, path)

    routes: list[Any] = [route for page in PAGES for route in make_page_routes(page, find_visit)]
    routes += [make_action_route(action, find_visit) for action in ACTIONS]
    routes += [_make_content_route(case), _make_description_route(), *_make_static_routes()]
    return Litestar(
        routes,
        csrf_config=CSRFConfig(
            secret=secrets.token_hex(32), cookie_name="onrecord_csrf", cookie_httponly=True, cookie_samesite="strict",
            cookie_secure=settings.secure,
        ),
        template_config=TemplateConfig(instance=make_engine(frozenset(page.path for page in PAGES))),
        exception_handlers=_make_error_handlers(find_visit),
        openapi_config=None,
        on_shutdown=[case.close],
        request_max_body_size=settings.most_upload,
        logging_config=None,
        debug=False,
    )  # fmt: skip


def _make_content_route(case: Case) -> HTTPRouteHandler:
    @get("/pages/{number:int}/content", sync_to_thread=True, include_in_schema=False, opt={"role": "reader"})
    def show_content(number: int) -> Response[bytes]:
        page = case.page(number) if 0 < number < 1 << 62 else None
        if page is None:
            raise NotFoundError(f"page {number}: its bytes are not in this case.")
        kind = "text/html" if "html" in page.media_type else "text/plain"
        headers = {"content-security-policy": SAVED_POLICY, "x-frame-options": "SAMEORIGIN"}
        return Response(page.content, media_type=kind, headers=headers)

    return show_content


def _make_description_route() -> HTTPRouteHandler:
    @get(JSON_PREFIX + "/openapi", include_in_schema=False, opt={"role": "reader"}, sync_to_thread=False)
    def describe() -> Response[bytes]:
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
        if isinstance(error, NotFoundError):
            return say(request, 404, str(error))
        if isinstance(error, UsageError):
            return say(request, 400, str(error))
        return say(request, 503 if isinstance(error, CaseBusyError) else 500, str(error))

    def say_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
        return say(request, error.status_code, error.detail)

    def say_fault(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
        # What went wrong is for whoever runs the server; the browser is told only that something did.
        _log.error("%s %s failed", request.method, request.scope["path"], exc_info=error)
        return say(request, 500, "Something failed. It was written to the log of the server.")

    return {OnRecordError: say_error, HTTPException: say_http, Exception: say_fault}
