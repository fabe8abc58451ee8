"""The user's own actors: one file in the user's data folder, read once by a program that reads pages.

The folder is `ONRECORD_HOME` where that is set, else what the platform has for programs' data (on Linux
`~/.local/share/onrecord`). The file holds one actor a line, as JSON, and is only ever replaced as a whole.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from onrecord.errors import InputError, OutputError
from onrecord.record import Frozen

OwnKind = Literal["person", "organisation", "group", "outlet", "state"]
FILE = "actors.jsonl"


class OwnActor(Frozen, frozen=True):
    """An actor that the user has brought: names, codes, days of office (ISO 8601), and outside identifiers.

    `country` is alpha-3 or one of UNO, EUR, IGO, NGO, ISM, IMG, MNC; `sectors` are PLOVER's; `role` is words.
    """

    name: str
    kind: OwnKind
    aliases: tuple[str, ...] = ()
    country: str | None = None
    sectors: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    same_as: tuple[str, ...] = ()
    role: str = ""

    def holds_on(self, day: str) -> bool:
        """Whether `day` (`YYYY-MM-DD`, or empty where it is not known) is not outside the days of office."""
        return not day or (
            self.since <= day[: len(self.since)] and (not self.until or day[: len(self.until)] <= self.until)
        )


def find_home() -> Path:
    """The folder of the user's data; it need not exist."""
    if home := os.environ.get("ONRECORD_HOME"):
        return Path(home)
    from platformdirs import user_data_path

    return user_data_path("onrecord", appauthor=False)


@cache
def load_own() -> tuple[OwnActor, ...]:
    """The user's own actors, in the order of their import; none where nothing was imported.

    Raises:
        InputError: the file is damaged; the message names it and the line.
    """
    path = find_home() / FILE
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}. Check its permissions.") from error
    decode = msgspec.json.Decoder(OwnActor).decode
    actors = []
    for number, line in enumerate(lines, 1):
        try:
            actors.append(decode(line))
        except msgspec.DecodeError as error:
            raise InputError(f"{path}, line {number}: {error}. Import your actors again.") from error
    return tuple(actors)


def save_own(actors: Iterable[OwnActor]) -> Path:
    """Replace the user's own actors, all at once; returns where they are.

    Raises:
        OutputError: the folder or file cannot be written; what was there before stays.
    """
    home = find_home()
    path = home / FILE
    temporary = ""
    try:
        home.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=home, prefix=FILE)
        with os.fdopen(handle, "wb") as out:
            out.writelines(msgspec.json.encode(actor) + b"\n" for actor in actors)
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise OutputError(
            f"{path} cannot be written: {error.strerror}. Set ONRECORD_HOME to another folder."
        ) from error
    load_own.cache_clear()
    return path


@cache
def index_own() -> dict[str, OwnActor]:
    """Every name and alias, by `fold_name` -> the actor; of two with one name the one imported last."""
    index: dict[str, OwnActor] = {}
    for actor in load_own():
        for name in (actor.name, *actor.aliases):
            index[fold_name(name)] = actor
    return index


def fold_name(name: str) -> str:
    """A name as names are compared: lower case, plain apostrophes, single spaces, no leading article."""
    return " ".join(name.replace("’", "'").casefold().split()).removeprefix("the ")
