"""The word lists: every one is sound as it is written, and a damaged one is named with the line."""

from __future__ import annotations

from importlib import resources

import pytest

from onrecord.errors import InputError
from onrecord.lexicons import read_rows

FOLDER = resources.files("onrecord") / "lexicons"
LISTS = sorted(f.name for f in FOLDER.iterdir() if f.name.endswith((".tsv", ".txt")))


@pytest.mark.parametrize("name", LISTS)
def test_list_names_its_source_and_has_rows_of_one_width(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert text.startswith("#")
    head = text[: text.index("\n\n") if "\n\n" in text else 2000]
    assert any(word in head for word in ("ource", "for this project", "ade by"))
    widths = {line.count("\t") for line in text.splitlines() if line and not line.startswith("#")}
    assert len(widths) == 1
    assert all(read_rows(name, widths.pop() + 1))


def test_bad_row_is_named_with_file_and_line() -> None:
    with pytest.raises(InputError, match=r"places\.txt, line \d+: 1 cells where there should be 2"):
        list(read_rows("places.txt", 2))
