"""Codes of actors, mentions joined to actors, offices by date, growth with the length of a page."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.actors import Cast, find_actors
from onrecord.actors.lexicon import index_leaders, load_leaders
from onrecord.lexicons import read_rows
from onrecord.model.found import KINDS, FoundMention
from onrecord.record import Actor, Dated, Span, Story
from onrecord.tokens import find_tokens

CASES = json.loads((Path(__file__).parent / "cases" / "codes.json").read_text(encoding="utf-8"))


def read(text: str, mentions: list[FoundMention], published: str = "") -> Cast:
    dated = Dated(published, "given") if published else None
    return find_actors(Story(id="c", url="", text=text, published=dated), find_tokens(text), [], None, mentions)


def mention(text: str, words: str, kind: str = "person", sector: str = "") -> FoundMention:
    start = text.index(words)
    return FoundMention(Span(start, start + len(words)), kind, sector, 1.0)  # type: ignore[arg-type]


def actors_of(text: str, *mentions: tuple[str, str], published: str = "") -> list[Actor]:
    cast = read(text, [mention(text, words, kind) for words, kind in mentions], published)
    actors = {a.id: a for a in cast.actors}
    return [actors[i] for i in cast.of_mention]


def code(actor: Actor) -> str:
    return " ".join([*([actor.country] if actor.country else []), *actor.sectors])


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["label"])
def test_code(case: dict[str, Any]) -> None:
    text = case["text"]
    cast = read(text, [mention(text, case["mention"], case["kind"], case.get("sector", ""))])
    actor = next(a for a in cast.actors if a.id == cast.of_mention[0])
    assert code(actor) == case["code"]
    assert actor.name == case.get("name", actor.name)


@pytest.mark.parametrize(
    ("published", "expected"), [("2016-05-01", "USA GOV"), ("2018-05-01", "USA ELI"), ("2023-05-01", "USA GOV")]
)
def test_office_is_told_by_the_day_of_the_page(published: str, expected: str) -> None:
    (actor,) = actors_of("Joe Biden spoke in Ohio.", ("Joe Biden", "person"), published=published)
    assert code(actor) == expected


def test_one_person_has_the_body_of_the_day() -> None:
    text = "Mark Rutte spoke."
    codes = [code(actors_of(text, ("Mark Rutte", "person"), published=d)[0]) for d in ("2020-02-02", "2025-02-02")]
    assert codes[0] == "NLD GOV"
    assert codes[1].startswith("IGO")


def test_names_of_one_state_are_one_actor() -> None:
    text = "China and the United States met. Beijing said that the U.S. had asked. The Chinese army left."
    found = actors_of(
        text, ("China", "state"), ("Beijing", "state"), ("United States", "state"), ("U.S.", "state"),
        ("Chinese army", "organisation"),
    )  # fmt: skip
    assert found[0] is found[1]
    assert found[2] is found[3]
    assert found[4] is not found[0]


def test_descriptions_of_one_country_are_one_actor_and_counted_people_are_not() -> None:
    text = "In Chile, police came. The police left. Two people fell. Two people ran."
    words = ("police", "The police", "Two people fell", "Two people ran")
    spans = [(text.index(w), text.index(w) + min(len(w), 10)) for w in words]
    kinds = ("organisation", "organisation", "group", "group")
    cast = read(text, [FoundMention(Span(*s), k, "", 1.0) for s, k in zip(spans, kinds, strict=True)])  # type: ignore[arg-type]
    assert cast.of_mention[0] == cast.of_mention[1]
    assert cast.of_mention[2] != cast.of_mention[3]


def test_office_joins_its_holder() -> None:
    text = "Chancellor Wilma Osterkamp of Austria spoke. Later the chancellor left."
    named, described = actors_of(text, ("Chancellor Wilma Osterkamp", "person"), ("the chancellor", "person"))
    assert named is described


@pytest.mark.parametrize(
    ("words", "kind", "how"),
    [
        ("Norwegian police", "group", "told"),
        ("Joe Biden", "person", "known"),
        ("Marek Dolny", "person", "near"),
        ("both sides", "group", None),
    ],
)
def test_a_country_says_how_it_is_known(words: str, kind: str, how: str | None) -> None:
    text = "Norwegian police met Joe Biden and Marek Dolny in Oslo; both sides were brief."
    (actor,) = actors_of(text, (words, kind))
    assert actor.country_how == how
    assert (actor.country is None) == (how is None)


def test_a_country_that_the_network_guesses_is_marked() -> None:
    text = "Marek Dolny wrote a letter."
    found = FoundMention(Span(0, 11), "person", "", 1.0, country="POL", country_chance=0.7)
    (actor,) = read(text, [found]).actors
    assert (actor.country, actor.country_how) == ("POL", "guessed")


def test_a_relative_is_of_another_country_where_the_page_says_so() -> None:
    text = "Widow of a Norwegian poet, Alda Venholt spoke in Accra. Finnish novelist Alda Venholt left on Monday."
    (actor,) = {
        a.id: a for a in actors_of(text, ("Alda Venholt", "person"), ("Finnish novelist Alda Venholt", "person"))
    }.values()
    assert actor.country == "FIN"


def test_the_first_word_of_a_company_is_the_company_though_it_is_a_first_name() -> None:
    text = "Norway banned Marina Lines of Ghana on Monday. Officials said that Marina had carried arms."
    second = text.rindex("Marina")
    called = FoundMention(Span(second, second + len("Marina")), "person", "", 1.0)
    cast = read(text, [mention(text, "Marina Lines of Ghana", "organisation"), called])
    assert cast.of_mention[0] == cast.of_mention[1]
    assert next(a for a in cast.actors if a.id == cast.of_mention[0]).country == "GHA"


def test_who_reports_is_no_part_of_what_somebody_is() -> None:
    text = "The Tern Agency reports Marina Lines director, Alda Venholt, has left."
    (actor,) = actors_of(text, ("Alda Venholt", "person"))
    assert actor.role is None or "reports" not in actor.role


def test_the_gazetteer_holds_what_it_says() -> None:
    states = {t.country for p in index_leaders().values() for t in p.terms}
    assert len(states) >= 60
    for leader in load_leaders():
        assert all(not t.until or t.since[:4] <= t.until[:4] for t in leader.terms), leader.name


_DAY = re.compile(r"(1[89]|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


@pytest.mark.parametrize("row", list(read_rows("offices.tsv", 4)), ids=lambda row: f"{row[0]} {row[1]}")
def test_nobody_holds_an_office_before_the_one_before_has_left(row: list[str]) -> None:
    """Days are compared as far as both are known: a change within a year whose month is not known is none."""
    last = ""
    for holder in row[2].split(";"):
        named, _, days = holder.rpartition(" ")
        since, dots, until = days.partition("..")
        assert named
        assert all(_DAY.fullmatch(day) for day in (since, *([until] if until else [])))
        known = min(len(since), len(last))
        assert not last or last[:known] <= since[:known], f"{named} since {since}, the one before until {last}"
        assert not until or since[: len(until)] <= until[: len(since)], named
        assert until or not dots or holder == row[2].split(";")[-1], f"{named} holds it still"
        last = until or since
    assert re.fullmatch(r"none|\d{4}-\d{4}(, \d{4}-\d{4})*", row[3])


def test_the_gazetteer_loads_in_a_tenth_of_a_second() -> None:
    """By the time of the processor in a program of its own, so that other work does not count; the best of three."""
    script = (
        "import time, onrecord.actors.gazetteer as g, onrecord.actors.sectors as s\n"
        "from onrecord.actors.lexicon import index_surnames, load_first_names\n"
        "t = time.process_time(); g.load_index(); index_surnames(); load_first_names(); s.load_lists()\n"
        "print(time.process_time() - t)"
    )
    runs = [subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True) for _ in "123"]
    assert min(float(r.stdout) for r in runs) < 0.1


_WORDS = st.sampled_from(
    "Ann Dee the U.S. Chinese police (.*)+ ' OR 1=1;-- \\d+ 山田 Владимир محمد of in , . “ ” M23 two people "
    "-led Peru-led x\u0301 👩‍🚀 who government to".split(" ")
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(words=st.lists(_WORDS, max_size=40), data=st.data())
def test_any_text_and_any_mentions(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    offset = st.integers(0, len(text) + 3)
    span = st.builds(lambda a, b: Span(min(a, b), max(a, b)), offset, offset)
    found = data.draw(
        st.lists(st.builds(FoundMention, span, st.sampled_from(KINDS), st.just(""), st.just(0.5)), max_size=8)
    )
    cast = read(text, found)
    assert len(cast.of_mention) == len(found)
    assert set(cast.of_mention) <= {a.id for a in cast.actors}
    assert len({a.id for a in cast.actors}) == len(cast.actors)


def _seconds(text: str, mentions: list[FoundMention]) -> float:
    tokens, story = find_tokens(text), Story(id="n", url="", text=text)
    best = 1e9
    for _ in range(2):
        begin = time.process_time()
        find_actors(story, tokens, [], None, mentions)
        best = min(best, time.process_time() - begin)
    return best


def _crowd(count: int) -> tuple[str, list[FoundMention]]:
    """A page of many people whom it names with their office and then by it."""
    parts, mentions, at = [], [], 0
    for i in range(count):
        name = (
            "Minister "
            + "".join(chr(97 + (i // 26**k) % 26) for k in range(4)).capitalize()
            + " Varnhold"
            + chr(97 + i % 26)
        )
        sentence = f"{name} of Chile met rebels (.*)+ there. "
        mentions += [FoundMention(Span(at, at + len(name)), "person", "", 1.0)]
        start = at + sentence.index("rebels")
        mentions += [FoundMention(Span(start, start + 6), "group", "", 1.0)]
        parts.append(sentence)
        at += len(sentence)
    return "".join(parts), mentions


def _long_sentence(count: int) -> tuple[str, list[FoundMention]]:
    """One sentence of many words with a state and somebody without a country in every few."""
    part = "troops of Peru and then police who saw Chile or "
    text = part * (count // 10) + "nobody."
    starts = [i * len(part) + part.index("police") for i in range(count // 10)]
    return text, [FoundMention(Span(s, s + 6), "group", "", 1.0) for s in starts]


@pytest.mark.parametrize(("make", "size"), [(_crowd, 3000), (_long_sentence, 10000)])
def test_time_is_linear(make: Any, size: int) -> None:
    small, large = _seconds(*make(size // 4)), _seconds(*make(size))
    assert large < 8 * small + 0.05, f"{small:.3f} s for a quarter, {large:.3f} s for the whole"


def _gold() -> Path:
    folder = os.environ.get("ONRECORD_GOLD")
    if not folder or not Path(folder, "events", "dev.jsonl").exists():
        pytest.skip("ONRECORD_GOLD is not set, or has no events/dev.jsonl: no gold data to test on")
    return Path(folder, "events", "dev.jsonl")


def test_accuracy_on_labelled_mentions() -> None:
    """Floors a point below what is measured; each sentence is a page of its own, without a date."""
    right = {"country": 0, "sectors": 0}
    total = 0
    for line in _gold().read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        mentions = [FoundMention(Span(*a["span"]), a["kind"], "", 1.0) for a in document["actors"]]
        cast = read(document["text"], mentions)
        actors = {a.id: a for a in cast.actors}
        for gold, identity in zip(document["actors"], cast.of_mention, strict=True):
            expected, found = (gold["code"] or "").split(" "), code(actors[identity]).split(" ")
            total += 1
            right["country"] += expected[0] == found[0]
            right["sectors"] += expected == found
    assert right["country"] >= 0.80 * total
    assert right["sectors"] >= 0.65 * total
