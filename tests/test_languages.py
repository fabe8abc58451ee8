"""The language of a story is found; what is not English is a rejection that names it, whatever the page says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from onrecord.inputs import make_page
from onrecord.record import Rejection, Story
from onrecord.story import find_story
from onrecord.story.language import find_language
from onrecord.story.rejections import name_rejected_language
from tests.gold import gold_path

CASES = json.loads((Path(__file__).parent / "cases" / "languages.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.get("label", c["language"]))
@pytest.mark.parametrize("declared", ["en", "xx"])
def test_language(case: dict[str, str], declared: str) -> None:
    text = " ".join([case["text"]] * 4)
    page = f"<html lang={declared}><head><title>1</title></head><body><article><p>{text}</p></article></body></html>"
    found = find_story(make_page("a.html", page.encode()))
    if case["language"] == "English":
        assert isinstance(found, Story)
        assert found.language == "en"
    else:
        assert isinstance(found, Rejection)
        assert (found.reason, name_rejected_language(found)) == ("language", case["language"])


def test_english_news_is_never_taken_for_another_language() -> None:
    path = gold_path("statements", "polnear-dev.jsonl")
    texts = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(texts) > 50
    assert {find_language(text) for text in texts} == {"en"}
    assert {find_language(text[:300]) for text in texts} <= {"en", None}
