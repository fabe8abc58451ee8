"""HTML out of text that nobody vetted."""

from __future__ import annotations

from html import escape

# What HTML cannot hold, or changes on the way: control characters but tab and line ends, and lone surrogates.
_REPLACED = dict.fromkeys((*range(9), 11, *range(14, 32), 127, *range(55296, 57344)), "�")
_REPLACED[0x0D] = "&#13;"  # a bare one would become a line feed, two of which could become one


def show_text(text: str) -> str:
    """Text as HTML shows it, character for character."""
    return escape(text, quote=True).translate(_REPLACED)


def make_tag(name: str, inner: str, **attributes: str | None) -> str:
    """An element around markup. An attribute of None is left out; `_` in its name becomes `-`, at its end nothing."""
    held = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{show_text(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{held}>{inner}</{name}>"


def make_names(text: str) -> str:
    """A name in a line of others, so that its direction of writing moves nothing beside it."""
    return make_tag("bdi", show_text(text))
