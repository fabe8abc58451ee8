"""Where a name begins and how far it runs: capitalised words and the small words that names have inside."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.actors.lexicon import (
    index_organisations,
    load_first_names,
    load_nouns,
    load_organisation_words,
    load_states,
    load_titles,
    organisations_with_commas,
)
from onrecord.actors.name import PARTICLES
from onrecord.actors.outlets import find_outlet
from onrecord.actors.pieces import Piece

CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december".split()
)
FUNCTION_WORDS = frozenset(
    """a an the i he she it they we you this that these those his her its their our my your who whom whose which what
    when where why how and but or nor so yet for if in on at to of by with from as after before since until while
    during although though because however according there here not no yes all any some many most more much few both
    each every either neither one two three four five six seven eight nine ten is are was were be been being has have
    had do does did can could will would shall should may might must also even still just only then now later earlier
    meanwhile instead indeed asked despite under over about against between among into through without within upon
    per via let perhaps maybe like unlike such other others another last next first second third former
    today yesterday tomorrow once twice never always often sometimes today's oh well why's speaking responding
    citing adding saying calling asked further moreover additionally finally recently again additionally plus""".split()
)
_OF_HEADS = frozenset(
    """secretary minister president chairman director chief governor king queen prince emir archbishop bishop mayor
    speaker commander ambassador chancellor head members""".split()
)


def listed_length(inside: Sequence[Piece], i: int) -> int:
    """How many pieces a known organisation whose name holds commas covers from `i` on, or 0."""
    for words in organisations_with_commas().get(inside[i].text, ()):
        if [p.text for p in inside[i : i + len(words)]] == list(words):
            return len(words)
    return 0


def may_begin(inside: Sequence[Piece], i: int, common: frozenset[str]) -> bool:
    piece = inside[i]
    if not piece.capital or piece.lower in CALENDAR or piece.text[1:2] == "-" or _is_contraction(piece):
        return False  # also "I'll", "D-Va."
    following = inside[i + 1] if i + 1 < len(inside) else None
    if piece.lower in FUNCTION_WORDS:
        # "The Hill" and "The Hague" begin with their article; other function words only open sentences.
        words = " ".join(p.text for p in inside[i : i + 2])
        return (
            piece.text == "The"
            and following is not None
            and following.capital
            and (find_outlet(words) is not None and find_outlet(words) is not find_outlet(following.text))
        )
    if not piece.opens or piece.lower in load_first_names():
        return True
    if (
        piece.lower.rstrip(".") in load_titles()
        and following is not None
        and (following.capital or following.lower == "of")
    ):
        return True
    if piece.lower.replace("’", "'").split("'")[0] in FUNCTION_WORDS:
        return False
    return not (piece.lower in common or piece.lower in load_nouns())


def _is_contraction(piece: Piece) -> bool:
    """ "I'll" and "I’m", where "O'Hara" is a name."""
    return piece.text[0] == "I" and piece.text[1:2] in ("'", "’")


def run_end(text: str, inside: Sequence[Piece], i: int) -> int:
    end = i + 1
    while end < len(inside):
        last = inside[end - 1]
        if last.possessive and not _inner_possessive(inside, i, end):
            break
        step = _continues(text, inside, i, end)
        if step == 0:
            break
        end += step
    return end


def is_shouted(piece: Piece) -> bool:
    return piece.text.isupper() and piece.text.isalpha() and len(piece.text) > 1


def _inner_possessive(inside: Sequence[Piece], i: int, end: int) -> bool:
    """ "Kurdistan Workers’ Party" and "People's Protection Units" hold a possessive ending inside."""
    words = " ".join(p.text for p in inside[i:end])
    rest = [p.text for p in inside[end : end + 3] if p.capital]
    return inside[end - 1].lower in (
        "workers",
        "people",
        "women",
        "children",
        "farmers",
        "veterans",
        "teachers",
    ) or any(f"{words}'s {' '.join(rest[:n])}" in index_organisations() for n in range(1, len(rest) + 1))


def _continues(text: str, inside: Sequence[Piece], i: int, end: int) -> int:
    """How many pieces, from `end` on, belong to the run that began at `i`."""
    if not adjoins(text, inside[end - 1], inside[end]):
        return 0
    piece = inside[end]
    if piece.text == "The":
        return 0
    if piece.capital and is_shouted(inside[end - 1]) and end - i >= 2 and not piece.text.isupper():
        return 0  # a heading in capitals ends where the story begins
    if piece.capital and piece.lower not in CALENDAR and piece.text != "I":
        return 1
    if piece.text[0].isdigit() and inside[i].lower in ("group", "channel", "g") and end == i + 1:
        return 1
    if piece.lower in ("&", "/"):
        return 2 if end + 1 < len(inside) and inside[end + 1].capital else 0
    if piece.text in ('"', "“", "'", "‘") and end + 2 < len(inside) and inside[end + 1].capital:
        # A nickname between the first name and the last: Robert C. "Bobby" Scott.
        closed = inside[end + 2].text in ('"', "”", "'", "’") and end + 3 < len(inside) and inside[end + 3].capital
        first = any(p.lower in load_first_names() for p in inside[i:end])
        return 4 if closed and first and not inside[end - 1].possessive else 0
    if piece.lower in PARTICLES or piece.lower.startswith(("al-", "el-", "ul-")):
        if piece.lower.startswith(("al-", "el-", "ul-")):
            return 1
        ahead = 1
        while end + ahead < len(inside) and inside[end + ahead].lower in PARTICLES and ahead < 3:
            ahead += 1
        return ahead + 1 if end + ahead < len(inside) and inside[end + ahead].capital else 0
    return _continues_with_of(inside, i, end)


def _continues_with_of(inside: Sequence[Piece], i: int, end: int) -> int:
    piece, last = inside[end], inside[end - 1]
    ahead = 2 if end + 1 < len(inside) and inside[end + 1].lower == "the" else 1
    if end + ahead >= len(inside) or not inside[end + ahead].capital or inside[end + ahead].lower in CALENDAR:
        return 0
    heads = last.lower in load_organisation_words() or last.lower in _OF_HEADS
    if piece.lower == "of" and (
        last.lower == "government"
        or any(p.lower in load_organisation_words() for p in inside[i:end])
        or heads
        or last.lower in ("states", "republic", "kingdom", "state")
    ):
        return ahead + 1
    formed = any(p.lower in load_organisation_words() for p in inside[i:end])
    if piece.lower == "for" and (formed or last.lower in ("citizens", "americans", "centers")):
        return ahead + 1
    if piece.lower in ("to", "on", "against", "in") and last.lower in (
        "alliance", "coalition", "commission", "committee", "council", "campaign"
    ):  # fmt: skip
        return ahead + 1
    if piece.lower in ("and", "&") and ahead == 1:
        # "Securities and Exchange Commission": the words after "and" end with an organisation's word.
        stop = end + 1
        while stop < len(inside) and inside[stop].capital:
            stop += 1
        tail = inside[stop - 1].lower in load_organisation_words() | {"services", "prevention"}
        plain = all(p.lower not in load_first_names() and p.lower not in load_titles() for p in inside[i:end])
        state = " ".join(p.text for p in inside[i:end]) in load_states()[0]
        return 2 if tail and plain and not state and stop - end >= 2 else 0
    return 0


def adjoins(text: str, left: Piece, right: Piece) -> bool:
    gap = text[left.span.end : right.span.start]
    return len(gap) <= 2 and not gap.strip() and (gap != "" or right.text in ("/", '"', "”") or left.text in '/"“')
