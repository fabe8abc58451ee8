"""What a terminal shows: readable in 80 columns and without colour, and safe whatever a page holds."""

from __future__ import annotations

import io
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console, RenderableType

from onrecord.record import Actor, Finding, Mention, Record, Span, Statement
from onrecord.view import explain, plain, show_record
from onrecord.view.page import nest
from onrecord.view.words import show_around, show_contents
from tests.sample import (
    EVENTS,
    FRIDAY,
    SENT,
    STATEMENTS,
    TAMBERG,
    TEXT,
    TOLD,
    WIRE,
    make_record,
    make_statement,
    make_story,
    span,
)


def show(shown: RenderableType | None, width: int = 80, **options: Any) -> str:
    assert shown is not None
    out = io.StringIO()
    Console(file=out, width=width, highlight=False, markup=False, emoji=False, **options).print(shown)
    return out.getvalue()


def squeeze(shown: str) -> str:
    return " ".join(shown.split())


def test_header_says_where_it_is_from_and_how_the_date_is_known() -> None:
    shown = show(show_record(make_record()))
    assert "The Narva Ledger · by Ada Quill" in shown
    assert "published 2024-05-04 (from its JSON-LD)" in shown


def test_unknown_publication_says_what_to_do() -> None:
    shown = show(show_record(make_record(story=make_story(published=None))))
    assert "--published" in shown


def test_statement_says_who_how_what_to_whom_and_through_whom() -> None:
    shown = squeeze(show(show_record(make_record())))
    assert "Liis Tamberg (“she”): told · direct · denial" in shown
    assert "“We have nothing to hide,”" in shown
    assert "to reporters; in Tallinn; through Baltic Wire" in shown
    assert "when: Friday = 2024-05-03" in shown


def test_speaker_is_shown_by_name_with_other_words_after_it() -> None:
    shown = squeeze(show(show_record(make_record()), 120))
    assert "Liis Tamberg (“Estonia's trade minister Liis Tamberg”): said" in shown
    bare = msgspec.structs.replace(WIRE, name="Baltic Wire agency")
    shown = squeeze(show(show_record(make_record(actors=(TAMBERG, bare)))))
    assert "2. Baltic Wire agency: reported" in shown  # an article makes no other name


def test_outlet_is_not_shown_as_the_way_to_itself() -> None:
    own = msgspec.structs.replace(next(s for s in STATEMENTS if s.speaker == WIRE.id), via=(WIRE.id,))
    assert "through" not in show(show_record(make_record(statements=(own,))))


def test_who_is_who_lists_those_who_are_heard_or_named_in_two_ways() -> None:
    def make_state(id: str, *names: str) -> Actor:
        return Actor(id, names[0], "state", tuple(Mention(span(name), "name") for name in names))

    actors = (make_state("a-1", "Tallinn", "Estonia"), make_state("a-2", "Baltic"), make_state("a-3", "trade"))
    shown = show(show_record(make_record(actors=(TAMBERG, WIRE, *actors))), 120)
    listed = squeeze(shown[shown.index("WHO IS WHO") : shown.index("TO MIND")])
    assert "Liis Tamberg (person, trade minister, EST GOV): “she”, “Tamberg”" in listed
    assert "Tallinn (state): “Estonia”" in listed
    assert "a-2" not in listed
    assert "2 others are named here in one way only, neither heard nor acting." in listed


def test_event_says_who_did_what_whether_it_happened_and_on_whose_word() -> None:
    shown = squeeze(show(show_record(make_record(events=EVENTS)), 120))
    assert f"1. ● Liis Tamberg ⇒ Baltic Wire: CONSULT · “told” · fact {TOLD.id}" in shown
    assert f"2. ◐ nobody named: REJECT (yield) · “turned away” · claimed by nobody named {SENT.id}" in shown
    assert "goods: two cargoes; in Tallinn; when: Friday = 2024-05-03" in shown


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("claimed", "◐ nobody named: REJECT (yield) · “turned away” · claimed by Liis Tamberg"),
        ("supposed", "? nobody named: REJECT (yield) · “turned away” · supposed in the words of Liis Tamberg"),
        ("future", "→ nobody named: REJECT (yield) · “turned away” · future in the words of Liis Tamberg"),
        ("denied", "✗ nobody named: REJECT (yield) · “turned away” · denied in the words of Liis Tamberg"),
    ],
)
def test_status_has_a_mark_and_a_word(status: Any, words: str) -> None:
    event = msgspec.structs.replace(SENT, status=status, according_to=TAMBERG.id)
    assert words in squeeze(show(show_record(make_record(events=(event,))), 120))


