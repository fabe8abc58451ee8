"""Who had it first: the tellings of a quotation in the order in which they appeared, and how that is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from onrecord.compare.quotations import Quotation
from onrecord.compare.tellings import Telling
from onrecord.compare.times import find_window, make_order
from onrecord.record import Frozen

KnownBy = Literal["time", "day", "what it cites", "unknown"]


class Appearance(Frozen, frozen=True):
    """A telling in its place. `after` is the statement of a telling that its page names as where it comes from."""

    telling: Telling
    known_by: KnownBy
    after: str | None


class Order(Frozen, frozen=True):
    """The tellings of a quotation, earliest first.

    `first` is the telling that no other can have preceded, None where that cannot be told; `text` says why.
    """

    quotation: str
    first: Telling | None
    appearances: tuple[Appearance, ...]
    text: str


def find_order(quotation: Quotation, name_outlet: Callable[[str], str]) -> Order:
    """Put the tellings in order: by time, and those of pages without a time behind what they cite.

    `name_outlet` makes one name of an outlet's names.
    """
    tellings = [v.telling for v in quotation.variants]
    by_outlet: dict[str, Telling] = {}
    for telling in sorted(tellings, key=_order):
        if telling.outlet:
            by_outlet.setdefault(name_outlet(telling.outlet), telling)
    dated = [_place(t, by_outlet, name_outlet) for t in tellings if find_window(t.published)]
    dated.sort(key=lambda a: _order(a.telling))
    undated = [_place(t, by_outlet, name_outlet) for t in tellings if not find_window(t.published)]
    appearances = dated
    for appearance in sorted(undated, key=lambda a: _order(a.telling)):
        at = _find_place(appearances, appearance.after)
        appearances = [*appearances[:at], appearance, *appearances[at:]]
    first, text = _find_first([a.telling for a in dated], [a for a in undated if a.after is None])
    return Order(quotation.id, first, tuple(appearances), text)


def _place(telling: Telling, by_outlet: dict[str, Telling], name_outlet: Callable[[str], str]) -> Appearance:
    cited = next((by_outlet[n] for n in map(name_outlet, telling.via) if n in by_outlet), None)
    after = cited.statement if cited and cited.story != telling.story else None
    if find_window(telling.published):
        return Appearance(telling, "time" if len(telling.published or "") > 10 else "day", after)
    return Appearance(telling, "what it cites" if after else "unknown", after)


def _find_place(appearances: Sequence[Appearance], after: str | None) -> int:
    for n, appearance in enumerate(appearances):
        if appearance.telling.statement == after:
            return n + 1
    return len(appearances)


def _find_first(dated: Sequence[Telling], unplaced: Sequence[Appearance]) -> tuple[Telling | None, str]:
    """The first telling, where it is certain, and why."""
    if not dated:
        return None, "no page has a time"
    first = dated[0]
    own = find_window(first.published)
    rivals = [t for t in dated[1:] if t.story != first.story and not _is_before(first, t)]
    if not rivals and own:
        text = f"{first.outlet or first.url} had it first, {_write(first.published)}"
        if unplaced:
            text += f"; {len(unplaced)} without a time cannot be placed"
        return first, text
    names = ", ".join(dict.fromkeys(str(t.outlet or t.url) for t in [first, *rivals]))
    return None, f"{names} have it on one day, and the hour is not known of all"


def _write(published: str | None) -> str:
    """A day, or a moment to the minute with its offset from UTC: 2024-05-03 18:30 +03:00."""
    if not published or len(published) < 16:
        return published or "at a time that is not known"
    return f"{published[:10]} {published[11:16]} {published[19:]}".rstrip()


def _is_before(one: Telling, other: Telling) -> bool:
    left, right = find_window(one.published), find_window(other.published)
    return left is not None and right is not None and left.is_before(right)


def _order(telling: Telling) -> tuple[bool, str, str, str]:
    return (*make_order(telling.published), telling.url, telling.statement)
