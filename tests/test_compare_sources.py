"""Actors across pages, who had it first, chains of sources, and the ledger of contradictions."""

from __future__ import annotations

from typing import Any

import pytest

from onrecord.compare import Comparison
from onrecord.record import Record
from tests.compared import KASK, TAMBERG, make_event_page, make_page

WORDS = "We have nothing to hide, and the pilots will be back at work in the harbour before the end of the week"


def compare(*records: Record) -> Comparison:
    comparison = Comparison()
    for record in records:
        comparison.add(record)
    return comparison


def find_names(*speakers: tuple[str, str, str | None, str | None]) -> list[set[str]]:
    """The names of each actor that two pages or more have, when each speaker has a page."""
    pages = [make_page(f"page{n}", WORDS, speaker) for n, speaker in enumerate(speakers)]
    found = compare(*pages).actors()
    return sorted(({a.name for a in actor.appearances} for actor in found), key=sorted)


PERSON = "person"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("Liis Tamberg", PERSON, "EST", None), ("Liis Tamberg", PERSON, "EST", None), True),
        (("Liis Tamberg", PERSON, "EST", None), ("Liis Tamberg", PERSON, None, None), True),
        (("Liis Tamberg", PERSON, "EST", None), ("Liis Tamberg", PERSON, "FIN", None), False),
        (("Liis Tamberg", PERSON, "EST", None), ("Mart Tamberg", PERSON, "EST", None), False),
        (("Liis Tamberg", PERSON, "EST", None), ("Tamberg", PERSON, "EST", None), True),
        (("Liis Tamberg", PERSON, "EST", None), ("Tamberg", PERSON, "FIN", None), False),
        (("Liis Tamberg", PERSON, "EST", None), ("L. Tamberg", PERSON, "EST", None), True),
        (("Liis Tamberg", PERSON, "EST", None), ("Liis Tammberg", PERSON, "EST", None), True),
        (("Liis Tamberg", PERSON, None, None), ("Liis Tammberg", PERSON, None, None), False),
        (("Michael Orley", PERSON, "GBR", None), ("Mike Orley", PERSON, "GBR", None), True),
        (("Ada B. Orley", PERSON, "GBR", None), ("Ada C. Orley", PERSON, "GBR", None), False),
        (("Beijing", "state", "CHN", None), ("China", "state", "CHN", None), True),
        (("AP", "outlet", None, None), ("The Associated Press", "outlet", None, None), True),
        (("her ministry", "organisation", "EST", None), ("her ministry", "organisation", "EST", None), False),
        (("a diplomat", "unnamed", None, None), ("a diplomat", "unnamed", None, None), False),
    ],
)
def test_who_is_who(
    one: tuple[str, str, str | None, str | None], other: tuple[str, str, str | None, str | None], same: bool
) -> None:
    assert bool(find_names(one, other)) == same


def test_a_bare_surname_that_two_people_have_is_joined_with_neither() -> None:
    speakers = (TAMBERG, TAMBERG, ("Mart Tamberg", PERSON, "EST", None), ("Tamberg", PERSON, "EST", None))
    assert find_names(*speakers) == [{"Liis Tamberg"}]


def test_every_merger_has_a_reason_and_can_be_undone() -> None:
    pages = [make_page("a", WORDS), make_page("b", WORDS), make_page("c", WORDS)]
    comparison = compare(*pages)
    (actor,) = comparison.actors()
    assert len(actor.reasons) == len(actor.appearances) - 1
    comparison.split_actor(pages[2].actors[0].id)
    (actor,) = comparison.actors()
    assert {a.actor for a in actor.appearances} == {pages[0].actors[0].id, pages[1].actors[0].id}


def test_the_earliest_page_had_it_first() -> None:
    pages = (
        make_page("late", WORDS, published="2025-03-04T10:00:00+00:00"),
        make_page("early", WORDS, published="2025-03-04T11:30:00+02:00"),
        make_page("undated", WORDS, published=None, via="late"),
    )
    comparison = compare(*pages)
    order = comparison.order(next(comparison.quotations()))
    assert order.first is not None
    assert order.first.url == "early.txt"
    assert [a.telling.url for a in order.appearances] == ["early.txt", "late.txt", "undated.txt"]
    assert [a.known_by for a in order.appearances] == ["time", "time", "what it cites"]


def test_pages_of_one_day_are_not_put_in_order() -> None:
    comparison = compare(make_page("a", WORDS), make_page("b", WORDS))
    assert comparison.order(next(comparison.quotations())).first is None


@pytest.mark.parametrize(
    ("cited", "verdict"),
    [
        (WORDS, "confirmed"),
        (WORDS + " or so we hope", "confirmed"),
        (WORDS.replace("nothing", "something"), "altered"),
        (WORDS.replace("back at work", "on board again"), "altered"),
        ("The herring quotas are for the parliament in Tallinn alone to decide this year", "not found in it"),
    ],
)
def test_a_chain_is_checked_against_the_page_it_cites(cited: str, verdict: str) -> None:
    retold = make_page("retold", WORDS, via="Baltic Wire", published="2025-03-05")
    (link,) = compare(make_page("wire", cited, outlet="Baltic Wire"), retold).chains()
    assert link.verdict == verdict
    assert (link.story is None) == (verdict == "not found in it")


def test_a_chain_to_an_outlet_without_a_page_is_not_checked() -> None:
    (link,) = compare(make_page("retold", WORDS, via="Baltic Wire")).chains()
    assert link.verdict == "not checked"


