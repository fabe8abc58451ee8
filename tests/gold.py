"""Where the gold data lie, for the tests that need them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def gold_path(*parts: str) -> Path:
    """A file of the gold folder (`ONRECORD_GOLD`) or of a folder beside it; skips the test where it is absent."""
    folder = os.environ.get("ONRECORD_GOLD")
    if not folder:
        pytest.skip("ONRECORD_GOLD is not set: no gold data to test on")
    path = Path(folder).joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{path} is absent")
    return path
