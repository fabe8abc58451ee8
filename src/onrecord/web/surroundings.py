"""How much of a story is shown around some of its words: whole words, so that none is read for another."""

from __future__ import annotations


def find_beginning(text: str, start: int, most: int) -> int:
    """From where on to show what stands before `start`: at most so many code points, from the beginning of a word."""
    first = max(0, start - most)
    if first == 0 or text[first - 1].isspace():
        return first
    blank = next((at for at in range(first, start) if text[at].isspace()), None)
    return first if blank is None else blank + 1


def find_ending(text: str, end: int, most: int) -> int:
    """Up to where to show what stands after `end`, likewise."""
    last = min(len(text), end + most)
    if last == len(text) or text[last].isspace():
        return last
    return next((at for at in range(last, end, -1) if text[at - 1].isspace()), last)