def test_an_indirect_report_is_confirmed_by_sentences_in_other_words() -> None:
    wire = make_page("wire", "The pilots went back to the harbour and opened both gates for the waiting tankers",
                     outlet="Baltic Wire")  # fmt: skip
    speaker = ("Baltic Wire", "outlet", None, None)
    retold = make_page("retold", "that pilots had opened both harbour gates for waiting tankers", speaker, "indirect")
    (link,) = compare(wire, retold).chains()
    assert link.verdict == "confirmed"


def test_a_denial_answers_the_claim() -> None:
    claim = make_page("claim", "that the harbour master closed the northern gate", TAMBERG, "indirect", cue="claimed")
    denial = make_page("denial", "that the harbour master closed the northern gate", KASK, "indirect", cue="denied")
    (entry,) = compare(claim, denial).contradictions()
    assert entry.rule == "a denial answers it"
    assert (entry.one.url, entry.other.url) == ("claim.txt", "denial.txt")


@pytest.mark.parametrize(
    ("cue", "words"),
    [
        ("denied", "the demands of the pilots for a new northern gate"),
        ("did not say", "that the harbour master closed the northern gate"),
        ("asked", "whether the harbour master closed the northern gate"),
        ("said", "that the harbour master must not close the northern gate"),
        ("said", "that the herring fleet did not leave"),
    ],
)
def test_what_denies_nothing_is_no_entry(cue: str, words: str) -> None:
    claim = make_page("claim", "that the harbour master closed the northern gate", TAMBERG, "indirect", cue="claimed")
    assert not list(compare(claim, make_page("other", words, KASK, "indirect", cue=cue)).contradictions())


def test_a_changed_not_is_an_entry_once() -> None:
    pages = (
        make_page("a", "We do not intend to search any ship in the northern strait"),
        make_page("b", "We intend to search any ship in the northern strait"),
    )
    (entry,) = compare(*pages).contradictions()
    assert entry.rule == "a quotation with a “not” changed"


@pytest.mark.parametrize(
    ("denial", "found"),
    [
        ("We have not received the pilots' written complaint about overtime from the northern harbour", 1),
        ("We have not received payment for the pilots' written complaint about overtime from the northern harbour", 0),
    ],
)
def test_clauses_contradict_only_about_one_object(denial: str, found: int) -> None:
    claim = make_page(
        "claim", "We received the pilots' written complaint about overtime from the northern harbour", form="indirect"
    )
    denies = make_page("denies", denial, form="indirect", published="2025-03-09")
    rules = [entry.rule for entry in compare(claim, denies).contradictions()]
    assert rules.count("one speaker says both") == found


@pytest.mark.parametrize(
    ("type", "day", "together"),
    [
        ("COERCE", "2025-03-05", True),
        ("SANCTION", "2025-03-05", True),  # both are deeds against somebody: one reader may take it for either
        ("AID", "2025-03-05", False),
        ("ACCUSE", "2025-03-05", False),
        ("COERCE", "2025-03-09", False),
        ("SANCTION", None, False),  # a day on one page and none on the other
    ],
)
def test_one_event_under_types_that_are_kin(type: str, day: str | None, together: bool) -> None:
    pages = (make_event_page("a"), make_event_page("b", "sealed", type=type, published=day))
    assert len(list(compare(*pages).events())) == together


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        ({"tail": " and 12 guards were hurt"}, {"tail": " and 15 guards were hurt"}, "told with two numbers"),
        ({"tail": " and 12 guards were hurt"}, {"tail": " and twelve guards were hurt"}, None),
        ({"tail": " and at least 12 guards were hurt"}, {"tail": " and 15 guards were hurt"}, None),
        # A day later the number may have grown.
        ({"tail": " and 12 guards were hurt"}, {"tail": " and 15 guards were hurt", "published": "2025-03-06"}, None),
        ({"tail": " for 12 days"}, {"tail": " for 15 days"}, None),
        ({"tail": " since March 12, guards said"}, {"tail": " since March 15, guards said"}, None),
        ({}, {"status": "denied"}, "told as done and as denied"),
        ({}, {"status": "denied", "verb": "will not close"}, None),  # who will not has not denied
        ({}, {"status": "denied", "tail": " once again"}, None),  # one of many
        ({}, {"status": "claimed"}, None),
    ],
)
def test_events_clash_where_both_tellings_are_alike(one: Any, other: Any, rule: str | None) -> None:
    found = compare(make_event_page("a", **one), make_event_page("b", **other)).event_clashes()
    assert [clash.rule for clash in found] == ([rule] if rule else [])


def test_a_number_changed_in_a_quotation_is_an_entry() -> None:
    words = "The harbour lost four pilots and two of its boats in the storm of that night"
    pages = (make_page("a", words), make_page("b", words), make_page("c", words.replace("four", "fourteen")))
    (entry,) = compare(*pages).contradictions()
    assert entry.rule == "a quotation with a number changed"
    texts = {page.story.id: page.story.text for page in pages}
    assert {entry.one_span.of(texts[entry.one.story]), entry.other_span.of(texts[entry.other.story])} == {
        "four", "fourteen",
    }  # fmt: skip


def test_another_sum_months_later_is_no_entry() -> None:
    words = "The harbour will get four million crowns for its pilots and for the repair of the northern gate"
    later = make_page("b", words.replace("four", "fourteen"), published="2025-07-04")
    assert not list(compare(make_page("a", words), later).contradictions())
