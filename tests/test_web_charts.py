"""What the charts show: which days, which periods, which actors, and whether a chain's hops were confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.actors.unresolved import is_unresolved
from onrecord.compare import Link
from onrecord.compare.chains import Verdict
from onrecord.compare.speakers import Speaker
from onrecord.compare.tellings import Telling
from onrecord.store import Case
from onrecord.store.charted import Chart
from onrecord.store.desk import Desk
from onrecord.store.network import Day, Part
from onrecord.store.question import make_question
from onrecord.web.periods import count_outside, cut_periods, find_span
from onrecord.web.surroundings import find_beginning, find_ending
from onrecord.web.tracing import Traced, make_graph
from tests.web import Visitor, make_case, serving, visit


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("charts") / "case.db"
    make_case(str(path))
    return path


@pytest.fixture(scope="module")
def visitor(place: Path) -> Iterator[Visitor]:
    with serving(str(place)) as base, visit(base) as visitor:
        yield visitor


@pytest.mark.parametrize("name", ["its", "Its", "everyone", "those", "two of them", "The", "the other 12", "either",
                                  "“they”", "One of the three", "forty-two"])  # fmt: skip
def test_a_pronoun_or_a_quantity_is_nobody(name: str) -> None:
    assert is_unresolved(name)


@pytest.mark.parametrize("name", ["Liis Tamberg", "Its ministry", "two Finnish officials", "ships", "U.S.", "May",
                                  "One Nation", "The Hague"])  # fmt: skip
def test_a_name_is_somebody(name: str) -> None:
    assert not is_unresolved(name)


@pytest.mark.parametrize("kind", ["statement", "event"])
@pytest.mark.parametrize("parts", [(), ("sort",), ("outlet", "actor"), ("sort", "status", "outlet", "actor")])
def test_days_count_each_item_once(place: Path, kind: Any, parts: tuple[Part, ...]) -> None:
    with Case(place) as case:
        days = Desk(case).count_chart(Chart(make_question("", {}), kind, parts)).figures.days
        listed = [s for s in (case.statements() if kind == "statement" else case.events()) if s.day]
    if "actor" not in parts or kind == "statement":
        assert sum(d.number for d in days) == len(listed)
    else:
        assert sum(d.number for d in days) >= len(listed)
    assert {d.day for d in days} == {s.day for s in listed}
    assert all((getattr(d, part) is None) for d in days for part in ("sort", "status") if part not in parts)
    assert all(d.actor_name for d in days if d.actor)


def test_all_days_or_those_with_most() -> None:
    week = [Day(f"2024-05-0{n}", 10) for n in range(1, 6)]
    far = [Day("1996-01-01", 1), *week, Day("2031-01-01", 1), Day("soon", 1)]
    assert [str(day) for day in find_span(far, whole=False) or ()] == ["2024-05-01", "2024-05-05"]
    assert [str(day) for day in find_span(far, whole=True) or ()] == ["1996-01-01", "2031-01-01"]
    assert count_outside(far, find_span(far, whole=False)) == 3
    assert find_span([], whole=False) is None
    assert find_span([Day("9999-12-31", 1)], whole=False)
    assert cut_periods([Day("9999-12-31", 1), Day("0001-01-01", 1)], None, None)


@pytest.mark.parametrize(
    ("days", "names"),
    [
        (["2024-05-01", "2024-05-03"], ["1 May", "3 May"]),
        (["2024-04-01", "2024-05-16"], ["1 Apr and six days", "13 May and six days"]),
        (["2023-12-10", "2024-02-20", "2024-06-20"], ["December 2023", "February 2024", "June 2024"]),
        (["2001-03-01", "2014-03-01"], ["2001", "2014"]),
    ],
)
def test_periods_have_the_length_that_the_days_need(days: list[str], names: list[str]) -> None:
    found = cut_periods([Day(day, 5) for day in days], None, None)
    assert [p.name for p in found] == names
    assert sum(p.number for p in found) == 5 * len(days)
    chosen = cut_periods([Day(day, 5) for day in days], found[-1].after, found[-1].before)
    assert [p.chosen for p in chosen] == [False] * (len(found) - 1) + [True]


def test_what_lies_far_out_is_before_or_later() -> None:
    days = [Day("1996-01-01", 1), Day("2024-05-01", 9), Day("2024-05-02", 9), Day("2031-01-01", 2)]
    assert [(p.name, p.number) for p in cut_periods(days, None, None)] == [
        ("before 1 May", 1), ("1 May", 9), ("2 May", 9), ("later", 2),
    ]  # fmt: skip


@pytest.mark.parametrize("query", ["kind=event", "kind=event&rows=actor&colour=status", "rows=outlet&colour=actor"])
def test_every_row_of_the_timeline_leads_to_what_it_counts(visitor: Visitor, query: str) -> None:
    page = visitor.get(f"/timeline.json?{query}").json()
    assert page["days"]
    for row in page["days"]:
        if row["row"] in ("nobody named", "all others", "unknown outlet") or row["colour"] in ("nobody named",):
            continue  # what stands together cannot be asked for
        path, _, fields = row["address"].partition("?")
        found = visitor.get(f"{path}.json?{fields}&limit=500").json()
        assert len(found[path[1:]]) == row["number"], row


def test_an_outlet_with_an_ampersand_is_one_outlet_in_a_link(visitor: Visitor) -> None:
    from onrecord.web.graphs import TimelineAsked, _link

    asked = TimelineAsked(rows="outlet")
    assert _link(asked, Day("2024-05-01", 1, outlet="Lane & Harbour")) == (
        "/statements?outlet=Lane+%26+Harbour&after=2024-05-01&before=2024-05-01"
    )


def test_every_line_of_the_network_leads_to_its_events(visitor: Visitor) -> None:
    page = visitor.get("/network.json").json()
    assert page["edges"]
    for edge in page["edges"]:
        asked = {"speaker": edge["source"], "recipient": edge["target"], "type": edge["type"], "status": edge["status"]}
        assert len(visitor.get("/events.json", params=asked).json()["events"]) == edge["number"]
    quads = {e["type"] for e in visitor.get("/network.json?quad=material+conflict").json()["edges"]}
    assert quads <= {"PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"}
    assert quads


def test_events_with_nobody_are_counted_and_left_out(place: Path) -> None:
    with Case(place) as case:
        network = Desk(case).count_chart(Chart(make_question("", {}))).figures.network
        pairs = [e for e in case.events() if e.actors and e.recipients]
    assert sum(e.number for e in network.edges) + network.nameless >= len(pairs)
    assert not [e for e in network.edges if is_unresolved(e.source_name) or is_unresolved(e.target_name)]


def make_telling(story: str, outlet: str, speaker: str | None, via: tuple[str, ...]) -> Telling:
    who = Speaker("a-1", speaker, "outlet" if speaker in via else "person") if speaker else None
    return Telling(
        story, f"s-{story}-{speaker}", f"https://{story}.example/", outlet, "2024-05-01", None, False, "direct",
        "claim", who, (), "No ship was stopped.", via=via,
    )  # fmt: skip


def make_traced(story: str, outlet: str, speaker: str | None, verdict: Verdict, cited: str, page: str = "") -> Traced:
    link = Link(make_telling(story, outlet, speaker, (cited,)), cited, verdict, "why", page or None)
    return Traced(link, verdict if not page else "confirmed", "why")


def test_chains_are_one_graph() -> None:
    """Two pages through one outlet to one source; a third page through the first; an outlet that speaks for itself."""
    graph = make_graph([
        make_traced("one", "Port Post", "Anna Kask", "altered", "Sea Herald", "herald"),
        make_traced("two", "Bay News", "Anna Kask", "confirmed", "Sea Herald", "herald"),
        make_traced("three", "Quay Daily", "Anna Kask", "not found in it", "Port Post", "one"),
        make_traced("two", "Bay News", "Fog Wire", "not checked", "Fog Wire"),
    ])  # fmt: skip
    layers = {node.name: node.layer for node in graph.nodes}
    assert layers == {"Quay Daily": 0, "Bay News": 0, "Port Post": 1, "Sea Herald": 2, "Fog Wire": 1, "Anna Kask": 3}
    hops = {(hop.source, hop.target): (hop.verdict, hop.number) for hop in graph.hops}
    assert hops[("one", "herald")] == ("altered", 1)
    assert hops[("herald", "who anna kask")] == ("confirmed", 2)
    assert hops[("two", "outlet fog wire")] == ("not checked", 1)
    assert len(hops) == 6


def test_pages_that_name_each_other_end() -> None:
    graph = make_graph([
        make_traced("one", "Port Post", None, "confirmed", "Bay News", "two"),
        make_traced("two", "Bay News", None, "confirmed", "Port Post", "one"),
    ])  # fmt: skip
    assert {n.name for n in graph.nodes} == {"Port Post", "Bay News", "nobody named"}


@given(st.text(alphabet="ab \n", max_size=60), st.integers(0, 60), st.integers(0, 30))
def test_what_stands_around_words_is_whole_words(text: str, at: int, most: int) -> None:
    at = min(at, len(text))
    first, last = find_beginning(text, at, most), find_ending(text, at, most)
    assert at - most <= first <= at <= last <= at + most
    cut = " " not in text[first:at].replace("\n", " ") and at - first == most  # one word is longer than what is shown
    assert first in (0, at) or text[first - 1].isspace() or cut
    cut = " " not in text[at:last].replace("\n", " ") and last - at == most
    assert last in (at, len(text)) or text[last].isspace() or text[last - 1].isspace() or cut
