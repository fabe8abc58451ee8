"""Events and their mentions in the columns of GDELT 2.0, for scripts written for it.

A folder of two files without a line of names, as GDELT's own are, and a list of the columns. What On Record does not
measure (tone) or does not know (coordinates) is empty. GDELT has no place for whether something happened, so events
that are supposed, future, or denied are left out and counted: its users count rows. Reports that people marked as the
same event are one row of events, counted in its NumMentions, and a row of mentions each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from onrecord.exports.contents import Entry, Index, Options, Tally, find_event_days, find_same
from onrecord.exports.ontologies import CameoCode, find_cameo_actor, find_cameo_code
from onrecord.exports.writing import make_encodable, make_json
from onrecord.record import Actor, Event, Record

_GEO = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
_ACTOR = ("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code",
          "Type1Code", "Type2Code", "Type3Code")  # fmt: skip
EVENT_COLUMNS = (
    *("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
    *(f"Actor1{name}" for name in _ACTOR),
    *(f"Actor2{name}" for name in _ACTOR),
    *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale"),
    *("NumMentions", "NumSources", "NumArticles", "AvgTone"),
    *(f"{place}Geo_{name}" for place in ("Actor1", "Actor2", "Action") for name in _GEO),
    *("DATEADDED", "SOURCEURL"),
)
MENTION_COLUMNS = (
    "GLOBALEVENTID", "EventTimeDate", "MentionTimeDate", "MentionType", "MentionSourceName", "MentionIdentifier",
    "SentenceID", "Actor1CharOffset", "Actor2CharOffset", "ActionCharOffset", "InRawText", "Confidence",
    "MentionDocLen", "MentionDocTone", "MentionDocTranslationInfo", "Extras",
)  # fmt: skip
_COUNTED = ("fact", "claimed")
# The last of CAMEO's roots in each of GDELT's four classes: verbal and material cooperation, verbal and material
# conflict.
_LAST_ROOTS = (5, 9, 14, 20)
_MENTIONS = EVENT_COLUMNS.index("NumMentions")  # NumSources and NumArticles stand after it
_WEB, _CITATION = 1, 2  # GDELT's types of mention: a web address, or something that only a citation can name

Row = list[str | int | float | None]


def write(entries: Iterable[Entry], path: Path, options: Options, tally: Tally) -> None:
    """Files `events.tsv`, `mentions.tsv`, and `columns.tsv`."""
    path.mkdir()
    columns = [f"events\t{i}\t{name}" for i, name in enumerate(EVENT_COLUMNS, 1)]
    columns += [f"mentions\t{i}\t{name}" for i, name in enumerate(MENTION_COLUMNS, 1)]
    (path / "columns.tsv").write_text("\n".join(columns) + "\n", encoding="utf-8")
    held = _Held()
    with (path / "events.tsv").open("wb") as events, (path / "mentions.tsv").open("wb") as mentions:
        for entry in entries:
            for event, row, mention in _show_events(entry, tally):
                mentions.write(_join(mention))
                tally.written["mentions"] += 1
                if held.take(event, row, find_same(entry).get(event.id)):
                    continue
                events.write(_join(row))
                tally.written["events"] += 1
        for row in held.rows():
            events.write(_join(row))
            tally.written["events"] += 1


class _Held:
    """Rows of events that were told several times: they wait for the last report, since each has their number."""

    def __init__(self) -> None:
        self._rows: dict[str, Row] = {}

    def take(self, event: Event, row: Row, counts_as: str | None) -> bool:
        """Hold the row if it counts as one with others; of these the row of the one that stands for all is kept."""
        if counts_as is None:
            return False
        known = self._rows.get(counts_as)
        times = int(known[_MENTIONS] or 0) if known else 0
        kept = row if known is None or event.id == counts_as else known
        kept[0] = _find_number(counts_as)
        kept[_MENTIONS : _MENTIONS + 3] = [times + 1] * 3
        self._rows[counts_as] = kept
        return True

    def rows(self) -> Iterable[Row]:
        """The rows, in the order in which their events were first told."""
        return self._rows.values()


def _show_events(entry: Entry, tally: Tally) -> Iterator[tuple[Event, Row, Row]]:
    """The events of a page that GDELT has a place for, each with its rows of events and of mentions."""
    record = entry.counts
    if record is None:
        return
    added, index, same = _find_added(entry, record), Index(record), find_same(entry)
    for event in record.events:
        code = find_cameo_code(event, index.actors(event.actors))
        days = find_event_days(record, event, index)
        if event.status not in _COUNTED:
            tally.left_out[f"events that are {event.status}"] += 1
        elif code is None or days is None:
            tally.left_out["events without a date" if code else "events of types that CAMEO lacks"] += 1
        else:
            mention = _show_mention(record, event, index, added)
            mention[0] = _find_number(same.get(event.id, event.id))
            yield event, _show_event(record, event, code, days[0], added), mention


def make_number(event: Event) -> int:
    """GDELT's ids are whole numbers: the ten hex digits of the event's id as one, so that it can be found again."""
    return _find_number(event.id)


def _find_number(id: str) -> int:
    digits = id.rpartition("-")[2]
    if len(digits) == 10 and not set(digits) - set("0123456789abcdef"):
        return int(digits, 16)
    return int(hashlib.sha256(id.encode()).hexdigest()[:10], 16)


def _show_event(record: Record, event: Event, code: CameoCode, day: str, added: str | None) -> Row:
    when = date.fromisoformat(day)
    index = Index(record)
    first, second = _find_dyad(event, index)
    fraction = when.year + when.timetuple().tm_yday / 365
    root = code.code[:2]
    blocks = record.story.blocks
    is_root = not blocks or event.trigger.start < blocks[0].span.end  # in GDELT: told in the lead paragraph
    return [
        *(make_number(event), f"{when:%Y%m%d}", f"{when:%Y%m}", when.year, f"{fraction:.4f}"),
        *_show_actor(first),
        *_show_actor(second),
        *(int(is_root), code.code, code.code[:3], root, _find_class(root), code.scale),
        *(1, 1, 1, None),
        *[None] * (2 * len(_GEO)),
        *(None, index.words(event.place), *[None] * (len(_GEO) - 2)),
        *(added, record.story.url),
    ]


def _find_dyad(event: Event, index: Index) -> tuple[Actor | None, Actor | None]:
    """The actors of the two sides. Where all who meet are actors in PLOVER, the second of them is on the other side."""
    actors, recipients = index.actors(event.actors), index.actors(event.recipients)
    second = recipients[0] if recipients else actors[1] if len(actors) > 1 else None
    return (actors[0] if actors else None), second


def _show_actor(actor: Actor | None) -> Row:
    if actor is None:
        return [None] * len(_ACTOR)
    cameo = find_cameo_actor(actor)
    types = [*cameo.types, None, None, None][:3]
    return [cameo.code or None, actor.name.upper(), cameo.country, cameo.group, None, None, None, *types]


def _find_class(root: str) -> int:
    return next(number for number, last in enumerate(_LAST_ROOTS, 1) if int(root) <= last)


def _show_mention(record: Record, event: Event, index: Index, added: str | None) -> Row:
    story = record.story
    web = story.url.startswith(("http://", "https://"))
    paragraph = next((n for n, b in enumerate(story.blocks, 1) if b.span.holds(event.trigger)), 1)
    places = [_find_offset(actor) for actor in _find_dyad(event, index)]
    extras = {"status": event.status, "according_to": index.name(event.according_to), "id": event.id}
    return [
        *(make_number(event), added, added, _WEB if web else _CITATION, story.outlet, story.url, paragraph),
        *(*places, event.trigger.start, 1, round(100 * event.confidence), len(story.text), None, None),
        make_json(extras).decode(),
    ]


def _find_offset(actor: Actor | None) -> int:
    return actor.mentions[0].span.start if actor and actor.mentions else -1


def _find_added(entry: Entry, record: Record) -> str | None:
    """When the page came in, YYYYMMDDHHMMSS in GDELT's manner; its day of publication where that is not known."""
    if entry.page and entry.page.fetched_at:
        return f"{entry.page.fetched_at:%Y%m%d%H%M%S}"
    published = record.story.published
    return published.value[:10].replace("-", "") + "000000" if published else None


def _join(row: Row) -> bytes:
    """A line. Tabs and line ends, which the format cannot hold, become spaces, and NULs U+FFFD."""
    cells = [make_encodable("" if cell is None else str(cell)) for cell in row]
    return (
        "\t".join(" ".join(c.replace("\x00", "\ufffd").splitlines()).replace("\t", " ") for c in cells) + "\n"
    ).encode()
