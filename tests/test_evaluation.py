"""The measures themselves: what counts as found, floors that hold, marks that are replaced without moving a word."""

from __future__ import annotations

import math

import pytest

from evaluation.curve import find_linked
from evaluation.evaluate import Measurement, _show
from evaluation.marks import KINDS, replace_marks
from onrecord.model.attribution import Attribution
from onrecord.model.confidence import features, find_confidence
from onrecord.model.session import Calibration
from onrecord.record import Scores, Span

TEXT = 'Orr said: "We will not sign." The council "regrets" it.'


def found(source: Span | None, content: Span) -> Attribution:
    return Attribution(source, Span(4, 8), (content,), "claim", Scores(0.9, 0.8, 0.7, 0.6))


GOLD = [((Span(0, 3),), (Span(10, 29),))]


@pytest.mark.parametrize(
    ("source", "content", "linked"),
    [
        ((Span(0, 3),), Span(10, 29), True),
        ((Span(0, 3),), Span(10, 24), True),
        ((Span(0, 3),), Span(10, 15), False),
        ((), Span(10, 29), False),
    ],
)
def test_half_of_a_content_and_its_source_make_a_link(source: tuple[Span, ...], content: Span, linked: bool) -> None:
    assert find_linked(TEXT, GOLD, [(source, (content,))]) == ({(0, 0)} if linked else set())


def test_one_gold_content_is_linked_once_and_best() -> None:
    twice = [((Span(0, 3),), (Span(10, 26),)), ((Span(0, 3),), (Span(10, 29),))]
    assert find_linked(TEXT, GOLD, twice) == {(0, 1)}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_replaced_marks_leave_the_words_under_their_spans(kind: str) -> None:
    document = {"id": "x", "text": TEXT, "attributions": [{"source": [[0, 3]], "cue": [[4, 8]], "content": [[11, 28]]}]}
    replaced = replace_marks(document, kind)
    (attribution,) = replaced["attributions"]
    ((start, end),) = attribution["content"]
    assert replaced["text"][start:end] == "We will not sign."
    assert all(mark in replaced["text"] for mark in KINDS[kind])


def test_a_broken_floor_is_named_and_a_floor_of_other_data_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    measured = Measurement("dates", "abc", {"value": 79.0})
    floors = {"data": "abc", "floors": {"value": 80.0}}
    assert _show(measured, floors, {}) == ["dates value: 79.00, below its floor of 80.00"]
    assert _show(measured, floors | {"data": "other"}, {}) == []
    assert _show(measured, {"data": "abc", "floors": {"value": 79.0}}, {}) == []
    assert "79.00" in capsys.readouterr().out


def test_confidence_is_the_logistic_of_its_features() -> None:
    attribution = found(Span(0, 3), Span(10, 29))
    assert features(attribution)[0] == pytest.approx(math.log(0.9 / 0.1))
    assert find_confidence(attribution, Calibration((1.0, 0.0, 0.0, 0.0), 0.0)) == 0.9
    assert find_confidence(attribution, Calibration((9.0, 9.0, 9.0, 9.0), 9.0)) == 0.99
