"""Quotation marks of all kinds are worth the same: the dev articles with every mark made one kind, for each kind."""

from __future__ import annotations

import re
from typing import Any

from onrecord.quotes import MARK, find_quoted, unify_marks

KINDS = {"straight": '""', "curly": "“”", "doubled": ("``", "''"), "guillemets": "«»"}
_MARK = re.compile(r"``|''|[\"“”„‟«»″]")


def replace_marks(document: dict[str, Any], kind: str) -> dict[str, Any]:
    """The document with all double quotation marks of one kind, its gold spans moved along."""
    opening, closing = KINDS[kind]
    text = document["text"]
    pieces: list[str] = []
    moved = [0] * (len(text) + 1)  # old offset -> new offset
    at = length = 0
    for match, opens in _marks(text):
        for i in range(at, match.start()):
            moved[i] = length + i - at
        pieces.append(text[at : match.start()])
        length += match.start() - at
        for i in range(match.start(), match.end()):
            moved[i] = length
        mark = opening if opens else closing
        pieces.append(mark)
        length += len(mark)
        at = match.end()
    for i in range(at, len(text) + 1):
        moved[i] = length + i - at
    pieces.append(text[at:])
    attributions = [
        {role: [[moved[s], moved[e]] for s, e in a.get(role) or []] for role in ("source", "cue", "content")}
        for a in document["attributions"]
    ]
    return {"id": document["id"], "text": "".join(pieces), "attributions": attributions}


def _marks(text: str) -> list[tuple[re.Match[str], bool]]:
    """Every double mark and whether it opens: whether what follows it is within the quotation."""
    out = []
    for line in re.finditer(r"[^\n]+", text):
        flags = find_quoted(unify_marks(line.group()))
        for match in _MARK.finditer(text, line.start(), line.end()):
            i = match.end() - line.start()
            while i < len(flags) and flags[i] == MARK:
                i += 1
            out.append((match, i < len(flags) and flags[i] != 0))
    return out
