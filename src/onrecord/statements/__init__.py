"""What the network found -> statements: who said it, in which form and act, to whom, when, and through whom."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from onrecord.actors import Cast
from onrecord.model.attribution import Attribution
from onrecord.quotes import quoted_characters
from onrecord.record import Span, Statement, Story, Timex, make_id
from onrecord.statements.acts import find_act
from onrecord.statements.chains import find_frames, find_via
from onrecord.statements.circumstances import Surroundings, find_circumstances
from onrecord.statements.form import find_form
from onrecord.tokens import Tokens


def find_statements(
    story: Story, tokens: Tokens, attributions: Sequence[Attribution], cast: Cast, timexes: Sequence[Timex],
    confidences: Sequence[float],
) -> tuple[Statement, ...]:  # fmt: skip
    """One statement for each attribution, in the same order; `confidences` are calibrated, one for each."""
    quoted = quoted_characters(story.text, tokens)
    by_id = {a.id: a for a in cast.actors}
    speakers = [by_id.get(s) if s is not None else None for s in cast.speakers]
    frames = find_frames(attributions, speakers)
    via = find_via(attributions, frames, speakers, cast.outlets)
    ids = [_make_id(story, a) for a in attributions]
    cues = sorted(a.cue for a in attributions if a.cue is not None)
    around = Surroundings(story.text, tokens, cast.actors, timexes, attributions)
    out = []
    for i, a in enumerate(attributions):
        frame = frames[i]
        parent = attributions[a.parent] if a.parent is not None else None
        within = _content_around(parent, a) if parent is not None else None
        medium = None if cast.outlets[i] else a.outlet
        where = find_circumstances(around, msgspec.structs.replace(a, outlet=medium), within, cues)
        act = find_act(story.text, tokens, a)
        out.append(
            Statement(
                id=ids[i],
                source=a.source,
                cue=a.cue,
                contents=a.contents,
                speaker=cast.speakers[i],
                form=find_form(story.text, quoted, a.cue, a.contents),
                act=act,
                confidence=confidences[i],
                scores=a.scores,
                addressee=where.addressee if act != "non-answer" else None,
                venue=where.venue,
                place=where.place,
                time=where.time,
                via=via[i],
                within=ids[frame] if frame is not None else None,
            )
        )
    return tuple(out)


def _make_id(story: Story, a: Attribution) -> str:
    cue = a.cue or Span(-1, -1)
    return make_id("s", story.id, cue.start, cue.end, a.contents[0].start, a.contents[-1].end)


def _content_around(parent: Attribution, a: Attribution) -> Span | None:
    return next((c for c in parent.contents if a.cue is not None and c.holds(a.cue)), None)
