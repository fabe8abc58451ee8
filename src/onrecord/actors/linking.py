"""Groups names into figures: full names first, then what shortens them."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Mapping, Sequence

from onrecord.actors.figures import SUFFIXES, Figure, Figures, distance, fold, surname_of
from onrecord.actors.lexicon import (
    Leader,
    index_leaders,
    index_organisations,
    index_surnames,
    load_first_names,
    load_nouns,
    load_states,
)
from onrecord.actors.name import PARTICLES, Name
from onrecord.actors.outlets import find_outlet
from onrecord.actors.spellings import find_misspelled
from onrecord.record import Span


def link_names(
    names: Sequence[Name], heads: Iterable[Span], common: frozenset[str], hints: Mapping[Span, str]
) -> Figures:
    """Group `names` into figures.

    `heads` are the sources of attributions (a name there can speak), `common` the words that the page also has in
    lower case, `hints` the gender that pronouns behind a name suggest. Full names first, so that a surname in the
    headline finds the full name further down.
    """
    figures = Figures()
    speaking = _Ranges(heads)
    figures.by_start = sorted(names, key=lambda n: n.span.start)
    figures.starts = [n.span.start for n in figures.by_start]
    later: list[Name] = []
    previous: Name | None = None
    for name in figures.by_start:
        if name.kind in ("state", "people"):
            _link_state(figures, name)
        elif name.kind == "outlet" and len(name.words) - (name.words[0] == "The") == 1:
            later.append(name)
        elif name.kind == "outlet":
            _link_outlet(figures, name)
        elif name.kind == "organisation" and len(name.words) == 1 and not _letters(name.text):
            later.append(name)
        elif name.kind == "organisation" or (name.kind == "unknown" and _is_organisation(name, common)):
            _link_organisation(figures, name, previous)
        elif name.kind in ("person", "unknown") and len(name.words) > 1:
            if name.kind == "person" or speaking.hit(name.span):
                _link_full(figures, name)
            else:
                later.append(name)
        elif name.kind in ("person", "unknown"):
            later.append(name)
        previous = name
    # Titled names before bare ones: "Mr. Dee" shows who shares the page with Ann Dee.
    for name in sorted(later, key=lambda n: (not n.title, n.span.start)):
        if name.kind in ("organisation", "outlet"):
            famous = name.text in index_organisations()
            if famous or not _link_shortened(figures, name):
                (_link_organisation if name.kind == "organisation" else _link_outlet)(figures, name)
        else:
            _link_short(figures, name, speaking, hints.get(name.span, ""))
    return figures


class _Ranges:
    """Answers whether a span begins within one of many ranges, in logarithmic time."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)
        self._starts = [s.start for s in self._spans]

    def hit(self, span: Span) -> bool:
        i = bisect.bisect_right(self._starts, span.start)
        return any(s.end >= span.end for s in self._spans[max(0, i - 4) : i])


def _is_organisation(name: Name, common: frozenset[str]) -> bool:
    if len(name.words) < 2:
        return False
    if name.text.lower() in index_leaders():
        return False
    ordinary = [
        w for w in name.words if (w.lower() in common and w.lower() not in PARTICLES) or w.lower() in load_nouns()
    ]
    return bool(ordinary) and name.words[0].lower() not in load_first_names()


def _link_state(figures: Figures, name: Name) -> None:
    states = load_states()[0]
    words = name.text.removeprefix("The ").removeprefix("Government of ").removeprefix("the ")
    if words not in states:
        return
    state = states[words]
    figure = figures.other(state.code)
    if figure is None:
        figure = figures.new("state")
        figure.country, figure.described = state.code, state.name
        figures.file(state.code, figure)
    figures.put(figure, name)


def _link_outlet(figures: Figures, name: Name) -> None:
    outlet = find_outlet(name.text)
    key = f"outlet {outlet.name}" if outlet else f"outlet {name.text}"
    figure = figures.other(key)
    if figure is None:
        figure = figures.new("outlet")
        figure.country = outlet.country if outlet else None
        figure.described = outlet.name if outlet else name.text
        figures.file(key, figure)
    figures.index_tail(figure, name)
    figures.put(figure, name)


