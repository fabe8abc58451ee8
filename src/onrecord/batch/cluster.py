"""A batch on a Ray cluster, by Ray Data; the only place that imports it.

Archives flow in, tasks cut them into parts, actors that hold the model read the parts, and what they wrote comes back
as bytes, which this process alone puts into the folder. So only the archives must lie where all machines see them,
under the same path, and a part that two actors read, since one was believed lost, is still written once. Ray Data holds
back what is not taken off it, and gives the part of a lost worker to another, as often as it takes; a tally of our own
gives up the part that kills whoever reads it.
"""

from __future__ import annotations

import logging
import os
import socket
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from onrecord.batch.manifest import Begun, Done, Scanned
from onrecord.batch.parts import Answer, Archive, Failed, Part, name_part, plan_archive, read_part
from onrecord.errors import InputError, UsageError
from onrecord.record import MadeBy

if TYPE_CHECKING:
    import pyarrow as pa

MAX_BEGUN = 3  # times that a part may be begun, as MAX_DEATHS among the processes of one machine
_PATIENCE = 10.0  # seconds for a cluster to take a connection
_AHEAD = 2  # parts given to each actor at once, so that it never waits
_READERS_A_PLANNER = 8  # cutting archives into parts takes under a tenth of the time of reading them
_BLOCK = 1  # byte: a block is given on as soon as it holds that much, so that each part is a block of its own


class _Tally:
    """An actor of its own that counts how often each piece of work was begun."""

    def __init__(self) -> None:
        self._begun: Counter[str] = Counter()

    def begin(self, name: str) -> bool:
        """Count one more; whether it may be begun."""
        self._begun[name] += 1
        return self._begun[name] <= MAX_BEGUN


class _Settled:
    """What is known of each archive while its parts come back: which are settled, and how many there are."""

    def __init__(self, archives: Sequence[Archive]) -> None:
        self._archives = {archive.name: archive for archive in archives}
        self._numbers: dict[str, set[int | None]] = {archive.name: set(archive.done) for archive in archives}
        self._totals: dict[str, int] = {}

    def take(self, answer: Answer) -> bool:
        """Take an answer into account; whether it says what was not known before."""
        if isinstance(answer, Scanned):
            self._totals[answer.archive] = answer.parts
            return not self._archives[answer.archive].scanned
        known = answer.number in self._numbers[answer.archive]
        self._numbers[answer.archive].add(answer.number)
        return not known

    def find_lost(self) -> Iterator[Failed]:
        """What never came back, once all that came back was taken."""
        for name, numbers in self._numbers.items():
            if name not in self._totals and None not in numbers:
                yield Failed(name, None, "the cluster lost what was to be cut into parts")
            for number in sorted(set(range(self._totals.get(name, 0))) - numbers):
                yield Failed(name, number, "the cluster lost it")


def read_archives(
    archives: Sequence[Archive], begun: Begun, work: Path, address: str, readers: int | None
) -> Iterator[Answer]:
    """Read what is open of the archives, into the folder `work` of this machine; each part is given back as it is done.

    Raises:
        InputError: the cluster cannot be reached.
        UsageError: Ray is not installed.
    """
    if not archives:
        return
    settled = _Settled(archives)
    decoder: msgspec.json.Decoder[Answer] = msgspec.json.Decoder(Answer)
    with _joining(address, readers) as count:
        for row in _flow(archives, begun, count):
            answer = decoder.decode(row["answer"])
            if settled.take(answer):
                if isinstance(answer, Done):
                    _put(work, answer, row["contents"])
                yield answer
    yield from settled.find_lost()


@contextmanager
def _joining(address: str, readers: int | None) -> Iterator[int]:
    """A cluster for a while; gives how many actors are to read. One that the caller joined before is left joined."""
    # Ray reports its use to its makers unless told not to, and would copy the folder that uv runs in to every machine.
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ.setdefault("RAY_ENABLE_UV_RUN_RUNTIME_ENV", "0")
    os.environ.setdefault("RAY_worker_niceness", "0")  # else at 15, behind whatever else this machine does
    # What is started here inherits it; the actors set it too late, as they have numpy before they have our code.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        import ray
    except ImportError as error:
        raise UsageError("a cluster needs Ray. Install it with: pip install 'onrecord[ray]'") from error
    joined = not ray.is_initialized()
    if joined:
        _check_listens(address)
        own = {"num_cpus": readers or os.cpu_count(), "include_dashboard": False} if address == "local" else {}
        try:
            ray.init(address, log_to_driver=False, logging_level=logging.ERROR, **own)
        except Exception as error:  # Ray has no class for it
            what = "Ray did not start on this machine" if own else "no Ray cluster answers there"
            next_step = "Try again when it has less to do" if own else "Start one with: ray start --head"
            raise InputError(f"{address}: {what} ({error}). {next_step}.") from None
    try:
        yield readers or max(1, int(ray.cluster_resources().get("CPU", 1)))
    finally:
        if joined:
            ray.shutdown()


