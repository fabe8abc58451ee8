"""Source chains: a page says that an outlet says so. Where that outlet's own page is in the case, does it?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, Protocol

from onrecord.actors.outlets import find_outlet
from onrecord.compare.alignment import align
from onrecord.compare.changes import Change
from onrecord.compare.passages import Prose, find_in_prose, make_prose
from onrecord.compare.quotations import compare_tellings
from onrecord.compare.rarity import weigh_all
from onrecord.compare.speakers import relate
from onrecord.compare.spelling import fold
from onrecord.compare.tellings import Telling, Told
from onrecord.compare.times import find_window
from onrecord.record import Frozen, Span, Story

Verdict = Literal["confirmed", "altered", "not found in it", "not checked"]

DAYS_BEFORE = 30  # how far back the cited page may lie
DAYS_AFTER = 1  # a page that was updated, or whose clock is another's
_MOST_PAGES = 50  # of one outlet within these days, nearest in time first
_LEAST = 3.0  # weight of an indirect statement below which it says too little to be found again
_INNER = 0.5  # share of a report's weight that what it says to have been said has, to be looked for in its stead
_OWN = frozenset("this our my his her their its".split())  # "this magazine", "his briefing": no other outlet
_SAME = 0.6  # share of the lighter passage's weight in common from which two tellings have the same words


class Link(Frozen, frozen=True):
    """One step back: a statement of a page, the outlet that it is said to come from, and whether that has it.

    `cited` is the outlet, `speaker` who says it there according to the page. `story` and `span` are where the cited
    outlet's page says it, `changes` how the two differ; `text` tells why the verdict was given.
    """

    telling: Telling
    cited: str
    verdict: Verdict
    text: str
    story: str | None = None
    span: Span | None = None
    changes: tuple[Change, ...] = ()


class CitedPage(Frozen, frozen=True):
    """A page that may be cited: its story, address, and day or moment of publication."""

    story: str
    url: str
    published: str | None


class Sources(Protocol):
    """The pages among which cited ones are looked for."""

    def find_pages(self, outlet: str, published: str | None) -> Iterable[CitedPage]:
        """The pages of an outlet (as `name_outlet` names it), at least those from the days around `published`."""

    def find_told(self, story: str) -> Sequence[Told]:
        """The tellings of a page."""

    def find_prose(self, story: str) -> Prose:
        """The sentences of a page."""


class Chains:
    """Who has what from whom, kept while pages are added."""

    def __init__(self) -> None:
        self._told: dict[str, Sequence[Told]] = {}
        self._stories: dict[str, Story] = {}
        self._by_outlet: dict[str, list[CitedPage]] = defaultdict(list)
        self._prose: dict[str, Prose] = {}

    def add(self, story: Story, tellings: Sequence[Told]) -> None:
        """Put a page in."""
        self._stories[story.id] = story
        self._told[story.id] = tellings
        if story.outlet:
            published = story.published.value if story.published else None
            self._by_outlet[name_outlet(story.outlet)].append(CitedPage(story.id, story.url, published))

    def find_all(self) -> Iterator[Link]:
        """Every chain of the case, in the order of pages and statements."""
        for story in sorted(self._stories, key=lambda s: (self._stories[s].url, s)):
            yield from find_chains(self._stories[story].outlet, self._told[story], self)

    def find_pages(self, outlet: str, _: str | None) -> Iterable[CitedPage]:
        """The pages of an outlet."""
        return self._by_outlet.get(outlet, ())

    def find_told(self, story: str) -> Sequence[Told]:
        """The tellings of a page."""
        return self._told[story]

    def find_prose(self, story: str) -> Prose:
        """The sentences of a page."""
        if story not in self._prose:
            self._prose[story] = make_prose(self._stories[story])
        return self._prose[story]


def find_chains(outlet: str | None, tellings: Iterable[Told], sources: Sources) -> Iterator[Link]:
    """The chains of one page, which `outlet` published: for each statement the nearest outlet that it comes through.

    `tellings` are those of the page, in its order.
    """
    checker = _Checker(sources)
    for citing in find_citing(outlet, tellings):
        yield checker.check(citing)


class Citing(NamedTuple):
    """A statement that comes through another outlet, the outlet's name there, and what is told within the statement.

    What an outlet "quoted a minister as saying" is the outlet's report, and within it what the minister said.
    """

    told: Told
    cited: str
    inner: tuple[Told, ...]


def find_citing(outlet: str | None, tellings: Iterable[Told]) -> Iterator[Citing]:
    """The statements of a page that come through another outlet."""
    own = name_outlet(outlet or "")
    citing: dict[str, Citing] = {}
    for told in tellings:
        telling = told.telling
        cited = [name for name in _find_cited(telling) if name_outlet(name) != own and not _is_own(name)]
        if cited and (telling.form != "indirect" or weigh_all(told.passage.keys) >= _LEAST):
            name = next((name for name in cited if _is_named(name)), cited[0])
            citing[telling.statement] = Citing(told, name, ())
    inner: dict[str, list[Told]] = defaultdict(list)  # what is told within these is told with them
    for id, one in citing.items():
        outer = _find_outermost(id, citing)
        if outer != id:
            inner[outer].append(one.told)
    for id, one in citing.items():
        if _find_outermost(id, citing) == id:
            yield one._replace(inner=tuple(inner[id]))


def _find_outermost(id: str, citing: Mapping[str, Citing]) -> str:
    """The report that holds an indirect one, through any number of others; itself where none does."""
    seen = {id}
    while citing[id].told.telling.form == "indirect":
        within = citing[id].told.telling.within or ""
        if within in seen or within not in citing or citing[within].told.telling.form != "indirect":
            break
        seen.add(within)
        id = within
    return id


class _Checker:
    """Whether cited pages have what is said to come from them."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def check(self, citing: Citing) -> Link:
        """The verdict on one statement; where it is not found, on most of it, which is told within."""
        link = self._check(citing.told, citing.cited)
        if link.verdict == "not found in it":
            least = max(_LEAST, _INNER * weigh_all(citing.told.passage.keys))
            for inner in citing.inner:
                if weigh_all(inner.passage.keys) >= least:
                    found = self._check(inner, citing.cited)
                    if found.verdict != "not found in it":
                        return found
        return link

    def _check(self, told: Told, cited: str) -> Link:
        if not _is_named(cited):
            return Link(told.telling, cited, "not checked", f"“{cited}” names no outlet")
        pages = self._find_pages(name_outlet(cited), told.telling)
        if not pages:
            return Link(told.telling, cited, "not checked", f"no page of {cited} from these days is in the case")
        best = max((found for p in pages if (found := self._compare(told, p)) is not None), key=_rank, default=None)
        if best is not None:
            return _judge(told, cited, *best)
        for page in pages:
            place = find_in_prose(told.passage.keys, self._sources.find_prose(page.story))
            if place is None:
                continue
            if place.numbers_differ or place.negation_differs:
                what = "a number" if place.numbers_differ else "a “not”"
                text = f"{cited} says it with {what} changed ({place.share:.0%} of the words)"
                return Link(told.telling, cited, "altered", text, page.story, place.span)
            if told.telling.form == "indirect":
                text = f"{cited} says so in its own words ({place.share:.0%} of the words)"
                return Link(told.telling, cited, "confirmed", text, page.story, place.span)
        where = f"the page of {cited} in the case does" if len(pages) == 1 else f"{len(pages)} pages of {cited} do"
        return Link(told.telling, cited, "not found in it", f"{where} not have it")

    def _compare(self, told: Told, page: CitedPage) -> tuple[Told, float] | None:
        """The telling on a page that has most of the words, and the share of them."""
        found: list[tuple[float, float, str, Told]] = []
        for other in self._sources.find_told(page.story):
            if told.telling.form != "indirect" and other.telling.form == "indirect":
                continue
            if told.telling.form == "indirect" and relate(told.telling.speaker, other.telling.speaker) == "other":
                continue
            least = min(weigh_all(told.passage.keys), weigh_all(other.passage.keys))
            shared = align(other.passage.keys, told.passage.keys).shared
            if shared >= _SAME * least and shared >= 2 and shared >= 0.3 * weigh_all(told.passage.keys):
                found.append((shared, -len(other.passage.keys), other.telling.statement, other))
        if not found:
            return None
        best = max(found, key=lambda f: f[:3])
        return best[3], best[0]

    def _find_pages(self, outlet: str, telling: Telling) -> list[CitedPage]:
        own = find_window(telling.published)
        near: list[tuple[float, str, CitedPage]] = []
        for page in self._sources.find_pages(outlet, telling.published):
            window = find_window(page.published)
            days = (own.earliest - window.earliest).total_seconds() / 86_400 if own and window else 0.0
            if page.story != telling.story and -DAYS_AFTER <= days <= DAYS_BEFORE:
                near.append((abs(days), page.url, page))
        return [page for _, _, page in sorted(near, key=lambda n: n[:2])[:_MOST_PAGES]]


