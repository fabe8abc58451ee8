"""Dates: labelled cases, properties for any text, the seed page's rows, and figures on gold data."""

from __future__ import annotations

import datetime
import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.dates import find_dates, weekday_mismatch
from onrecord.dates.holidays import find_holiday
from onrecord.lexicons import read_rows
from onrecord.record import Dated, Span, Story, Timex
from onrecord.tokens import find_tokens
from tests.gold import gold_path

CASES = json.loads((Path(__file__).parent / "cases" / "dates.json").read_text(encoding="utf-8"))


def read(text: str, published: str | None, furniture: tuple[Span, ...] = ()) -> tuple[Timex, ...]:
    dated = Dated(value=published, how="given") if published else None
    story = Story(id="page", url="", text=text, published=dated, furniture=furniture)
    return find_dates(story, find_tokens(text, furniture))


def _param(case: dict[str, Any]) -> Any:
    fails = case.get("fails")
    marks = [pytest.mark.xfail(reason=fails, strict=True)] if fails else []
    return pytest.param(case, id=case["label"], marks=marks)


@pytest.mark.parametrize("case", [_param(c) for c in CASES])
def test_case(case: dict[str, Any]) -> None:
    found = read(case["text"], case["published"])
    keys = [set(e) for e in case["expect"]]
    got = [
        {
            "words": t.span.of(case["text"]),
            "type": t.type,
            "value": t.value,
            "earliest": t.earliest,
            "latest": t.latest,
            "anchor": t.anchor,
        }
        for t in found
    ]
    assert len(got) == len(keys), got
    assert [{k: v for k, v in g.items() if k in ks} for g, ks in zip(got, keys, strict=True)] == case["expect"]


def test_rule_says_how_in_words() -> None:
    (friday,) = read("Mara Ilves said Friday that it was over.", "2024-04-27")
    assert friday.rule == "Friday, past tense: the last one before or on publication: Friday 26 April 2024"
    (open_friday,) = read("Mara Ilves said Friday that it was over.", None)
    assert "no publication date" in open_friday.rule


def test_furniture_is_not_read() -> None:
    text = "Published Monday\nMara Ilves spoke on Tuesday."
    furniture = (Span(0, len("Published Monday")),)
    assert [t.span.of(text) for t in read(text, "2024-04-27", furniture)] == ["Tuesday"]


def test_publication_time_of_day_is_ignored() -> None:
    (day,) = read("It rained yesterday.", "2024-04-27T23:59:00+14:00")
    assert day.value == "2024-04-26"


def test_impossible_publication_date_counts_as_none() -> None:
    (day,) = read("It rained yesterday.", "2024-02-31")
    assert day.value == "XXXX-XX-XX"


@pytest.mark.parametrize(
    ("rule", "year", "day"),
    [
        ("easter+0", 2024, "2024-03-31"),
        ("easter+0", 2025, "2025-04-20"),
        ("easter+0", 1954, "1954-04-18"),
        ("4th:4:11", 2023, "2023-11-23"),
        ("5th:1:05", 2024, "2024-05-27"),
        ("5th:1:05", 2021, "2021-05-31"),
        ("tuesday-after-monday:11", 2024, "2024-11-05"),
        ("tuesday-after-monday:11", 2022, "2022-11-08"),
    ],
)
def test_holidays(rule: str, year: int, day: str) -> None:
    assert str(find_holiday(rule, year)) == day


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("It was Friday, April 27, 2024.", "27 April 2024 was a Saturday, not a Friday"),
        ("It was Saturday, April 27, 2024.", None),
        ("It was Friday, 27 April.", "27 April 2024 was a Saturday, not a Friday"),
        ("It was Friday.", None),
        ("It was April 27, 2024.", None),
    ],
)
def test_weekday_mismatch(text: str, says: str | None) -> None:
    (timex,) = read(text, "2024-04-28")
    assert weekday_mismatch(text, timex) == says


def _documented() -> list[Any]:
    """Rows of the table of rules: rule, example, words, value."""
    page = Path(__file__).parents[1] / "docs" / "reference" / "dates.md"
    table = page.read_text(encoding="utf-8").split("## Rules")[1].split("## Accuracy")[0]
    rows = [[c.strip() for c in line.strip("|").split("|")] for line in table.splitlines() if line.startswith("| ")]
    return [pytest.param(*row[1:], id=row[0]) for row in rows[1:]]


@pytest.mark.parametrize(("example", "words", "value"), _documented())
def test_documented_rule(example: str, words: str, value: str) -> None:
    assert (words, value) in [(t.span.of(example), t.value) for t in read(example, "2024-04-27")]


# --- properties ---------------------------------------------------------------------------------------

