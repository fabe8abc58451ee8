"""Finds the names on a page: of people, states, organisations, outlets, places.

A name is a run of capitalised words with the small words that names have inside ("bin", "de la", "of the"). Words that
stand in front and say what somebody is ("Chinese Foreign Ministry spokesman", "Secretary of State") are cut off and
kept as the title. In headlines, where everything is capitalised, only names that the body has are found.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

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
    organisations_with_commas,
)
from onrecord.actors.outlets import OutletMention, find_outlet, is_everyday
from onrecord.actors.pieces import Piece, Pieces
from onrecord.record import Frozen, Span
from onrecord.tokens import Tokens

NameKind = Literal["person", "state", "organisation", "outlet", "place", "people", "role", "unknown"]

PARTICLES = frozenset(
    "de da di do dos das du del della la le van von der den ter ten bin bint ibn al el ul y e".split()
)
_SUFFIXES = frozenset("jr sr ii iii iv".split())
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december".split()
)
_FUNCTION = frozenset(
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
# Postal and news-agency short forms of states of the United States, which stand between commas as names do.
_SHORT_PLACES = frozenset(
    """ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev okla ore pa tenn
    tex va vt wash wis wyo""".split()
)
_OF_HEADS = frozenset(
    """secretary minister president chairman director chief governor king queen prince emir archbishop bishop mayor
    speaker commander ambassador chancellor head members""".split()
)
_SPOKEN = frozenset("said says told asked added wrote tweeted replied reported".split())


class Name(Frozen, frozen=True):
    """A name on the page.

    `dependent` says that a preposition stands right in front. `span` covers the name alone, `whole` also the title in front of it; `words` are the name's words without
    possessive endings; `gender` is `f`, `m`, or empty where title and first name do not show it.
    """

    span: Span
    whole: Span
    words: tuple[str, ...]
    title: str
    kind: NameKind
    gender: str
    quoted: bool
    possessive: bool
    opens: bool
    headline: bool = False
    dependent: bool = False

    @property
    def text(self) -> str:
        """The name with single spaces."""
        return " ".join(self.words).replace(" ,", ",")


def find_names(text: str, tokens: Tokens, pieces: Pieces) -> list[Name]:
    """All names of the page in order, without overlaps."""
    common = frozenset(p.lower for p in pieces.all if not p.opens and not p.capital)
    out: list[Name] = []
    headlines: list[Sequence[Piece]] = []
    for paragraph in tokens.paragraphs:
        inside = pieces.within(paragraph)
        if is_headline(text, paragraph, inside):
            headlines.append(inside)
        else:
            out += _names_in(text, inside, common)
    known = {word for name in out if name.kind != "role" for word in name.words if word[0].isupper()}
    for inside in headlines:
        out += _names_in_headline(text, inside, common, known)
    return sorted(out, key=lambda n: n.span.start)


def mark_outlets(names: Sequence[Name], mentions: Sequence[OutletMention]) -> list[Name]:
    """`names` with those that the words around show to be outlets' made so: "The Hill reported"."""
    ends = {m.span.end: m for m in mentions}
    out = []
    for name in names:
        mention = ends.get(name.span.end)
        alone = (
            mention is not None and mention.span.start <= name.span.start <= mention.span.start + 4 and not name.title
        )
        if mention is not None and alone and name.kind not in ("outlet", "state"):
            words = name.words if mention.span.start == name.span.start else ("The", *name.words)
            span = Span(mention.span.start, name.span.end)
            name = structs.replace(name, span=span, whole=span, words=words, kind="outlet", gender="")
        out.append(name)
    return out


def is_headline(text: str, paragraph: Span, inside: Sequence[Piece]) -> bool:
    """Whether a paragraph is written with a capital on nearly every longer word and does not end as a sentence does."""
    if paragraph.end - paragraph.start > 200 or text[paragraph.end - 1] in ",;:":
        return False
    longer = [p for p in inside if len(p.text) > 3 and p.text[0].isalpha()]
    capital = sum(p.capital for p in longer)
    small = [p for p in longer if not p.capital]
    if text[paragraph.end - 1] == "." and any(p.lower not in _FUNCTION for p in small):
        return False
    return (
        len(longer) >= 4
        and capital >= 0.8 * len(longer)
        and any(p.lower not in PARTICLES for p in longer)
        and (len(small) <= 1 or capital >= 5 * len(small))
    )


def _names_in(text: str, inside: Sequence[Piece], common: frozenset[str]) -> list[Name]:
    out = []
    i = 0
    while i < len(inside):
        if not _may_begin(inside, i, common):
            i += 1
            continue
        end = _run_end(text, inside, i)
        end = max(end, i + _listed_length(inside, i))
        name = _make_name(inside, i, end)
        if name is not None:
            out.append(name)
        i = end
    return out


