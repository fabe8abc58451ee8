"""The measures of events themselves: what counts as found, which mistakes are named, how marked pairs are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from evaluation.event_mistakes import format_tables, match_events, name_mistakes


def event(trigger: tuple[int, int], **more: Any) -> dict[str, Any]:
    return {"type": "AID", "trigger": [*trigger], "actor": [[0, 3]], "recipient": [], "status": "fact"} | more


@pytest.mark.parametrize(
    ("found", "mistakes"),
    [
        ({}, []),
        ({"type": "AGREE"}, ["another type"]),
        ({"status": "claimed"}, ["another status"]),
        ({"actor": []}, ["actor missed"]),
        ({"actor": [[0, 3], [20, 25]], "recipient": [[30, 34]]}, ["actor too many", "recipient too many"]),
    ],
)
def test_mistakes_are_named(found: dict[str, Any], mistakes: list[str]) -> None:
    (match,) = match_events([event((5, 9))], [event((7, 12), **found)])
    assert [*name_mistakes(match)] == mistakes


def test_same_type_is_matched_first_and_each_event_once() -> None:
    gold = [event((5, 9)), event((5, 9), type="AGREE")]
    found = [event((5, 9), type="AGREE"), event((40, 45))]
    matches = match_events(gold, found)
    assert matches[0].gold == gold[1]
    assert sorted(kind for m in matches for kind in name_mistakes(m)) == ["found where there is none", "not found"]
    assert "| AGREE | 1 | 100 | 1 | 100 |" in format_tables(matches)


def test_sides_of_a_pair_are_read_by_their_marks(tmp_path: Path) -> None:
    plv = pytest.importorskip("evaluation.plv", reason="scikit-learn is in the group evaluate")
    lines = tmp_path / "pairs.jsonl"
    lines.write_text(
        '{"sentence": "Norland thanked Brackwater.", '
        '"marked": "<s>Norland</s> thanked <t>Brackwater</t>.", "root": "SUPPORT"}\n'
        '{"sentence": "Norland marched.", "marked": "<s>Norland</s> marched.", "root": "PROTEST"}\n',
        encoding="utf-8",
    )
    first, second = plv.read_pairs(lines)
    assert (first.text[slice(*first.source)], first.text[slice(*first.target)]) == ("Norland", "Brackwater")
    assert plv.mark(first).split() == ["xsourcex", "thanked", "xtargetx", "."]
    assert (second.text, second.target) == ("Norland marched.", ())