def test_why_of_an_event() -> None:
    record = make_record(events=EVENTS)
    shown = squeeze(show(explain(record, SENT.id), 120))
    assert "status claimed by nobody named: within assertion, as an action" in shown
    assert "goods two cargoes" in shown
    assert "place Tallinn" in shown
    assert "contexts economic" in shown
    assert "0.62 for trigger and type" in shown
    assert "▸turned away◂" in shown
    shown = squeeze(show(explain(record, TOLD.id), 120))
    assert f"actor Liis Tamberg · EST GOV · {TAMBERG.id}" in shown
    assert f"does {TOLD.id} CONSULT, “told”: fact" in squeeze(show(explain(record, TAMBERG.id), 120))


def test_ids_stand_at_the_right_end_of_the_first_line() -> None:
    lines = show(show_record(make_record())).splitlines()
    assert all(len(line) == 80 for line in lines if line.endswith(tuple(s.id for s in STATEMENTS)))
    assert sum(line.endswith(STATEMENTS[0].id) for line in lines) == 1


def test_nested_statement_follows_its_parent_indented() -> None:
    order = [s.id for s in nest(STATEMENTS)]
    inner = next(s for s in STATEMENTS if s.within)
    assert order[order.index(inner.id) - 1] == inner.within
    lines = show(show_record(make_record())).splitlines()
    indents = {line.split(".")[0] for line in lines if line.rstrip().endswith(inner.id)}
    assert all(indent.startswith("     ") for indent in indents)


def test_statement_within_an_unknown_one_is_shown_all_the_same() -> None:
    orphan = msgspec.structs.replace(STATEMENTS[0], within="s-elsewhere")
    assert list(nest([orphan])) == [orphan]


def test_statements_may_nest_deeper_than_python_recurses() -> None:
    chain = [msgspec.structs.replace(STATEMENTS[0], id="s-0")]
    chain += [msgspec.structs.replace(STATEMENTS[0], id=f"s-{n}", within=f"s-{n - 1}") for n in range(1, 3000)]
    assert [s.id for s in nest(chain)] == [s.id for s in chain]


def test_gaps_are_listed_apart() -> None:
    shown = show(show_record(make_record()))
    listed = shown[shown.index("NOBODY PUT THEIR NAME TO") : shown.index("WHO IS WHO")]
    assert "two cargoes were turned away" in listed
    assert "Liis Tamberg: whether the fees would rise" in listed


def test_empty_sections_are_left_out() -> None:
    shown = show(show_record(make_record(statements=(), timexes=(), findings=())))
    assert "STATEMENTS" not in shown
    assert "TO MIND" not in shown


def colours(statement: Statement) -> list[tuple[str, str]]:
    text = show_contents(TEXT, statement)
    return [(text.plain[s.start : s.end].strip(), str(s.style)) for s in text.spans]


def test_verbatim_words_and_paraphrase_have_each_their_colour_and_marks() -> None:
    assert colours(STATEMENTS[0]) == [
        ("the port would", "cyan"),
        ("“stay open to every ship”", "green"),
        ("that pays", "cyan"),
    ]


def test_verbatim_words_get_marks_where_theirs_lie_outside_the_span() -> None:
    bare = make_statement("she", "told", ("We have nothing to hide",), "direct", "denial")
    assert colours(bare) == [("“We have nothing to hide”", "green")]


def test_words_after_the_closing_mark_are_not_shown_as_verbatim() -> None:
    long = make_statement("she", "told", ("“We have nothing to hide,” she",), "direct", "denial")
    assert colours(long) == [("“We have nothing to hide,”", "green"), ("she", "cyan")]


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("colour", [None, "truecolor"])
def test_no_line_is_wider_than_the_terminal(width: int, colour: Any) -> None:
    plain_lines = show(
        show_record(make_record(events=EVENTS)), width, color_system=None, force_terminal=False
    ).splitlines()
    assert max(map(len, plain_lines)) <= width
    assert show(show_record(make_record()), width, color_system=colour, force_terminal=colour is not None)


