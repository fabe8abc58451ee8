"""On Record reads news pages into records that can be checked: who said what, to whom, when, and according to whom.

from onrecord import Record, read

record = read("page.html", published="2024-05-04")
if isinstance(record, Record):
    for statement in record.statements:
        print(statement.form, [c.of(record.story.text) for c in statement.contents])
"""

from typing import TYPE_CHECKING

from onrecord.errors import CaseBusyError, CaseError, InputError, ModelError, OnRecordError, UsageError
from onrecord.inputs import open_page
from onrecord.read import read
from onrecord.record import (
    Actor,
    Block,
    Dated,
    Event,
    Finding,
    MadeBy,
    Mention,
    Page,
    Record,
    Rejection,
    Scores,
    Span,
    Statement,
    Story,
    Timex,
)

if TYPE_CHECKING:
    from onrecord.store import Case

__all__ = [
    "Actor",
    "Block",
    "Case",
    "CaseBusyError",
    "CaseError",
    "Dated",
    "Event",
    "Finding",
    "InputError",
    "MadeBy",
    "Mention",
    "ModelError",
    "OnRecordError",
    "Page",
    "Record",
    "Rejection",
    "Scores",
    "Span",
    "Statement",
    "Story",
    "Timex",
    "UsageError",
    "open_page",
    "read",
]


def __getattr__(name: str) -> object:
    # A case needs its database's libraries, which take half a second to load: only who opens one waits for them.
    if name == "Case":
        from onrecord.store import Case

        return Case
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