WORDS = [w for _, _, words in read_rows("time_words.tsv", 3) for w in words.split(",")]
WORDS += [w for _, words in read_rows("holidays.tsv", 2) for w in words.split(",")]
WORDS += (
    "Friday May March Sept. 0 1 7 31 32 1998 0000 9999 12:61 25:00 3/4/2021 99/99/9999 9.9.9 1/2 's - , . : '".split()
)
WORDS += [
    "99999999999",
    "1e9",
    "٣",
    "²",
    "½",
    "Q3",
    "FY2024",
    "0000-00-00",
    "9999-12-31",
    "will",
    "said",
    "to",
    "\n",
    "’s",
    "“",
]
PIECES = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=3)), max_size=25)
TEXTS = st.one_of(
    st.text(max_size=80),
    st.tuples(PIECES, st.sampled_from([" ", "", " ", "-"])).map(lambda p: p[1].join(p[0])),
)
PUBLISHED = st.one_of(
    st.none(), st.dates().map(str), st.sampled_from(["0001-01-01", "9999-12-31", "2000-02-29", "", "nonsense"])
)


@settings(max_examples=600, deadline=None)
@given(TEXTS, PUBLISHED)
def test_any_text_gives_sound_dates(text: str, published: str | None) -> None:
    tokens = find_tokens(text)
    dated = Dated(value=published, how="given") if published is not None else None
    found = find_dates(Story(id="page", url="", text=text, published=dated), tokens)
    end = 0
    for timex in found:
        assert end <= timex.span.start < timex.span.end <= len(text)
        end = timex.span.end
        assert any(p.holds(timex.span) for p in tokens.paragraphs)
        assert timex.rule
        assert (timex.earliest is None) == (timex.latest is None)
        weekday_mismatch(text, timex)
        if timex.earliest is None or timex.latest is None:
            continue
        earliest, latest = datetime.date.fromisoformat(timex.earliest), datetime.date.fromisoformat(timex.latest)
        assert earliest <= latest
        day = timex.value.split("T")[0]
        if timex.type in ("DATE", "TIME") and len(day) == 10 and day[4] == "-" and day[5:7].isdigit():
            assert earliest <= datetime.date.fromisoformat(day) <= latest


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_reading_twice_gives_the_same(text: str) -> None:
    assert read(text, "2024-04-27") == read(text, "2024-04-27")


@settings(max_examples=200, deadline=None)
@given(PIECES)
def test_without_publication_nothing_is_counted_from_it(pieces: list[str]) -> None:
    text = " ".join(p for p in pieces if not any(c.isdigit() for c in p))
    for timex in read(text, None):
        assert timex.anchor is None or any(t.earliest and t.anchor is None for t in read(text, None))


def test_time_is_linear_in_the_text() -> None:
    sentence = "On Friday, April 26, 2024, and last week, in the past two or three years, twenty one days ago and "
    spent = []
    for times in (200, 1600):
        text = sentence * times
        tokens = find_tokens(text)
        story = Story(id="page", url="", text=text, published=Dated(value="2024-04-27", how="given"))
        began = time.perf_counter()
        find_dates(story, tokens)
        spent.append(time.perf_counter() - began)
    assert spent[1] < spent[0] * 8 * 3


# --- the seed page and gold data ----------------------------------------------------------------------


def test_seed_page() -> None:
    page = gold_path("..", "seed", "page.txt")
    text = page.read_text(encoding="utf-8")
    rows = [(t.span.of(text), t.value) for t in read(text, "2024-04-27")]
    assert rows == [
        ("the day before", "2024-04-26"),
        ("Friday", "2024-04-26"),
        ("Friday", "2024-04-26"),
        ("Tuesday", "2024-04-23"),
        ("earlier this month", "2024-04"),
        ("last November", "2023-11"),
    ]
    assert all(t.anchor is None and t.earliest is None for t in read(text, None))


def _value_f1(path: Path) -> float:
    """Value F1 with greedy overlap in order; the figures that are reported come from the scorer itself."""
    right = said = gold = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        found = read(document["text"], document.get("dct") or document.get("published"))
        said, gold = said + len(found), gold + len(document["timexes"])
        for want in document["timexes"]:
            near = [t for t in found if t.span.overlaps(Span(want["start"], want["end"]))]
            right += any(t.value == want["value"] for t in near)
    return 200 * right / (said + gold)


@pytest.mark.parametrize(
    ("parts", "floor"),
    [(("dates", "timebank.jsonl"), 82.0), (("dates", "aquaint.jsonl"), 77.0), (("records", "dev.jsonl"), 88.0)],
    ids=["timebank", "aquaint", "records"],
)
def test_value_f1_does_not_sink(parts: tuple[str, str], floor: float) -> None:
    assert _value_f1(gold_path(*parts)) >= floor
