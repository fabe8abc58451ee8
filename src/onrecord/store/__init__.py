"""The case: pages, records, and what people said of them, kept in SQLite or PostgreSQL. All SQL is in here."""

from onrecord.store.accuracy import Accuracy
from onrecord.store.captures import Capture
from onrecord.store.case import Case
from onrecord.store.correction import By, Correction, Standing
from onrecord.store.entries import ActorEntry, Entry, EventEntry, StatementEntry, StoryEntry
from onrecord.store.question import Question
from onrecord.store.writing import Added

__all__ = [
    "Accuracy",
    "ActorEntry",
    "Added",
    "By",
    "Capture",
    "Case",
    "Correction",
    "Entry",
    "EventEntry",
    "Question",
    "Standing",
    "StatementEntry",
    "StoryEntry",
]
