"""What the first request of a server would wait for, done before any is answered."""

from __future__ import annotations

import mimetypes
from contextlib import suppress
from typing import Any

import msgspec
from jinja2 import Environment

from onrecord.errors import OnRecordError
from onrecord.web.graphs import find_network, find_timeline
from onrecord.web.home import find_home
from onrecord.web.stories import find_story
from onrecord.web.visit import Visit


def warm_up(environment: Environment, visit: Visit) -> None:
    """Compile all templates, and find and draw what people look at first: the beginning and the newest story.

    A case that cannot be asked now is no reason not to serve it: whoever asks next is told why.
    """
    mimetypes.init()  # reads the system's list, by which a template's type is guessed
    for name in environment.list_templates():
        environment.get_template(name)
    with suppress(OnRecordError):
        find_timeline(visit)  # of a large case they are counted behind whoever looks first
        find_network(visit)
        for story in find_home(visit).recent[:1]:
            view = find_story(visit._replace(id=story.id))
            msgspec.json.encode(view)
            draw: Any = environment.globals["draw_reading"]
            draw(view)
