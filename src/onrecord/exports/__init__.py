"""Records -> files for other programs, one module a format.

    entries = (Entry(record) for record in records)
    print(export(entries, "csv", Path("tables")).written)

Formats that hold several tables write a folder, the others one file. Entries are read one at a time, and the target
appears when all are written, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Literal, get_args

from onrecord.errors import UsageError
from onrecord.exports.contents import Entry, Options, Tally
from onrecord.exports.writing import write_whole

Format = Literal[
    "csv", "parquet", "jsonl", "plover", "gdelt", "webannotation", "schemaorg", "ftm", "prov", "graphml"
]  # fmt: skip
FORMATS: tuple[Format, ...] = get_args(Format)


def export(entries: Iterable[Entry], format: Format, target: Path, options: Options | None = None) -> Tally:
    """Write entries in a format; says how much was written, and what the format could not hold and why.

    Raises:
        OutputError: the target exists, or cannot be written.
        UsageError: there is no such format, or it needs a library that is not installed.
    """
    if format not in FORMATS:
        raise UsageError(f"{format}: no such format. There are {', '.join(FORMATS)}.")
    module = import_module(f"onrecord.exports.{format}")
    tally = Tally()
    with write_whole(target) as part:
        module.write(entries, part, options or Options(), tally)
    return tally


__all__ = ["FORMATS", "Entry", "Format", "Options", "Tally", "export"]
