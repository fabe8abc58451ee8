"""Marks anew which rows of `tests/cases/examples.json` the program misses, and prints what a change gained and lost.

sh tools/uv run python tools/mark_examples.py
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.test_examples import PAGES, is_found, read_page  # noqa: E402

CASES = ROOT / "tests" / "cases" / "examples.json"


def mark() -> None:
    """Set or take away `known_failure` of every row."""
    missed = rows = 0
    for name, told in PAGES.items():
        for row in told["statements"]:
            before, now = row.pop("known_failure", None), is_found(read_page(name), row)
            if now is not None:
                row["known_failure"] = now
            if (before is None) != (now is None):
                print(f"{'gained' if now is None else 'lost'}  {name}: {row['who']} … {row['starts']}")
            rows, missed = rows + 1, missed + (now is not None)
    CASES.write_text(written(PAGES), encoding="utf-8")
    print(f"{rows - missed} of {rows} rows are read right")


def written(pages: dict[str, Any]) -> str:
    """The cases as JSON with one row a line, so that a change of one is a change of one line."""
    out = []
    for name, told in pages.items():
        heads = [f"    {_json(k)}: {_json(v)}," for k, v in told.items() if k != "statements"]
        rows = ",\n".join(f"      {_json(row)}" for row in told["statements"])
        out.append("\n".join([f"  {_json(name)}: {{", *heads, f'    "statements": [\n{rows}\n    ]\n  }}']))
    return "{\n" + ",\n".join(out) + "\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    mark()
