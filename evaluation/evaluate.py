"""Predict every dev file, score it with the scorers beside the gold folder, print one table, and hold the floors.

The scorers print lines of a name and figures; three figures are precision, recall, and F1 (the last counts), one is
an accuracy. Floors are in `floors.json`, with the hash of the gold file that each was measured on: on other data
they do not apply, and sinking one takes an edit that a reviewer sees.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from evaluation.gold import read_lines
from evaluation.layers import LAYERS
from evaluation.marks import KINDS, replace_marks
from evaluation.pages import score_pages

HERE = Path(__file__).parent
_LINE = re.compile(r"^(\D+?)\s+(-?\d+\.\d+)(?:\s+(\d+\.\d+)\s+(\d+\.\d+))?(?:\s+\d+\/\d+(?:\/\d+)?)?$")
_PAIR = re.compile(r"(act accuracy|macro) (\d+\.\d+)")


class Measurement(NamedTuple):
    """The figures of one layer, and the hash of the gold data that they were measured on."""

    layer: str
    data: str
    figures: dict[str, float]


class Job(NamedTuple):
    """A layer measured on files of the gold folder (more than one: joined)."""

    name: str
    layer: str
    files: tuple[str, ...]
    scorer: str


JOBS = (
    Job("statements", "statements", ("statements/polnear-dev.jsonl",), "attributions.py"),
    Job("acts", "acts", ("statements/acts-dev.jsonl",), "acts.py"),
    Job("speakers", "speakers", ("statements/speakers-dev.jsonl",), "speakers.py"),
    Job("dates timebank", "dates", ("dates/timebank.jsonl",), "dates.py"),
    Job("dates aquaint", "dates", ("dates/aquaint.jsonl",), "dates.py"),
    Job("dates both", "dates", ("dates/timebank.jsonl", "dates/aquaint.jsonl"), "dates.py"),
    Job("events", "events", ("events/dev.jsonl",), "events.py"),
    Job("records", "records", ("records/dev.jsonl",), "records.py"),
)


def evaluate(gold: Path) -> int:
    """Print the table; return 1 where a floor is broken, 2 where there is no gold data, else 0."""
    scorers = gold.parent / "score"
    if not gold.is_dir() or not scorers.is_dir():
        print(f"{gold}: no gold data with its scorers beside it; give the folder as GOLD=FOLDER", file=sys.stderr)
        return 2
    floors = json.loads((HERE / "floors.json").read_text(encoding="utf-8"))
    peers = json.loads((HERE / "peers.json").read_text(encoding="utf-8"))
    broken: list[str] = []
    print("| layer | measure | On Record | floor | peer |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for measurement in _measure(gold, scorers, Path(folder)):
            broken += _show(measurement, floors.get(measurement.layer, {}), peers.get(measurement.layer, {}))
    for line in broken:
        print(line, file=sys.stderr)
    return 1 if broken else 0


def _measure(gold: Path, scorers: Path, folder: Path) -> Iterator[Measurement]:
    for job in JOBS:
        content = b"".join((gold / f).read_bytes() for f in job.files)
        yield Measurement(job.name, _hash(content), _score(content, job.layer, scorers / job.scorer, folder))
    statements = JOBS[0]
    documents = list(read_lines(gold / statements.files[0]))
    for kind in KINDS:
        lines = (json.dumps(replace_marks(d, kind)) for d in documents)
        figures = _score("\n".join(lines).encode(), statements.layer, scorers / statements.scorer, folder)
        yield Measurement(f"statements, {kind} marks", "", {"headline": figures["headline"]})
    truth = _hash((gold / "pages" / "zyte" / "ground-truth.json").read_bytes())
    for score in score_pages(gold):
        leaks = {"reply forms": float(score.reply_forms), "read-more pages": float(score.read_more)}
        layer = "pages" if score.reader == "onrecord" else f"pages, {score.reader}"
        yield Measurement(layer, truth, {"F1": 100 * score.f1} | leaks)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _score(content: bytes, layer: str, scorer: Path, folder: Path) -> dict[str, float]:
    gold, out = folder / "gold.jsonl", folder / "predicted.jsonl"
    gold.write_bytes(content)
    LAYERS[layer](gold, out)
    run = subprocess.run([sys.executable, str(scorer), str(gold), str(out)], capture_output=True, text=True, check=True)
    figures = {}
    for line in run.stdout.splitlines():
        if match := _LINE.match(line.strip()):
            figures[match[1].strip()] = float(match[4] or match[2])
        figures |= {name: float(value) for name, value in _PAIR.findall(line)}
    return figures


def _show(m: Measurement, floors: dict[str, Any], peers: dict[str, Any]) -> list[str]:
    """Print a layer's rows; return what broke a floor. A floor of other data does not apply."""
    applies = floors.get("data", "") == m.data
    least: dict[str, float] = floors.get("floors", {}) if applies else {}
    broken = []
    for name, value in m.figures.items():
        floor, peer = least.get(name), peers.get(name)
        if floor is not None and value < floor:
            broken.append(f"{m.layer} {name}: {value:.2f}, below its floor of {floor:.2f}")
        beside = f"{peer[1]} {peer[0]}" if peer else ""
        print(f"| {m.layer} | {name} | {value:.2f} | {floor if floor is not None else ''} | {beside} |", flush=True)
    return broken
