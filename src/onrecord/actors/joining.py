"""Joins the mentions that the network found to the actors of the page, and makes actors of the rest.

A mention that names somebody is theirs; one that holds a name only as an attribute ("Ruritanian forces", "the
minister's spokesman") is an actor of its own. Descriptions are joined where that is safe: the person whose title they
repeat, the state last named for "the country", the same head of the same country for "police" and "the police".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.actors.codes import Code, Coder
from onrecord.actors.figures import Figure, Figures
from onrecord.actors.lexicon import load_nouns, load_states
from onrecord.actors.name import Name
from onrecord.actors.pieces import Pieces
from onrecord.actors.roles import agrees, alike, fit, role_heads
from onrecord.actors.sources import Phrase, read_source, singular
from onrecord.model.found import FoundMention
from onrecord.record import CountryHow, Mention, Span

_STATES = frozenset("country nation kingdom republic".split())
_BODIES = frozenset(
    """group organisation organization party company ministry agency court movement union council committee
    department commission network militia bloc alliance airline""".split()
)
_NUMBERS = frozenset(
    """one two three four five six seven eight nine ten eleven twelve dozens hundreds thousands several some many other
    others another a an any no both more few these those""".split()
)
_IDLE = frozenset("the its their his her our own local same new".split())
_AROUND = frozenset(("the", "and", "or"))  # what a span one word too wide brings along
_CANDIDATES = 40
_TOLD: CountryHow = "told"
_NEAR: CountryHow = "near"
_GUESSED: CountryHow = "guessed"
LEARNED = 0.4  # chance from which the network's country goes before that of the nearest state; docs/reference/actors.md


@dataclass
class Told:
    """What the mentions of a figure tell of its code, in order, and what the network makes of them.

    `learned` are the network's sectors, `countries` its countries, each with its chance.
    """

    codes: list[Code] = field(default_factory=list)
    learned: list[str] = field(default_factory=list)
    countries: list[tuple[float, str]] = field(default_factory=list)


class Joiner:
    """Gives each found mention its figure, in the order of the text."""

    def __init__(
        self, text: str, pieces: Pieces, figures: Figures, coder: Coder, speaking: Mapping[Span, Figure]
    ) -> None:
        """`speaking` has whoever says "I" or "we", by the place of the word."""
        self._text = text
        self._pieces = pieces
        self._speaking = speaking
        self.figures = figures
        self.coder = coder
        self._described: dict[tuple[str, str], list[tuple[frozenset[str], Figure]]] = {}
        self._bodies: list[Figure] = []
        self._by_office = _index_offices(figures.all)
        self._heads = _index_heads(figures.all, pieces)
        self.told: dict[int, Told] = {}

    def join_all(self, mentions: Sequence[FoundMention]) -> list[Figure]:
        """The figures of all mentions, in the order given; they are read in the order of the text."""
        order = sorted(range(len(mentions)), key=lambda i: mentions[i].span)
        figures = {i: self.join(mentions[i]) for i in order}
        return [figures[i] for i in range(len(mentions))]

    def code(self, figure: Figure) -> Code:
        """The code of a figure: by its mentions' words, its roles and name, what surrounds it, then the network."""
        own = self.coder.code_figure(figure)
        if figure.kind == "state" or figure.as_kind == "state":
            return self._code_state(figure, own.country or self._country_told(figure))
        if figure.kind == "outlet" or figure.as_kind == "outlet":
            return Code(own.country, own.sectors or ("JRN",), own.how)  # where it sits is known, or it is not
        told = self.told.get(id(figure), Told())
        codes = told.codes or self._code_names(figure)
        country, how = next(((c.country, _TOLD) for c in codes if c.country), (own.country, own.how))
        sectors = next((c.sectors for c in codes if c.sectors), None)
        decided = any(c.sectors is not None for c in codes)
        if sectors is None and not (decided and own.sectors is None):
            sectors = own.sectors or ((max(told.learned, key=told.learned.count),) if told.learned else None)
        if country is None and figure.mentions and not figure.names:
            country, how = self.coder.find_body(figure.mentions[0].span), _TOLD
        if country is None and told.countries:
            country, how = max(told.countries)[1], _GUESSED
        if country is None and figure.mentions:
            first = min(m.span for m in figure.mentions)
            if sectors != ("REF",):
                country, how = self.coder.find_country(first, figure.kind == "person", sectors or ()), _NEAR
        return Code(country, sectors or (), how)

    def _code_state(self, figure: Figure, country: str | None) -> Code:
        """The code of a state; of one that is only described ("the country"), that of the state around it."""
        if country is not None or figure.names or figure.plural or not figure.mentions:
            return Code(country, (), _TOLD)
        first = min(m.span for m in figure.mentions)
        several = figure.described.lower().endswith("s")  # "both sides"
        return Code(None if several else self.coder.find_country(first, False, ()), (), _NEAR)

    def _country_told(self, figure: Figure) -> str | None:
        return next((c.country for c in self.told.get(id(figure), Told()).codes if c.country), None)

    def _code_names(self, figure: Figure) -> list[Code]:
        if figure.kind == "person" and figure.names:
            return []
        return [self.coder.code_words(m.span) for m in figure.mentions[:4] if m.how in ("name", "nominal")]

    def join(self, found: FoundMention) -> Figure:
        """The figure of a mention; what its words tell of codes is kept in `told` by the figure's `id`."""
        span = found.span
        if found.pronoun:
            return self._of_pronoun(span)
        near = self.figures.names_from(span.start - 40, span.end)
        names = [n for n in near if n.span.end > span.start and n.kind != "role"]
        phrase = read_source(self._text, span, self._pieces, names)
        name = phrase.name if phrase.kind == "name" else None
        if name is not None and name.kind in ("state", "people") and self._is_more(span, name):
            name = None  # also "Government of Ruritania", which is a name of the state where it speaks
        if name is not None:
            figure = self._of_name(name, found)
            person = name.span if figure.kind == "person" and found.kind in ("person", "unnamed") else None
            code = self.coder.code_words(span, person)
        else:
            code = self.coder.code_words(span)
            figure = self._of_words(found, phrase, code)
        if phrase.kind == "pronoun" or figure.kind == "state":
            code = Code()
        self._keep(figure, found, code, name)
        return figure

    def _of_pronoun(self, span: Span) -> Figure:
        """Whom a pronoun was resolved to, else somebody of whom the page says no more."""
        known = self._heads.get(span.start) or self._speaking.get(span)
        if known is not None:
            return known
        figure = self.figures.new("unknown")
        figure.described, figure.as_kind = span.of(self._text).lower(), "unnamed"
        figure.mentions.append(Mention(span, "pronoun"))
        return figure

    def _is_more(self, span: Span, name: Name) -> bool:
        """Whether words of weight follow a state's name within the mention: "Hong Kong police"."""
        if name.words[0] == "Government":
            return True
        return any(p.is_word and not p.possessive for p in self._pieces.within(Span(name.span.end + 1, span.end)))

    def _keep(self, figure: Figure, found: FoundMention, code: Code, name: Name | None) -> None:
        if name is None and not any(m.span.overlaps(found.span) for m in figure.mentions[-3:]):
            figure.mentions.append(Mention(found.span, "nominal"))
        told = self.told.setdefault(id(figure), Told())
        told.codes.append(code)
        if found.sector:
            told.learned.append(found.sector)
        if found.country and found.country_chance >= LEARNED:
            told.countries.append((found.country_chance, found.country))
        if figure.kind == "organisation" and figure.names:
            self._bodies.append(figure)

    def _of_name(self, name: Name, found: FoundMention) -> Figure:
        figure = self.figures.of_name.get(name.span)
        if figure is not None:
            return figure
        figure = self._state_called(name.text) if found.kind == "state" else None
        if figure is None:
            figure = self._new(found, name.text)
            if found.kind == "person":
                self.figures.index_person(figure, name)
        self.figures.put(figure, name)
        return figure

    def _of_words(self, found: FoundMention, phrase: Phrase, code: Code) -> Figure:
        if phrase.kind == "nominal" and (same := self._speaker(phrase, found.span)) is not None:
            return same
        if phrase.kind == "pronoun" and (same := self._heads.get(phrase.span.start)) is not None:
            return same
        if found.kind == "state" and (state := self._state(found.span, phrase)) is not None:
            return state
        if found.kind == "person" and (named := self._surname(found.span)) is not None:
            return named
        if found.kind in ("person", "unnamed") and (person := self._person(phrase)) is not None:
            return person
        if phrase.head in _BODIES and phrase.determiner in ("definite", "bare") and not phrase.words:
            body = self._body(phrase)
            if body is not None:
                return body
        return self._again(found, phrase, code)

    def _speaker(self, phrase: Phrase, span: Span) -> Figure | None:
        """Who the same description was resolved to as the source of a statement, told by the place of its head."""
        return next((f for p in self._pieces.within(span) if (f := self._heads.get(p.span.start)) is not None), None)

    def _state(self, span: Span, phrase: Phrase) -> Figure | None:
        words = self._pieces.within(span)
        named = self._state_called(" ".join(p.text for p in words if p.lower not in _AROUND))
        if named is not None or phrase.plural or phrase.head not in _STATES | {"territory", "island", "region"}:
            return named
        before = self.coder.places.find_before(span)
        if before is None or before.known.country is None:
            return None
        named = self._state_called(" ".join(p.text for p in self._pieces.all[before.first : before.last]))
        return named or self.figures.other(before.known.country)  # a city or a person tells it as well

    def join_state(self, words: str, span: Span) -> Figure | None:
        """The state that `words` stand for at `span`, which is among its mentions then."""
        figure = self._state_called(words)
        if figure is not None and not any(m.span.overlaps(span) for m in figure.mentions):
            figure.mentions.append(Mention(span, "nominal"))
        return figure

    def _state_called(self, words: str) -> Figure | None:
        """The state that a name stands for, or an adjective alone ("a Ruritanian attack")."""
        names, peoples, _ = load_states()
        state = names.get(words) or peoples.get(words)
        if state is None:
            return None
        figure = self.figures.other(state.code)
        if figure is None:
            figure = self.figures.new("state")
            figure.country, figure.described = state.code, state.name
            self.figures.file(state.code, figure)
        return figure

    def _person(self, phrase: Phrase) -> Figure | None:
        """The person on the page whose office a description repeats: "the chancellor" after "Chancellor Ann Dee"."""
        if phrase.kind != "nominal" or phrase.plural or phrase.determiner == "indefinite" or phrase.attributed:
            return None
        if load_nouns().get(phrase.head) != "person" or phrase.words or phrase.possessor is not None:
            return None
        best: tuple[float, int] = (0.0, -1)
        who: Figure | None = None
        for head in alike(phrase.head):
            for figure in self._by_office.get(head, ())[:_CANDIDATES]:
                near = max(
                    (m.span.start for m in figure.mentions[:_CANDIDATES] if m.span.start < phrase.span.start),
                    default=-1,
                )
                score = fit(figure, phrase) if agrees(figure, phrase) else 0.0
                if score > 0 and (score, near) > best:
                    best, who = (score, near), figure
        return who

    def _surname(self, span: Span) -> Figure | None:
        """The person of the page whose surname a single word is, though it is written as no name: "al-Roe"."""
        words = [p for p in self._pieces.within(span) if p.is_word]
        if len(words) != 1 or not any(c.isupper() for c in words[0].text):
            return None
        called = [f for f in self.figures.people_called(words[0].text) if f.kind == "person"]
        return called[-1] if called else None

    def _body(self, phrase: Phrase) -> Figure | None:
        """The organisation last named, for "the group", "the party", where its own words are not against it."""
        for figure in reversed(self._bodies[-3:]):
            last = singular(figure.name.split()[-1].lower())
            if last == phrase.head or last not in _BODIES:
                return figure
        return None

    def _again(self, found: FoundMention, phrase: Phrase, code: Code) -> Figure:
        """The same description of the same country before, or a new figure."""
        words = [p.lower for p in self._pieces.within(found.span) if p.is_word]
        counted = bool(_NUMBERS & set(words[:2])) or any(w[0].isdigit() for w in words[:3])
        if phrase.kind != "nominal" or counted or not phrase.head:
            return self._new(found, phrase.text)
        person = found.kind == "person"
        country = code.country or self.coder.find_country(found.span, person, code.sectors or ()) or ""
        told = frozenset(w for w in phrase.words if w not in _IDLE and w.title() not in load_states()[1])
        known = self._described.setdefault((phrase.head, country), [])
        if not phrase.attributed:
            for other, figure in known[-_CANDIDATES:]:
                if other == told or not other or (not told and phrase.determiner == "definite"):
                    return figure
        figure = self._new(found, phrase.text)
        known.append((told, figure))
        return figure

    def _new(self, found: FoundMention, described: str) -> Figure:
        figure = self.figures.new(found.kind if found.kind in ("person", "organisation") else "unknown")
        figure.described = described or " ".join(found.span.of(self._text).split())
        figure.as_kind = found.kind
        return figure


def _index_offices(figures: Iterable[Figure]) -> dict[str, list[Figure]]:
    index: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.kind != "person" or not figure.names:
            continue
        heads = {h for role in figure.roles[:10] for h in role_heads(role)}
        if figure.leader is not None:
            heads |= set(figure.leader.role.split())
        for head in heads:
            index.setdefault(head, []).append(figure)
    return index


def _index_heads(figures: Iterable[Figure], pieces: Pieces) -> dict[int, Figure]:
    """Where the head words of descriptions and the pronouns stand that are already resolved -> whose they are."""
    index: dict[int, Figure] = {}
    for figure in figures:
        for mention in figure.mentions:
            if mention.how in ("pronoun", "first-person"):
                index.setdefault(mention.span.start, figure)
            elif mention.how == "nominal":
                inside = [p for p in pieces.within(mention.span) if p.is_word]
                head = _head_of([p.lower for p in inside])
                if inside:
                    index.setdefault(inside[head].span.start, figure)
    return index


def _head_of(words: Sequence[str]) -> int:
    """Position of the last word before any preposition."""
    stop = next(
        (i for i, w in enumerate(words) if i and w in ("of", "for", "from", "in", "at", "with", "who", "to")),
        len(words),
    )
    return max(0, stop - 1)
