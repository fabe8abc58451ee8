"""What `onrecord show` and `onrecord versions` print: an item with its evidence, a page's captures side by side."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from onrecord.record import Actor
from onrecord.store import Capture, Case
from onrecord.store.changes import Change, find_changes
from onrecord.view import explain, show_record
from onrecord.view.words import FAINT, HEADING, plain


def show_item(case: Case, id: str) -> Iterator[RenderableType]:
    """An item of any kind, an actor of the case, or a story; nothing where the case has none with that id."""
    if id.startswith("who-"):
        yield from _show_case_actor(case, id)
        return
    for n, capture in enumerate(case.pages_with(id)):
        record = case.reading(capture.number)
        shown = show_record(record) if id == record.story.id else explain(record, id)
        if shown is None:
            continue
        if n:
            yield Text("")
        yield _show_capture(capture)
        yield shown


def show_versions(case: Case, address: str) -> Iterator[RenderableType]:
    """The captures of a page, oldest first, and after each what it says that the one before did not."""
    captures = list(case.pages(address))
    for before, capture in zip([None, *captures], captures, strict=False):
        yield _show_capture(capture)
        if capture.story is None:
            yield Text("   could not be read", FAINT)
        elif before is not None and before.story is not None:
            old, new = case.record(before.number), case.record(capture.number)
            if old is not None and new is not None:
                yield _show_changes(find_changes(old, new))


def _show_capture(capture: Capture) -> Text:
    when = capture.fetched_at or capture.added_at
    shown = Text(f"page {capture.number}: {plain(capture.address)}", HEADING)
    state = "" if capture.current else ", not the current one"
    return shown.append(f"\nversion {capture.version}{state}, captured {when}, sha256 {capture.sha256[:16]}…\n", FAINT)


def _show_changes(changes: list[Change]) -> RenderableType:
    if not changes:
        return Text("   it says the same as before\n", FAINT)
    table = Table(padding=(0, 1, 0, 0), box=None, show_header=True, header_style="bold")
    table.add_column("")
    table.add_column("before", ratio=1, overflow="fold")
    table.add_column("after", ratio=1, overflow="fold")
    for change in changes:
        table.add_row(change.what, Text(plain(change.before)), Text(plain(change.after)))
        table.add_row()
    return table


def _show_case_actor(case: Case, id: str) -> Iterator[RenderableType]:
    for actor in case.actors(id):
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(style=FAINT)
        table.add_column(overflow="fold")
        rows = [
            ("name", actor.name),
            *(("also", name) for name in actor.other_names),
            ("kind", actor.kind),
            ("codes", " ".join(filter(None, (actor.country, *actor.sectors)))),
            ("role", actor.role or ""),
            *(("same as", other) for other in actor.same_as),
            ("statements", f"{actor.statements:,}"),
            ("pages", f"{actor.pages:,}"),
        ]
        for name, value in rows:
            if value:
                table.add_row(name, plain(value))
        for appearance, capture in case.appearances(id, limit=20):
            table.add_row("on page", _show_appearance(appearance, capture))
        yield Text(f"{id}: {actor.kind}", HEADING)
        yield table


def _show_appearance(appearance: Actor, capture: Capture) -> str:
    role = f", {plain(appearance.role)}" if appearance.role else ""
    return f"{capture.number} as “{plain(appearance.name)}”{role} ({appearance.id}), {plain(capture.address)}"
