"""A name on the page."""

from __future__ import annotations

from typing import Literal

from onrecord.record import Frozen, Span

NameKind = Literal["person", "state", "organisation", "outlet", "place", "people", "role", "unknown"]
PARTICLES = frozenset(
    "de da di do dos das du del della la le van von der den ter ten bin bint ibn al el ul y e".split()
)


class Name(Frozen, frozen=True):
    """A name on the page.

    `span` covers the name alone, `whole` also the title in front of it; `words` are the name's words without possessive
    endings; `gender` is `f`, `m`, or empty where title and first name do not show it; `dependent` says that a
    preposition stands right in front, `opens` that a sentence begins here.
    """

    span: Span
    whole: Span
    words: tuple[str, ...]
    title: str
    kind: NameKind
    gender: str
    quoted: bool
    possessive: bool
    opens: bool
    headline: bool = False
    dependent: bool = False

    @property
    def text(self) -> str:
        """The name with single spaces."""
        return " ".join(self.words).replace(" ,", ",")
