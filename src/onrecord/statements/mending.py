"""Small repairs of what the network found, each for a form of writing that it sees too rarely to learn.

Sources and contents change, and the order stays; what is added is a speaker within a quotation that was given to an
outlet alone (`quoted.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from onrecord.actors import OutletMention, Pieces, find_pieces, match_outlets
from onrecord.model.attribution import Attribution
from onrecord.model.decode import set_parents
from onrecord.model.reading import read_text
from onrecord.model.session import Model
from onrecord.quotes import INSIDE, MARK
from onrecord.record import Span
from onrecord.statements.bounds import cut_before_next, fill_quotations
from onrecord.statements.ends import set_ends
from onrecord.statements.media import find_media
from onrecord.statements.quoted import add_quoted
from onrecord.statements.words import load_words
from onrecord.tokens import Tokens

_SOMEBODY = r"((?:the |a |an |his |her |its |their )?(?:[^\W\d_]+[ -]){0,3}[^\W\d_]+) (?=about |over |that )"
_ADDRESSEE, _ADDRESSED = re.compile(_SOMEBODY), re.compile("to " + _SOMEBODY)
_UNFINISHED = re.compile(r"that (?:in|at|on|during|after|before|since|under|with|for|amid|despite|ahead of)\b")
_WHOLE = 0.97  # share of a paragraph within quotation marks from which it is nothing but quotation
_LEAST = 20  # characters of such a paragraph


def find_mended(text: str, tokens: Tokens, model: Model) -> list[Attribution]:
    """All attributions of a text, read and repaired."""
    return mend(text, tokens, read_text(text, tokens, model).attributions)


def mend(
    text: str, tokens: Tokens, attributions: Sequence[Attribution], pieces: Pieces | None = None
) -> list[Attribution]:
    """The attributions of a text, repaired. `pieces` are those of the text, where they are at hand."""
    pieces = pieces or find_pieces(text, tokens)
    mentions = match_outlets(pieces)
    found = [drop_expletive(text, a) for a in leave_out_cues(attributions)]
    found = set_parents(add_quoted(text, pieces.quoted, tokens, name_outlets(text, mentions, found)))
    found = fill_quotations(pieces.quoted, tokens, set_parents(cut_before_next(text, found)))
    found = [leave_out_addressee(text, a) for a in join_clauses(text, tokens, cover_nested(tokens, found))]
    found = set_ends(text, tokens, join_paragraphs(pieces.quoted, tokens, found))
    return find_media(text, tokens, set_parents(found), mentions)


def leave_out_cues(found: Sequence[Attribution]) -> list[Attribution]:
    """ "..., Wang said Tuesday, AP reported": another's cue alone is no part of what AP reported."""
    cues = {a.cue for a in found if a.cue is not None}
    out = []
    for a in found:
        kept = tuple(c for c in a.contents if not any(cue.holds(c) for cue in cues))
        out.append(msgspec.structs.replace(a, contents=kept) if kept and len(kept) < len(a.contents) else a)
    return out


def drop_expletive(text: str, a: Attribution) -> Attribution:
    """ "It is stressed that ...", "a ship believed to carry ...": nobody says so, and the statement has no source."""
    if a.source is None or a.cue is None:
        return a
    participles = load_words("expletive-cues.txt")
    words = a.cue.of(text).lower().split()
    it = a.source.of(text).lower() == "it" and words[0] in ("is", "was", "has", "had")
    if it and words[-1] in participles["participle"]:
        return msgspec.structs.replace(a, source=None)
    reduced = words[0] in participles["reduced"] and len(words) == 1 and a.source.end + 1 == a.cue.start
    if reduced and text[a.cue.end :].startswith(" to "):
        return msgspec.structs.replace(a, source=None)
    return a


def name_outlets(text: str, mentions: Sequence[OutletMention], found: Sequence[Attribution]) -> list[Attribution]:
    """ "..., Wang said Tuesday, AP reported": an outlet that stands right before a cue is that cue's source."""
    by_end = {m.span.end: m.span for m in mentions}
    out = []
    for a in found:
        before = a.cue.start if a.cue is not None else 0
        while before > 0 and text[before - 1] == " ":
            before -= 1
        outlet = by_end.get(before)
        far = outlet is not None and a.source is not None and a.source.end < outlet.start
        out.append(msgspec.structs.replace(a, source=outlet) if far else a)
    return out


