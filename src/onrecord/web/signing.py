"""Who is at the browser: signing in and out, and what each role may do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request, Response, get, post
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from litestar.response import Redirect, Template

from onrecord.record import Frozen
from onrecord.store.people import SESSION_LASTS, Deed, People
from onrecord.web.editing import find_way_back
from onrecord.web.pages import Page
from onrecord.web.passwords import is_password
from onrecord.web.settings import Settings
from onrecord.web.throttle import Throttle
from onrecord.web.visit import ROLES, Person, Role, Visit

Guard = Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], Awaitable[None]]

_NOBODY = Person("", "anyone")
_WHY = "Too many attempts to sign in failed. Try again in a quarter of an hour."


class DeedsView(Frozen, frozen=True):
    """What was done in browsers, newest first; corrections have a page of their own."""

    deeds: tuple[Deed, ...]


def name_cookie(settings: Settings) -> str:
    """The cookie's name; a browser keeps one that begins with `__Host-` to this host and to TLS."""
    return "__Host-onrecord" if settings.secure else "onrecord_session"


def make_guard(settings: Settings, people: People) -> Guard:
    """Refuses whoever may not see a route. A route that names no role is for editors alone."""

    async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        role: Role = handler.opt.get("role", "editor")
        person = await _find_person(connection, settings, people)
        connection.state.person = person
        if person.may(role):
            return
        if settings.accounts and person.role == "anyone":
            raise NotAuthorizedException("Sign in to see this.")
        raise PermissionDeniedException("You may not do this here.")

    return guard


async def _find_person(connection: ASGIConnection[Any, Any, Any, Any], settings: Settings, people: People) -> Person:
    if settings.read_only:
        return Person("reader", "reader")
    if not settings.accounts:
        return Person(settings.person, "editor")
    token = connection.cookies.get(name_cookie(settings))
    account = await asyncio.to_thread(people.find_session, token) if token else None
    if account is None or account.role not in ROLES:
        return _NOBODY
    return Person(account.name, account.role)


def make_sign_routes(settings: Settings, people: People, find_visit: Callable[..., Visit]) -> list[Any]:
    """The routes of signing in and out."""
    by_name, by_place = Throttle(most=5, seconds=900), Throttle(most=20, seconds=900)
    cookie = name_cookie(settings)

    @get("/login", opt={"role": "anyone"}, include_in_schema=False, sync_to_thread=False)
    def show_login(request: Request[Any, Any, Any]) -> Template:
        """The form to sign in."""
        visit = find_visit(request, "")
        return Template("login.html", context={"visit": visit, "failed": "", "back": visit.query.get("back", "")})

    @post("/login", opt={"role": "anyone"}, include_in_schema=False, status_code=303)
    async def sign_in(request: Request[Any, Any, Any]) -> Response[Any]:
        """Sign in."""
        form = await request.form()
        name, password, back = (str(form.get(field) or "")[:1000] for field in ("name", "password", "back"))
        visit = find_visit(request, "")
        by_place.check(visit.client, _WHY)
        by_name.check(name, _WHY)
        account = await asyncio.to_thread(people.find_account, name)
        kept = account.password if account and account.open else None
        if not await asyncio.to_thread(is_password, kept, password):
            by_place.count(visit.client)
            by_name.count(name)
            await asyncio.to_thread(people.note, name or "nobody", "sign-in failed", visit.client)
            context = {"visit": visit, "failed": "The name or the password is wrong.", "back": back}
            return Template("login.html", context=context, status_code=401)
        by_name.forget(name)
        before = request.cookies.get(cookie)
        if before:
            await asyncio.to_thread(people.end_session, before)
        token = await asyncio.to_thread(people.begin_session, name)
        await asyncio.to_thread(people.note, name, "signed in", visit.client)
        answer = Redirect(find_way_back(back, "/"), status_code=303)
        answer.set_cookie(
            Cookie(
                key=cookie,
                value=token,
                max_age=int(SESSION_LASTS.total_seconds()),
                secure=settings.secure,
                httponly=True,
                samesite="lax",
            )
        )
        return answer

    @post("/logout", opt={"role": "anyone"}, include_in_schema=False, status_code=303)
    async def sign_out(request: Request[Any, Any, Any]) -> Redirect:
        """Sign out."""
        token = request.cookies.get(cookie)
        if token:
            await asyncio.to_thread(people.end_session, token)
        answer = Redirect("/login", status_code=303)
        answer.delete_cookie(cookie)
        return answer

    return [show_login, sign_in, sign_out] if settings.accounts else []


def find_deeds(visit: Visit) -> DeedsView:
    """What was done."""
    return DeedsView(tuple(visit.people.deeds()))


PAGES = (Page("/audit", "audit.html", find_deeds, DeedsView, role="editor"),)
