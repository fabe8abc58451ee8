"""Characters that nobody sees, dealt with before any offset exists.

Zero-width characters, soft hyphens, direction marks, and variation selectors (in which C2PA text manifests hide)
would shift offsets and split words unseen. In HTML stories they are left out; text stories keep every character.
"""

from __future__ import annotations

_INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\ufeff\ufff9\ufffa\ufffb\ufffc"
)

# What pages mean by code points 80 to 9F: the HTML standard, "numeric character reference end state".
_C1 = {
    code: bytes([code]).decode("cp1252") if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else None
    for code in range(0x80, 0xA0)
}

_TABLE: dict[int, str | None] = {
    **dict.fromkeys(map(ord, _INVISIBLE)),
    **dict.fromkeys(range(0xFE00, 0xFE10)),  # variation selectors
    **dict.fromkeys(range(0xE0000, 0xE0200)),  # tags and more variation selectors
    **_C1,
}


class _Table(dict[int, str | None]):
    """A translation table that also leaves out the private-use planes and what no tree may hold, without listing them."""

    def __missing__(self, code: int) -> str | None:
        if code >= 0xF0000 or 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF):
            return None
        raise LookupError(code)


_CHARACTERS = _Table(_TABLE)
_CONTROLS = dict.fromkeys([*range(0x00, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F], " ")


def clean_text(text: str) -> str:
    """`text` without what nobody sees; control characters become spaces."""
    if not text.isascii():
        text = text.translate(_CHARACTERS)
    if text.isprintable():
        return text
    return text.translate(_CONTROLS)
