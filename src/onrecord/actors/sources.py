"""Reads the words of a source: is it a name, a pronoun, a description, several joined, and what is its head?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from onrecord.actors.lexicon import load_nouns, load_titles
from onrecord.actors.name import Name
from onrecord.actors.pieces import Piece, Pieces
from onrecord.record import Frozen, Span

PhraseKind = Literal["none", "pronoun", "name", "nominal", "joined"]
Determiner = Literal["definite", "possessive", "demonstrative", "indefinite", "bare"]

PRONOUNS = {
    "he": "m", "him": "m", "his": "m", "himself": "m",
    "she": "f", "her": "f", "hers": "f", "herself": "f",
    "it": "it", "its": "it", "itself": "it",
    "they": "they", "them": "they", "their": "they", "theirs": "they", "themselves": "they",
    "who": "who", "whom": "who", "whose": "who", "which": "which", "that": "which",
    "i": "first", "me": "first", "my": "first", "mine": "first", "myself": "first",
    "we": "first", "us": "first", "our": "first", "ours": "first", "ourselves": "first",
    "this": "this",
}  # fmt: skip
_POSSESSIVE = frozenset("his her its their my our your whose".split())
_PREPOSITIONS = frozenset(
    """of in on at to for from with by about against among between under over into during after before since within
    without through near inside outside behind across around like including such as per via toward towards above
    below close along amid despite than especially particularly""".split()
)
_BREAKS = frozenset(
    "who whom whose which that when where while is are was were has have had will would say says said".split()
)
_QUOTES = frozenset('"“”‘«»')
_MARKS = frozenset(',;:()[]–—-"“”‘«»')
_QUANTITIES = frozenset("many some most other several few all these those both more fewer".split())
OUTLET_NOUNS = frozenset(
    """website newspaper agency channel magazine site network station daily weekly broadcaster portal outlet
    paper media tabloid newswire radio television tv""".split()
)
_TRAILING = frozenset(("in particular", "too", "also", "himself", "herself", "themselves", "itself", "however"))
_SPEECH = frozenset(
    """said says say saying told added wrote writes reported asked replied answered noted continued argued explained
    claimed tweeted stated recalled concluded according""".split()
)
_CONJUNCTIONS = frozenset("but and when while because although though if whether why how where after before".split())
_BEHIND = _SPEECH | frozenset(
    """has had have is was are were will would also then still later himself herself themselves itself""".split()
)
_IRREGULAR = {
    "men": "man", "women": "woman", "children": "child", "people": "people", "police": "police", "polls": "poll",
    "studies": "study", "wives": "wife", "media": "media", "data": "data", "statistics": "statistics",
    "businessmen": "businessman", "congressmen": "congressman", "spokesmen": "spokesman",
}  # fmt: skip


class Phrase(Frozen, frozen=True):
    """A source, read.

    `text` is what a description says, without a leading article and idle endings; `head` its head noun in the
    singular, lower case; `words` the words before the head, lower case; `pronoun` one of `m f it they who which first
    this`; `possessor` the words before a possessive ending ("Pagliano" in "Pagliano’s lawyer"), if any;
    `attributed` says that an attribute follows the head ("supporters of ...").
    """

    kind: PhraseKind
    span: Span
    text: str = ""
    name: Name | None = None
    pronoun: str = ""
    head: str = ""
    words: tuple[str, ...] = ()
    determiner: Determiner = "bare"
    plural: bool = False
    possessor: Span | None = None
    apposed: Name | None = None
    attributed: bool = False


def read_source(text: str, source: Span, pieces: Pieces, names: Sequence[Name]) -> Phrase:
    """Read the words that `source` covers. `names` are the page's names that share words with it, in order."""
    inside = list(pieces.within(_whole_names(source, names)))
    while inside and not inside[0].is_word:
        inside = inside[1:]
    while inside and not inside[-1].is_word and inside[-1].text not in (")", "”", '"'):
        inside = inside[:-1]
    if not inside:
        return Phrase("none", source)
    if len(inside) == 1 and (inside[0].lower in _SPEECH or inside[0].lower in ("the", "a", "an")):
        return Phrase("none", source)
    inside = _without_neighbours(inside)
    pronoun = _read_pronoun(inside, names)
    if pronoun is not None:
        return pronoun
    names = [n for n in names if n.span.end <= inside[-1].span.end + 1]
    inside = _without_idle_opening(inside)
    return _read_joined(text, inside, names) or _read_named(text, inside, names) or _read_nominal(text, inside, names)


