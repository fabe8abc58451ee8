"""index.html of a pack: for each page its text with every item marked, and the cards beside it.

One file that fetches nothing: its style and its script are in it, and its policy lets no other run. A saved page is
never shown as HTML: its text is escaped, and its source is a link to a text file.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources

from onrecord.exports.contents import Entry, Index
from onrecord.exports.pack.cards import Cards
from onrecord.exports.pack.highlights import Item, mark_text
from onrecord.exports.pack.markup import make_names, make_tag, show_text
from onrecord.exports.spans import find_pins
from onrecord.exports.wording import HOW_DATED, say_event, say_statement
from onrecord.record import Actor, Dated, Record, Statement
from onrecord.store.reading import make_finding_id

_LEGEND = (
    ("s", "S1", "statement"),
    ("e", "E1", "event"),
    ("t", "T1", "date"),
    ("f", "F1", "to mind"),
    ("a", "A1", "actor"),
)


@cache
def _read(name: str) -> str:
    return resources.files("onrecord.exports.pack").joinpath(name).read_text(encoding="utf-8")


def show_head(items: tuple[str, ...]) -> bytes:
    """Everything before the first page."""
    style, script = _read("index.css"), _read("index.js")
    policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    policy += "; base-uri 'none'; form-action 'none'"
    legend = "".join(
        f'<li><span class="tag {kind}">{label}</span> <mark class="legend-{kind}">{name}</mark></li>'
        for kind, label, name in _LEGEND
    )
    asked = "".join(f'<li><a href="#{show_text(id)}"><code>{show_text(id)}</code></a></li>' for id in items)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Evidence pack</title>
<style>{style}</style>
</head>
<body>
<a class="skip" href="#pages">Skip to the pages</a>
<header class="top">
<h1>Evidence pack</h1>
<p>Each page's text as it was read, with every item marked. Labels lead from the text to the card and back.
Confidence is the machine's own estimate. <span class="hint"><kbd>j</kbd> and <kbd>k</kbd> go from card to card,
<kbd>Enter</kbd> to its words, <kbd>n</kbd> and <kbd>p</kbd> from page to page.</span></p>
<ul class="legend">{legend}</ul>
{f'<nav aria-label="Asked for"><h2>Asked for</h2><ul class="asked">{asked}</ul></nav>' if items else ""}
</header>
<main id="pages">
""".encode()


def show_foot() -> bytes:
    """Everything after the last page."""
    return f"</main>\n<script>{_read('index.js')}</script>\n</body>\n</html>\n".encode()


def show_entry(entry: Entry, number: int, saved: str | None, items: tuple[str, ...]) -> bytes:
    """One page. `saved` is the path of its bytes in the pack, `items` the ids that were asked for."""
    record = entry.counts
    if record is None:
        return _show_rejection(entry, number, saved).encode("utf-8", "replace")
    named = _name_items(record, number)
    text = mark_text(record.story.text, list(find_pins(record)), named, record.story.furniture)
    body = make_tag("div", text, class_="text", dir="auto", lang=record.story.language)
    cards = _show_cards(entry, record, named, items)
    columns = make_tag("div", f'{body}<aside aria-label="Items">{cards}</aside>', class_="columns")
    asked = f'<p class="note" id="{show_text(record.story.id)}">asked for</p>' if record.story.id in items else ""
    inner = _show_header(entry, record, saved) + asked + columns
    return (make_tag("section", inner, class_="page", id=f"page-{number}") + "\n").encode()


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _name_items(record: Record, number: int) -> dict[str, Item]:
    """Labels count each kind from 1 on each page, in the order of the text."""
    index = Index(record)
    pinned = {pin.item for pin in find_pins(record)}
    named: dict[str, Item] = {}

    def name(letter: str, rows: list[tuple[str, str]]) -> None:
        for count, (id, words) in enumerate(rows, 1):
            if id not in named:
                named[id] = Item(f"{letter}{count}", f"p{number}-{id}", words, id in pinned)

    name("S", [(s.id, say_statement(s, index)) for s in sorted(record.statements, key=_find_start)])
    name("E", [(e.id, say_event(e, index)) for e in sorted(record.events, key=lambda e: e.trigger)])
    name("T", [(t.id, t.value) for t in sorted(record.timexes, key=lambda t: t.span)])
    name("F", [(make_finding_id(record.story.id, f), f.kind) for f in record.findings])
    name("A", [(a.id, a.name) for a in sorted(record.actors, key=_find_first)])
    return named


