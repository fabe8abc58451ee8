"""Who "he" is, who "the senator" is: goes through the page once, in order, with everybody named so far at hand.

Pronouns are resolved by points: nearness, being the subject or the last speaker, standing inside a quotation or not,
and agreement in gender and number. Descriptions are resolved by what the page says of people (titles, appositions),
then by who is being talked about. The weights lie in the middle of a plateau found by random search over the pronouns
of the development articles; docs/reference/speakers.md has the measurements.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.actors.descriptions import Descriptions
from onrecord.actors.figures import Figure, Figures
from onrecord.actors.name import Name
from onrecord.actors.pieces import Piece, Pieces
from onrecord.actors.relatives import find_relative
from onrecord.actors.sources import Phrase
from onrecord.model.attribution import Attribution
from onrecord.record import Mention, MentionHow, Span
from onrecord.tokens import Tokens

_REACH = 40
_PER_SENTENCE = 1.5
_SUBJECT = 2.0
_SPEAKER = 0.4
_LAST_SPEAKER = 1.0
_QUOTED = -3.0
_POSSESSIVE = -0.8
_PARENT = 1.5
_NAMELESS = -1.0
_AGAINST_NAME = -3.5
_PERSONAL = {"he": "m", "she": "f", "his": "m", "her": "f", "him": "m"}


@dataclass(frozen=True)
class Trace:
    """A place where a figure is mentioned, and how prominently."""

    start: int
    end: int
    sentence: int
    figure: Figure
    subject: bool
    speaker: bool
    quoted: bool
    possessive: bool


class Page:
    """What coreference needs of a page: text, tokens, pieces, names, figures, and attributions with their phrases."""

    def __init__(
        self,
        text: str,
        tokens: Tokens,
        pieces: Pieces,
        figures: Figures,
        attributions: Sequence[Attribution],
        phrases: Sequence[Phrase],
    ) -> None:
        self.text = text
        self.tokens = tokens
        self.pieces = pieces
        self.figures = figures
        self.attributions = attributions
        self.phrases = phrases
        self._sentence_starts = [s.start for s in tokens.sentences]

    def sentence_number(self, offset: int) -> int:
        """Number of the sentence that holds `offset`, or of the last one before it."""
        return bisect.bisect_right(self._sentence_starts, offset) - 1


class Resolver:
    """Resolves the sources of a page's attributions, in the order of the text."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: list[Figure | None] = [None] * len(page.attributions)
        self.how: list[MentionHow | None] = [None] * len(page.attributions)
        self.trail: list[Trace] = []
        self.last_speaker: Trace | None = None
        self.described = Descriptions(page.figures, page.text, page.tokens, page.pieces)
        self._by_offset: dict[int, Figure] = {}

    def run(self) -> None:
        """Resolve everything."""
        deferred = []
        for start, _, item in sorted(self._steps(), key=lambda s: (s[0], s[1])):
            if isinstance(item, Name):
                self._pass_name(item)
            elif isinstance(item, Piece):
                self._pass_pronoun(item)
            elif self.page.phrases[item].pronoun == "first":
                deferred.append(item)  # the speaker may be named after the quotation
            else:
                self._resolve(item, start)
        for item in deferred:
            self._resolve(item, 0)
        self._resolve_headlines()

    def _steps(self) -> list[tuple[int, int, Name | Piece | int]]:
        steps: list[tuple[int, int, Name | Piece | int]] = []
        heads = {}
        for i, phrase in enumerate(self.page.phrases):
            at = self._offset(i)
            heads[phrase.span.start] = i
            steps.append((at, 1 if phrase.kind != "name" else 2, i))
        steps += [(n.span.start, 0, n) for n in self.page.figures.by_start if n.span in self.page.figures.of_name]
        steps += [
            (p.span.start, 1, p)
            for p in self.page.pieces.all
            if p.lower in _PERSONAL and not p.quoted and p.span.start not in heads
        ]
        return steps

    def _offset(self, i: int) -> int:
        attribution, phrase = self.page.attributions[i], self.page.phrases[i]
        if phrase.kind != "none":
            return phrase.name.span.start if phrase.name else phrase.span.start
        spans = [s for s in (attribution.cue, *attribution.contents) if s is not None]
        return min((s.start for s in spans), default=0)

    def _pass_name(self, name: Name) -> None:
        figure = self.page.figures.of_name[name.span]
        subject = not name.possessive and self._is_subject(self._possessor_start(name.whole.start))
        self._leave(figure, name.whole, name.span, subject, False, name.possessive)

    def _possessor_start(self, start: int) -> int:
        """The start of "Dee’s" in "Dee’s liberal colleague Ann Roe", so that Roe counts as what comes first there."""
        i = self.page.pieces.index_at(start)
        for k in range(i - 1, max(-1, i - 6), -1):
            piece = self.page.pieces.all[k]
            if not piece.is_word or piece.lower in ("of", "to", "in", "by", "for", "with", "on", "at", "and"):
                break
            if piece.possessive:
                return piece.span.start
        return start

    def _leave(self, figure: Figure, whole: Span, span: Span, subject: bool, speaker: bool, possessive: bool) -> Trace:
        trace = Trace(
            span.start,
            span.end,
            self.page.sentence_number(whole.start),
            figure,
            subject,
            speaker,
            self.page.pieces.is_quoted(span.start),
            possessive,
        )
        self.trail.append(trace)
        return trace

    def _is_subject(self, start: int) -> bool:
        """Whether words at `start` begin their sentence or clause: nothing or a comma, a mark, or "and" before them."""
        i = self.page.pieces.index_at(start)
        if i == 0 or self.page.pieces.all[i].opens:
            return True
        before = self.page.pieces.all[i - 1]
        return before.text in (",", "—", "–", "”", '"', ":") or before.lower in (
            "that", "when", "while", "after", "before", "as", "because", "if", "but", "since", "although", "though",
        )  # fmt: skip

    def _pass_pronoun(self, piece: Piece) -> None:
        figure, antecedent = self._personal(piece.span.start, _PERSONAL[piece.lower], None)
        if figure is None:
            return
        subject = piece.lower in ("he", "she")
        figure.mentions.append(Mention(piece.span, "pronoun", antecedent))
        self._leave(figure, piece.span, piece.span, subject, False, not subject)

    def _resolve(self, i: int, start: int) -> None:
        phrase = self.page.phrases[i]
        figure: Figure | None = None
        antecedent: Span | None = None
        how: MentionHow = "nominal"
        if phrase.kind == "none":
            figure, how = self._continued(i), "continued"
        elif phrase.kind == "pronoun":
            figure, antecedent = self._pronoun(i, phrase)
            how = "first-person" if phrase.pronoun == "first" else "pronoun"
        elif phrase.kind == "name" and phrase.name is not None:
            figure, how = self.described.named(phrase), "name"
        else:
            figure, antecedent = self._nominal(i, phrase)
        self.found[i], self.how[i] = figure, how if figure is not None else None
        if figure is None or phrase.kind == "none":
            return
        if how != "name":
            figure.mentions.append(Mention(phrase.span, how, antecedent))
        if how == "first-person":
            return
        self._know_outlet(i, figure)
        trace = self._leave(figure, phrase.span, phrase.span, True, True, False)
        if self.page.attributions[i].parent is None:
            self.last_speaker = trace

    def _know_outlet(self, i: int, figure: Figure) -> None:
        """Something unknown that "reports" is an outlet."""
        cue = self.page.attributions[i].cue
        known = figure.gender or figure.leader or figure.as_kind or figure.roles or figure.country
        if (
            cue is None
            or known
            or figure.kind not in ("person", "organisation")
            or any(len(n.words) > 2 for n in figure.names)
        ):
            return
        verb = cue.of(self.page.text).lower().split()
        if figure.names and verb and verb[-1] in ("reports", "reported", "reporting") and len(verb) <= 3:
            figure.as_kind = "outlet"

    def _continued(self, i: int) -> Figure | None:
        """A quotation that opens a paragraph and has neither source nor cue goes on with who spoke before it."""
        attribution = self.page.attributions[i]
        if attribution.cue is not None and attribution.cue.end > attribution.cue.start:
            return None
        if not attribution.contents or self.last_speaker is None:
            return None
        begin = attribution.contents[0].start
        paragraph = self.page.tokens.paragraph_at(begin)
        quoted = self.page.pieces.is_quoted(begin) or self.page.pieces.is_quoted(begin + 1)
        if paragraph is None or not quoted:
            return None
        between = self.page.sentence_number(begin) - self.last_speaker.sentence
        return self.last_speaker.figure if between <= 12 else None

    def _pronoun(self, i: int, phrase: Phrase) -> tuple[Figure | None, Span | None]:
        start = phrase.span.start
        if phrase.pronoun in ("m", "f"):
            return self._personal(start, phrase.pronoun, i)
        if phrase.pronoun == "first":
            return self._first_person(i), None
        if phrase.pronoun in ("who", "which"):
            return self._relative(phrase)
        if phrase.pronoun in ("they", "it"):
            return self._impersonal(start, phrase.pronoun)
        return self.described.new(phrase), None

    def _first_person(self, i: int) -> Figure | None:
        """The speaker of the quotation that holds an "I" or "we"; outside quotations nobody whom the page names."""
        start = self.page.phrases[i].span.start
        passed: set[int] = set()  # wrong spans can make a circle of parents
        parent = self.page.attributions[i].parent
        while parent is not None and parent not in passed:
            if self.found[parent] is not None:
                return self.found[parent]
            passed.add(parent)
            parent = self.page.attributions[parent].parent
        for j in self._holders(start):
            if j != i:
                return self.found[j] or self._peek(j)
        return None

    def _holders(self, offset: int) -> list[int]:
        around = [
            (c.end - c.start, j)
            for j, a in enumerate(self.page.attributions)
            for c in a.contents
            if c.start <= offset < c.end
        ]
        return [j for _, j in sorted(around)]

    def _peek(self, j: int) -> Figure | None:
        """Who a later source is, where its words alone tell."""
        phrase = self.page.phrases[j]
        return self.described.named(phrase) if phrase.kind == "name" and phrase.name is not None else None

    def _personal(self, start: int, gender: str, i: int | None) -> tuple[Figure | None, Span | None]:
        """The best antecedent of "he" or "she" at `start`."""
        sentence = self.page.sentence_number(start)
        quoted = self.page.pieces.is_quoted(start)
        parent = self._parent_figure(i)
        barred = parent if quoted else None
        scores: dict[int, tuple[float, Trace]] = {}
        for trace in self.trail[-_REACH:]:
            figure = trace.figure
            if figure.kind != "person" or figure.plural or trace.start >= start or figure is barred:
                continue
            if figure.gender and figure.gender != gender and figure.gender_shown:
                continue
            score = self._points(trace, sentence, quoted)
            if figure.gender and figure.gender != gender:
                score += _AGAINST_NAME  # only the first name speaks against it, and pages err
            if figure is parent:
                score += _PARENT
            score += 0.5 if figure.gender == gender else 0.0
            score += _NAMELESS if not figure.names else 0.0
            best = scores.get(id(figure))
            if best is None or score > best[0]:
                scores[id(figure)] = (score, trace)
        if not scores:
            return None, None
        _, trace = max(scores.values(), key=lambda s: (s[0], s[1].start))
        if not trace.figure.gender:
            trace.figure.gender, trace.figure.gender_shown = gender, True
        return trace.figure, Span(trace.start, trace.end)

    def _parent_figure(self, i: int | None) -> Figure | None:
        if i is None:
            return None
        parent = self.page.attributions[i].parent
        return self.found[parent] or self._peek(parent) if parent is not None else None

    def _points(self, trace: Trace, sentence: int, quoted: bool) -> float:
        points = -_PER_SENTENCE * min(8, max(0, sentence - trace.sentence))
        points += _SUBJECT if trace.subject else 0.0
        points += _SPEAKER if trace.speaker else 0.0
        points += _QUOTED if trace.quoted and not quoted else 0.0
        points += _POSSESSIVE if trace.possessive else 0.0
        if self.last_speaker is not None and trace.figure is self.last_speaker.figure:
            points += _LAST_SPEAKER
        return points

    def _impersonal(self, start: int, pronoun: str) -> tuple[Figure | None, Span | None]:
        """The best antecedent of "they" or "it" at `start`: several people or a body, or a thing that can speak."""
        sentence = self.page.sentence_number(start)
        quoted = self.page.pieces.is_quoted(start)
        best: tuple[float, Trace] | None = None
        for trace in self.trail[-_REACH:]:
            figure = trace.figure
            if trace.start >= start or figure.kind in ("person", "place", "people"):
                continue
            if (pronoun == "it") == figure.plural and (pronoun == "it" or figure.kind == "state"):
                continue
            score = self._points(trace, sentence, quoted) + (0.0 if (pronoun == "they") == figure.plural else -1.5)
            score -= 1.0 if pronoun == "they" and figure.as_kind == "document" else 0.0
            if best is None or score >= best[0]:
                best = (score, trace)
        if best is None:
            return None, None
        return best[1].figure, Span(best[1].start, best[1].end)

    def _relative(self, phrase: Phrase) -> tuple[Figure | None, Span | None]:
        return find_relative(self.described, phrase)

    def _nominal(self, i: int, phrase: Phrase) -> tuple[Figure | None, Span | None]:
        figure = self.described.resolve(phrase, self.page.sentence_number(phrase.span.start))
        if figure is not None:
            return figure, figure.mentions[-1].span if figure.mentions else None
        if self.described.points_at_topic(phrase):
            gender = self.described.gender_of(phrase)
            for wanted in (gender,) if gender else ("m", "f"):
                found, antecedent = self._topic(phrase, wanted if gender else "")
                if found is not None:
                    return found, antecedent
        return self.described.new(phrase), None

    def _topic(self, phrase: Phrase, gender: str) -> tuple[Figure | None, Span | None]:
        """The person being talked about, for a description that nothing on the page explains ("the 57-year-old")."""
        sentence = self.page.sentence_number(phrase.span.start)
        best: tuple[float, Trace] | None = None
        for trace in self.trail[-_REACH:]:
            figure = trace.figure
            if figure.kind != "person" or trace.start >= phrase.span.start or not figure.names:
                continue
            if gender and figure.gender and figure.gender != gender:
                continue
            score = self._points(trace, sentence, False)
            if best is None or score >= best[0]:
                best = (score, trace)
        if best is None or best[0] < -4:
            return None, None
        return best[1].figure, Span(best[1].start, best[1].end)

    def _resolve_headlines(self) -> None:
        """Descriptions in the headline and lead point forward: "Lawmaker urges ..." and then his name."""
        for i, phrase in enumerate(self.page.phrases):
            figure = self.found[i]
            if phrase.kind == "nominal" and figure is not None and not figure.names:
                ahead = self.described.look_ahead(phrase, self.found)
                if ahead is not None:
                    ahead.mentions.append(Mention(phrase.span, "nominal", ahead.names[0].span if ahead.names else None))
                    self.found[i] = ahead