def _without_neighbours(inside: list[Piece]) -> list[Piece]:
    """Without a conjunction in front or a verb behind that a span one word too wide brings along."""
    while len(inside) > 1 and (inside[0].lower in _CONJUNCTIONS or not inside[0].is_word) and not inside[0].possessive:
        inside = inside[1:]
    while len(inside) > 1 and inside[-1].lower in _BEHIND and not inside[-1].possessive:
        inside = inside[:-1]
    return inside


def _without_idle_opening(inside: list[Piece]) -> list[Piece]:
    """Without "as" and "there is" in front ("As many tax experts have pointed out")."""
    if len(inside) > 2 and inside[0].lower == "there" and inside[1].lower in ("is", "are", "was", "were"):
        return inside[2:]
    return inside[1:] if len(inside) > 1 and inside[0].lower in ("as", "by", "for") else inside


def _whole_names(source: Span, names: Sequence[Name]) -> Span:
    """The source, widened where it cuts a name in two."""
    start = min([source.start, *(n.span.start for n in names[:1] if n.span.end > source.start)])
    end = max([source.end, *(n.span.end for n in names[-1:] if n.whole.start < source.end)])
    return Span(start, end)


def _read_pronoun(inside: Sequence[Piece], names: Sequence[Name]) -> Phrase | None:
    first = inside[0]
    word = first.lower.replace("’", "'").split("'")[0]
    if (
        word not in PRONOUNS
        or (first.text.isupper() and len(first.text) > 1)
        or (names and names[0].span.start == first.span.start and len(first.text) > 2)
    ):
        return None
    rest = [p.lower for p in inside[1:] if p.is_word]
    alone = not rest or rest in (["himself"], ["herself"], ["themselves"], ["both"], ["all"], ["also"], ["too"])
    if not alone and (word in _POSSESSIVE or word in ("that", "this", "it")):
        return None
    if not alone and (len(rest) > 2 or "and" in rest):
        return None
    return Phrase("pronoun", first.span, pronoun=PRONOUNS[word])


def _read_joined(text: str, inside: Sequence[Piece], names: Sequence[Name]) -> Phrase | None:
    """ "Dee and the Roe campaign", "my siblings and I": several speakers under one cue."""
    for i, piece in enumerate(inside):
        if piece.lower in ("and", "or") and 0 < i < len(inside) - 1 and not _within_name(piece, names):
            left = inside[:i]
            if left[0].lower == "both" and len(left) > 1:
                left, inside = left[1:], inside[1:]
                i -= 1
            if _depends(left) or _has_two_offices(left, names):
                return None
            right = inside[i + 1]
            if not _may_end(left[-1]):
                return None
            known = right.capital or right.lower in PRONOUNS or _is_noun(right.lower)
            if len(inside) == i + 2 and not known:
                return None
            if not _is_phrase(left) or not _is_phrase(inside[i + 1 :]):
                return None
            named = [n for n in names if n.kind == "person" and n.span.end <= piece.span.start]
            begin = pieces_from(inside, named[0].span.start) if len(named) == 1 and named[0].title else inside
            return Phrase("joined", _cover(inside), _describe(text, begin), plural=True)
        if piece.lower in _BREAKS:
            return None
    return None


def _has_two_offices(left: Sequence[Piece], names: Sequence[Name]) -> bool:
    """ "Former prosecutor and Mayor Ann Dee" is one person: an office without article or name before the "and"."""
    bare = left[0].lower not in ("the", "a", "an") and not any(p.possessive for p in left)
    named = any(n.span.start < left[-1].span.end for n in names)
    return bare and not named and load_nouns().get(left[-1].lower) == "person" and not singular_differs(left[-1].lower)


def _before(inside: Sequence[Piece], name: Name) -> Sequence[Piece]:
    return [p for p in inside if p.span.start < name.span.start]


def _may_end(piece: Piece) -> bool:
    """Whether a word can be the last of somebody's name or description, so that "and" after it joins two speakers."""
    return piece.capital or _is_noun(piece.lower) or piece.lower in PRONOUNS or singular_differs(piece.lower)


def pieces_from(inside: Sequence[Piece], start: int) -> Sequence[Piece]:
    """The pieces from `start` on."""
    return [p for p in inside if p.span.start >= start]


def _is_phrase(part: Sequence[Piece]) -> bool:
    """Whether a side of "and" can stand alone as somebody: it holds a name, a pronoun, or a describing noun."""
    return any(p.capital or _is_noun(p.lower) or p.lower in PRONOUNS for p in part)


