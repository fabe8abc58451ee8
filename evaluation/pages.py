"""How much of the story, and how little else, is found on saved web pages.

The measure is that of the article-extraction benchmark (Scrapinghub 2020, `evaluate.py`): a text is the bag of its
4-grams of words; what found and true text share are true positives, the rest false positives or negatives, each as a
share of the page's sum so that long pages weigh no more than short ones; precision and recall are means over pages,
and F1 is their harmonic mean.
"""

from __future__ import annotations

import gzip
import json
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from onrecord.inputs import make_page
from onrecord.record import Page, Story
from onrecord.story.html_story import find_html_story

_WORD = re.compile(r"\w+")
_GRAM = 4

# Wider than what the reader itself takes for furniture, so that it does not grade its own work.
_REPLY_FORM = re.compile(
    r"\b(?:leave|post) a (?:reply|comment)\b|e-?mail address will not be published|required fields are marked"
    r"|\bcancel reply\b|\bpost comment\b|save my name, email",
    re.IGNORECASE,
)
_READ_MORE = re.compile(
    r"^\W*(?:(?:also )?(?:read|see) (?:more|also|next|this)|read:|see:|more:|related|also (?:read|see|on|in)|up next"
    r"|don['’]t miss|must[- ]read|you (?:may|might) (?:also )?like|recommended|most read|click here|continue reading"
    r"|story continues|to read the full)\b.{0,200}$",
    re.IGNORECASE,
)


class PageResult(NamedTuple):
    """One reader's text on one page: shares of true and false positives and of false negatives, which sum to 1."""

    page: str
    true_positive: float
    false_positive: float
    false_negative: float
    reply_form: bool
    read_more: tuple[str, ...]


class PageScore(NamedTuple):
    """One reader's scores on all pages, from 0 to 1, its leaks in pages, and its time in milliseconds a page."""

    reader: str
    precision: float
    recall: float
    f1: float
    reply_forms: int
    read_more: int
    milliseconds: float
    pages: tuple[PageResult, ...]


class _Truth(NamedTuple):
    name: str
    body: str
    page: Page


def score_pages(gold_folder: Path) -> list[PageScore]:
    """Scores of our story text, then of trafilatura's own, on the pages of `gold_folder`/pages/zyte.

    Every page counts, in whatever language, since finding a story comes before telling its language.
    """
    truths = _load(gold_folder / "pages" / "zyte")
    readers: tuple[tuple[str, Callable[[Page], str]], ...] = (
        ("onrecord", _read_ours),
        ("trafilatura, default", _read_default),
        ("trafilatura, no comments", _read_without_comments),
        ("trafilatura, precise", _read_precise),
        ("trafilatura, fast", _read_fast),
    )
    return [_score(name, reader, truths) for name, reader in readers]


def format_scores(scores: Sequence[PageScore]) -> str:
    """The scores as a Markdown table."""
    lines = [
        f"| story text, {len(scores[0].pages)} pages | precision | recall | F1 | reply forms | read-more pages"
        " | ms a page |",
        "|---|---|---|---|---|---|---|",
    ]
    lines.extend(
        f"| {s.reader} | {s.precision:.4f} | {s.recall:.4f} | {s.f1:.4f} | {s.reply_forms} | {s.read_more}"
        f" | {s.milliseconds:.1f} |"
        for s in scores
    )
    return "\n".join(lines)


def compare_texts(true: str, found: str) -> tuple[float, float, float]:
    """Shares of true positives, false positives, and false negatives among the 4-grams of both texts."""
    wanted, got = _grams(true), _grams(found)
    counts = ((wanted & got).total(), (got - wanted).total(), (wanted - got).total())
    total = sum(counts)
    return (counts[0] / total, counts[1] / total, counts[2] / total) if total else (0.0, 0.0, 0.0)


def _grams(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    grams = (tuple(words[i : i + _GRAM]) for i in range(max(1, len(words) - _GRAM + 1)))
    return Counter(g for g in grams if g)


def _load(folder: Path) -> list[_Truth]:
    truths = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    return [
        _Truth(
            name, truth.get("articleBody", ""), make_page(f"{name}.html", _unpack(folder / "html" / f"{name}.html.gz"))
        )
        for name, truth in truths.items()
    ]


def _unpack(path: Path) -> bytes:
    with gzip.open(path) as file:
        return file.read()


def _score(name: str, reader: Callable[[Page], str], truths: Sequence[_Truth]) -> PageScore:
    reader(truths[0].page)  # imports and tables are loaded outside the clock
    start = time.process_time()
    texts = [reader(t.page) for t in truths]
    spent = time.process_time() - start
    results = tuple(_judge(t, text) for t, text in zip(truths, texts, strict=True))
    precision = statistics.mean(_share(r.true_positive, r.false_positive) for r in results if _found(r))
    recall = statistics.mean(_share(r.true_positive, r.false_negative) for r in results if _wanted(r))
    return PageScore(
        reader=name,
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / (precision + recall),
        reply_forms=sum(r.reply_form for r in results),
        read_more=sum(bool(r.read_more) for r in results),
        milliseconds=1000 * spent / len(truths),
        pages=results,
    )


def _found(result: PageResult) -> bool:
    return result.true_positive + result.false_positive > 0


def _wanted(result: PageResult) -> bool:
    return result.true_positive + result.false_negative > 0


def _share(right: float, wrong: float) -> float:
    return right / (right + wrong)


def _judge(truth: _Truth, text: str) -> PageResult:
    true_lines = {" ".join(line.split()) for line in truth.body.splitlines()}
    lines = [" ".join(line.split()) for line in text.splitlines()]
    extra = [line for line in lines if line and line not in true_lines]
    return PageResult(
        truth.name,
        *compare_texts(truth.body, text),
        reply_form=any(_REPLY_FORM.search(line) for line in extra),
        read_more=tuple(line for line in extra if _READ_MORE.match(line)),
    )


def _read_ours(page: Page) -> str:
    found = find_html_story(page)
    return found.text if isinstance(found, Story) else ""


def _read_default(page: Page) -> str:
    from trafilatura import extract

    return extract(page.content) or ""


def _read_without_comments(page: Page) -> str:
    from trafilatura import extract

    return extract(page.content, include_comments=False) or ""


def _read_precise(page: Page) -> str:
    from trafilatura import extract

    return extract(page.content, include_comments=False, favor_precision=True) or ""


def _read_fast(page: Page) -> str:
    from trafilatura import extract

    return extract(page.content, include_comments=False, fast=True) or ""
