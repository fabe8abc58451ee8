"""What is too large to be one news page.

The largest of 181 saved pages has 1.5 MB, 1,522 elements that show something, and 56,057 characters of text. The
limits leave room for transcripts twenty times as long, and at them a page is still answered within four seconds;
beyond them are archives, logs, and pages made to stall a reader.
"""

from __future__ import annotations

MAX_CHARACTERS = 2_000_000
MAX_LINES = 50_000
MAX_ELEMENTS = 100_000

# For each element the pairs of tables around it, summed over the page. The library goes through the tables in a table
# anew for each table around them, so tables that never close cost it time with the cube of their depth: at this bound
# half a second. A page of 100,000 cells may still lie in 14 tables, and 270 tables may stand open.
MAX_TABLE_PAIRS = 10_000_000


class TooLargeError(Exception):
    """A page beyond the limits, found while it was being read; never leaves this package."""