def _is_noun(word: str) -> bool:
    return singular(word) in load_nouns() or word in load_nouns()


def _depends(left: Sequence[Piece]) -> bool:
    """Whether the words before "and" are within an attribute ("director of research and"), not a speaker themselves."""
    marks = [p for p in left if p.text in _MARKS or p.lower in _PREPOSITIONS or p.lower in _BREAKS]
    return bool(marks)


def _within_name(piece: Piece, names: Sequence[Name]) -> bool:
    return any(n.whole.start < piece.span.start < n.whole.end for n in names)


def _read_named(text: str, inside: Sequence[Piece], names: Sequence[Name]) -> Phrase | None:
    usable = [n for n in names if n.kind not in ("role", "people")]
    if not usable:
        return None
    core = _core(inside, usable)
    if core and singular(core[-1].lower) == "panel" and usable[0].kind == "organisation" and len(inside) > len(core):
        behind = pieces_from(inside, core[-1].span.end)
        if behind[0].lower == "of" and usable[0].span.start <= behind[min(2, len(behind) - 1)].span.start:
            return Phrase("name", _cover(inside), _describe(text, inside), name=usable[0])
    outlet = next((n for n in usable if n.kind == "outlet" and core and n.span.end < core[-1].span.start), None)
    if outlet is not None and core[-1].lower in OUTLET_NOUNS and not outlet.possessive:
        return Phrase("name", _cover(inside), _describe(text, inside), name=outlet)  # "the Herald website"
    stop = core[-1].span.end if core else inside[0].span.start
    last = next((n for n in reversed(usable) if n.span.end <= stop and n.span.start < stop), None)
    core_head = core[-1] if core else None
    if last is not None and _is_only_part(last, core):
        return None
    if last is not None and core_head is not None and core_head.span.start < last.span.end:
        # The core ends with the name: "conservative radio host Rush Dee", "Dee’s" as possessor alone.
        return Phrase("name", _cover(inside), _describe(text, inside), name=last)
    following = [n for n in usable if n.span.start >= stop]
    head = _head_word(core)
    if following and _is_body_apposed(inside, head, stop, following[0]):
        return Phrase("name", _cover(inside), _describe(text, inside), name=following[0])
    one_of = len(core) == 1 and core[0].lower == "one"
    if following and one_of and following[-1].kind == "person" and _before(inside, following[-1])[-1].text == ",":
        return Phrase("name", _cover(inside), _describe(text, inside), name=following[-1])
    if following and head and _is_person(head) and not singular_differs(core[-1].lower):
        candidate = following[0]
        gap = [p for p in inside if stop <= p.span.start < candidate.whole.start]
        qualifiers = [p.lower for p in gap[max((k for k, p in enumerate(gap) if p.text == ","), default=0) + 1 :]]
        after_comma = (
            sum(p.text in _MARKS for p in gap) == 1
            and len(qualifiers) <= 3
            and not (set(qualifiers) & (_PREPOSITIONS | _BREAKS | {"and", "the"}))
        )
        apposed = (after_comma or not gap) and candidate.kind in ("person", "unknown")
        if apposed or _titled_name(pieces_from(_before(inside, candidate), stop), candidate):
            return Phrase("name", _cover(inside), _describe(text, inside), name=candidate)
        tail = following[-1]
        if len(following) > 1 and _titled_name(pieces_from(_before(inside, tail), stop), tail):
            return Phrase("name", _cover(inside), _describe(text, inside), name=tail)
    return None


def _is_body_apposed(inside: Sequence[Piece], head: str, stop: int, name: Name) -> bool:
    """ "The militant group, the Front of Ruritania": an organisation's noun with its name behind a comma."""
    gap = [p.lower for p in pieces_from(_before(inside, name), stop)]
    return load_nouns().get(head) == "organisation" and name.kind == "organisation" and gap in ([","], [",", "the"])


def _is_only_part(name: Name, core: Sequence[Piece]) -> bool:
    """Whether a name is no speaker by itself: "many Boomers", "a Herald/Smallville University Poll"."""
    word = name.words[-1].lower()
    if name.kind == "unknown" and core[0].lower in _QUANTITIES and singular_differs(word):
        return True
    return name.kind != "person" and load_nouns().get(singular(word)) == "document"


