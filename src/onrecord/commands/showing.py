"""What `onrecord show` and `onrecord versions` print: an item with its evidence, a page's captures side by side."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from onrecord.record import Actor, Record
from onrecord.store import Capture, Case
from onrecord.store.changes import Change, find_changes
from onrecord.store.reading import make_finding_id
from onrecord.view import explain, show_record
from onrecord.view.said import say_change
from onrecord.view.words import FAINT, HEADING, plain, show_around


def show_item(case: Case, id: str) -> Iterator[RenderableType]:
    """An item of any kind, an actor of the case, or a story; nothing where the case has none with that id."""
    if id.startswith("who-"):
        yield from _show_case_actor(case, id)
        return
    now = case.find_id(id)
    for n, capture in enumerate(case.pages_with(now)):
        reading = case.reviewed(capture.number)
        record = reading.record
        shown = show_record(record) if now == record.story.id else explain(record, now) or _explain_finding(record, now)
        if shown is None:
            continue
        if n:
            yield Text("")
        yield _show_capture(capture)
        yield shown
        yield Text(f"{reading.find_review(now)}", FAINT)
    yield from _show_history(case, id)


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
    feed = f", by its feed of {plain(capture.feed_published)}" if capture.feed_published else ""
    said = f"version {capture.version}{state}, captured {when}{feed}, sha256 {capture.sha256[:16]}…"
    return shown.append(f"\n{said}\n", FAINT)


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
    yield from _show_history(case, id)


def _explain_finding(record: Record, id: str) -> RenderableType | None:
    for finding in record.findings:
        if make_finding_id(record.story.id, finding) == id:
            shown = Text(f"{id}: {finding.kind}\n", HEADING)
            shown.append(plain(finding.text) + "\n", "default")
            for span in finding.spans:
                shown.append_text(show_around(record.story.text, span)).append("\n")
            return shown
    return None


def _show_history(case: Case, id: str) -> Iterator[RenderableType]:
    """What people said of the item, oldest first, and how it stands now."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style=FAINT, no_wrap=True)
    table.add_column(overflow="fold")
    for standing in case.corrections(id):
        c = standing.correction
        said = f"{c.who}: {say_change(c)}"
        said += f" (“{c.why}”)" if c.why else ""
        said += " [undone]" if standing.undone else f" [{standing.state}]" if standing.state else ""
        table.add_row(c.when[:16], plain(f"{said} {c.id}"))
    if table.row_count:
        yield Text("\nwhat people said", HEADING)
        yield table


def _show_appearance(appearance: Actor, capture: Capture) -> str:
    role = f", {plain(appearance.role)}" if appearance.role else ""
    return f"{capture.number} as “{plain(appearance.name)}”{role} ({appearance.id}), {plain(capture.address)}"
