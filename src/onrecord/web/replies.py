"""Replies of people concerned, once an editor has approved them."""

from __future__ import annotations

from onrecord.record import Frozen
from onrecord.web.visit import Visit


class ShownReply(Frozen, frozen=True):
    """An approved reply, as everybody may see it: never with the writer's e-mail."""

    id: str
    item: str
    name: str
    text: str
    when: str


def find_shown_replies(visit: Visit, story: str) -> list[ShownReply]:
    """The approved replies to a story and its items."""
    return []
