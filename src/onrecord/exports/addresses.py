"""Addresses (IRIs) of pages and items, for formats of the linked web."""

from __future__ import annotations

from urllib.parse import quote

from onrecord.record import MadeBy, Story

# What RFC 3986 lets stand in an address, and the percent sign of what is escaped already.
_LEGAL = ":/?#[]@!$&'()*+,;=-._~%"


def make_iri(id: str, fragment: str | None = None) -> str:
    """An item's address: a name, not a place where it could be fetched."""
    name = f"urn:onrecord:{quote(id, safe='')}"
    return f"{name}#{quote(fragment, safe='')}" if fragment else name


def find_iri(story: Story) -> str:
    """A story's web address, or a name made of its id where it came from a file."""
    if story.url.startswith(("http://", "https://")):
        return quote(story.url, safe=_LEGAL)
    return make_iri(story.id)


def make_program_iri(made_by: MadeBy) -> str:
    """The program and its model, as a name."""
    return make_iri(f"program-{made_by.version}-{made_by.model}")


def name_program(made_by: MadeBy) -> str:
    """The program and its model, to read."""
    return f"On Record {made_by.version}, model {made_by.model[:12]}"
