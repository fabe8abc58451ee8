"""Record -> what a person reads on a terminal. Decides nothing, prints nothing: it returns what rich can print."""

from onrecord.view.explanation import explain
from onrecord.view.page import show_record
from onrecord.view.words import plain

__all__ = ["explain", "plain", "show_record"]
