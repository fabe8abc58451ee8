"""Why a page has no story, in sentences that name the page and say what to do."""

from __future__ import annotations

from pathlib import PurePath

from onrecord.inputs import MAX_BYTES, STDIN
from onrecord.inputs.kinds import find_format
from onrecord.record import Page, Rejection, RejectionReason
from onrecord.story.language import name_language
from onrecord.story.limits import MAX_CHARACTERS, MAX_ELEMENTS, MAX_LINES

_DETAILS: dict[RejectionReason, str] = {
    "empty": "{} is empty. Save the page again, and check that the download finished.",
    "too-large": f"{{}} is too large for one news page (over {MAX_BYTES // 1_000_000} MB,"
    f" {MAX_CHARACTERS // 1_000_000} million characters of text, {MAX_LINES:,} lines, {MAX_ELEMENTS:,} elements, or"
    " hundreds of tables in each other)."
    " Give one page at a time, not an archive, log, or dump.",
    "binary": "{} is binary, not text. Give the page's HTML or its text.",
    "undecodable": "{} is in no encoding that fits its bytes. Save it as UTF-8 and read it again.",
    "no-story": "{} has no story: only menus, links, or forms, or text that a script loads later. Save the page from"
    " a browser once it shows the article, or save the article's text as a .txt file.",
}

# What stands around the language's name in a rejection for it.
_IS_IN, _ONLY = " is in ", "; only English is read."

# Bytes that hold nothing: white space, zeros, and byte order marks.
_NOTHING = b"\x00 \t\r\n\x0b\x0c\xef\xbb\xbf\xff\xfe"


def reject(page: Page, reason: RejectionReason) -> Rejection:
    """A rejection of `page`, for any reason that needs no more words than its own."""
    return Rejection(page.url, reason, _DETAILS[reason].format(_name(page)))


def reject_bytes(page: Page) -> Rejection | None:
    """The rejection of a page that need not be decoded to be told apart, or None."""
    if len(page.content) > MAX_BYTES:
        return reject(page, "too-large")
    if not page.content.strip(_NOTHING):
        return reject(page, "empty")
    known = find_format(page.content)
    if known is None:
        return None
    detail = f"{_name(page)} is {known.name}, not a web page or text: {known.advice}."
    return Rejection(page.url, "unsupported", detail)


def reject_language(page: Page, language: str) -> Rejection:
    """The rejection of a page in a language other than English, by its ISO 639-1 code."""
    detail = f"{_name(page)}{_IS_IN}{name_language(language)}{_ONLY} Give an English edition or translation."
    return Rejection(page.url, "language", detail)


def name_rejected_language(rejection: Rejection) -> str | None:
    """The name of the language for which a page was rejected; None where the reason is another."""
    if rejection.reason != "language":
        return None
    return rejection.detail.rpartition(_IS_IN)[2].partition(_ONLY)[0]


def _name(page: Page) -> str:
    if page.url == STDIN:
        return "Standard input"
    return page.url if "://" in page.url else PurePath(page.url).name or page.url
