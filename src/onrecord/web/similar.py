"""The page of similar statements: what one speaker says on two pages in other words, apart from quotations."""

from __future__ import annotations

from onrecord.compare import Similar
from onrecord.record import Frozen
from onrecord.web.compared import cut_list, find_next
from onrecord.web.comparing import Progress
from onrecord.web.pages import Page
from onrecord.web.visit import Start, Visit


class SimilarAsked(Frozen, frozen=True):
    """Words or a speaker to look for, and from which place in the list on."""

    q: str = ""
    go: Start = 0


class SimilarView(Frozen, frozen=True):
    """Pairs of statements that may say the same in other words, those most alike first."""

    asked: SimilarAsked
    progress: Progress
    pairs: tuple[Similar, ...]
    total: int
    next: str | None


def find_similar(visit: Visit) -> SimilarView:
    """The list of pairs."""
    asked = visit.ask(SimilarAsked)
    comparison, progress = visit.comparer.find()
    wanted = asked.q.casefold()
    found = [pair for pair in (comparison.similar() if comparison else ()) if wanted in _write(pair)]
    return SimilarView(
        asked, progress, tuple(cut_list(found, asked.go)), len(found), find_next(visit, asked.go, len(found))
    )


def _write(pair: Similar) -> str:
    who = pair.one.speaker.name if pair.one.speaker else ""
    return f"{who} {pair.one.words} {pair.other.words}".casefold()


PAGES = (Page("/similar", "similar.html", find_similar, SimilarView, SimilarAsked),)