def join_clauses(text: str, tokens: Tokens, found: Sequence[Attribution]) -> list[Attribution]:
    """ "Orr said that in talks on Friday, he repeated his warning": the second clause is part of the first's content.

    A content that is nothing but "that" and a phrase of time or place is not finished, so the source, cue, and
    content that follow after a comma are told of in it.
    """
    by_source = {a.source.start: a for a in found if a.source is not None and _runs_forward(a)}
    out = []
    for a in found:
        end = a.contents[-1].end
        unfinished = _UNFINISHED.match(text, a.contents[-1].start, end) and text[end : end + 2] == ", "
        inner = by_source.get(end + 2) if unfinished else None
        if (
            inner is not None
            and inner != a
            and _runs_forward(a)
            and tokens.sentence_at(a.contents[-1].start) == tokens.sentence_at(inner.contents[-1].start)
        ):
            last = Span(a.contents[-1].start, inner.contents[-1].end)
            a = msgspec.structs.replace(a, contents=(*a.contents[:-1], last))
        out.append(a)
    return out


def cover_nested(tokens: Tokens, found: Sequence[Attribution]) -> list[Attribution]:
    """A content that ends in the middle of a statement within it goes on to that statement's end."""
    out = list(found)
    for b in found:
        if b.parent is None or not _runs_forward(b):
            continue
        a = out[b.parent]
        last, end = a.contents[-1], b.contents[-1].end
        starts = last.start <= b.contents[-1].start < last.end < end
        if starts and tokens.sentence_at(last.start) == tokens.sentence_at(end - 1):
            out[b.parent] = msgspec.structs.replace(a, contents=(*a.contents[:-1], Span(last.start, end)))
    return out


def _runs_forward(a: Attribution) -> bool:
    """Source, cue, content in this order."""
    return a.source is not None and a.cue is not None and a.source.end <= a.cue.start < a.contents[0].start


def leave_out_addressee(text: str, a: Attribution) -> Attribution:
    """ "expressed concern | to officials about the crates": whom it was said to is no part of what was said."""
    first = a.contents[0]
    led = a.cue is not None and a.cue.of(text).endswith(" to")
    match = (_ADDRESSEE if led else _ADDRESSED).match(text, first.start, first.end)
    if a.cue is None or a.cue.end > first.start or match is None:
        return a
    addressee = Span(match.start(1), match.end(1))
    contents = (Span(match.end(), first.end), *a.contents[1:])
    return msgspec.structs.replace(a, contents=contents, addressee=a.addressee or addressee)


def join_paragraphs(quoted: bytes, tokens: Tokens, found: Sequence[Attribution]) -> list[Attribution]:
    """A paragraph that is all quotation and that nobody was given continues the statement before it.

    `quoted` says of each character what `quotes.quoted_characters` does.
    """
    out = list(found)
    speakers: dict[Span, int] = {}  # by paragraph: the outer attribution whose content ends last
    taken: set[Span] = set()
    for i, a in enumerate(out):
        taken |= {p for c in a.contents for p in (tokens.paragraph_at(c.start), tokens.paragraph_at(c.end - 1)) if p}
        paragraph = tokens.paragraph_at(a.cue.start) if a.cue is not None and a.parent is None else None
        if paragraph is not None:
            last = speakers.get(paragraph)
            if last is None or a.contents[-1].end >= out[last].contents[-1].end:
                speakers[paragraph] = i
    speaker: int | None = None
    for paragraph in tokens.paragraphs:
        if paragraph in speakers or paragraph in taken or not _is_quotation(quoted, paragraph):
            speaker = speakers.get(paragraph)
        elif speaker is not None and _is_verbatim(quoted, out[speaker]):
            contents = (*out[speaker].contents, paragraph)
            out[speaker] = msgspec.structs.replace(out[speaker], contents=contents)
    return out


def _is_quotation(quoted: bytes, paragraph: Span) -> bool:
    flags = quoted[paragraph.start : paragraph.end]
    share = sum(f in (INSIDE, MARK) for f in flags) / len(flags)
    return len(flags) >= _LEAST and flags[0] == MARK and share >= _WHOLE


def _is_verbatim(quoted: bytes, a: Attribution) -> bool:
    last = a.contents[-1]
    return INSIDE in quoted[last.start : last.end]
