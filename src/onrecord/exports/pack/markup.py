"""HTML out of text that nobody vetted."""

from __future__ import annotations

from html import escape

# What HTML cannot hold, or changes on the way: control characters but tab and line ends, and lone surrogates.
_REPLACED = dict.fromkeys((*range(9), 11, *range(14, 32), 127, *range(55296, 57344)), "�")
_REPLACED[0x0D] = "&#13;"  # a bare one would become a line feed, two of which could become one


# Marks that change the direction of what follows: a page can show other words with them than it holds.
_DIRECTIONS = {
    "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO",
    "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI",
}  # fmt: skip


def show_text(text: str) -> str:
    """Text as HTML shows it, character for character."""
    return escape(text, quote=True).translate(_REPLACED)


def show_bare(text: str) -> str:
    """Text as HTML that hides nothing: each mark of direction is named where it stands, and turns no words round."""
    return "".join(_show_direction(c) if c in _DIRECTIONS else show_text(c) for c in text)


def _show_direction(character: str) -> str:
    # Within bdi the mark ends with the element.
    return make_tag("bdi", character, class_="direction", data_label=_DIRECTIONS[character])


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
