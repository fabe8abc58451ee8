"""Where sources, cues, and contents begin and end: small words that belong to the other side, and open brackets.

Which side a small word is on is a convention of the corpus that the network learned from; at the ends of spans it often
wavers. Of the prepositions between a cue and a content in its training half, 88 ("with") to 99 ("against") in a hundred
are the cue's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from onrecord.model.attribution import Attribution
from onrecord.record import Span
from onrecord.tokens import Tokens

_LEADING = re.compile(r"(?:and|as|because|but|if|or|so|that|then|while|yet)\s+(?=\S)", re.IGNORECASE)
_PREPOSITION = re.compile(r"(about|against|for|of|on|over|with)\s+(?=\S)")
_WHOM = r"(?:all|both|few|many|most|several|some|others)(?: of (?:whom|them))?"
_PRONOUN = re.compile(
    rf"(?<![\w'’])(?:he|she|they|we|i|you|who|which|no one|nobody|everyone|someone|somebody|{_WHOM}) $", re.IGNORECASE
)
_BEHIND_QUOTATION = re.compile(r"[\"”»] ((?:[A-Z][\w.'’-]+ ){1,4})$")
_REACH = 60  # characters before a cue in which its source is looked for


def set_ends(text: str, tokens: Tokens, found: Sequence[Attribution]) -> list[Attribution]:
    """The attributions with sources, cues, and contents that end where such spans do; of two alike, one."""
    out: dict[tuple[Span | None, tuple[Span, ...]], Attribution] = {}
    for a in found:
        a = give_preposition(text, find_subject(text, tokens, cut_leading(text, a)))
        a = close_brackets(text, a)
        out.setdefault((a.cue, a.contents), a)
    return list(out.values())


def cut_leading(text: str, a: Attribution) -> Attribution:
    """ "But | Orr said": the word that joins the sentence to the one before is no part of the source."""
    leading = _LEADING.match(text, a.source.start, a.source.end) if a.source is not None else None
    if a.source is None or leading is None:
        return a
    return msgspec.structs.replace(a, source=Span(leading.end(), a.source.end))


def find_subject(text: str, tokens: Tokens, a: Attribution) -> Attribution:
    """ "..., | who | called for talks": without a source, a pronoun right before the cue is it; so is a name that
    stands between a quotation and the cue.
    """
    if a.source is not None or a.cue is None:
        return a
    start = max(0, a.cue.start - _REACH)
    before = text[start : a.cue.start]
    name = _BEHIND_QUOTATION.search(before)
    begin = name.start(1) if name is not None else next((m.start() for m in _PRONOUN.finditer(before)), None)
    if begin is None:
        return a
    source = Span(start + begin, a.cue.start - 1)
    free = not any(source.overlaps(c) for c in a.contents)
    if not free or tokens.sentence_at(source.start) != tokens.sentence_at(a.cue.start):
        return a
    return msgspec.structs.replace(a, source=source)


def give_preposition(text: str, a: Attribution) -> Attribution:
    """ "asked | about | the crates": the preposition right behind a cue belongs to it, not to the content."""
    first = a.contents[0]
    if a.cue is None or text[a.cue.end : first.start].strip() or a.cue.end > first.start:
        return a
    preposition = _PREPOSITION.match(text, first.start, first.end)
    if preposition is None:
        return a
    cue, rest = Span(a.cue.start, preposition.end(1)), Span(preposition.end(), first.end)
    return msgspec.structs.replace(a, cue=cue, contents=(rest, *a.contents[1:]))


def close_brackets(text: str, a: Attribution) -> Attribution:
    """ "(she said that they would go | )": a bracket at the end that nothing in the content opens is not its own."""
    contents = []
    for c in a.contents:
        words = c.of(text)
        extra = words.count(")") - words.count("(")
        end = c.end
        while extra > 0 and end > c.start + 1 and text[end - 1] == ")":
            end, extra = end - 1, extra - 1
        contents.append(Span(c.start, end))
    return msgspec.structs.replace(a, contents=tuple(contents)) if tuple(contents) != a.contents else a