def _find_start(statement: Statement) -> tuple[int, int]:
    """Order of the text; where two begin together, the longer one, which holds the other, comes first."""
    spans = [s for s in (statement.source, statement.cue, *statement.contents) if s]
    return min((s.start for s in spans), default=0), -max((s.end for s in spans), default=0)


def _find_first(actor: Actor) -> int:
    return min((m.span.start for m in actor.mentions), default=0)


def _show_cards(entry: Entry, record: Record, named: dict[str, Item], items: tuple[str, ...]) -> str:
    cards = Cards(record, named, entry.corrections, items)
    shown = {s.id: cards.show_statement(s) for s in sorted(record.statements, key=_find_start)}
    groups = [("Statements", list(shown.values()))]
    groups.append(("Events", [cards.show_event(e) for e in sorted(record.events, key=lambda e: e.trigger)]))
    groups.append(("Dates", [cards.show_timex(t) for t in sorted(record.timexes, key=lambda t: t.span)]))
    findings = [(make_finding_id(record.story.id, f), f) for f in record.findings]
    groups.append(("To mind", [cards.show_finding(id, f) for id, f in dict(findings).items()]))
    groups.append(("Who is who", [cards.show_actor(a) for a in sorted(record.actors, key=_find_first)]))
    groups.append(("Rejected by people", _show_rejected(entry, record)))
    return "".join(
        make_tag("details", f"<summary><h3>{title} ({len(held)})</h3></summary>{''.join(held)}", open="")
        for title, held in groups
        if held
    )


def _show_rejected(entry: Entry, record: Record) -> list[str]:
    """What the machine read and people rejected: not marked in the text, and not hidden either."""
    if entry.record is None or entry.record is record:
        return []
    index = Index(entry.record)
    kept = {s.id for s in record.statements} | {e.id for e in record.events}
    lines = [(s.id, say_statement(s, index)) for s in entry.record.statements if s.id not in kept]
    lines += [(e.id, say_event(e, index)) for e in entry.record.events if e.id not in kept]
    return [f'<p class="rejected"><del>{show_text(line)}</del> <code>{show_text(id)}</code></p>' for id, line in lines]


def _show_header(entry: Entry, record: Record, saved: str | None) -> str:
    story = record.story
    rows = [("outlet", make_names(story.outlet or "unknown"))]
    rows += [("by", make_names(story.byline))] if story.byline else []
    rows.append(("published", _show_dated(story.published) if story.published else "unknown"))
    rows += [("published by its feed", show_text(story.feed_published))] if story.feed_published else []
    rows += [("updated", _show_dated(story.updated))] if story.updated else []
    rows.append(("address", _show_address(story.url)))
    rows += _show_capture(entry, saved)
    rows.append(("read by", show_text(f"onrecord {record.made_by.version}, model {record.made_by.model}")))
    listed = "".join(f"<dt>{what}</dt><dd>{markup}</dd>" for what, markup in rows)
    return f'<h2>{make_names(story.title or "(no title)")}</h2><dl class="source">{listed}</dl>'


def _show_dated(dated: Dated) -> str:
    return f"{show_text(dated.value)} ({HOW_DATED[dated.how]})"


def _show_address(url: str) -> str:
    shown = show_text(url)
    if not url.startswith(("http://", "https://")):
        return f"<code>{shown}</code>"
    return make_tag("a", shown, href=url, rel="noreferrer noopener")


def _show_capture(entry: Entry, saved: str | None) -> list[tuple[str, str]]:
    page = entry.page
    if page is None:
        return []
    fetched = page.fetched_at.isoformat() if page.fetched_at else "unknown"
    link = make_tag("a", "as it was saved", href=saved)
    return [
        ("fetched", show_text(fetched)),
        ("bytes", f"{len(page.content):,}, {link}, SHA-256 <code>{show_text(page.sha256)}</code>"),
    ]


def _show_rejection(entry: Entry, number: int, saved: str | None) -> str:
    rejection = entry.rejection
    reason = f"{rejection.reason}: {rejection.detail}" if rejection else "no record"
    rows = [("address", _show_address(rejection.url if rejection else "")), *_show_capture(entry, saved)]
    listed = "".join(f"<dt>{what}</dt><dd>{markup}</dd>" for what, markup in rows)
    inner = f'<h2>A page that was not read</h2><p>{show_text(reason)}</p><dl class="source">{listed}</dl>'
    return make_tag("section", inner, class_="page", id=f"page-{number}") + "\n"
