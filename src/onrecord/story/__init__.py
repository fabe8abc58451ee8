"""Page -> Story: the text that a person would read, with what the page says of itself and a map back to the page."""

from __future__ import annotations

import re

from onrecord.errors import UsageError
from onrecord.inputs.kinds import HTML
from onrecord.record import Dated, Page, Rejection, Story
from onrecord.story.calendar import read_published, read_stamp
from onrecord.story.language import find_language
from onrecord.story.rejections import reject, reject_bytes, reject_language

# Fewer words than this are no story. On an HTML page only those in paragraphs that end like a sentence count, so that
# a menu is none: the shortest of 181 stories on saved pages has 18 words, while a notice that the page needs a script
# is shorter. Text that somebody gives by hand may be one sentence.
_MIN_WORDS_HTML = 15
_MIN_WORDS_TEXT = 3

_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE_END = re.compile(r"[.!?…:]\W*$")


def find_story(page: Page, published: str | None = None, outlet: str | None = None) -> Story | Rejection:
    """The story of `page`, or why it has none.

    Args:
        page: bytes and where they came from; `page.url` also names the page in a rejection.
        published: the day of publication as `YYYY-MM-DD`, or with a time; it wins over what the page says.
        outlet: the outlet's name; it wins over what the page says.

    Raises:
        UsageError: `published` is no date, or `outlet` is empty.
    """
    given = None if published is None else Dated(read_published(published), "given")
    if outlet is not None and not outlet.strip():
        raise UsageError("outlet is empty. Give the outlet's name, or leave it out.")
    story = reject_bytes(page) or _find_any_language(page)
    if isinstance(story, Rejection):
        return story
    paragraphs = _read_paragraphs(story)
    language = find_language("\n".join(paragraphs))
    if language not in (None, "en"):
        return reject_language(page, str(language))
    if not _is_enough(paragraphs, page.media_type):
        return reject(page, "no-story")
    return Story(
        id=story.id,
        url=story.url,
        text=story.text,
        outlet=outlet.strip() if outlet else story.outlet,
        title=story.title,
        byline=story.byline,
        published=given or story.published,
        updated=story.updated,
        language=language,
        blocks=story.blocks,
        furniture=story.furniture,
        feed_published=read_stamp(page.feed_published or ""),
    )


def _find_any_language(page: Page) -> Story | Rejection:
    if page.media_type == HTML:
        from onrecord.story.html_story import find_html_story  # text needs no tree

        return find_html_story(page)
    from onrecord.story.text_story import find_text_story

    return find_text_story(page)


def _is_enough(paragraphs: list[str], media_type: str) -> bool:
    if media_type != HTML:
        return sum(map(_count_words, paragraphs)) >= _MIN_WORDS_TEXT
    return sum(_count_words(p) for p in paragraphs if _SENTENCE_END.search(p)) >= _MIN_WORDS_HTML


def _count_words(text: str) -> int:
    return len(_WORD.findall(text))


def _read_paragraphs(story: Story) -> list[str]:
    furniture = set(story.furniture)
    return [b.span.of(story.text) for b in story.blocks if b.span not in furniture]
