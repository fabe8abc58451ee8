"""Processes of this machine that read parts, by the standard library alone.

A process of our own for each core, rather than a pool: when one is killed, a pool cannot say which part it had, and
throws away what the others were doing. Here the part goes to another process, and the rest goes on.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path

from onrecord.batch.manifest import Done, Scanned
from onrecord.batch.parts import Answer, Failed, Part, read_part

MAX_DEATHS = 3  # processes that a part may cost before it is given up as one that kills its reader
_AHEAD = 2  # parts given to each process at once, so that it never waits for the parent


class _Worker:
    def __init__(self, work: Path) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would copy the network's threads half
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, work), daemon=True)
        self.process.start()
        theirs.close()
        self.parts: deque[Part] = deque()

    def give(self, part: Part) -> None:
        self.parts.append(part)
        with suppress(OSError):  # it is dead, which is seen when its answer is waited for
            self.connection.send(part)

    def end(self) -> None:
        self.connection.close()
        self.process.join(timeout=5)
        if self.process.is_alive():
            self.process.terminate()
            self.process.join()


def read_parts(parts: Iterator[Part | Scanned], work: Path, processes: int) -> Iterator[Answer]:
    """Read parts in that many processes, into the folder `work`; each is given back as it is done, in any order.

    `parts` is asked for the next one only when a process is free for it; what in it is no part is given on.
    """
    crew = [_Worker(work) for _ in range(processes)]
    again: deque[Part] = deque()
    deaths: Counter[str] = Counter()
    try:
        while True:
            for worker in crew:
                while len(worker.parts) < _AHEAD and (part := again.popleft() if again else next(parts, None)):
                    if isinstance(part, Part):
                        worker.give(part)
                    else:
                        yield part
            busy = [w for w in crew if w.parts]
            if not busy:
                return
            ready = wait([w.connection for w in busy])
            for worker in [w for w in busy if w.connection in ready]:
                answer = _take(worker)
                if answer is not None:
                    yield answer
                    continue
                crew[crew.index(worker)] = _Worker(work)
                yield from _bury(worker, again, deaths)
    finally:
        for worker in crew:
            worker.end()


def _take(worker: _Worker) -> Done | Failed | None:
    """A process's answer on its oldest part; None where it died."""
    try:
        answer = worker.connection.recv()
    except (EOFError, OSError):
        return None
    part = worker.parts.popleft()
    return answer if isinstance(answer, Done) else Failed(part.archive, part.number, str(answer))


def _bury(worker: _Worker, again: deque[Part], deaths: Counter[str]) -> Iterator[Failed]:
    worker.end()
    first = worker.parts.popleft()  # the one that it was reading; the others were not begun
    again.extend(worker.parts)
    deaths[first.name] += 1
    if deaths[first.name] < MAX_DEATHS:
        again.append(first)
    else:
        why = f"{MAX_DEATHS} processes died while they read it (the last with {worker.process.exitcode})"
        yield Failed(first.archive, first.number, why)


def _work(connection: Connection[Done | str, Part], work: Path) -> None:
    """What each process does, until the parent closes the connection."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    read: Callable[[Part, Path], Done] = read_part
    while True:
        try:
            part = connection.recv()
        except (EOFError, OSError):
            return
        try:
            connection.send(read(part, work))
        except Exception as error:  # whatever it is, the part is named with it and the others are read
            connection.send(f"{type(error).__name__}: {error}")