def name_outlet(name: str) -> str:
    """One name of an outlet's names: "AP" and "The Associated Press" are one."""
    outlet = find_outlet(name)
    return fold(outlet.name if outlet else name).removeprefix("the ")


def _is_named(name: str) -> bool:
    """Whether it is a name: "a shipping magazine" could be any."""
    return name[:1].isupper() or name[:1].isdigit() or name.removeprefix("the ")[:1].isupper()


def _is_own(name: str) -> bool:
    return name.partition(" ")[0].casefold() in _OWN


def _find_cited(telling: Telling) -> Iterator[str]:
    """The outlets that a statement comes through; where an outlet itself speaks, that one."""
    yield from telling.via
    if telling.speaker is not None and telling.speaker.kind == "outlet":
        yield telling.speaker.name


def _rank(found: tuple[Told, float]) -> tuple[float, str]:
    return found[1], found[0].telling.statement


def _judge(told: Told, cited: str, there: Told, shared: float) -> Link:
    changes = tuple(c for c in compare_tellings(there, told) if not _is_harmless(c, told, there))
    verdict: Verdict = "altered" if changes else "confirmed"
    text = (
        f"{cited} has these words" if not changes else "; ".join(dict.fromkeys(f"{c.kind}: {c.text}" for c in changes))
    )
    spans = there.telling.spans
    place = Span(spans[0].start, spans[-1].end)
    return Link(told.telling, cited, verdict, text, there.telling.story, place, changes)


def _is_harmless(change: Change, told: Told, there: Told) -> bool:
    """Whether a difference takes nothing from the words: a part of them, told in the outlet's own grammar."""
    if change.kind == "speaker differs":  # "Reuters reported" stands for whoever speaks there
        speaker = told.telling.speaker
        return speaker is not None and speaker.kind == "outlet" and relate(speaker, there.telling.speaker) != "same"
    if told.telling.form == "indirect":  # no words are claimed to be anybody's
        return change.kind not in ("number changed", "negation changed", "date differs", "place differs")
    if change.kind == "cut":
        return change.text.endswith("at an edge")
    return change.kind == "respelled"
