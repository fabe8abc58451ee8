"""The words that pages use for codes of the record."""

from __future__ import annotations

from onrecord.record import EventStatus, EventType

STATUS: dict[EventStatus, str] = {
    "fact": "told as fact",
    "claimed": "claimed: somebody's word",
    "supposed": "supposed only, not said to have happened",
    "future": "announced or expected",
    "denied": "denied",
}
TYPES: dict[EventType, str] = {name: name.capitalize() for name in EventType.__args__}  # type: ignore[attr-defined]
# PLOVER's four quad classes: what its types come to.
QUADS: dict[str, str] = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "CONCEDE"), "verbal cooperation"),
    **dict.fromkeys(("COOPERATE", "AID", "RETREAT"), "material cooperation"),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), "verbal conflict"),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), "material conflict"),
}
REVIEWS = {
    "unseen": "read by the machine, seen by nobody",
    "confirmed": "confirmed",
    "corrected": "corrected",
    "added": "added by a person",
    "rejected": "rejected",
}
OTHERS, NO_OUTLET = "all others", "unknown outlet"  # what has no name of its own in a chart
ROLES = {"reader": "reads", "reviewer": "reads and reviews", "editor": "reads, reviews, and manages"}
