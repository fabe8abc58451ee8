"""On Record reads news pages into records that can be checked: who said what, to whom, when, and according to whom.

from onrecord import Record, read

record = read("page.html", published="2024-05-04")
if isinstance(record, Record):
    for statement in record.statements:
        print(statement.form, [c.of(record.story.text) for c in statement.contents])
"""

from onrecord.errors import InputError, ModelError, OnRecordError, UsageError
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

__all__ = [
    "Actor",
    "Block",
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
