"""What cards and pages say in words: how sure a country is, what a finding is, how a day is known."""

from __future__ import annotations

from pathlib import Path
from typing import get_args, get_type_hints

import msgspec
import pytest

from onrecord.exports.wording import HOW_DATED
from onrecord.record import CountryHow, Dated, FindingKind, Record
from onrecord.store import Case
from onrecord.store.reading import Reading
from onrecord.web.cards import Cards
from onrecord.web.wording import FINDINGS
from tests import sample
from tests.web import make_saved_page, serving, visit


def make_record(how: CountryHow | None) -> Record:
    """The sample page, with Tamberg's country known in that way."""
    record = sample.make_record()
    actors = tuple(
        msgspec.structs.replace(a, country="EST", country_how=how) if a.id == sample.TAMBERG.id else a
        for a in record.actors
    )
    return msgspec.structs.replace(record, actors=actors)


@pytest.mark.parametrize("how", [None, *get_args(CountryHow)])
def test_a_guessed_country_is_marked_as_guessed(how: CountryHow | None, tmp_path: Path) -> None:
    """On the actor's card beside the story, on its page, and in the list of pages that name it; others are not."""
    record, is_guess = make_record(how), how in ("near", "guessed")
    card = Cards(Reading(record, {}, {}), {}).make(sample.TAMBERG.id)
    assert card
    codes = next(row.text for row in card.rows if row.name == "codes")
    assert codes.startswith("EST")
    assert ("guessed" in codes) == is_guess
    place = str(tmp_path / "case.db")
    with Case(place) as case:
        case.add_record(make_saved_page(record), record)
    with serving(place) as base, visit(base) as visitor:
        who = next(a["id"] for a in visitor.get("/actors.json").json()["actors"] if a["name"] == sample.TAMBERG.name)
        assert visitor.get(f"/actors/{who}.json").json()["country_how"] == how
        shown = visitor.get(f"/actors/{who}").text
        assert shown.count("(guessed from") == (2 if is_guess else 0)


def test_every_kind_has_its_words() -> None:
    assert set(FINDINGS) == set(get_args(FindingKind))
    assert set(HOW_DATED) == set(get_args(get_type_hints(Dated)["how"]))
