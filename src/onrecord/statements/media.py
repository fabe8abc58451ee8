"""By what medium a statement was made: "told CNN", "in an interview", "in a statement", "as quoted by Reuters".

A medium belongs to the cue that stands nearest to it. It holds on to what the same speaker says next only where the cue
says that he goes on ("he added"): on 66 labelled articles 2 of the 42 others that it was carried to had it too.
"""

from __future__ import annotations

import bisect
import calendar
from collections.abc import Sequence

import msgspec

from onrecord.actors import OutletMention
from onrecord.actors.lexicon import load_organisation_words
from onrecord.model.attribution import Attribution
from onrecord.record import Span
from onrecord.statements.phrases import (
    BEFORE_NOUN,
    OPENERS,
    STOPS,
    find_near,
    find_phrase,
    find_programme,
    is_medium_noun,
    leave_out,
    quoted_title,
)
from onrecord.tokens import Tokens

_CONTINUED = frozenset("added adding continued continues continuing went".split())
_BEFORE_OUTLET = frozenset("told tell tells telling to on with by in".split())
_TOLD = frozenset("told tell tells telling".split())
_NEAR_ONLY = frozenset("to with by in".split())  # these say something else as well: "came to Reuters' attention"
_PASSED_ON = frozenset("quoted cited reported carried published aired broadcast".split())
_PRONOUNS = frozenset("he she they it who i we".split())
_DAYS = frozenset([*calendar.day_name, *calendar.month_name[1:]])
_HOLDS = 3  # paragraphs for which a medium holds
_REACH = 1000  # characters of a sentence on either side of a cue that are looked at, so that time stays linear
_NEAR_CHARACTERS = 200  # the same behind a content, for words that pass it on
_NEAR = 6  # words between a cue and an outlet behind "to", "with", "by", "in"
_FAR = 14  # words, those of contents left out, between a cue and any medium


def find_media(
    text: str, tokens: Tokens, found: Sequence[Attribution], mentions: Sequence[OutletMention]
) -> list[Attribution]:
    """Fill `outlet` where the words around the cue name a medium, or where it holds on from before.

    `mentions` are the outlets that the text names, in order.
    """
    page = _Page(text, tokens, found, mentions)
    numbers = {p: i for i, p in enumerate(tokens.paragraphs)}
    out: list[Attribution] = []
    last: tuple[int, Attribution] | None = None
    for a in found:
        paragraph = tokens.paragraph_at(a.cue.start) if a.cue is not None else None
        if paragraph is None:
            out.append(a if a.outlet is None else msgspec.structs.replace(a, outlet=None))
            continue
        number = numbers[paragraph]
        medium = page.find_medium(a)
        if medium is None and last is not None and a.parent is None and 0 <= number - last[0] <= _HOLDS:
            medium = last[1].outlet if _goes_on(text, a, last[1]) else None
        a = msgspec.structs.replace(a, outlet=medium)
        if a.parent is None:
            last = (number, a) if medium is not None else None
        out.append(a)
    return out


def _goes_on(text: str, a: Attribution, before: Attribution) -> bool:
    """Whether the cue says that the speaker goes on, and he is the same: a pronoun, or the same last word."""
    if a.cue is None or a.source is None or before.source is None or a.cue.of(text).split()[0] not in _CONTINUED:
        return False
    words, earlier = a.source.of(text).split(), before.source.of(text).split()
    return words[0].lower() in _PRONOUNS or words[-1].strip(",") == earlier[-1].strip(",")


