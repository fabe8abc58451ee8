"""What the network says of one cue: the spans and the probabilities, before anybody is named."""

from __future__ import annotations

from onrecord.record import Act, Frozen, Scores, Span


class Attribution(Frozen, frozen=True):
    """A cue with its source and contents, as the network found them.

    `parent` is the position (in the list that holds it) of the attribution whose content holds this
    one, or None. `chances` are the network's probabilities of the acts, in the order of `Act`.
    `addressee` and `outlet` are spans anywhere in the cue's paragraph.
    """

    source: Span | None
    cue: Span | None
    contents: tuple[Span, ...]
    act: Act
    scores: Scores
    addressee: Span | None = None
    outlet: Span | None = None
    parent: int | None = None
    chances: tuple[float, ...] = ()
