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
from pathlib import Path
from typing import NamedTuple

from evaluation.layers import LAYERS
from evaluation.pages import score_pages

HERE = Path(__file__).parent
_LINE = re.compile(r"^(\D[\w. -]*?)\s+(-?\d+\.\d+)(?:\s+(\d+\.\d+)\s+(\d+\.\d+))?(?:\s+\d+/\d+(?:/\d+)?)?$")
_PAIR = re.compile(r"(act accuracy|macro) (\d+\.\d+)")


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
    Job("records", "records", ("records/dev.jsonl",), "records.py"),
)


def evaluate(gold: Path) -> int:
    """Print the table; return 1 where a floor is broken, else 0."""
    scores = gold.parent / "score"
    if not gold.is_dir() or not scores.is_dir():
        print(f"{gold}: no gold data with its scorers beside it; give the folder as GOLD=FOLDER", file=sys.stderr)
        return 2
    figures: dict[str, float] = {}
    hashes: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        for job in JOBS:
            content = b"".join((gold / f).read_bytes() for f in job.files)
            hashes[job.name] = hashlib.sha256(content).hexdigest()[:16]
            joined, out = Path(folder) / "gold.jsonl", Path(folder) / "predicted.jsonl"
            joined.write_bytes(content)
            LAYERS[job.layer](joined, out)
            figures |= {f"{job.name} {k}": v for k, v in _score(scores / job.scorer, joined, out).items()}
    figures |= {f"pages {k}": v for k, v in score_pages(gold).items()}
    return _report(figures, hashes)


def _score(scorer: Path, gold: Path, out: Path) -> dict[str, float]:
    run = subprocess.run([sys.executable, str(scorer), str(gold), str(out)], capture_output=True, text=True, check=True)
    figures = {}
    for line in run.stdout.splitlines():
        if match := _LINE.match(line.strip()):
            figures[match[1].strip()] = float(match[4] or match[2])
        figures |= {name: float(value) for name, value in _PAIR.findall(line)}
    return figures


def _report(figures: dict[str, float], hashes: dict[str, str]) -> int:
    peers = json.loads((HERE / "peers.json").read_text())
    floors = json.loads((HERE / "floors.json").read_text())
    broken = []
    print("| measure | On Record | floor | peer |\n|---|---|---|---|")
    for name, value in figures.items():
        floor = floors["figures"].get(name)
        measured_on = floors["data"].get(next((j.name for j in JOBS if name.startswith(j.name + " ")), ""), "")
        applies = floor is not None and measured_on in (
            "",
            hashes.get(next((j.name for j in JOBS if name.startswith(j.name + " ")), ""), ""),
        )
        if applies and value < floor:
            broken.append(f"{name}: {value:.2f}, below its floor of {floor:.2f}")
        peer = peers.get(name)
        beside = f"{peer[1]} ({peer[0]})" if peer else ""
        print(f"| {name} | {value:.2f} | {floor if floor is not None else ''} | {beside} |")
    for line in broken:
        print(line, file=sys.stderr)
    return 1 if broken else 0