def _link_organisation(figures: Figures, name: Name, previous: Name | None = None) -> None:
    words = name.text.removeprefix("The ")
    known = index_organisations().get(words)
    keys = [f"org {fold(words)}"]
    if _letters(words) and previous is not None and name.span.start - previous.span.end == 2:
        # "the People's Units (PU)": the abbreviation in brackets is the same body.
        keys.append(f"org {fold(previous.text.removeprefix('The '))}")
    if known:
        keys.append(f"org {fold(known.name)}")
    base, _, land = words.rpartition(" of ")
    if base and len(base.split()) > 1 and land.removeprefix("the ") in load_states()[0]:
        keys.append(f"org {fold(base)}")  # "Saltair Lines of Ruritania" and "Saltair Lines"
    letters = _letters(words)
    initials = "".join(w[0] for w in name.words if w[0].isupper()).lower()
    if letters:
        keys.append(f"initials {letters}")
    figure = next((f for k in keys if (f := figures.other(k)) is not None), None)
    if figure is None and len(name.words) > 2:
        # An abbreviation may come first: "the S.E.C." and then "the Securities and Exchange Commission".
        figure = figures.other(f"letters {initials}")
    if figure is None:
        figure = figures.new("organisation")
        figure.country = known.country if known and not known.unsure else None
    for key in keys:
        if not key.startswith("initials"):
            figures.file(key, figure)
    if letters:
        figures.file(f"letters {letters}", figure)
    elif len(name.words) > 2:
        figures.file(f"initials {initials}", figure)
    figures.index_tail(figure, name)
    figures.put(figure, name)


def _letters(words: str) -> str:
    """The letters of an abbreviation in lower case, or empty where `words` is none."""
    letters = words.replace(".", "")
    return letters.lower() if letters.isupper() and letters.isalpha() and 2 <= len(letters) <= 7 else ""


def _link_full(figures: Figures, name: Name) -> None:
    for figure in figures.people_called(name.words[-1])[-8:]:
        if any(same_person(name.words, other.words) for other in figure.names[:6]) and _agree(figure, name):
            break
    else:
        figure = _called_but_for_a_letter(figures, name) or _known_person(figures, name)
    figures.put(figure, name)
    figures.index_person(figure, name)


def _called_but_for_a_letter(figures: Figures, name: Name) -> Figure | None:
    """The person of the same first name whose surname has a letter once or twice: "Ann Rooe" after "Ann Roe".

    Other near spellings of a full name may be somebody else's.
    """
    first, last = fold(name.words[0]), fold(name.words[-1])
    for figure in figures.all[-80:]:
        if figure.kind != "person" or not figure.names or fold(figure.names[0].words[0]) != first:
            continue
        surname = surname_of(figure.names[0].words)
        if len(last) > 4 and surname != last and _collapse(surname) == _collapse(last):
            figure.spelled_alike.append(name)
            return figure
    return None


def _collapse(word: str) -> str:
    return "".join(c for c, _ in itertools.groupby(word))


def _known_person(figures: Figures, name: Name) -> Figure:
    """The figure of a known person under another spelling of the name, or a new one."""
    leader = index_leaders().get(name.text.lower())
    misspelled = leader is None and (leader := find_misspelled(name.words)) is not None
    figure = figures.other(f"known {leader.name}") if leader is not None else None
    if figure is None:
        figure = figures.new("person")
        figure.leader = leader
        if leader is not None:
            figures.file(f"known {leader.name}", figure)
    if misspelled and figure.names:
        figure.spelled_alike.append(name)
    return figure


def same_person(one: Sequence[str], two: Sequence[str]) -> bool:
    """Whether two full names can be one person's: same surname, and first names equal, short, or an initial."""
    if surname_of(one) != surname_of(two):
        return False
    a, b = [fold(w) for w in one], [fold(w) for w in two]
    if set(a) <= set(b) or set(b) <= set(a):
        return True
    first, second = a[0], b[0]
    if first == second or (min(len(first), len(second)) == 1 and first[0] == second[0]):
        return True
    known = index_leaders().get(" ".join(one).lower()), index_leaders().get(" ".join(two).lower())
    if known[0] is not None and known[0] is known[1]:
        return True
    return first[0] == second[0] and distance(first, second, 1) <= 1


def _agree(figure: Figure, name: Name) -> bool:
    return not figure.gender or not name.gender or figure.gender == name.gender


def _link_short(figures: Figures, name: Name, speaking: _Ranges, hint: str) -> None:
    figure = _owner(figures, name, hint)
    if figure is not None:
        if len(name.words) > 1:
            figures.index_person(figure, name)
        figures.put(figure, name)
        return
    if name.kind == "unknown" and not name.title and _link_first_word(figures, name):
        return
    if name.kind == "unknown" and (name.dependent or not speaking.hit(name.span)):
        holders = index_surnames().get(name.words[-1].lower(), ())
        if not holders or len(name.words) > 1:
            return
    if name.kind == "unknown" and speaking.hit(name.span) and _link_shortened(figures, name):
        return
    if name.kind == "unknown" and len(name.words) == 1 and _looks_plural(name.words[0]):
        return
    figure = figures.new("person")
    holders = _holders(name)
    if len({h.gender for h in holders}) == 1 and not name.gender and len(name.words) == 1:
        figure.gender = holders[0].gender
        figure.leader = holders[0] if len(holders) == 1 else None
    figures.put(figure, name)
    figures.index_person(figure, name)


