"""Tables as Apache Parquet, one file each in a folder. Needs pyarrow, which `onrecord[parquet]` brings."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from onrecord.errors import UsageError
from onrecord.exports.contents import Entry, Options, Tally
from onrecord.exports.tables import TABLES, Cell, Table
from onrecord.exports.writing import make_encodable

_ROWS_AT_ONCE = 10_000  # rows of one table kept in memory: some 20 MB for statements


def write(entries: Iterable[Entry], path: Path, options: Options, tally: Tally) -> None:
    """One file a table, text as UTF-8 strings, moments in UTC, compressed with Zstandard.

    Raises:
        UsageError: pyarrow is not installed.
    """
    try:
        import pyarrow  # noqa: F401  asked for before anything is written
    except ImportError as error:
        raise UsageError("parquet: needs pyarrow. Install it with: pip install 'onrecord[parquet]'") from error
    path.mkdir()
    with ExitStack() as open_files:
        files = [_TableFile(table, path, open_files) for table in TABLES]
        for entry in entries:
            for file in files:
                for row in file.table.rows(entry):
                    file.add(row)
                    tally.written[file.table.name] += 1
        for file in files:
            file.flush()


class _TableFile:
    """A Parquet file that is written some thousand rows at a time."""

    def __init__(self, table: Table, folder: Path, open_files: ExitStack) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        types: dict[str, Any] = {
            "text": pa.string(),
            "whole": pa.int64(),
            "number": pa.float64(),
            "moment": pa.timestamp("us", tz="UTC"),
        }
        self.table = table
        self._schema = pa.schema(
            [pa.field(c.name, types[c.type], metadata={"description": c.holds}) for c in table.columns]
        )
        path = folder / f"{table.name}.parquet"
        self._writer = open_files.enter_context(pq.ParquetWriter(path, self._schema, compression="zstd"))
        self._rows: list[tuple[Cell, ...]] = []

    def add(self, row: tuple[Cell, ...]) -> None:
        """Add a row."""
        self._rows.append(tuple(make_encodable(c) if isinstance(c, str) else c for c in row))
        if len(self._rows) == _ROWS_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write the rows that wait."""
        import pyarrow as pa

        columns = list(zip(*self._rows, strict=True)) or [()] * len(self._schema)
        arrays = [pa.array(column, field.type) for column, field in zip(columns, self._schema, strict=True)]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
        self._rows.clear()
