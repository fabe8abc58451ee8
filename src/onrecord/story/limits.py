"""What is too large to be one news page.

The largest of 181 saved pages has 1.5 MB, 1,522 elements that show something, and 56,057 characters of text. The
limits leave room for transcripts twenty times as long, and at them a page is still answered within four seconds;
beyond them are archives, logs, and pages made to stall a reader.
"""

from __future__ import annotations

MAX_CHARACTERS = 2_000_000
MAX_LINES = 50_000
MAX_ELEMENTS = 100_000


class TooLargeError(Exception):
    """A page beyond the limits, found while it was being read; never leaves this package."""
