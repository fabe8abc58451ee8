"""Replies: people concerned answer a statement, an event, or a story; an editor approves what is shown.

The writer's e-mail is asked for, so that somebody can be asked back, and is never shown, exported, or put in JSON.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Literal

from onrecord.errors import UsageError
from onrecord.record import Frozen
from onrecord.store.people import NewReply, Reply, ReplyState
from onrecord.web.pages import Action, Page
from onrecord.web.throttle import Throttle, TooOftenError
from onrecord.web.visit import NotFoundError, RefusedError, Visit

# Cases: a@b.example is one, "a b@c" and "a@b@c" are none. Whether it exists only a letter to it would tell.
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}\.[^@\s.]{2,}")
_MOST_TEXT = 5_000
_MOST_NAME = 120
_A_DAY = 500  # replies of one day, after which none is taken: somebody is flooding the case

throttle = Throttle(most=5, seconds=3600)  # replies from one place in an hour


class ReplySent(Frozen, frozen=True):
    """What the form sends. `website` is hidden from people: what fills it is a machine."""

    item: str = ""
    name: str = ""
    email: str = ""
    text: str = ""
    website: str = ""


class Decided(Frozen, frozen=True):
    """What an editor decides of a reply."""

    state: ReplyState


class RepliesAsked(Frozen, frozen=True):
    """Which replies: those that wait, or those that were decided on."""

    state: ReplyState = "pending"


class RepliesView(Frozen, frozen=True):
    """Replies in a state, oldest first."""

    asked: RepliesAsked
    replies: tuple[Reply, ...]


class RepliedView(Frozen, frozen=True):
    """That a reply was taken, and what comes next."""

    text: Literal["Thank you. Your reply will be shown once an editor has approved it."]


def find_replies(visit: Visit) -> RepliesView:
    """The replies that wait, for editors."""
    asked = visit.ask(RepliesAsked)
    return RepliesView(asked, tuple(visit.people.replies(asked.state)))


def find_replied(visit: Visit) -> RepliedView:
    """Thanks."""
    return RepliedView("Thank you. Your reply will be shown once an editor has approved it.")


def find_item_replies(visit: Visit, item: str) -> tuple[Reply, ...]:
    """The approved replies to an item."""
    return tuple(visit.people.replies("approved", item=item)) if visit.settings.replies else ()


def find_story_replies(visit: Visit, story: str) -> tuple[Reply, ...]:
    """The approved replies to a story and its items."""
    return tuple(visit.people.replies("approved", story=story)) if visit.settings.replies else ()


def send(visit: Visit, form: ReplySent) -> str:
    """Take a reply; where that cannot be, the form is shown again, with all that was typed."""
    try:
        return _take(visit, form)
    except NotFoundError:
        raise
    except UsageError as why:
        raise RefusedError(why, "refused.html", form) from None
    except TooOftenError as why:
        raise RefusedError(why, "refused.html", form, 429) from None


def _take(visit: Visit, form: ReplySent) -> str:
    if not visit.settings.replies:
        raise NotFoundError("Replies are not taken here.")
    name, email, text = form.name.strip(), form.email.strip(), form.text.strip()
    captures = visit.desk.captures(form.item) if form.item.startswith(("s-", "e-", "story-")) else []
    if not captures or captures[0].story is None:
        raise UsageError("There is no such statement, event, or story to reply to.")
    if not name or not text or not _EMAIL.fullmatch(email):
        raise UsageError("Name, e-mail, and text are required, and the e-mail must be one.")
    if len(name) > _MOST_NAME or len(text) > _MOST_TEXT:
        raise UsageError(f"That is too long: {_MOST_NAME} characters for the name, {_MOST_TEXT:,} for the text.")
    throttle.check(visit.client, "Too many replies came from where you are. Try again in an hour.")
    if visit.people.count_replies(timedelta(days=1)) >= _A_DAY:
        raise UsageError("Too many replies came today. Try again tomorrow.")
    throttle.count(visit.client)
    new = NewReply(form.item, captures[0].story, name, email, text)
    visit.people.add_reply(new, "spam" if form.website else "pending")
    return "/replied"


def decide(visit: Visit, form: Decided) -> str:
    """Approve, deny, or call spam."""
    visit.people.decide_reply(visit.id, form.state, visit.person.name)
    visit.people.note(visit.person.name, f"reply {form.state}", visit.id)
    return "/replies"


PAGES = (
    Page("/replies", "replies.html", find_replies, RepliesView, RepliesAsked, role="editor"),
    Page("/replied", "replied.html", find_replied, RepliedView, role="anyone"),
)
ACTIONS = (
    Action("/replies", ReplySent, send, role="anyone"),
    Action("/replies/{id:str}", Decided, decide, role="editor"),
)