def _titled_name(gap: Sequence[Piece], candidate: Name) -> bool:
    """A name right after a title's own attribute, with no preposition at hand: "ambassador to Ruritania Ann Dee"."""
    if not gap or candidate.kind != "person" or len(candidate.words) < 2:
        return False
    if any(p.lower.rstrip(".") in load_titles() or load_nouns().get(p.lower) == "person" for p in gap):
        return False
    return (
        gap[-1].lower not in _PREPOSITIONS | {"the", "a", "an", "and", ","}
        and not gap[-1].possessive
        and gap[-1].is_word
    )


def _core(inside: Sequence[Piece], names: Sequence[Name]) -> list[Piece]:
    """The words up to the first comma, preposition, relative, or participle that is outside a name."""
    out: list[Piece] = []
    for piece in inside:
        if piece.text in _QUOTES and out:
            continue  # "the 'No Comparison' ad"
        if out and not _within_name(piece, names) and _ends_core(out, piece):
            break
        out.append(piece)
    while out and not out[-1].is_word:
        out.pop()
    return out


def _ends_core(before: Sequence[Piece], piece: Piece) -> bool:
    if piece.text in _MARKS or piece.lower in _PREPOSITIONS or piece.lower in _BREAKS:
        return True
    after_noun = (_is_noun(before[-1].lower) or before[-1].capital) and not before[-1].possessive
    return (
        after_noun
        and not piece.capital
        and len(piece.text) > 4
        and piece.lower.endswith(("ing", "ed"))
        and (piece.lower not in load_nouns())
    )


def _head_word(core: Sequence[Piece]) -> str:
    return singular(core[-1].lower) if core else ""


def _is_person(noun: str) -> bool:
    return load_nouns().get(noun) == "person" or noun in load_titles()


def _read_nominal(text: str, inside: Sequence[Piece], names: Sequence[Name]) -> Phrase:
    core = _core(inside, names) or list(inside[:1])
    determiner, possessor = _determiner(core)
    start = _after_possessor(core)
    head = core[-1]
    word = head.lower
    plural = singular_differs(word) or load_nouns().get(word) == "group"
    words = tuple(p.lower for p in core[start:-1] if p.is_word)
    return Phrase(
        "nominal",
        _cover(inside),
        _describe(text, inside),
        head=singular(word),
        words=words,
        determiner=determiner,
        plural=plural,
        possessor=possessor,
        attributed=len(inside) > inside.index(head) + 1 and inside[inside.index(head) + 1].lower in _PREPOSITIONS,
        apposed=next((n for n in names if n.kind == "person" and n.span.start > head.span.end), None),
    )


def _determiner(core: Sequence[Piece]) -> tuple[Determiner, Span | None]:
    first = core[0].lower
    for i, piece in enumerate(core[:-1]):
        if piece.possessive:
            return "possessive", Span(core[0].span.start, core[i].span.start + len(core[i].text))
    if first in _POSSESSIVE:
        return "possessive", core[0].span
    if first == "the":
        return "definite", None
    if first in ("this", "that", "these", "those"):
        return "demonstrative", None
    if first in ("a", "an", "one", "another", "some", "many", "several", "few", "most", "any", "no", "each", "every"):
        return "indefinite", None
    return "bare", None


def _after_possessor(core: Sequence[Piece]) -> int:
    for i in range(len(core) - 2, -1, -1):
        if core[i].possessive:
            return i + 1
    return 1 if core[0].lower in PRONOUNS or core[0].lower in ("the", "a", "an", "these", "those") else 0


def _cover(inside: Sequence[Piece]) -> Span:
    return Span(inside[0].span.start, inside[-1].span.end)


def _describe(text: str, inside: Sequence[Piece]) -> str:
    """The description in the page's words: no leading "the", no idle ending, single spaces."""
    begin = 1 if len(inside) > 1 and inside[0].lower == "the" else 0
    end = inside[-1].span.start + len(inside[-1].text) if inside[-1].possessive else inside[-1].span.end
    words = " ".join(text[inside[begin].span.start : end].split())
    for tail in _TRAILING:
        if words.endswith(tail) and len(words) > len(tail) + 1:
            words = words[: -len(tail)]
    return words.strip(" ,;:")


def singular(word: str) -> str:
    """The singular of a noun in lower case, by its ending and a few irregular forms."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("men") and len(word) > 4:
        return word[:-2] + "an"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "sses", "shes", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is", "ics")) and len(word) > 3:
        return word[:-1]
    return word


def singular_differs(word: str) -> bool:
    """Whether a noun in lower case is a plural."""
    return singular(word) != word or word in ("people", "police", "data", "media")
