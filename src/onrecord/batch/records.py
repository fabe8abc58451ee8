"""The records of a batch whole, as JSON in Parquet files, so that a case can take them over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from onrecord.errors import InputError, UsageError
from onrecord.exports.contents import Entry
from onrecord.record import Record

_AT_ONCE = 50  # records decoded at a time: some 5 MB


def write_records(path: Path, entries: Sequence[Entry]) -> None:
    """One row a record, with the hash and address of its page."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table(
        {
            "sha256": pa.array([e.page.sha256 if e.page else None for e in entries], pa.string()),
            "url": pa.array([e.page.url if e.page else None for e in entries], pa.string()),
            "record": pa.array([msgspec.json.encode(e.record) for e in entries], pa.binary()),
        }
    )
    pq.write_table(table, path, compression="zstd")


def read_records(folder: str | Path) -> Iterator[Record]:
    """The records of a batch's folder, by day of publication, in the order of the files' names.

    Raises:
        InputError: a file is damaged; the message names it.
        UsageError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise UsageError("a batch needs pyarrow. Install it with: pip install 'onrecord[parquet]'") from error
    decoder = msgspec.json.Decoder(Record)
    for path in sorted(Path(folder).glob("records/day=*/*.parquet")):
        try:
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches(_AT_ONCE, columns=["record"]):
                    yield from (decoder.decode(packed) for packed in batch.column(0).to_pylist())
        except (OSError, pa.ArrowException, msgspec.DecodeError) as error:
            raise InputError(f"{path}: no records of a batch ({error}). Those before it were read.") from None
