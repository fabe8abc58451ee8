"""Across pages: the same words on many of them, who had them first and from whom, and where they contradict each other.

from onrecord.compare import Comparison

comparison = Comparison()
for record in records:
    comparison.add(record)
for quotation in comparison.quotations():
    for variant in quotation.variants:
        print(variant.telling.outlet, [change.kind for change in variant.changes])
"""

from onrecord.compare.actors import CaseActor
from onrecord.compare.chains import Link
from onrecord.compare.changes import Change
from onrecord.compare.clashes import EventClash
from onrecord.compare.comparison import Comparison
from onrecord.compare.contradictions import Entry
from onrecord.compare.events import EventGroup
from onrecord.compare.first import Order
from onrecord.compare.mentions import EventMention
from onrecord.compare.quotations import Quotation, Variant, compare_tellings
from onrecord.compare.similar import Similar
from onrecord.compare.tellings import Telling

__all__ = [
    "CaseActor",
    "Change",
    "Comparison",
    "Entry",
    "EventClash",
    "EventGroup",
    "EventMention",
    "Link",
    "Order",
    "Quotation",
    "Similar",
    "Telling",
    "Variant",
    "compare_tellings",
]