class _Page:
    """What the media of a page are read from: its words, cues, and outlets, each in order."""

    def __init__(
        self, text: str, tokens: Tokens, found: Sequence[Attribution], mentions: Sequence[OutletMention]
    ) -> None:
        self.text = text
        self.tokens = tokens
        self.outlets = [m.span for m in mentions]
        self.cues = sorted(a.cue for a in found if a.cue is not None)
        self.sources = {a.source for a in found if a.source is not None}

    def find_medium(self, a: Attribution) -> Span | None:
        """The medium by which `a` was said, as far as its own sentence tells, or that in which its content ends."""
        sentence = self.tokens.sentence_at(a.cue.start) if a.cue is not None else None
        if a.cue is None or sentence is None:
            return None
        sentence = find_near(sentence, a.cue, _REACH)
        free = leave_out(self.tokens.words_in(sentence), a.contents)
        proposed = self._proposed(a.outlet, sentence) if a.outlet is not None else None
        sure = proposed is not None and any(m.overlaps(proposed) for m in self.outlets)
        passed_on = self._passed_on(a) if not sure else None  # who passed it on says more than at what occasion it was
        if passed_on is not None or proposed is not None:
            return passed_on or proposed
        named = self._named(a, a.cue, sentence, free)
        if named is not None:
            return named
        phrase = find_phrase(self.text, free, ("medium", "named", "platform"))
        if phrase is None or not self._is_next(a.cue, phrase, free):
            return find_programme(self.text, free)
        return phrase

    def _proposed(self, span: Span, sentence: Span) -> Span | None:
        """What the network took for a medium, as whole words, where it stands by the cue and can name one."""
        words = [w for w in self.tokens.words_in(sentence) if w.overlaps(span)]
        while words and words[0].of(self.text).lower() in STOPS | BEFORE_NOUN:
            words = words[1:]
        while words and not _may_end(words[-1].of(self.text)):
            words = words[:-1]
        said = [w.of(self.text).lower() for w in words]
        for i in range(len(words) - 2):
            if said[i : i + 2] == ["interview", "with"] and words[i + 2].of(self.text)[0].isupper():
                words = words[i + 2 :]  # the outlet, and not the occasion
                break
        if not words:
            return None
        whole = Span(words[0].start, words[-1].end)
        named = next((m for m in self.outlets if m.overlaps(whole)), None)
        if named is not None:
            longer = self._with_programme(named, sentence)
            if longer == named and self._is_somebodys(named) and whole.end <= named.end + 2:
                return None  # "asked CNN's Dana Orr"
            end = max(longer.end, whole.end)
            return Span(min(named.start, whole.start), end - 2 if self.text[end - 2 : end] in ("'s", "’s") else end)
        last = words[-1].of(self.text)
        if last[0].isupper():
            if last.lower() in load_organisation_words() or self._is_placed(words):
                return None  # "speaking to students at Kettle University", "his weekly briefing in Oslo"
            return Span(whole.start, self._name_end(whole, sentence))
        following = self.tokens.words_in(Span(whole.end, sentence.end))[:1]
        for some in ([*words, *following], words):  # the network may stop before the noun: "a telephone"
            if is_medium_noun(self.text, some):
                return Span(whole.start, some[-1].end)
        return None

    def _is_placed(self, words: Sequence[Span]) -> bool:
        """Whether words that end with a name only say where something was that is no medium."""
        said = [w.of(self.text).lower() for w in words]
        at = next((i for i, word in enumerate(said) if i and word in ("in", "at")), None)
        return at is not None and not is_medium_noun(self.text, words[:at])

    def _is_somebodys(self, mention: Span) -> bool:
        """Whether an outlet only says whose somebody is: "CNN's Dana Orr"."""
        possessive = self.text[mention.end : mention.end + 2] in ("'s", "’s")
        return possessive and self.text[mention.end + 3 : mention.end + 4].isupper()

    def _name_end(self, span: Span, sentence: Span) -> int:
        """Where a name goes on: "Channel" before "Nord"."""
        end = span.end
        for word in self.tokens.words_in(Span(end, sentence.end)):
            said = word.of(self.text)
            if self.text[end : word.start] != " " or not said[0].isupper() or said in _DAYS:
                break
            end = word.end
        return end

    def _named(self, a: Attribution, cue: Span, sentence: Span, free: Sequence[Span]) -> Span | None:
        """An outlet after "told", "on", "in an interview with", of which no other cue stands nearer."""
        first = bisect.bisect_left(self.outlets, sentence.start, key=_start)
        last = bisect.bisect_left(self.outlets, sentence.end, key=_start)
        for mention in self.outlets[first:last]:
            told = cue.of(self.text).split()[-1].lower() in _TOLD and cue.end + 1 == mention.start
            if told:
                return self._with_programme(mention, sentence)
            taken = any(c.overlaps(mention) for c in a.contents) or any(s.overlaps(mention) for s in self.sources)
            if taken or not sentence.holds(mention):
                continue
            before = [w.of(self.text).lower() for w in free if w.end <= mention.start]
            while before and before[-1] in ("the", "a", "an"):
                before.pop()
            lead = before[-1] if before else ""
            far = lead in _NEAR_ONLY and before[-2:-1] != ["interview"] and self._gap(cue, mention, free) > _NEAR
            if lead in _BEFORE_OUTLET and not far and self._is_next(cue, mention, free):
                return self._with_programme(mention, sentence)
        return None

    def _passed_on(self, a: Attribution) -> Span | None:
        """ "..., as quoted by Reuters" behind a content, which may have ended in another sentence than the cue's."""
        return next((m for c in reversed(a.contents) if (m := self._passed_on_behind(c.end)) is not None), None)

    def _passed_on_behind(self, end: int) -> Span | None:
        sentence = self.tokens.sentence_at(end - 1)
        if sentence is None:
            return None
        near = Span(end, max(end, min(sentence.end, end + _NEAR_CHARACTERS)))
        words = [w.of(self.text).lower() for w in self.tokens.words_in(near)][:6]
        if "by" not in words or not _PASSED_ON.intersection(words[: words.index("by")]):
            return None
        i = bisect.bisect_left(self.outlets, end, key=_start)
        here = i < len(self.outlets) and self.outlets[i].end <= sentence.end
        return self.outlets[i] if here and self._gap(Span(end, end), self.outlets[i], ()) == 0 else None

    def _with_programme(self, mention: Span, sentence: Span) -> Span:
        """An outlet with the name of its programme: CBS's "Face the Nation"."""
        end = mention.end
        for possessive in ("'s ", "’s ", " "):
            if self.text.startswith(possessive, end):
                name = quoted_title(self.text, self.tokens.words_in(Span(end + len(possessive), sentence.end)))
                if name is not None and name.start <= end + len(possessive) + 1:
                    return Span(mention.start, name.end)
        return mention

    def _gap(self, a: Span, b: Span, free: Sequence[Span]) -> int:
        first, last = (a, b) if a.start <= b.start else (b, a)
        return sum(first.end <= w.start < last.start for w in free)

    def _is_next(self, cue: Span, medium: Span, free: Sequence[Span]) -> bool:
        """Whether a medium is near a cue and no other cue stands between the two."""
        low, high = (cue.end, medium.start) if cue.start <= medium.start else (medium.end, cue.start)
        between = bisect.bisect_left(self.cues, low, key=_start) < bisect.bisect_left(self.cues, high, key=_start)
        return not between and self._gap(cue, medium, free) <= _FAR and ";" not in self.text[low:high]


def _may_end(word: str) -> bool:
    """Whether a phrase for a medium can end in this word."""
    return word[0].isalnum() and word.lower() not in STOPS | OPENERS | BEFORE_NOUN


def _start(span: Span) -> int:
    return span.start