def _looks_plural(word: str) -> bool:
    """ "Kurds" rather than "Jones": no known surname or first name, with the ending of several."""
    lower = word.lower()
    known = lower in index_surnames() or lower in load_first_names()
    return lower.endswith("s") and not lower.endswith(("ss", "us", "is", "es", "ns")) and not known


def _holders(name: Name) -> tuple[Leader, ...]:
    """Office holders of this surname, those whose office the title names where there are such."""
    holders = index_surnames().get(name.words[-1].lower(), ())
    title = fold(name.title.split()[-1]) if name.title else ""
    return tuple(h for h in holders if title in h.role.split()) or holders


def _link_shortened(figures: Figures, name: Name) -> bool:
    """The first or last word of an outlet or organisation already named: "the Times" for The New York Times."""
    words = name.words[1:] if name.words[0] == "The" else name.words
    if len(words) != 1:
        return False
    holders = figures.shortened(words[0])
    if len(holders) != 1:
        return False
    figures.put(holders[0], name)
    return True


def _link_first_word(figures: Figures, name: Name) -> bool:
    """The first word of one organisation of the page, by itself: "Saltair" for Saltair Lines.

    Also where it is a first name, as many companies' are, while nobody on the page is called so.
    """
    word = name.words[0]
    if len(name.words) != 1 or word.lower() in index_surnames() or figures.people_called(word):
        return False
    holders = figures.shortened(word)
    if len(holders) != 1 or not any(fold(n.words[0]) == fold(word) for n in holders[0].names[:6]):
        return False
    figures.put(holders[0], name)
    return True


def _owner(figures: Figures, name: Name, hint: str) -> Figure | None:
    """The person whose name `name` shortens."""
    word = name.words[-1] if name.words[-1].lower() not in SUFFIXES else name.words[0]
    called = [f for f in figures.people_called(word)[-60:] if _holds(f, name) and _fits_gender(f, name)]
    if not called:
        return _nearly_called(figures, name)
    by_surname = [f for f in called if any(surname_of(n.words) == fold(name.words[-1]) for n in f.names)]
    called = by_surname or called
    holders = _holders(name)
    if name.title and len(holders) == 1 and fold(name.title.split()[-1]) in holders[0].role.split():
        # "President Dee" is not Ann Dee, his wife, where the lexicon knows who held the office.
        called = [f for f in called if f.leader is holders[0] or len(f.names[0].words) == 1]
        if not called:
            return None
    return max(called, key=lambda f: _pull(f, name, hint))


def _holds(figure: Figure, name: Name) -> bool:
    wanted = [fold(w) for w in name.words]
    return any(set(wanted) <= {fold(w) for w in n.words} for n in figure.names[:8])


def _fits_gender(figure: Figure, name: Name) -> bool:
    return not name.gender or not figure.gender or name.gender == figure.gender


def _pull(figure: Figure, name: Name, hint: str) -> tuple[int, int]:
    """How strongly a person draws a short name: named in full just before, then how often named, then how near."""
    before = [n for n in figure.names[-12:] if n.span.start < name.span.start]
    last = before[-1].span.start if before else -1
    near = last >= 0 and name.span.start - last < 400 and len(before[-1].words) > 1
    often = min(12, len(figure.names)) + (6 if figure.leader is not None else 0)
    title = 4 if name.title and any(fold(name.title) in fold(r) for r in figure.roles) else 0
    agreed = 0 if not hint or not figure.gender else 4 if figure.gender == hint else -4
    return (agreed + often + title + (3 if near else 0) - (0 if before else 2), last)


def _nearly_called(figures: Figures, name: Name) -> Figure | None:
    """The person whose surname is written almost so: "Wines" on a page about a Ms. Wimes."""
    word = fold(name.words[-1])
    if len(word) < 5 or (name.kind == "unknown" and name.text.lower() in load_first_names()):
        return None
    allowed = 2 if len(word) > 7 else 1
    first = fold(name.words[0]) if len(name.words) > 1 else None
    for figure in figures.all[-80:]:
        if figure.kind != "person" or not figure.names or len(figure.names[0].words) < 2:
            continue
        if first is not None and fold(figure.names[0].words[0]) != first:
            continue
        surname = surname_of(figure.names[0].words)
        if word == surname + "s":
            continue  # the family
        near = surname[:1] == word[:1] and len(surname) >= 5 and 0 < distance(surname, word, allowed) <= allowed
        if near:
            figure.spelled_alike.append(name)
            return figure
    return None
