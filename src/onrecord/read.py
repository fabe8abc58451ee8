"""The whole way: a page goes in, a record or a rejection comes out.

What does the work is imported at the first reading, since it takes most of a second: a program that imports
`onrecord` to look at records, or a command line that prints its help, should not wait for it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.inputs import open_page
from onrecord.record import MadeBy, Page, Record, Rejection, Story

if TYPE_CHECKING:
    from onrecord.model.session import Model


def read(page: Page | str | Path, published: str | None = None, outlet: str | None = None) -> Record | Rejection:
    """Read one page.

    Args:
        page: a `Page`, or the path of an HTML or text file, or `-` for standard input.
        published: the publication date (ISO 8601), where it is known better than the page says.
        outlet: the name of the outlet, likewise.

    Raises:
        InputError: the file cannot be opened.
        UsageError: `published` is no date.
        ModelError: the model's files are missing or damaged.
    """
    from onrecord.model.session import load_model
    from onrecord.story import find_story

    if not isinstance(page, Page):
        page = open_page(page)
    story = find_story(page, published, outlet)
    if isinstance(story, Rejection):
        return story
    return read_story(story, load_model())


def read_story(story: Story, model: Model) -> Record:
    """Read a story that is already found."""
    from onrecord.actors import find_actors, find_pieces, find_spellings
    from onrecord.checks import find_findings
    from onrecord.dates import find_dates
    from onrecord.events import find_events
    from onrecord.model.confidence import find_confidence
    from onrecord.model.reading import read_text
    from onrecord.statements import find_statements
    from onrecord.statements.mending import mend
    from onrecord.tokens import find_tokens

    tokens = find_tokens(story.text, story.furniture)
    pieces = find_pieces(story.text, tokens)
    found = read_text(story.text, tokens, model)
    attributions = mend(story.text, tokens, found.attributions, pieces)
    timexes = find_dates(story, tokens)
    cast = find_actors(story, tokens, attributions, pieces, found.mentions)
    confidences = [find_confidence(a, model.card.calibration) for a in attributions]
    statements = find_statements(story, tokens, attributions, cast, timexes, confidences)
    events = find_events(story, tokens, found.events, cast, statements, timexes)
    spellings = find_spellings(story.text, cast.actors)
    findings = find_findings(story, cast.actors, statements, events, timexes, spellings)
    made_by = MadeBy(_find_version(), model.hash)
    return Record(story, cast.actors, statements, events, timexes, findings, made_by)


def find_made_by() -> MadeBy:
    """The version and model that `read` reads with."""
    from onrecord.model.session import load_model

    return MadeBy(_find_version(), load_model().hash)


@cache
def _find_version() -> str:
    from importlib.metadata import version

    return version("onrecord")  # searches the installed packages
