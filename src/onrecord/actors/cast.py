"""Puts it together: story, tokens, and attributions go in, the cast of the page comes out."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.actors.codes import Code, Coder
from onrecord.actors.coreference import Page, Resolver
from onrecord.actors.figures import Figure, Figures
from onrecord.actors.joining import Joiner
from onrecord.actors.kinds import kind_of_figure
from onrecord.actors.lexicon import index_organisations
from onrecord.actors.linking import link_names
from onrecord.actors.name import Name
from onrecord.actors.names import find_names, mark_kinds, mark_outlets
from onrecord.actors.outlets import OutletMention, match_outlets
from onrecord.actors.own import OwnActor
from onrecord.actors.pieces import Piece, Pieces, find_pieces
from onrecord.actors.places import Places
from onrecord.actors.roles import best_role, note_roles
from onrecord.actors.senders import find_senders
from onrecord.actors.sources import OUTLET_NOUNS, Phrase, read_source
from onrecord.model.attribution import Attribution
from onrecord.model.found import FoundMention
from onrecord.record import Actor, Frozen, Mention, Span, Story, make_id
from onrecord.tokens import Tokens


class Cast(Frozen, frozen=True):
    """The actors of a page and who is behind each attribution.

    `speakers` has one actor id (or None, where nobody is behind it) for each attribution, `outlets` the ids of the
    outlets that each attribution's `outlet` span names, in the order of the text. `of_mention` has the actor id of each
    mention that the network found, in its order.
    """

    actors: tuple[Actor, ...]
    speakers: tuple[str | None, ...]
    outlets: tuple[tuple[str, ...], ...]
    of_mention: tuple[str, ...] = ()


def find_actors(
    story: Story,
    tokens: Tokens,
    attributions: Sequence[Attribution],
    pieces: Pieces | None = None,
    mentions: Sequence[FoundMention] = (),
) -> Cast:
    """Resolve the source of every attribution, and every mention, to an actor under the fullest name on the page.

    Any spans are taken, also wrong ones; offsets are code points of `story.text`. Every person, state, organisation,
    and outlet named on the page is in the cast, whether it speaks or not, and everybody whom a mention stands for. The
    time is linear in the length of the page but for sorting. `pieces` are those of the story, where they are at hand.
    """
    text = story.text
    pieces = pieces or find_pieces(text, tokens)
    outlet_mentions = match_outlets(pieces)
    names = mark_outlets(find_names(text, tokens, pieces), outlet_mentions)
    names = mark_kinds(names, mentions)
    attributions = [_swap_inverted(text, a, pieces) for a in attributions]
    sources = [a.source for a in attributions if a.source is not None]
    sources += [m.span for m in mentions if m.kind == "person"]
    common = frozenset(p.lower for p in pieces.all if not p.capital)
    figures = link_names(names, sources, common, _suggested_genders(tokens, pieces, names))
    note_roles(text, tokens, pieces, names, figures)
    phrases = [_read(text, a, pieces, figures) for a in attributions]
    resolver = Resolver(Page(text, tokens, pieces, figures, attributions, phrases))
    resolver.run()
    outlets = _find_outlets(attributions, pieces, figures, outlet_mentions)
    coder = Coder(pieces, story.published.value if story.published else "")
    coder.places = Places(tokens.sentences, pieces, _known_people(names, figures, coder))
    speaking = _find_speaking(text, mentions, attributions, resolver.found)
    joiner = Joiner(text, pieces, figures, coder, speaking)
    joined = joiner.join_all(mentions)
    senders = [joiner.join_state(words, span) for words, span in find_senders(pieces, coder.places)]
    return _make_cast(story, joiner, (resolver.found, senders), outlets, joined)


def _find_speaking(
    text: str, mentions: Sequence[FoundMention], attributions: Sequence[Attribution], found: Sequence[Figure | None]
) -> dict[Span, Figure]:
    """Who says "I" and "we": the speaker of the innermost content around the word."""
    words = sorted(m.span for m in mentions if m.pronoun and m.span.of(text).lower() in _FIRST_PERSON)
    pairs = [(c, f) for a, f in zip(attributions, found, strict=True) if f is not None for c in a.contents]
    contents = sorted(pairs, key=lambda p: p[0])
    out: dict[Span, Figure] = {}
    open_: list[tuple[Span, Figure]] = []
    at = 0
    for word in words:
        while at < len(contents) and contents[at][0].start <= word.start:
            open_.append(contents[at])
            at += 1
        open_ = [c for c in open_ if c[0].end >= word.end]
        if open_:
            out[word] = min(open_, key=lambda c: c[0].end - c[0].start)[1]
    return out


_FIRST_PERSON = frozenset("i we me us".split())


def _known_people(names: Sequence[Name], figures: Figures, coder: Coder) -> list[tuple[Span, str | None]]:
    """The names of people in order, each with the country that a title or the gazetteer gives its owner."""
    countries: dict[int, str | None] = {}
    out = []
    for name in names:
        figure = figures.of_name.get(name.span)
        if figure is not None and figure.kind == "person":
            if id(figure) not in countries:
                countries[id(figure)] = coder.code_figure(figure).country
            out.append((name.span, countries[id(figure)]))
    return out


_PRONOUNS = {"he": "m", "his": "m", "him": "m", "himself": "m", "she": "f", "her": "f", "herself": "f"}


def _suggested_genders(tokens: Tokens, pieces: Pieces, names: Sequence[Name]) -> dict[Span, str]:
    """For names of one word the gender of the first pronoun behind them in their sentence, before any other person."""
    out: dict[Span, str] = {}
    people = {n.span.start for n in names if n.kind in ("person", "unknown")}
    for name in names:
        sentence = tokens.sentence_at(name.span.start)
        if len(name.words) > 1 or name.gender or name.kind not in ("person", "unknown") or sentence is None:
            continue
        first = pieces.index_at(name.span.start) + 1
        for piece in pieces.all[first : first + 25]:
            if piece.span.start >= sentence.end or piece.span.start in people:
                break
            if piece.lower in _PRONOUNS:
                out[name.span] = _PRONOUNS[piece.lower]
                break
    return out


def _read(text: str, attribution: Attribution, pieces: Pieces, figures: Figures) -> Phrase:
    source = attribution.source
    if source is None or source.end <= source.start:
        return Phrase("none", source or Span(0, 0))
    source = _without_cue(source, attribution.cue)
    if text[source.start : source.start + 1] == ",":
        source = _with_apposed(text, source, figures)
    names = figures.names_from(source.start, source.end)
    if not names:
        # A title alone ("Mr.") in a span that ends too early.
        names = [n for n in figures.names_from(source.end, source.end + 40) if n.whole.start < source.end][:1]
    cut = [n for n in figures.names_from(source.start - 60, source.start) if n.span.end > source.start]
    return read_source(text, source, pieces, [*cut, *names])


def _with_apposed(text: str, source: Span, figures: Figures) -> Span:
    """A source that begins with the comma of an apposition, widened to the name in front of it."""
    for name in figures.names_from(source.start - 60, source.start):
        if name.kind == "person" and not text[name.span.end : source.start].strip():
            return Span(name.span.start, source.end)
    return source


def _without_cue(source: Span, cue: Span | None) -> Span:
    """The source up to a cue that it runs into."""
    if cue is None or not source.start < cue.start < source.end:
        return source
    return Span(source.start, cue.start) if cue.end >= source.end else source


def _swap_inverted(text: str, attribution: Attribution, pieces: Pieces) -> Attribution:
    """In "said Dee" source and cue are sometimes marked the wrong way round; a verb cannot be a source."""
    source, cue = attribution.source, attribution.cue
    if source is None or cue is None:
        return attribution
    words, other = pieces.within(source), pieces.within(cue)
    verb = [p.lower for p in words] in (["said"], ["says"], ["according", "to"])
    if verb and other and not any(p.lower in ("said", "says", "told", "to") for p in other):
        return Attribution(cue, source, attribution.contents, attribution.act, attribution.scores,
                           attribution.addressee, attribution.outlet, attribution.parent)  # fmt: skip
    return attribution


_BROADCASTS = frozenset("television radio tv".split())  # "on live television" names no outlet


def _find_outlets(
    attributions: Sequence[Attribution], pieces: Pieces, figures: Figures, mentions: Sequence[OutletMention]
) -> list[tuple[Figure, ...]]:
    out = []
    for attribution in attributions:
        span = attribution.outlet
        found: list[Figure] = []
        if span is not None:
            for name in figures.names_from(span.start, span.end):
                figure = figures.of_name.get(name.span)
                if figure is not None and figure.kind == "outlet" and figure not in found:
                    found.append(figure)
            if not found:
                found += [_known_as_outlet(figures, m) for m in mentions if span.overlaps(m.span)]
            if not found and (unknown := _unknown_outlet(figures, pieces, span)) is not None:
                found.append(unknown)
        source = attribution.source
        if source is not None:
            several = [m for m in mentions if source.overlaps(m.span)]
            if len(several) > 1:  # "according to Reuters and NBC": one speaker by name, but two ways
                found += [_known_as_outlet(figures, m) for m in several]
        out.append(tuple(found))
    return out


def _known_as_outlet(figures: Figures, mention: OutletMention) -> Figure:
    """The figure whose name the mention is; whatever it was taken for, it is an outlet."""
    for name in figures.names_from(mention.span.start, mention.span.end):
        figure = figures.of_name.get(name.span)
        if figure is not None and figure.kind != "person":
            figure.as_kind = "outlet"
            return figure
    return _outlet_figure(figures, mention.span, mention.outlet.name)


def _outlet_figure(figures: Figures, span: Span, name: str) -> Figure:
    figure = figures.other(f"outlet {name}")
    if figure is None:
        figure = figures.new("outlet")
        figure.described = name
        figures.file(f"outlet {name}", figure)
    figure.mentions.append(Mention(span, "name"))
    return figure


def _unknown_outlet(figures: Figures, pieces: Pieces, span: Span) -> Figure | None:
    """An outlet that no lexicon has: a name that is nobody else's, or words for an outlet ("state media")."""
    words = [p for p in pieces.within(span) if p.is_word]
    if len(words) > 1 and words[0].lower == "the":
        words = words[1:]
    named = " ".join(p.text for p in words)
    names = [n for n in figures.names_from(span.start - 40, span.end) if n.span.end > span.start]
    known = [figures.of_name[n.span] for n in names if n.span in figures.of_name]
    famous = any(n.text.removeprefix("The ") in index_organisations() for n in names)
    if len(known) == 1 and known[0].kind == "organisation" and not famous:
        known[0].as_kind = "outlet"
        return known[0]
    described = _is_outlet_noun(words) and words[-1].lower not in _BROADCASTS
    placed = known or any(n.kind in ("place", "state", "people") for n in names)
    if not described and (placed or not any(p.capital for p in words)):
        return None  # "press conference", "reporters", a host by name
    return _outlet_figure(figures, span, named or "outlet")


