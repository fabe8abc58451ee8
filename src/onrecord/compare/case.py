"""A case -> what its pages share and where they differ."""

from __future__ import annotations

from onrecord.compare.comparison import Comparison
from onrecord.store import Case


def compare_case(case: Case) -> Comparison:
    """All current pages of a case, with people's corrections, compared. The time is linear in the case.

    Raises:
        CaseError: the case cannot be read.
    """
    comparison = Comparison()
    for capture in case.pages():
        if capture.current and capture.story is not None:
            comparison.add(case.reading(capture.number))
    return comparison
