"""Which statements hold an event: those that tell of it, not those that are made by it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal

from onrecord.lexicons import read_rows
from onrecord.record import Frozen, Span, Statement

CueKind = Literal["denial", "announcement", "report", "assertion", "other"]


class Holder(Frozen, frozen=True):
    """A statement that tells of an event, and what its cue does with what it tells."""

    statement: Statement
    kind: CueKind

    @property
    def asserts(self) -> bool:
        """Whether it puts its content forward as so, and not only names it (as "condemned the attack" does)."""
        return self.kind != "other" or self.statement.form != "indirect"


class Holding(Frozen, frozen=True):
    """The holders of one trigger, innermost first, and the statement whose cue the trigger is, if any."""

    holders: tuple[Holder, ...]
    made: Statement | None


def find_holdings(text: str, triggers: Sequence[Span], statements: Sequence[Statement]) -> list[Holding]:
    """One `Holding` for each trigger, in the same order.

    One sweep over triggers and contents in the order of the page: what was passed is dropped, so the time grows with
    the depth of nesting and not with the number of statements.
    """
    contents = sorted(((c, i) for i, s in enumerate(statements) for c in s.contents), key=lambda x: x[0])
    cues = sorted(((s.cue, i) for i, s in enumerate(statements) if s.cue is not None), key=lambda x: x[0])
    kinds = [_find_kind(s.cue.of(text)) if s.cue is not None else "other" for s in statements]
    sizes = [sum(c.end - c.start for c in s.contents) for s in statements]
    out = [Holding((), None)] * len(triggers)
    open_contents, open_cues = _Sweep(contents), _Sweep(cues)
    for n in sorted(range(len(triggers)), key=lambda i: triggers[i]):
        made = open_cues.at(triggers[n])
        held = sorted((i for i in set(open_contents.at(triggers[n])) - set(made)), key=lambda i: (sizes[i], i))
        holders = tuple(Holder(statements[i], kinds[i]) for i in held)
        out[n] = Holding(holders, statements[made[0]] if made else None)
    return out


class _Sweep:
    """Spans with the number of their statement, asked for in the order of the page."""

    def __init__(self, spans: Sequence[tuple[Span, int]]) -> None:
        self._spans = spans
        self._next = 0
        self._open: list[tuple[Span, int]] = []

    def at(self, trigger: Span) -> list[int]:
        """The numbers of the spans that overlap `trigger`; no later question may begin before it."""
        while self._next < len(self._spans) and self._spans[self._next][0].start < trigger.end:
            self._open.append(self._spans[self._next])
            self._next += 1
        self._open = [(s, i) for s, i in self._open if s.end > trigger.start]
        return [i for s, i in self._open if s.overlaps(trigger)]


def _find_kind(cue: str) -> CueKind:
    words = cue.lower().replace("’", "'").split()
    ranks = [_rank_cues()[w] for w in words if w in _rank_cues()]
    return _KINDS[min(ranks)] if ranks else "other"


_KINDS: tuple[CueKind, ...] = ("denial", "announcement", "report", "assertion")


@cache
def _rank_cues() -> dict[str, int]:
    ranks: dict[str, int] = {}
    names: list[str] = list(_KINDS)
    for kind, words in read_rows("reporting-cues.tsv", 2):
        for word in words.split():
            ranks.setdefault(word, names.index(kind))
    return ranks
