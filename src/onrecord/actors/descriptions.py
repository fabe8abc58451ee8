"""Who a description means: "the senator", "the committee", "the report", "these voters"."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.actors.figures import Figure, Figures, fold
from onrecord.actors.introductions import document_heads, find_introduction
from onrecord.actors.kinds import kind_of_description
from onrecord.actors.lexicon import load_first_names, load_nouns, load_places, load_states, load_word_genders
from onrecord.actors.name import Name
from onrecord.actors.pieces import Pieces
from onrecord.actors.roles import GENERIC, PLAIN_MODIFIERS, agrees, alike, fit, shared_words
from onrecord.actors.sources import Phrase, singular, singular_differs
from onrecord.record import Span
from onrecord.tokens import Tokens

_GOVERNING = frozenset("government administration regime".split())
_TEAMS = frozenset("campaign team camp".split())
_PLACES = frozenset("state city town county country nation kingdom republic province".split())
_PAPERS = frozenset("newspaper magazine tabloid broadcaster publication newswire".split())
_LEAD = 3
_QUANTITIES = frozenset("many some most other several few all these those both no the".split())
_SOMEBODY = frozenset("someone somebody anyone one source".split())
_RUNNING = frozenset("nominee candidate contender".split())


class Descriptions:
    """The described figures of a page, so that a second description finds the first."""

    def __init__(self, figures: Figures, text: str, tokens: Tokens, pieces: Pieces) -> None:
        self.figures = figures
        self.text = text
        self.tokens = tokens
        self.pieces = pieces
        self._by_text: dict[str, Figure] = {}
        self._by_head: dict[str, list[Figure]] = {}
        self._teams: dict[str, Figure] = {}

    def named(self, phrase: Phrase) -> Figure:
        """The figure of a phrase that is a name."""
        name = phrase.name
        assert name is not None
        figure = self.figures.of_name.get(name.span)
        if figure is None:
            figure = self._by_text.get(name.text.lower()) or self._new_named(name)
            self.figures.put(figure, name)
        return figure

    def _new_named(self, name: Name) -> Figure:
        word = name.words[-1].lower()
        several = name.kind == "people" or (singular_differs(word) and singular(word) in load_nouns())
        figure = self.figures.new(name.kind if name.kind != "unknown" else "organisation")
        if several or (singular_differs(word) and len(name.words) == 1):
            figure.as_kind, figure.plural = "group", True
        elif name.kind == "unknown" and len(name.words) == 1:
            figure.kind = "person"
        figure.described = name.text
        self._by_text[name.text.lower()] = figure
        return figure

    def new(self, phrase: Phrase) -> Figure:
        """A new figure known by its description, or the one with the same description."""
        key = phrase.text.lower()
        figure = self._by_text.get(key)
        if figure is not None:
            return figure
        figure = self.figures.new("unknown")
        figure.described = phrase.text
        figure.as_kind = kind_of_description(phrase)
        figure.plural, figure.head = phrase.plural, phrase.head
        figure.gender = load_word_genders().get(phrase.head, "")
        if figure.as_kind == "unnamed" and load_nouns().get(phrase.head) == "person" and phrase.head not in _SOMEBODY:
            figure.kind = "unknown" if phrase.plural else "person"
        self._by_text[key] = figure
        if phrase.kind == "nominal":
            self._by_head.setdefault(phrase.head, []).append(figure)
            if phrase.head in _TEAMS and phrase.words:
                self._teams.setdefault(fold(phrase.words[-1]), figure)
        return figure

    def resolve(self, phrase: Phrase, sentence: int) -> Figure | None:
        """The figure that a description means, or None where it is new or nothing tells."""
        if phrase.kind == "joined":
            return self._by_text.get(phrase.text.lower())
        kind = load_nouns().get(phrase.head)
        if kind_of_description(phrase) == "outlet" and (fuller := self._fuller(phrase)) is not None:
            return fuller
        if kind == "person" and not phrase.plural:
            return self._person(phrase)
        if phrase.plural and {"two", "both"} & set(phrase.words) and phrase.head in (*_PLACES, "side"):
            return self._two_states(phrase)
        if phrase.head in _TEAMS:
            return self._team(phrase)
        if phrase.head in _GOVERNING and (state := self._government(phrase)) is not None:
            return state
        if phrase.head in _PLACES and phrase.determiner in ("definite", "demonstrative") and not phrase.plural:
            return self._place(phrase)
        if kind in ("organisation", "outlet") and not phrase.plural:
            return self._body(phrase) or self._again(phrase) or self._paper(phrase)
        return self._again(phrase)

    def _fuller(self, phrase: Phrase) -> Figure | None:
        """An outlet described before in more words that end in the same: "Danish state media", then "state media"."""
        earlier = [
            f for f in self._by_head.get(phrase.head, []) if f.described.lower().endswith(f" {phrase.text.lower()}")
        ]
        return earlier[0] if len(earlier) == 1 and phrase.text[0].islower() else None

    def _person(self, phrase: Phrase) -> Figure | None:
        if phrase.determiner == "indefinite" or (phrase.determiner == "bare" and phrase.head not in ("president",)):
            return None
        if phrase.determiner == "possessive" and (kin := self._by_text.get(phrase.text.lower())):
            return kin
        start = phrase.span.start
        best: tuple[float, int] = (0.0, -1)
        who: Figure | None = None
        for figure in self.figures.all:
            if figure.kind != "person" or not figure.names or not agrees(figure, phrase):
                continue
            score = fit(figure, phrase)
            if score <= 0 and phrase.head in _RUNNING and figure.names:
                score = 1.0 if fold(figure.names[0].words[-1]) in self._teams and figure.leader is not None else 0.0
            if score <= 0:
                continue
            before = [m.span.start for m in figure.mentions if m.span.start < start]
            near = max(before, default=-1)
            if near < 0:
                score -= 1.0
            else:
                score -= min(1.5, (start - near) / 2000)
            if (score, near) > best:
                best, who = (score, near), figure
        return who

    def _team(self, phrase: Phrase) -> Figure | None:
        """ "The Dee campaign", "Ann Dee’s campaign", "the Dee team", "the campaign": one by the candidate."""
        owner = phrase.words[-1] if phrase.words else ""
        if phrase.possessor is not None:
            owner = " ".join(phrase.text.split()[:-1]).split()[-1].removesuffix("’s").removesuffix("'s").lower()
        if owner:
            figure = self._teams.get(fold(owner))
            if figure is None:
                figure = self.new(phrase)
                self._teams[fold(owner)] = figure
            return figure
        campaigns = list(self._teams.values())
        return campaigns[-1] if campaigns and phrase.determiner == "definite" else None

    def _government(self, phrase: Phrase) -> Figure | None:
        """ "The Ruritanian government" is Ruritania."""
        states, peoples, _ = load_states()
        words = phrase.text.split()
        for length in (3, 2, 1):
            for i in range(len(words) - length):
                key = " ".join(words[i : i + length]).removesuffix("’s").removesuffix("'s")
                state = states.get(key) or peoples.get(key)
                if state is not None and phrase.head in ("government", "regime"):
                    figure = self.figures.other(state.code)
                    if figure is None:
                        figure = self.figures.new("state")
                        figure.country, figure.described = state.code, state.name
                        self.figures.file(state.code, figure)
                    return figure
        return self._again(phrase)

    def _place(self, phrase: Phrase) -> Figure | None:
        """ "The state", "the city": the place last named before."""
        wanted = ("state",) if phrase.head in ("country", "nation", "kingdom", "republic") else ("place", "state")
        for name in reversed(self.figures.names_from(max(0, phrase.span.start - 2500), phrase.span.start)):
            if name.kind in wanted:
                figure = self.figures.of_name.get(name.span)
                if figure is None:
                    figure = self.figures.new("place")
                    figure.described = name.text
                    self.figures.put(figure, name)
                return figure
        return None

    def _two_states(self, phrase: Phrase) -> Figure | None:
        """ "The two countries": the two states last named before."""
        states: list[Figure] = []
        for name in reversed(self.figures.names_from(max(0, phrase.span.start - 4000), phrase.span.start)):
            figure = self.figures.of_name.get(name.span)
            if figure is not None and figure.kind == "state" and figure not in states and len(states) < 2:
                states.append(figure)
        if len(states) < 2:
            return None
        text = f"{states[1].described} and {states[0].described}"
        return self.new(Phrase("joined", phrase.span, text, plural=True))

    def figure_of(self, name: Name) -> Figure | None:
        """The figure of a name; one of a first name that nothing else on the page explains is made here."""
        figure = self.figures.of_name.get(name.span)
        first = name.words[0].lower()
        if (
            figure is None
            and name.kind in ("person", "unknown")
            and (first in load_first_names() or len(name.words) > 1)
        ):
            figure = self.figures.new("person")
            figure.gender = load_first_names().get(first, "")
            self.figures.put(figure, name)
        return figure

    def _body(self, phrase: Phrase) -> Figure | None:
        """An organisation named before, by the words that the description shares with its name."""
        if phrase.determiner == "indefinite":
            return None
        best, who = 0, None
        peoples = load_states()[1]
        belongs = {w for w in phrase.words if w.title() in peoples}
        for figure in self.figures.all:
            if figure.kind not in ("organisation", "outlet") or not figure.names:
                continue
            if belongs - set(figure.name.lower().split()):
                continue
            if figure.kind == "outlet" and phrase.head != figure.name.split()[-1].lower():
                continue
            if figure.names[0].span.start >= phrase.span.start:
                continue
            score = shared_words(phrase, figure.name.split())
            head = any(alike(singular(w.lower())) & alike(phrase.head) for w in figure.name.split())
            if head and score >= best and score * 2 > len(phrase.words):
                best, who = score, figure
        return who

    def _paper(self, phrase: Phrase) -> Figure | None:
        """ "The newspaper": the outlet named last before it."""
        if phrase.head not in _PAPERS or phrase.words or phrase.determiner not in ("definite", "demonstrative"):
            return None
        outlets = [f for f in self.figures.all if f.kind == "outlet"]
        before = [(n.span.start, f) for f in outlets for n in f.names if n.span.start < phrase.span.start]
        return max(before, key=lambda b: b[0])[1] if before else None

    def _again(self, phrase: Phrase) -> Figure | None:
        """An earlier description with the same head, or with the same text."""
        same = self._by_text.get(phrase.text.lower())
        earlier = self._by_head.get(phrase.head, [])
        if phrase.attributed:
            return same
        if phrase.determiner in ("definite", "demonstrative"):
            return self._earlier(phrase, earlier) or same or self._introduced(phrase)
        if same is not None:
            return same
        if phrase.determiner == "possessive" and phrase.plural and phrase.possessor is not None:
            # "His advisers" after "advisers to Mr. Dee".
            owned = ("his", "her", "their", "its")
            told = [f for f in earlier if f.described.split()[0].lower() not in owned]
            return told[-1] if told and phrase.text.split()[0].lower() in owned else None
        return None

    def _earlier(self, phrase: Phrase, earlier: Sequence[Figure]) -> Figure | None:
        """The last described figure that the description fits: the same head, or for documents one that is alike."""
        wanted = set(phrase.words) - {"these", "those", "this", "that"}
        fitting = [f for f in earlier if wanted <= set(f.described.lower().split())]
        if not fitting and load_nouns().get(phrase.head) == "document":
            alike_heads = document_heads(phrase.head)
            fitting = [f for h in alike_heads for f in self._by_head.get(h, []) if f.as_kind == "document"]
            fitting = [f for f in fitting if wanted <= set(f.described.lower().split())]
            fitting.sort(key=lambda f: f.mentions[-1].span.start if f.mentions else 0)
        return fitting[-1] if fitting else None

    def _introduced(self, phrase: Phrase) -> Figure | None:
        """Words that bring the thing up without being a source: "sent a letter to the board", then "the letter"."""
        if load_nouns().get(phrase.head) not in ("document", "group", "organisation", None) and not phrase.plural:
            return None
        found = find_introduction(self.pieces, self.tokens, phrase)
        if found is None:
            return None
        span = Span(found[0].span.start, found[-1].span.end)
        words = " ".join(span.of(self.text).split())
        if not set(phrase.words) - {"these", "those", "this", "that"} <= set(words.lower().split()):
            return None
        return self.new(
            Phrase("nominal", span, words.removeprefix("the "), head=phrase.head, words=(), plural=phrase.plural)
        )

    def points_at_topic(self, phrase: Phrase) -> bool:
        """Whether a description that nothing explains means somebody in play: "the lawmaker", "the 57-year-old"."""
        if phrase.kind != "nominal" or phrase.plural or phrase.determiner not in ("definite", "demonstrative"):
            return False
        if phrase.head.endswith("-year-old"):
            return True
        plain = all(w in PLAIN_MODIFIERS or _is_from(w) or w.endswith("-year-old") for w in phrase.words)
        if plain and phrase.words and load_nouns().get(phrase.head) == "person" and any(map(_is_from, phrase.words)):
            return True  # "the Vermont senator"
        return phrase.head in GENERIC and (plain or phrase.head in ("congressman", "lawmaker", "congresswoman"))

    def gender_of(self, phrase: Phrase) -> str:
        """`f`, `m`, or empty, by the description's words ("mother of three")."""
        return load_word_genders().get(phrase.head, "")

    def look_ahead(self, phrase: Phrase, found: Sequence[Figure | None]) -> Figure | None:
        """Who a description in the first paragraphs introduces before the name comes."""
        paragraphs = self.tokens.paragraphs
        if len(paragraphs) <= 1:
            return None
        limit = paragraphs[min(_LEAD, len(paragraphs)) - 1].end
        if phrase.span.start > limit or (phrase.head in _TEAMS):
            return None
        kind = load_nouns().get(phrase.head)
        if phrase.plural and kind != "organisation":
            return self._several_ahead(phrase, limit) if phrase.determiner == "bare" and not phrase.words else None
        if kind == "person":
            return self._person_ahead(phrase, found)
        possessive = phrase.determiner == "possessive"
        return self._body_ahead(phrase) if kind == "organisation" and not possessive else None

    def _several_ahead(self, phrase: Phrase, limit: int) -> Figure | None:
        """ "Experts say" in the lead, and "labor-policy experts" soon after."""
        for figure in self._by_head.get(phrase.head, []):
            first = figure.mentions[0].span.start if figure.mentions else -1
            words = figure.described.lower().split()
            if phrase.span.start < first <= limit + 600 and len(words) == 2 and words[0] not in _QUANTITIES:
                return figure
        return None

    def _person_ahead(self, phrase: Phrase, found: Sequence[Figure | None]) -> Figure | None:
        speaking = [f for f in found if f is not None and f.kind == "person" and f.names]
        best, who = 0.0, None
        for figure in dict.fromkeys(map(id, speaking)):
            candidate = next(f for f in speaking if id(f) == figure)
            score = fit(candidate, phrase)
            if score > best and agrees(candidate, phrase):
                best, who = score, candidate
        return who

    def _body_ahead(self, phrase: Phrase) -> Figure | None:
        best, who = 0, None
        for figure in self.figures.all:
            if figure.kind != "organisation" or not figure.names or figure.names[0].span.start < phrase.span.start:
                continue
            words = figure.name.split()
            if not any(alike(singular(w.lower())) & alike(phrase.head) for w in words) or len(words) < 2:
                continue
            score = shared_words(phrase, words)
            if score > best:
                best, who = score, figure
        return who


def _is_from(word: str) -> bool:
    """Whether a word in lower case is a place's or a people's."""
    return word.title() in load_places() or word.title() in load_states()[1]
