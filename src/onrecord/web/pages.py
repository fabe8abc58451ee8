"""A page: one function that finds what it shows, and two addresses, one for people and one that ends in `.json`.

Both give the same thing: what the function found, drawn by a template, or as it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from litestar import MediaType, Request, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect, Template

from onrecord.record import Frozen
from onrecord.web.visit import Role, Visit, read_fields

JSON_PREFIX = "/.json"  # where the routes that answer with JSON stand within; outside, their addresses end in .json


@dataclass(frozen=True)
class Page:
    """A page. `find` gives what it shows; `asked` names the fields that its address may have.

    `policy` is its Content-Security-Policy, where it is another than that of all pages.
    """

    path: str
    template: str
    find: Callable[[Visit], Frozen]
    view: type[Frozen]
    asked: type[Frozen] | None = None
    role: Role = "reader"
    policy: str | None = None


@dataclass(frozen=True)
class Action:
    """Something that a form does. `perform` gives the address that the browser goes on to."""

    path: str
    form: type[Frozen]
    perform: Callable[[Visit, Any], str]
    role: Role = "reviewer"


def make_page_routes(page: Page, find_visit: Callable[[Request[Any, Any, Any], str], Visit]) -> list[HTTPRouteHandler]:
    """The two routes of a page."""

    # Asking the case waits for the disk, so it is done in a thread of its own, and others are answered meanwhile.
    async def draw(request: Request[Any, Any, Any], id: str) -> Template:
        visit = find_visit(request, id)
        context = {"page": await asyncio.to_thread(page.find, visit), "visit": visit}
        headers = {"content-security-policy": page.policy} if page.policy else {}
        return Template(page.template, context=context, headers=headers)

    async def encode(request: Request[Any, Any, Any], id: str) -> Response[bytes]:
        found = await asyncio.to_thread(page.find, find_visit(request, id))
        return Response(msgspec.json.encode(found), media_type=MediaType.JSON)

    opt = {"role": page.role, "asked": page.asked}
    for_people = get(page.path, opt=opt, include_in_schema=False)
    inside = JSON_PREFIX + (page.path if page.path != "/" else "/index")
    for_programs = get(inside, opt=opt, include_in_schema=False, media_type=MediaType.JSON)
    if "{id:str}" in page.path:

        async def draw_one(request: Request[Any, Any, Any], id: FromPath[str]) -> Template:
            return await draw(request, id)

        async def encode_one(request: Request[Any, Any, Any], id: FromPath[str]) -> Response[bytes]:
            return await encode(request, id)

        return [for_people(draw_one), for_programs(encode_one)]

    async def draw_all(request: Request[Any, Any, Any]) -> Template:
        return await draw(request, "")

    async def encode_all(request: Request[Any, Any, Any]) -> Response[bytes]:
        return await encode(request, "")

    return [for_people(draw_all), for_programs(encode_all)]


def _join_fields(form: FormMultiDict) -> dict[str, str]:
    """The fields of a form; one that was chosen several times has its values a line each."""
    fields: dict[str, str] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            fields[name] = f"{fields[name]}\n{value}" if name in fields else value
    return fields


def make_action_route(action: Action, find_visit: Callable[[Request[Any, Any, Any], str], Visit]) -> HTTPRouteHandler:
    """The route of a form; it answers by sending the browser on (303), so that going back never sends it again."""

    async def perform(request: Request[Any, Any, Any], id: str) -> Redirect:
        form = await request.form()
        fields = _join_fields(form)

        def act() -> str:
            return action.perform(find_visit(request, id), read_fields(fields, action.form))

        return Redirect(await asyncio.to_thread(act), status_code=303)

    settle = post(action.path, opt={"role": action.role}, include_in_schema=False, status_code=303)
    if "{id:str}" in action.path:

        async def perform_one(request: Request[Any, Any, Any], id: FromPath[str]) -> Redirect:
            return await perform(request, id)

        return settle(perform_one)

    async def perform_all(request: Request[Any, Any, Any]) -> Redirect:
        return await perform(request, "")

    return settle(perform_all)