def _listed_length(inside: Sequence[Piece], i: int) -> int:
    """How many pieces a known organisation whose name holds commas covers from `i` on, or 0."""
    for words in organisations_with_commas().get(inside[i].text, ()):
        if [p.text for p in inside[i : i + len(words)]] == list(words):
            return len(words)
    return 0


def _may_begin(inside: Sequence[Piece], i: int, common: frozenset[str]) -> bool:
    piece = inside[i]
    if not piece.capital or piece.lower in _CALENDAR or piece.text[1:2] in ("'", "’", "-"):
        return False  # also "I'll", "D-Va."
    following = inside[i + 1] if i + 1 < len(inside) else None
    if piece.lower in _FUNCTION:
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
    if piece.lower.replace("’", "'").split("'")[0] in _FUNCTION:
        return False
    if piece.lower in common or piece.lower in load_nouns():
        return False
    return True


def _run_end(text: str, inside: Sequence[Piece], i: int) -> int:
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


def _is_shouted(piece: Piece) -> bool:
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
    if not _adjoins(text, inside[end - 1], inside[end]):
        return 0
    piece = inside[end]
    if piece.capital and _is_shouted(inside[end - 1]) and end - i >= 2 and not piece.text.isupper():
        return 0  # a heading in capitals ends where the story begins
    if piece.capital and piece.lower not in _CALENDAR and piece.text != "I":
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
    if end + ahead >= len(inside) or not inside[end + ahead].capital or inside[end + ahead].lower in _CALENDAR:
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


def _adjoins(text: str, left: Piece, right: Piece) -> bool:
    gap = text[left.span.end : right.span.start]
    return len(gap) <= 2 and not gap.strip() and (gap != "" or right.text in ("/", '"', "”") or left.text in '/"“')


def _make_name(inside: Sequence[Piece], start: int, end: int) -> Name | None:
    run = list(inside[start:end])
    if len(run) > 1 and run[0].lower.endswith(("-led", "-backed", "-based", "-run", "-owned", "-born", "-controlled")):
        run = run[1:]
    if len(run) > 2 and all(_is_shouted(p) for p in run):
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


_DEPENDING = frozenset("of in at from near for with to by on into around across outside under".split())


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
    named = rest[0].lower in load_first_names() and len(rest) > 1
    if len(rest) > 1 and not named and _is_person_noun(rest[-1].lower):
        return "role"
    if rest[-1].lower in ("day", "act", "bill", "law", "plan", "rule", "rules", "prize", "award", "show", "era", "war"):
        return "role"
    marks = [p for p in rest if p.lower.rstrip(".") in load_organisation_words()]
    if marks and not (named and len(rest) <= 3 and marks[-1] is not rest[-1]):
        return "organisation"
    if len(rest) == 1:
        word = rest[0].text.replace(".", "")
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
    if start == 0 or inside[start - 1].lower not in load_nouns() or not _is_person_noun(inside[start - 1].lower):
        return []
    begin = start - 1
    while begin > 0 and start - begin < 8:
        piece = inside[begin - 1]
        if (
            not piece.is_word
            or piece.lower in _FUNCTION - {"former"}
            or piece.lower in _SPOKEN
            or piece.possessive
            or (piece.opens and (piece.lower in _FUNCTION))
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


def _is_person_noun(word: str) -> bool:
    return load_nouns().get(word) == "person"


def _titles_known(inside: Sequence[Piece], i: int, known: set[str]) -> bool:
    """A title right before a known name."""
    return (
        inside[i].lower.rstrip(".") in load_titles()
        and i + 1 < len(inside)
        and inside[i + 1].text in known
        and not inside[i].possessive
    )


def _names_in_headline(text: str, inside: Sequence[Piece], common: frozenset[str], known: set[str]) -> list[Name]:
    out = []
    i = 0
    while i < len(inside):
        end = i
        while (
            end < len(inside)
            and (inside[end].text in known or _titles_known(inside, end, known))
            and (end == i or _adjoins(text, inside[end - 1], inside[end]))
        ):
            end += 1
            if inside[end - 1].possessive:
                break
        if end == i or (end == i + 1 and inside[i].lower in common):
            i += 1
            continue
        name = _make_name(inside, i, end)
        if (
            name is not None
            and name.kind != "role"
            and not (name.kind == "unknown" and _is_person_noun(name.words[-1].lower()))
        ):
            out.append(structs.replace(name, headline=True))
        i = end
    return out
