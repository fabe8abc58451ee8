"""Cuts a run of capitalised words into title and name, and tells whose name it is."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from onrecord.actors.lexicon import (
    index_leaders,
    index_organisations,
    load_first_names,
    load_nouns,
    load_organisation_words,
    load_places,
    load_states,
    load_titles,
    load_word_genders,
)
from onrecord.actors.name import Name, NameKind
from onrecord.actors.outlets import find_outlet, is_everyday
from onrecord.actors.own import fold_name, index_own, load_own
from onrecord.actors.pieces import Piece
from onrecord.actors.runs import FUNCTION_WORDS, is_shouted
from onrecord.record import Span

_SUFFIXES = frozenset("jr sr ii iii iv".split())
# Postal and news-agency short forms of states of the United States, which stand between commas as names do.
_BELIEFS = frozenset("Jewish Muslim Christian Catholic Protestant Orthodox Hindu Sikh Buddhist Islamic Arab".split())
_SHORT_PLACES = frozenset(
    """ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev okla ore pa tenn
    tex va vt wash wis wyo""".split()
)
_SPOKEN = frozenset("said says told asked added wrote tweeted replied reported".split())
_DEPENDING = frozenset("of in at from near for with to by on into around across outside under".split())


def make_name(inside: Sequence[Piece], start: int, end: int) -> Name | None:
    run = list(inside[start:end])
    if len(run) > 1 and run[0].lower.endswith(
        ("-led", "-backed", "-based", "-run", "-owned", "-born", "-controlled", "-majority", "-speaking")
    ):
        run = run[1:]
    if len(run) > 2 and all(is_shouted(p) for p in run):
        return None
    known = _known_whole(run)
    if known is not None and known != "person":
        return _with_place(inside, start, _from_pieces(run, run, known, ""))
    cut = _title_length(run) or _office_length(inside, start, run)
    if cut == len(run):
        return _from_pieces(run, run, "role", " ".join(p.text for p in run))
    kind = _kind_of(run, cut)
    if kind == "role" and len(run) > 3 and " ".join(p.text for p in run[:2]).lower() in index_leaders():
        run, kind = run[:2], "person"  # "Ann Dee Day" tells the full name of Ms. Dee
    if cut == 0 and kind in ("person", "unknown"):
        cut = _leading_qualifiers(run)
        kind = "person" if cut and run[cut].lower in load_first_names() else kind
        cut = cut if kind == "person" else 0
    body = run[cut:]
    before = _role_before(inside, start) if kind in ("person", "unknown") else []
    title = " ".join(p.text for p in [*before, *run[:cut]])
    whole = [*before, *run]
    if kind == "unknown" and (before or (len(body) == 1 and body[0].lower in load_titles())):
        kind = "person" if before else "role"
    return _with_place(inside, start - len(before), _from_pieces(body, whole, kind, title))


def _known_whole(run: Sequence[Piece]) -> NameKind | None:
    """The kind of a run that a lexicon has as a whole, titles and all ("Greek Reporter", "Government of Ruritania")."""
    words = (" ".join(p.raw for p in run[:-1]) + " " * (len(run) > 1) + run[-1].text).replace(" ,", ",")
    words = words.removeprefix("The ")
    states = load_states()[0]
    if words.lower() in index_leaders():
        return "person"
    own = index_own().get(fold_name(words)) if load_own() else None
    if own is not None and own.kind in ("organisation", "group", "outlet"):
        return "outlet" if own.kind == "outlet" else "organisation"
    if words in states or (
        words.startswith("Government of ") and words.split(" of ")[-1].removeprefix("the ") in states
    ):
        return "state"
    if words in index_organisations() and words not in ("House", "Apple", "Amazon", "Meta"):
        return "organisation"
    if len(run) > 1 and find_outlet(words) is not None and not is_everyday(words):
        return "outlet"
    return None


def _with_place(inside: Sequence[Piece], first: int, name: Name) -> Name:
    dependent = first > 0 and inside[first - 1].lower in _DEPENDING
    return structs.replace(name, dependent=True) if dependent else name


def _from_pieces(body: Sequence[Piece], whole: Sequence[Piece], kind: NameKind, title: str) -> Name:
    end = body[-1].span.start + len(body[-1].text)
    words = tuple(p.text if p is body[-1] else p.raw for p in body if p.is_word or p.text in "&/,")
    return Name(
        Span(body[0].span.start, end),
        Span(whole[0].span.start, end),
        words or (body[0].text,),
        title,
        kind,
        find_gender(title, words) if kind in ("person", "unknown") else "",
        body[0].quoted,
        body[-1].possessive,
        whole[0].opens,
    )


def find_gender(title: str, words: Sequence[str]) -> str:
    """`f`, `m`, or empty, by the words of a title, else by the known leader, else by the first name."""
    genders = load_word_genders()
    for word in reversed(title.lower().replace(".", "").split()):
        if word in genders:
            return genders[word]
    leader = index_leaders().get(" ".join(words).lower())
    if leader is not None:
        return leader.gender
    if len(words) < 2:
        return ""
    for word in words[:2]:
        first = word.lower().rstrip(".")
        if first in load_first_names():
            return load_first_names()[first]
        if "-" in first and first.split("-")[0] in load_first_names():
            return load_first_names()[first.split("-")[0]]
    return ""


def _office_length(inside: Sequence[Piece], start: int, run: Sequence[Piece]) -> int:
    """1 where the run goes on with an office written small: "secretary of State Dee", "minister of Defense Ann Roe"."""
    if start < 2 or inside[start - 1].lower != "of" or len(run) < 2:
        return 0
    offices = ("state", "defense", "defence", "treasury", "health", "education", "labor", "energy", "commerce")
    return 1 if inside[start - 2].lower in ("secretary", "minister") and run[0].lower in offices else 0


def _title_length(run: Sequence[Piece]) -> int:
    """How many pieces at the front are titles, with what belongs to them ("of State", "of the United States")."""
    last = -1
    for i, piece in enumerate(run):
        if piece.lower.rstrip(".") in load_titles():
            last = i
    if last < 0 or (last == len(run) - 1 and run[0].lower in load_first_names() and len(run) > 1):
        return 0
    if last == len(run) - 1 and last > 1 and run[last - 1].lower == "of":
        return 0  # "European Court of Justice"
    rest = run[last + 1 :]
    if any(p.lower in load_organisation_words() for p in rest) and rest[0].lower not in load_first_names():
        return 0
    if last + 1 < len(run) and run[last + 1].lower in ("of", "for", "to"):
        for i in range(last + 2, len(run) - 1):
            if run[i].lower in load_first_names() and run[i].capital and i > last + 2:
                return i
        return _title_of(run, last)
    return last + 1


def _title_of(run: Sequence[Piece], last: int) -> int:
    """The end of a title with "of": after a known state's or a one-word name, as in "Secretary of State Dee"."""
    if last + 2 == len(run):  # headlines cut off after "Minister Of"
        return len(run)
    begin = last + 3 if run[last + 2].lower == "the" else last + 2
    for length in (3, 2, 1):
        words = " ".join(p.text for p in run[begin : begin + length])
        if words in load_states()[0] or words in index_organisations():
            return min(len(run), begin + length)
    rest = len(run) - begin
    return len(run) if rest <= 2 and rest != 3 else min(len(run), begin + 1)


