"""The commands that work on a case: a module a group. Each parses, asks the case, and prints."""

from __future__ import annotations

import argparse

from onrecord.commands import (
    adding,
    asking,
    comparing,
    correcting,
    forgetting,
    gathering,
    own_actors,
    reading,
    serving,
    taking_out,
)

GROUPS = (reading, adding, gathering, asking, comparing, correcting, taking_out, forgetting, serving)


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the parsers of all commands; each sets `run`, which takes what was parsed and gives an exit code."""
    for group in GROUPS:
        group.add_commands(commands)
    own_actors.add_words(asking.add_actors_command(commands))
