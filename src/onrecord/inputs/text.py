"""A text page's bytes -> its characters."""

from __future__ import annotations

from onrecord.inputs.encoding import decode


def decode_text(content: bytes) -> str | None:
    """The page's characters as they stand, line ends included and the byte order mark dropped; None where no
    encoding fits."""
    return decode(content)