def _leading_qualifiers(run: Sequence[Piece]) -> int:
    """Places and peoples in front of a person's name: "Vermont Bernie Dee", "ambassador to Ruritania Anna Dee"."""
    names, peoples, _ = load_states()
    for length in (3, 2, 1):
        if len(run) - length >= 2:
            words = " ".join(p.text for p in run[:length])
            if words in names or words in peoples or words in load_places() or words in index_organisations():
                return length
    return 0


def _kind_of(run: Sequence[Piece], cut: int) -> NameKind:
    names, peoples, _ = load_states()
    words = " ".join(p.text for p in run).removeprefix("The ")
    outlet = find_outlet(words)
    if outlet is not None and not is_everyday(words):
        return "outlet"
    if len(run) == 1 and run[0].lower in _SHORT_PLACES:
        return "place"
    if is_several(run[-1].lower) and words not in index_organisations():
        return "people"
    body = " ".join(p.text for p in run[cut:])
    if body.lower() in index_leaders():
        return "person"
    if words in names:
        return "state"
    if words in load_places():
        return "place"
    if words in peoples:
        return "people"
    return _kind_by_words(run, cut, peoples)


def _kind_by_words(run: Sequence[Piece], cut: int, peoples: object) -> NameKind:
    rest = run[cut:]
    if cut and not any(p.lower in load_organisation_words() for p in rest[1:]):
        return "person"
    countries = load_states()[0]
    lands = rest[0].text in countries and rest[0].text not in ("Jordan", "Chad", "Georgia", "Israel", "Kenya")
    named = rest[0].lower in load_first_names() and len(rest) > 1 and not lands
    office = is_person_noun(rest[-1].lower) and rest[-2].lower != "of" if len(rest) > 1 else False
    if office and not named:
        return "role"
    if rest[-1].lower in ("day", "act", "bill", "law", "plan", "rule", "rules", "prize", "award", "show", "era", "war"):
        return "role"
    marks = [p for p in rest if p.lower.rstrip(".") in load_organisation_words()]
    if marks and not (named and len(rest) <= 3 and marks[-1] is not rest[-1]):
        return "organisation"
    if len(rest) == 1:
        word = rest[0].text.replace(".", "")
        if word.lower() in load_nouns():
            return "role"
        if word in _BELIEFS:
            return "people"
        if word.endswith("s") and len(word) > 2 and word[:-1].isupper():
            return "people"  # "PACs"
        if sum(c.isupper() for c in word) >= (2 if len(word) < 4 else 3) and len(word) <= 8:
            return "organisation"
        return "unknown"
    if named or (len(rest) <= 4 and rest[-1].lower.rstrip(".") in _SUFFIXES):
        return "person"
    return "unknown"


def _role_before(inside: Sequence[Piece], start: int) -> list[Piece]:
    """Lower-case describing words right before a name: "former state department spokesman", "talk radio host"."""
    if start == 0 or inside[start - 1].lower not in load_nouns() or not is_person_noun(inside[start - 1].lower):
        return []
    begin = start - 1
    while begin > 0 and start - begin < 8:
        piece = inside[begin - 1]
        if (
            not piece.is_word
            or piece.lower in FUNCTION_WORDS - {"former"}
            or piece.lower in _SPOKEN
            or piece.possessive
            or (piece.opens and (piece.lower in FUNCTION_WORDS))
        ):
            break
        if not piece.capital and piece.lower.endswith(("ed", "s")) and piece.lower not in load_nouns():
            break
        begin -= 1
    return list(inside[begin:start])


def is_several(word: str) -> bool:
    """Whether a word in lower case is the plural of a noun for people: "democrats", "latinos"."""
    nouns = load_nouns()
    return (
        word.endswith("s")
        and not word.endswith("ss")
        and (nouns.get(word[:-1]) == "person" or nouns.get(word) == "group")
    )


def is_person_noun(word: str) -> bool:
    return load_nouns().get(word) == "person"