def _is_outlet_noun(words: Sequence[Piece]) -> bool:
    """Whether a phrase is about an outlet: "the daily of the port", and not "his daily briefing in Oslo"."""
    stop = next((i for i, p in enumerate(words) if i and p.lower in _ATTRIBUTES), len(words))
    plain = [p for p in words[:stop] if not p.capital] or words[:stop]
    return any(p.lower in OUTLET_NOUNS for p in plain[-1:])


_ATTRIBUTES = frozenset("in of at on for from with to by".split())


def _make_cast(
    story: Story,
    joiner: Joiner,
    told: tuple[Sequence[Figure | None], Sequence[Figure | None]],
    outlets: Sequence[tuple[Figure, ...]],
    joined: Sequence[Figure],
) -> Cast:
    """`told` are the speakers, and those who are known by an adjective alone."""
    found, senders = told
    needed = {id(f) for f in (*found, *senders, *joined) if f is not None} | {id(f) for some in outlets for f in some}
    ids: dict[int, str] = {}
    actors = []
    kept = [f for f in joiner.figures.all if id(f) in needed or (f.names and f.kind not in ("place", "role"))]
    for number, figure in enumerate(kept):
        mentions = sorted({m.span: m for m in figure.mentions}.values(), key=lambda m: m.span)
        first = mentions[0].span if mentions else Span(0, 0)
        ids[id(figure)] = make_id("a", story.id, first.start, first.end, number)
        own = joiner.coder.find_own(figure)
        code = joiner.code(figure)
        if own is not None:
            how = "known" if own.country else code.how
            code = Code(own.country or code.country, own.sectors or code.sectors, how)
        actors.append(_make_actor(ids[id(figure)], figure, tuple(mentions), code, own))
    speakers = tuple(ids[id(f)] if f is not None else None for f in found)
    of_outlets = tuple(tuple(ids[id(f)] for f in some) for some in outlets)
    return Cast(tuple(actors), speakers, of_outlets, tuple(ids[id(f)] for f in joined))


def _explained(mention: Mention, fullest: Span | None, figure: Figure) -> Mention:
    """A short name points to the fullest one, so that every chain ends there."""
    if mention.how != "name" or fullest is None or mention.span == fullest or figure.kind == "state":
        return mention
    shorter = mention.span.end - mention.span.start < fullest.end - fullest.start
    return Mention(mention.span, "name", fullest) if shorter else mention


def _make_actor(
    identity: str, figure: Figure, mentions: tuple[Mention, ...], code: Code, own: OwnActor | None
) -> Actor:
    name = figure.described if figure.kind == "state" and figure.country and figure.described else figure.name
    role = best_role(figure.roles) if figure.kind == "person" else None
    fullest = next((n.span for n in figure.names if n.text == figure.name), None)
    mentions = tuple(_explained(m, fullest, figure) for m in mentions)
    kind = kind_of_figure(figure)
    words = " ".join(name.split()) or "unknown"
    role = role or (own.role if own is not None else "") or None
    same_as = own.same_as if own is not None else ()
    how = code.how if code.country is not None else None
    return Actor(identity, words, kind, mentions, code.country, code.sectors or (), role, same_as, how)
