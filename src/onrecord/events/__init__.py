"""What the network found -> events: who did what to whom, when, on whose word, and whether it happened.

`find_events` is the one door. `RECIPROCAL` are the types that both sides take part in, `find_all_parties` names both.
"""

from onrecord.events.find import find_events
from onrecord.events.parties import RECIPROCAL, find_all_parties

__all__ = ["RECIPROCAL", "find_all_parties", "find_events"]
