"""News outlets: from a name or an address to the outlet, and where a text says through whom it has something."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from onrecord.actors.lexicon import Outlet, load_outlets
from onrecord.actors.pieces import Piece, Pieces, find_pieces
from onrecord.actors.press import press_length
from onrecord.record import Frozen, Span
from onrecord.tokens import Tokens

# Names that are also everyday words or somebody else's: outlets only where the words around say so.
_EVERYDAY = frozenset(
    """time people focus science nature fortune variety metro dawn mint punch frontline stern profil quartz salon slate
    report caliber vox wired globe globes insider vanguard reforma semana proceso milenio compass observer the
    petra saba fars mehr map tap ips app ana apa aps bta pap nan gna spa wam mena ina una isna hina lusa antara tempo
    skai kan geo tolo rai dr err  tt metro blick bild telex sme blic politika report turan compass index focus
    express guardian independent sun mirror tribune star age australian nation standard herald citizen punch
    reporter paper wire print quint local conversation bell insider dispatch hill verge atlantic
     mbc   tn rcn mtv  drudge vice       aa nv  n1   geo  report
    salon liberation expresso público""".split()
)
_SPOKEN = frozenset(
    """said says say reported reports report reporting wrote writes told quoted quotes published revealed confirmed
    announced noted added cited citing according broadcast aired claimed claims showed found learned
    asked interviewed described""".split()
)
_BEFORE = frozenset("to told by with on via per in citing quoted the from cited and or at".split())
_NOUNS = frozenset(
    """newspaper agency website channel network magazine daily weekly broadcaster station outlet tabloid portal site
    television tv radio news correspondent reporter journalist interview article report poll""".split()
)


class OutletMention(Frozen, frozen=True):
    """An outlet named as the way by which something reached the page, such as `CNN` in "told CNN"."""

    span: Span
    outlet: Outlet


@cache
def _index() -> Mapping[str, Outlet]:
    index: dict[str, Outlet] = {}
    for outlet in load_outlets():
        for name in (outlet.name, *outlet.others):
            index.setdefault(_key(name), outlet)
    return index


@cache
def _domains() -> Mapping[str, Outlet]:
    index: dict[str, Outlet] = {}
    for outlet in load_outlets():
        for domain in outlet.domains:
            index.setdefault(domain, outlet)
    return index


def _key(name: str) -> str:
    words = name.strip(" .,:;!?*\"'“”").replace("’", "'").lower().split()
    if words[:1] == ["the"] and len(words) > 1:
        words = words[1:]
    return " ".join(words)


@cache
def _written() -> Mapping[str, Outlet]:
    """Names as they are written in running text, without a leading article and with plain apostrophes -> outlet."""
    names: dict[str, Outlet] = {}
    for outlet in load_outlets():
        for name in (outlet.name, *outlet.others):
            if _index()[_key(name)] is outlet:
                names.setdefault(name.removeprefix("The ").replace("’", "'"), outlet)
    return names


@cache
def _lengths() -> Mapping[str, tuple[int, ...]]:
    """First word -> how many words the names have that begin with it, longest first."""
    lengths: dict[str, set[int]] = {}
    for name in _written():
        words = name.split()
        lengths.setdefault(words[0], set()).add(len(words))
    return {word: tuple(sorted(some, reverse=True)) for word, some in lengths.items()}


def find_outlet(name: str) -> Outlet | None:
    """The outlet that `name` stands for: a name or short name, a domain, or a web address. None where unknown.

    Case and a leading article do not matter. Sub-domains count as their domain.
    """
    found = _index().get(_key(name)) if name.strip() else None
    if found or "." not in name:
        return found
    host = re.sub(r"^[a-z+]+://", "", name.strip().lower()).split("/")[0].split(":")[0]
    labels = host.split(".")
    for i in range(len(labels) - 1):
        if found := _domains().get(".".join(labels[i:])):
            return found
    return None


def is_everyday(name: str) -> bool:
    """Whether an outlet's name is also an everyday word, so that it needs support from the words around it."""
    return _key(name) in _EVERYDAY


def find_outlet_mentions(text: str, tokens: Tokens) -> list[OutletMention]:
    """Outlets named in `text` as speakers or as the way a statement came: "X reported", "told X", "according to X",
    "in an interview with X", "X's reporter".

    Spans hold the name with a leading "The" where that belongs to the name, and do not overlap.
    """
    return match_outlets(find_pieces(text, tokens))


def match_outlets(pieces: Pieces) -> list[OutletMention]:
    """As `find_outlet_mentions`, on pieces."""
    out: list[OutletMention] = []
    items = pieces.all
    i = 0
    while i < len(items):
        piece = items[i]
        may_begin = piece.capital or piece.lower == "de" or piece.text[0].isdigit()
        length, outlet = _longest(items, i) if may_begin else (0, None)
        needs_support = outlet is not None and is_everyday(outlet_text(items, i, length))
        if outlet is None and piece.capital and (length := press_length(items, i)):
            name = outlet_text(items, i, length).removeprefix("The ")
            outlet, needs_support = Outlet(name, (), (), None, "unknown"), True
        if outlet is None:
            i += 1
            continue
        last = items[i + length - 1]
        supported = not needs_support or (not _is_tail(items, i) and _supported(items, i, length))
        if not supported and outlet.kind == "unknown":
            length = 1  # a shorter name may begin within it
        if supported:
            end = last.span.start + len(last.text)
            out.append(OutletMention(Span(items[i].span.start, end), outlet))
        i += length
    return out


def _is_tail(items: tuple[Piece, ...], i: int) -> bool:
    """Whether a name goes on another: the "Wire" of "Baltic Wire" is not The Wire."""
    before = items[i - 1] if i and not items[i].opens else None
    return (
        before is not None
        and before.capital
        and not before.opens
        and not before.possessive
        and before.is_word
        and before.span.end + 1 == items[i].span.start
    )


def outlet_text(items: tuple[Piece, ...], i: int, length: int) -> str:
    """The words of a candidate, joined by single spaces."""
    return " ".join([p.text for p in items[i : i + length]])


def _longest(items: tuple[Piece, ...], i: int) -> tuple[int, Outlet | None]:
    """The longest name that begins at piece `i`, cased as it is written: `AP` is a name and `ap` is none."""
    article = 1 if items[i].text == "The" else 0
    first = i + article
    if first >= len(items):
        return 0, None
    for length in _lengths().get(items[first].text.replace("’", "'"), ()):
        outlet = _written().get(outlet_text(items, first, length).replace("’", "'"))
        if outlet is not None and first + length <= len(items):
            return length + article, outlet
    return 0, None


def _supported(items: tuple[Piece, ...], i: int, length: int) -> bool:
    after = [p.lower for p in items[i + length : i + length + 3]]
    before = [p.lower for p in items[max(0, i - 3) : i]]
    if after and (
        after[0] in _NOUNS
        or after[0] in _SPOKEN
        or (after[0] in ("has", "had", "also") and after[1:2] and after[1] in _SPOKEN)
    ):
        return not items[i].opens or after[0] in _SPOKEN
    if before and before[-1] == "the":
        before = before[:-1]
    if not before or items[i].opens:
        return False
    return (
        before[-1] in ("told", "via", "per")
        or before[-2:] == ["according", "to"]
        or before[-1] in _NOUNS
        or (before[-2:] == ["interview", "with"] or (before[-1] in ("reported", "said") and before[-2:-1] == [","]))
    )
