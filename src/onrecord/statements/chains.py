"""Through whom the page has a statement: the outlets named for it, and those of the statements around it."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.model.attribution import Attribution
from onrecord.record import Actor, Span

NEAR = 6  # places in the order of statements within which the same words are looked for
SAME = 0.6  # share of common characters from which two statements hold the same words


def find_frames(found: Sequence[Attribution], speakers: Sequence[Actor | None]) -> list[int | None]:
    """For each attribution the position of the one around it, or None.

    That is the one whose content holds its cue; else, where an outlet is given for the same words as somebody else
    ("..., Wang said Tuesday, AP reported"), the outlet's.
    """
    frames = [a.parent for a in found]
    for i, a in enumerate(found):
        if frames[i] is not None or _is_outlet(speakers[i]):
            continue
        for j in range(max(0, i - NEAR), min(len(found), i + NEAR + 1)):
            if i != j and _is_outlet(speakers[j]) and _same_words(a, found[j]):
                frames[i] = j
                break
    return frames


def find_via(
    found: Sequence[Attribution], frames: Sequence[int | None], speakers: Sequence[Actor | None],
    outlets: Sequence[Sequence[str]],
) -> list[tuple[str, ...]]:  # fmt: skip
    """Actor ids of the outlets through which the page has each statement, nearest first.

    An outlet that speaks itself counts, and so does the one to which somebody spoke ("told CNN").
    """
    out = []
    for i in range(len(found)):
        via: list[str] = []
        at: int | None = i
        seen: set[int] = set()
        while at is not None and at not in seen:
            seen.add(at)
            via += outlets[at]
            speaker = speakers[at]
            if speaker is not None and speaker.kind == "outlet":
                via.append(speaker.id)
            at = frames[at]
        out.append(tuple(dict.fromkeys(via)))
    return out


def _is_outlet(actor: Actor | None) -> bool:
    return actor is not None and actor.kind == "outlet"


def _same_words(a: Attribution, b: Attribution) -> bool:
    common = sum(max(0, min(x.end, y.end) - max(x.start, y.start)) for x in a.contents for y in b.contents)
    every = _length(a.contents) + _length(b.contents) - common
    return every > 0 and common / every >= SAME


def _length(spans: Sequence[Span]) -> int:
    return sum(s.end - s.start for s in spans)