def _check_listens(address: str) -> None:
    """Ray itself asks for minutes, over and over, where nobody listens."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or "/" in host:  # auto, local, or an address that Ray alone understands
        return
    try:
        socket.create_connection((host, int(port)), _PATIENCE).close()
    except (OSError, OverflowError) as error:
        raise InputError(
            f"{address}: no Ray cluster answers there ({error}). Start one with: ray start --head."
        ) from None


def _flow(archives: Sequence[Archive], begun: Begun, readers: int) -> Iterator[dict[str, Any]]:
    """The answers as they come, each with the contents of its files; what was lost too often does not come."""
    import pyarrow as pa
    import ray
    from ray.data import ActorPoolStrategy, DataContext, TaskPoolStrategy

    logging.getLogger("ray.data").setLevel(logging.ERROR)
    context = DataContext.get_current().copy()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    context.max_errored_blocks = -1
    context.target_max_block_size = _BLOCK
    packed = [pa.table({"archive": [msgspec.json.encode(archive)]}) for archive in archives]
    tally = ray.remote(_Tally).options(num_cpus=0).remote()
    with DataContext.current(context):
        parts = ray.data.from_arrow(packed).map_batches(
            _plan,
            batch_size=1,
            batch_format="pyarrow",
            fn_kwargs={"pages": begun.part_pages, "tally": tally},
            compute=TaskPoolStrategy(size=max(1, readers // _READERS_A_PLANNER)),
            num_cpus=0,  # beside the actors, which have all there are
        )
        answers = parts.map_batches(
            _Reader,
            batch_size=1,
            batch_format="pyarrow",
            fn_constructor_kwargs={"made_by": begun.made_by, "tally": tally},
            compute=ActorPoolStrategy(size=readers, max_tasks_in_flight_per_actor=_AHEAD),
            num_cpus=1,
        )
        yield from answers.iter_rows()


def _plan(table: pa.Table, pages: int, tally: Any) -> Iterator[pa.Table]:
    """A task: archives -> a row for each of their parts, and one for what the whole is."""
    for packed in table["archive"].to_pylist():
        archive = msgspec.json.decode(packed, type=Archive)
        try:
            _begin(tally, archive.name)
            for found in plan_archive(msgspec.structs.replace(archive, scanned=False), pages):
                row = msgspec.json.encode(found)
                yield _make_row(part=row) if isinstance(found, Part) else _make_row(answer=row)
        except Exception as error:  # whatever it is, the archive is named with it and the others are read
            yield _make_row(answer=msgspec.json.encode(Failed(archive.name, None, _say(error))))


class _Reader:
    """An actor: parts -> what they hold. The model is loaded once, when it starts."""

    def __init__(self, made_by: MadeBy, tally: Any) -> None:
        from onrecord.read import find_made_by

        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        self._fits = find_made_by() == made_by
        self._tally = tally

    def __call__(self, table: pa.Table) -> pa.Table:
        """A row of a part is read; one of an answer is given on."""
        (row,) = table.to_pylist()
        return self._read(msgspec.json.decode(row["part"], type=Part)) if row["part"] else _make_row(**row)

    def _read(self, part: Part) -> pa.Table:
        try:
            if not self._fits:
                raise InputError("a machine of the cluster has another version of onrecord")
            _begin(self._tally, part.name)
            with tempfile.TemporaryDirectory() as made:
                done = read_part(part, Path(made))
                contents = [(Path(made) / part.name / file).read_bytes() for file in done.files]
            return _make_row(answer=msgspec.json.encode(done), contents=contents)
        except Exception as error:  # whatever it is, the part is named with it and the others are read
            return _make_row(answer=msgspec.json.encode(Failed(part.archive, part.number, _say(error))))


def _begin(tally: Any, name: str) -> None:
    import ray

    if not ray.get(tally.begin.remote(name)):
        raise InputError(f"{MAX_BEGUN} workers died while they read it")


def _say(error: Exception) -> str:
    return str(error) if isinstance(error, InputError) else f"{type(error).__name__}: {error}"


def _make_row(part: bytes = b"", answer: bytes = b"", contents: Sequence[bytes] = ()) -> pa.Table:
    import pyarrow as pa

    files = pa.array([list(contents)], pa.list_(pa.large_binary()))
    return pa.table({"part": [part], "answer": [answer], "contents": files})


def _put(work: Path, done: Done, contents: Sequence[bytes]) -> None:
    """Write what an actor sent to where a process of this machine would have written it."""
    for file, content in zip(done.files, contents, strict=True):
        path = work / name_part(done.archive, done.number) / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
