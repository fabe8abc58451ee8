"""The case: pages, records, and what people said of them, kept in SQLite or PostgreSQL. All SQL is in here."""

from onrecord.store.captures import Capture
from onrecord.store.case import Case
from onrecord.store.entries import ActorEntry, Entry, EventEntry, StatementEntry, StoryEntry
from onrecord.store.writing import Added

__all__ = ["ActorEntry", "Added", "Capture", "Case", "Entry", "EventEntry", "StatementEntry", "StoryEntry"]
