"""The description of all addresses that answer with JSON, as OpenAPI 3.1: made from the types that the pages show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from onrecord.record import Frozen
from onrecord.web.pages import Page

Schema = dict[str, Any]  # JSON Schema is made of dictionaries


class Refusal(Frozen, frozen=True):
    """Why a request got no answer."""

    status: int
    error: str


def make_description(pages: Sequence[Page]) -> bytes:
    """The description as JSON."""
    types = [t for page in pages for t in (page.view, page.asked) if t is not None]
    schemas, components = msgspec.json.schema_components([*types, Refusal], ref_template="#/components/schemas/{name}")
    known: dict[Any, Schema] = dict(zip([*types, Refusal], schemas, strict=True))
    paths = {_write_path(page.path): {"get": _describe(page, known, components)} for page in pages}
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": "On Record",
            "version": "1",
            "description": "Each page of a case as JSON: its address with .json at the end.",
        },
        "paths": paths,
        "components": {"schemas": components},
    }
    return msgspec.json.encode(document)


def _write_path(path: str) -> str:
    return "/index.json" if path == "/" else path.replace("{id:str}", "{id}") + ".json"


def _describe(page: Page, known: dict[Any, Schema], components: Schema) -> Schema:
    parameters: list[Schema] = []
    if "{id:str}" in page.path:
        parameters.append({"name": "id", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}})
    if page.asked is not None:
        fields = components[known[page.asked]["$ref"].rpartition("/")[2]]["properties"]
        parameters += [{"name": name, "in": "query", "schema": schema} for name, schema in fields.items()]
    refusal = {"content": {"application/json": {"schema": known[Refusal]}}}
    return {
        "summary": (page.view.__doc__ or "").partition("\n")[0],
        "operationId": page.view.__name__,
        "parameters": parameters,
        "responses": {
            "200": {
                "description": "What the page shows",
                "content": {"application/json": {"schema": known[page.view]}},
            },
            "400": {"description": "A field cannot have that value", **refusal},
            "403": {"description": "This person may not see it", **refusal},
            "404": {"description": "There is no such thing in the case", **refusal},
        },
    }
