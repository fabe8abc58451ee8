"""Opening a case that must be there already: a name with a slip in it must not make an empty one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.errors import CaseError

if TYPE_CHECKING:
    from onrecord.store import Case


def open_case(place: str) -> Case:
    """The case at `place`, to be asked, corrected, or taken out; `onrecord add` and `import` make one.

    Raises:
        CaseError: there is none, or it cannot be opened.
    """
    from onrecord.store import Case

    if "://" not in place and place.strip() and "\0" not in place and not Path(place).exists():
        raise CaseError(f"{place}: there is no such case. Check the name; onrecord add {place} PAGES makes one.")
    return Case(place)
