"""The first page: what is in the case, where to begin, and what waits."""

from __future__ import annotations

from onrecord.record import Frozen
from onrecord.store.counting import Overview
from onrecord.store.entries import ActorEntry, StoryEntry
from onrecord.store.question import Question
from onrecord.web.pages import Page
from onrecord.web.visit import Visit

_RECENT = 12
_SPEAKERS = 10


class HomeView(Frozen, frozen=True):
    """A case at a glance. `waiting` counts items that nobody has looked at, up to a thousand of a kind.

    `overview` is None where a large case is being counted for the first time; where it is not `fresh`, pages or
    corrections came since it was counted. `contradictions` are the open ones, None where they are not known yet.
    """

    place: str
    overview: Overview | None
    fresh: bool
    recent: tuple[StoryEntry, ...]
    speakers: tuple[ActorEntry, ...]
    waiting: int
    contradictions: int | None
    replies: int


def find_home(visit: Visit) -> HomeView:
    """The case at a glance."""
    return HomeView(
        visit.case.place.rpartition("/")[2],
        *visit.keeper.find(),
        tuple(visit.desk.stories(Question(limit=_RECENT)).entries),
        tuple(actor for _, actor in visit.desk.speakers(0, _SPEAKERS)),
        visit.desk.count_waiting(Question()),
        visit.comparer.count_open(),
        len(visit.people.replies("pending")) if visit.person.may("editor") and visit.settings.replies else 0,
    )


PAGES = (Page("/", "home.html", find_home, HomeView),)