def test_no_frames_are_drawn() -> None:
    shown = show(show_record(make_record())) + show(explain(make_record(), STATEMENTS[0].id))
    assert not any("\u2500" <= c <= "\u257f" for c in shown)


ATTACK = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202eevil\u2066\r\b"


def hostile_record() -> Record:
    text = f"He{ATTACK} said{ATTACK} no{ATTACK} on Friday{ATTACK}."
    whole = Span(0, len(text))
    statement = Statement(
        id="s-1",
        source=whole,
        cue=whole,
        contents=(whole,),
        speaker=TAMBERG.id,
        form="direct",
        act="claim",
        confidence=0.5,
        scores=STATEMENTS[0].scores,
        addressee=whole,
        venue=whole,
        place=whole,
        time=FRIDAY.id,
        via=(WIRE.id,),
    )
    mention = msgspec.structs.replace(TAMBERG.mentions[0], span=whole, antecedent=whole)
    actor = msgspec.structs.replace(TAMBERG, name=ATTACK, role=ATTACK, same_as=(ATTACK,), mentions=(mention,))
    story = make_story(text=text, title=ATTACK, outlet=ATTACK, byline=ATTACK, url=ATTACK, language=ATTACK)
    timex = msgspec.structs.replace(FRIDAY, span=whole, rule=ATTACK)
    finding = Finding("spelling", (whole,), ATTACK)
    event = msgspec.structs.replace(
        SENT,
        id="e-1",
        trigger=whole,
        mode=ATTACK,
        actors=(TAMBERG.id,),
        according_to=TAMBERG.id,
        objects=(whole,),
        place=whole,
        contexts=(ATTACK,),
        rule=ATTACK,
    )
    return make_record(
        story=story,
        events=(event,),
        statements=(statement,),
        actors=(actor, WIRE),
        timexes=(timex,),
        findings=(finding,),
    )


def test_nothing_that_a_page_holds_reaches_the_terminal_as_a_command() -> None:
    record = hostile_record()
    shown = show(show_record(record), color_system=None)
    for id in ("s-1", "e-1", TAMBERG.id, FRIDAY.id):
        shown += show(explain(record, id), color_system=None)
    assert not set(shown) & set("\x1b\x07\x9b\u202e\u2066\r\b")


@given(st.text())
def test_plain_words_hold_no_control_characters(words: str) -> None:
    shown = plain(words)
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or "\u202a" <= c <= "\u202e" for c in shown)
    assert plain(shown) == shown


@given(st.integers(0, len(TEXT)), st.integers(0, 40))
def test_words_are_shown_with_their_surroundings(start: int, length: int) -> None:
    there = Span(start, min(len(TEXT), start + length))
    assert f"▸{plain(there.of(TEXT))}◂" in show_around(TEXT, there).plain


def test_why_of_a_statement() -> None:
    told = next(s for s in STATEMENTS if s.within)
    shown = squeeze(show(explain(make_record(), told.id)))
    assert "“she” is a pronoun and stands for “Liis Tamberg” at 25" in shown
    assert "“told” (network: 0.98)" in shown
    assert "about 91 in 100" in shown
    assert f"through Baltic Wire ({WIRE.id})" in shown
    assert f"within {told.within}" in shown
    assert "▸told◂ reporters" in shown


def test_why_of_a_date() -> None:
    shown = squeeze(show(explain(make_record(), FRIDAY.id)))
    assert "the last Friday before publication" in shown
    assert "counted from 2024-05-04" in shown
    assert "/html/body/p[1]" in shown


def test_why_of_an_actor() -> None:
    shown = squeeze(show(explain(make_record(), TAMBERG.id)))
    assert "trade minister" in shown
    assert "“she” is a pronoun" in shown
    assert STATEMENTS[0].id in shown


def test_circular_chain_ends() -> None:
    she = msgspec.structs.replace(TAMBERG.mentions[1], antecedent=span("she"))
    record = make_record(actors=(msgspec.structs.replace(TAMBERG, mentions=(she,)), WIRE))
    told = next(s for s in STATEMENTS if s.within)
    assert "chain" in show(explain(record, told.id))


def test_unknown_id_has_no_explanation() -> None:
    assert explain(make_record(), "s-nothing") is None
