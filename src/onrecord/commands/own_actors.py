"""`onrecord actors import FILE`, `own`, and `forget NAME`: the user's own actors, which win over those built in."""

from __future__ import annotations

import argparse
from collections.abc import Callable

WORDS = ("import", "own", "forget")


def add_words(actors: argparse.ArgumentParser) -> None:
    """Let `onrecord actors` take these words where a case's name stands; a case so called is given as `./import`."""
    list_case: Callable[[argparse.Namespace], int] = actors.get_default("run")

    def run(asked: argparse.Namespace) -> int:
        return run_own(asked) if asked.case in WORDS else list_case(asked)

    actors.set_defaults(run=run)
    actors.description = (
        f"{actors.description} In place of a case: 'import FILE' brings in your own actors (JSON lines of "
        "FollowTheMoney, or CSV), which read then knows; 'own' lists them; 'forget NAME' takes one out, or all."
    )


def run_own(asked: argparse.Namespace) -> int:
    """Run one of the words; 0 where it did something, 1 where there was nothing to do, 2 where FILE or NAME lacks."""
    from onrecord.actors.importing import forget_actors, import_actors
    from onrecord.actors.own import load_own
    from onrecord.errors import UsageError

    if asked.case == "own":
        for actor in load_own():
            codes = " ".join([actor.country or "-", *actor.sectors])
            print("\t".join([actor.name, actor.kind, codes, " ".join(actor.same_as)]).rstrip())
        return 0 if load_own() else 1
    if not asked.name:
        what = "a file" if asked.case == "import" else "a name, an identifier, or all"
        raise UsageError(f"onrecord actors {asked.case} needs {what}")
    if asked.case == "forget":
        gone = forget_actors("" if asked.name == "all" else asked.name)
        print(f"forgotten: {gone}")
        return 0 if gone else 1
    done = import_actors(asked.name)
    print(f"imported: {done.new} new, {done.replaced} in place of known ones; kept in {done.path}")
    for schema, count in done.left_out:
        print(f"left out: {count} of {schema}, which are no actors")
    return 0
