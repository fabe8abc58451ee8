"""The pages that the fuzzer found worth keeping are tried again, without the fuzzer."""

from __future__ import annotations

import pytest

from evaluation.fuzz_targets import KEPT, TARGETS, choose_pages, load_kept

MOST = 300_000  # bytes of all that is kept: what is larger was not chosen, but collected


@pytest.mark.parametrize("target", TARGETS)
def test_kept_pages_break_nothing(target: str) -> None:
    for page in load_kept(target):
        TARGETS[target](page)


def test_kept_pages_are_few() -> None:
    assert sum(path.stat().st_size for path in KEPT.iterdir()) < MOST
    assert {path.stem for path in KEPT.iterdir()} == set(TARGETS)


def test_page_that_reaches_nothing_new_is_not_kept() -> None:
    dated, same, plain = b"He left on 3 May 2024.", b"Liis left on 3 May 2024 then.", b"He left."
    assert choose_pages("dates", [same, dated, plain]) == [plain, dated]
