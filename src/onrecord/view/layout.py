"""Two ways to lay lines out on a terminal, for any width.

rich's tables can do both, but measure all that they hold once for each table around it; without them a
page is shown twice as fast.
"""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.text import Text

_ID_WIDTH = 18  # "93% s-0123456789" and room before it


@dataclass(frozen=True)
class _Hanging:
    mark: str
    body: RenderableType

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        room = max(1, options.max_width - len(self.mark))
        before = self.mark
        for line in console.render_lines(self.body, options.update_width(room), pad=False):
            yield Segment(before)
            yield from line
            yield Segment.line()
            before = " " * len(self.mark)


@dataclass(frozen=True)
class _Beside:
    left: Text
    right: Text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        room = max(1, options.max_width - _ID_WIDTH)
        lines = console.render_lines(self.left, options.update_width(room))
        for number, line in enumerate(lines):
            yield from line
            if number == 0:
                yield Segment(" " * max(0, _ID_WIDTH - self.right.cell_len))
                yield from console.render(Text.assemble(self.right, end=""), options)
            yield Segment.line()


def hang(mark: str, body: RenderableType) -> RenderableType:
    """`body` with a hanging indent of the mark's width, the mark in it."""
    return _Hanging(mark, body)


def put_beside(left: Text, right: Text) -> RenderableType:
    """`left` with `right`, which is short, at the right end of its first line."""
    return _Beside(left, right)
