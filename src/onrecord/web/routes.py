"""The routes as they are: which there are, and for whom. What is said of them elsewhere is made from this."""

from __future__ import annotations

from litestar import Litestar
from litestar.routes import HTTPRoute

from onrecord.record import Frozen
from onrecord.web.pages import JSON_PREFIX
from onrecord.web.visit import Role


class Route(Frozen, frozen=True):
    """A route: its method, its address as people write it, and the least role; None where it names none."""

    method: str
    address: str
    role: Role | None


def list_routes(application: Litestar) -> list[Route]:
    """All routes that answer more than which methods there are, in the order of their addresses."""
    found = [
        Route(method, _write(route.path), handler.opt.get("role"))
        for route in application.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in handler.http_methods
        if method not in ("OPTIONS", "HEAD")
    ]
    return sorted(found, key=lambda route: (route.address, route.method))


def _write(path: str) -> str:
    """The address of a route: what answers with JSON stands within under another name than outside."""
    return path.removeprefix(JSON_PREFIX) + ".json" if path.startswith(JSON_PREFIX) else path
