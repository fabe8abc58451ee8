"""Adding pages from a browser: they are read one after the other by one thread, and a page shows how far it is."""

from __future__ import annotations

import logging
import queue
import secrets
import threading
from dataclasses import dataclass, field

from onrecord.errors import OnRecordError, UsageError
from onrecord.inputs import make_page
from onrecord.record import Frozen, Page
from onrecord.store.case import Case
from onrecord.store.people import People
from onrecord.store.writing import Added
from onrecord.web import pages
from onrecord.web.visit import NotFoundError, Visit

_log = logging.getLogger("onrecord.web")
_KEPT = 50  # jobs that can still be looked at
_WAITING = 500  # pages that may wait to be read


class Upload(Frozen, frozen=True):
    """A page that somebody sent: its name, and its bytes."""

    name: str
    content: bytes


class Given(Frozen, frozen=True):
    """What a person knows better than the page."""

    published: str | None = None
    outlet: str | None = None


class Step(Frozen, frozen=True):
    """A page of a job: what became of it, once it is read."""

    name: str
    added: Added | None = None


@dataclass
class _Job:
    id: str
    who: str
    given: Given
    uploads: list[Upload]
    steps: list[Step] = field(default_factory=list)


class AddView(Frozen, frozen=True):
    """The form for new pages, and the limits of what is taken at once."""

    most_files: int
    most_bytes: int


class JobView(Frozen, frozen=True):
    """How far the reading of new pages is."""

    id: str
    steps: tuple[Step, ...]
    done: int
    ready: bool


class Adder:
    """Reads what is sent. Pages that are read are in the case, whatever happens to the others."""

    def __init__(self, case: Case, people: People) -> None:
        self._case, self._people = case, people
        self._jobs: dict[str, _Job] = {}
        self._queue: queue.Queue[_Job] = queue.Queue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, uploads: list[Upload], given: Given, who: str) -> str:
        """Take pages to be read; returns the job's id.

        Raises:
            UsageError: the day is none, nothing was sent, or too much waits already.
        """
        from onrecord.story.calendar import read_published

        if given.published:
            read_published(given.published)
        if not uploads:
            raise UsageError("Choose files, or paste a text.")
        with self._lock:
            if sum(len(j.uploads) - sum(1 for s in j.steps if s.added) for j in self._jobs.values()) > _WAITING:
                raise UsageError("Too many pages wait to be read. Try again when they are done.")
            job = _Job(secrets.token_hex(8), who, given, uploads, [Step(u.name) for u in uploads])
            self._jobs[job.id] = job
            while len(self._jobs) > _KEPT:
                del self._jobs[next(iter(self._jobs))]
            self._queue.put(job)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True, name="adding")
                self._thread.start()
        return job.id

    def find(self, id: str) -> JobView:
        """How far a job is.

        Raises:
            NotFoundError: there is none with that id.
        """
        job = self._jobs.get(id)
        if job is None:
            raise NotFoundError("There is no such reading under way; what was read is in the case.")
        steps = tuple(job.steps)
        done = sum(1 for step in steps if step.added)
        return JobView(id, steps, done, done == len(steps))

    def _work(self) -> None:
        while True:
            job = self._queue.get()
            for place, upload in enumerate(job.uploads):
                added = self._read(make_page(_name(upload), upload.content), job)
                job.steps[place] = Step(upload.name, added)
                self._people.note(job.who, f"page {added.outcome}", upload.name)
            job.uploads = []

    def _read(self, page: Page, job: _Job) -> Added:
        try:
            return self._case.add(page, job.given.published, job.given.outlet)
        except OnRecordError as error:
            return Added(page.url, "rejected", str(error), "not read")
        except Exception as error:
            # The thread reads for everybody: one page that breaks it must not stop the others.
            _log.error("reading %s failed", page.url, exc_info=error)
            return Added(page.url, "rejected", "Reading it failed; the server's log says how.", "not read")


def _name(upload: Upload) -> str:
    """A name is only a name: no folder in it, and nothing is ever opened or written under it."""
    name = upload.name.replace("\\", "/").rpartition("/")[2].replace("\0", "")[:120]
    return name if name.strip(". ") and name != "-" else "-"


def find_add(visit: Visit) -> AddView:
    """The form for new pages, with the limits of what is taken at once."""
    return AddView(visit.settings.most_files, visit.settings.most_upload)


def find_job(visit: Visit) -> JobView:
    """How far a job is."""
    return visit.adder.find(visit.id)


class Reread(Frozen, frozen=True):
    """A page to be read again, by its number."""

    page: int


def reread(visit: Visit, form: Reread) -> str:
    """Read a page again from its bytes, as the program reads now; what people said of it is kept."""
    capture = visit.desk.capture(form.page) if 0 < form.page < 1 << 62 else None
    if capture is None:
        raise NotFoundError(f"page {form.page}: there is no such page in this case.")
    if visit.case.reread(form.page) is None:
        raise UsageError(f"page {form.page}: its bytes were not kept, so it cannot be read again.")
    visit.people.note(visit.person.name, "page read again", capture.address)
    return f"/pages/{form.page}"


PAGES = (
    pages.Page("/add", "add.html", find_add, AddView, role="editor"),
    pages.Page("/add/{id:str}", "job.html", find_job, JobView, role="editor"),
)
ACTIONS = (pages.Action("/reread", Reread, reread, role="editor"),)
