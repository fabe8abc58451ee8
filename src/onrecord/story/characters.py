"""Characters that nobody sees, dealt with before any offset exists.

Zero-width characters, soft hyphens, direction marks, and variation selectors (in which C2PA text manifests hide)
would shift offsets and split words unseen. In HTML stories they are left out; text stories keep every character.
"""

from __future__ import annotations

import re

# Left out: soft hyphen, joiners, direction and shaping marks, byte order marks, annotation marks; then variation
# selectors and tags; then the private-use planes, whose characters no font shows; then what no tree may hold; and the
# symbols of SignWriting that `onrecord.story.marks` uses for itself.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffc"
    "\ufe00-\ufe0f\U000e0000-\U000e01ff\U000f0000-\U0010ffff\ud800-\udfff\ufffe\uffff\U0001d800-\U0001d9ff"
)
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f"
_C1 = "\x80-\x9f"
_ODD = re.compile(f"[{_INVISIBLE}{_CONTROL}{_C1}]")
_IS_CONTROL = re.compile(f"[{_CONTROL}]")

# What pages mean by code points 80 to 9F: the HTML standard, "numeric character reference end state".
_MEANT = {chr(code): bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}


def clean_text(text: str) -> str:
    """`text` without what nobody sees; control characters become spaces."""
    return _ODD.sub(_replace, text)


def _replace(match: re.Match[str]) -> str:
    character = match.group()
    return " " if _IS_CONTROL.match(character) else _MEANT.get(character, "")
