"""The words that pages use for codes of the record."""

from __future__ import annotations

from onrecord.record import CountryHow, EventStatus, EventType, FindingKind

STATUS: dict[EventStatus, str] = {
    "fact": "told as fact",
    "claimed": "claimed: somebody’s word",
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
FINDINGS: dict[FindingKind, str] = {
    "unattributed": "nobody named",
    "non-answer": "non-answer",
    "second-hand": "second-hand",
    "spelling": "spelling",
    "impossible-date": "impossible date",
    "both-sides": "both sides",
    "contradiction": "contradiction",
}
# A country that nothing on the page tells is marked as guessed wherever it is shown.
GUESSED: dict[CountryHow | None, str] = {
    "near": " (guessed from what is spoken of around it)",
    "guessed": " (guessed from its name and sentence)",
}
OTHERS, NO_OUTLET = "all others", "unknown outlet"  # what has no name of its own in a chart
ROLES = {"reader": "reads", "reviewer": "reads and reviews", "editor": "reads, reviews, and manages"}
