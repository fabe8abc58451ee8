"""Taking a case out in a browser: the whole of it in a format for other programs, or one item with its evidence."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from litestar import Request, get
from litestar.background_tasks import BackgroundTask
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import File

from onrecord.errors import UsageError
from onrecord.exports import FORMATS, Format, export
from onrecord.exports.entries import find_entries, find_entries_with, find_history
from onrecord.exports.pack import pack
from onrecord.record import Frozen
from onrecord.web.pages import Page
from onrecord.web.throttle import TooOftenError
from onrecord.web.visit import NotFoundError, Visit

_WRITING = threading.Lock()  # one export at a time: each reads the whole case
_ENDINGS = {"csv": "csv", "parquet": "parquet", "gdelt": "gdelt", "jsonl": "jsonl", "plover": "jsonl"}
_FOLDERS = ("csv", "parquet", "gdelt")  # formats of several files, which are sent as a zip
_FOR: dict[Format, str] = {
    "csv": "tables for a spreadsheet, pandas, or R, zipped",
    "parquet": "the same tables, typed, zipped",
    "jsonl": "everything, for another copy of On Record: older captures, the pages’ bytes, corrections",
    "plover": "events in PLOVER, one a line",
    "gdelt": "events and mentions in GDELT’s columns, zipped",
    "webannotation": "every span as a Web Annotation",
    "schemaorg": "articles, quotations, and claims of schema.org",
    "ftm": "FollowTheMoney, for OpenAleph",
    "prov": "how each item came to be, in PROV-O",
    "graphml": "who did what to whom, for Gephi and networkx",
}


class Offer(Frozen, frozen=True):
    """A format, and what it is for."""

    format: Format
    purpose: str


class ExportView(Frozen, frozen=True):
    """The formats in which the case can be taken out."""

    offers: tuple[Offer, ...]


def find_export(visit: Visit) -> ExportView:
    """The formats."""
    return ExportView(tuple(Offer(format, _FOR[format]) for format in FORMATS))


def make_export_routes(find_visit: Callable[[Request[Any, Any, Any], str], Visit]) -> list[HTTPRouteHandler]:
    """The routes that send files. They are for people who may correct: each costs a reading of all that it holds."""

    @get("/export/{format:str}", include_in_schema=False, opt={"role": "reviewer"})
    async def send_case(request: Request[Any, Any, Any], format: FromPath[str]) -> File:
        """The whole case in a format."""
        if format not in FORMATS:
            raise NotFoundError(f"{format[:40]}: there is no such format.")
        return await asyncio.to_thread(_write_case, find_visit(request, ""), format)

    @get("/items/{id:str}/pack", include_in_schema=False, opt={"role": "reviewer"})
    async def send_pack(request: Request[Any, Any, Any], id: FromPath[str]) -> File:
        """An item with its page as evidence."""
        return await asyncio.to_thread(_write_pack, find_visit(request, id))

    return [send_case, send_pack]


def _write_case(visit: Visit, format: Format) -> File:
    with _writing() as folder:
        target = folder / "case"
        entries = find_history(visit.case) if format == "jsonl" else find_entries(visit.case)
        export(entries, format, target)
        name = f"case.{_ENDINGS.get(format, format)}"
        if format in _FOLDERS:
            target, name = Path(shutil.make_archive(str(folder / "zipped"), "zip", target)), f"{name}.zip"
    visit.people.note(visit.person.name, f"exported {format}", visit.desk.place.rpartition("/")[2])
    return _send(folder, target, name)


def _write_pack(visit: Visit) -> File:
    """An item's page as evidence. The seal stands in the file's name and among what was done, so it is kept apart."""
    with _writing() as folder:
        target = folder / "pack"
        try:
            packed = pack(find_entries_with(visit.case, (visit.id,)), target, (visit.id,))
        except UsageError as error:
            raise NotFoundError(str(error)) from None
    visit.people.note(visit.person.name, "packed", f"{visit.id}, seal {packed.seal}")
    return _send(folder, target, f"{visit.id}-{packed.seal[:12]}.zip")


@contextmanager
def _writing() -> Iterator[Path]:
    """A folder to write in, which goes if that fails."""
    if not _WRITING.acquire(blocking=False):
        raise TooOftenError("Something is being taken out already. Try again when it is done.")
    folder = Path(tempfile.mkdtemp(prefix="onrecord-"))
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    finally:
        _WRITING.release()


def _send(folder: Path, file: Path, name: str) -> File:
    return File(file, filename=name, background=BackgroundTask(shutil.rmtree, folder, ignore_errors=True))


PAGES = (Page("/export", "export.html", find_export, ExportView, role="reviewer"),)
