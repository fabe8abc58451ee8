"""Writes a page of the reference that is made from the code, or checks it; shared by the tools that make one each."""

from __future__ import annotations

import sys
from pathlib import Path


def keep_page(page: Path, text: str, source: str) -> int:
    """Write `text` into `page`, or with --check say whether it is there; `source` is what it tells of, in words."""
    if "--check" not in sys.argv[1:]:
        page.write_text(text, encoding="utf-8")
        return 0
    if page.exists() and page.read_text(encoding="utf-8") == text:
        return 0
    print(f"{page.name} is not what {source}: run python tools/{Path(sys.argv[0]).name}", file=sys.stderr)
    return 1
