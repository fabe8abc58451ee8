"""A made-up case of any size, for measuring: pages of invented statements by invented people, the same for one seed.

    python -m evaluation.synthetic CASE --pages N [--seed S]

The numbers are shaped like those of real news: a page has about ten statements, six actors, four dates, and three
events; a few people say most (shares fall with rank, Zipf's law), words likewise; pages are spread over three years
and forty outlets. Ten pages make a hundred statements.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import random
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple, get_args

from onrecord.inputs import make_page
from onrecord.record import (
    Act,
    Actor,
    Block,
    Dated,
    Event,
    EventStatus,
    EventType,
    MadeBy,
    Mention,
    Page,
    Record,
    Scores,
    Span,
    Statement,
    Story,
    Timex,
    make_id,
)

STATEMENTS_A_PAGE = 10
_PEOPLE = 4000
_OUTLETS = 40
_WORDS = 20_000
_FIRST_DAY = date(2022, 1, 1)
_DAYS = 3 * 365
_MADE_BY = MadeBy("0.0.0", "synthetic")
_STATES = ("Estonia", "Finland", "Norway", "Poland", "Chile", "Kenya", "Japan", "Canada", "Brazil", "India")
_CODES = ("EST", "FIN", "NOR", "POL", "CHL", "KEN", "JPN", "CAN", "BRA", "IND")
_SYLLABLES = "ka lo mi ra ste vin dor pel tu na bri so gan ler hu mat".split()


class Person(NamedTuple):
    """An invented person."""

    name: str
    country: str


class World:
    """The people, outlets, and words that all pages of a made-up case share."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        names = [f"{self._make_word(2).title()} {self._make_word(3).title()}" for _ in range(_PEOPLE)]
        self.people = [Person(name, self.random.choice(_CODES)) for name in names]
        self.outlets = [f"The {self._make_word(3).title()} Herald" for _ in range(_OUTLETS)]
        self.words = [self._make_word(self.random.randint(1, 4)) for _ in range(_WORDS)]
        self._person_weights = list(itertools.accumulate(1 / rank for rank in range(1, _PEOPLE + 1)))
        self._word_weights = list(itertools.accumulate(1 / rank for rank in range(1, _WORDS + 1)))

    def pick_people(self, count: int) -> list[Person]:
        """Different people, the first ones far more often than the last."""
        return list(dict.fromkeys(self.random.choices(self.people, cum_weights=self._person_weights, k=count)))

    def pick_words(self, count: int) -> str:
        """Words, the first ones far more often than the last."""
        return " ".join(self.random.choices(self.words, cum_weights=self._word_weights, k=count))

    def _make_word(self, syllables: int) -> str:
        return "".join(self.random.choices(_SYLLABLES, k=syllables))


def make_pages(count: int, seed: int = 1) -> Iterator[tuple[Page, Record]]:
    """Pages with their records, one after the other."""
    world = World(seed)
    for number in range(count):
        yield _make_page(world, number)


def _make_page(world: World, number: int) -> tuple[Page, Record]:
    url = f"https://news.example/{number}"
    story_id = make_id("story", hashlib.sha256(url.encode()).hexdigest())
    writer = _Writer(world, story_id)
    for _ in range(STATEMENTS_A_PAGE):
        writer.write_paragraph()
    text = writer.text
    day = _FIRST_DAY + timedelta(days=world.random.randrange(_DAYS))
    story = Story(
        story_id,
        url,
        text,
        outlet=world.random.choice(world.outlets),
        title=world.pick_words(8).capitalize(),
        published=Dated(day.isoformat(), "meta"),
        language="en",
        blocks=tuple(writer.blocks),
    )
    actors, statements = tuple(writer.actors.values()), tuple(writer.statements)
    record = Record(story, actors, statements, tuple(writer.events), tuple(writer.timexes), (), _MADE_BY)
    body = "".join(f"<p>{line}</p>\n" for line in text.split("\n"))
    return make_page(url, f"<html><body>{body}</body></html>".encode()), record


class _Writer:
    """A page in the making: its text grows, and items point into it."""

    def __init__(self, world: World, story_id: str) -> None:
        self.world, self.story_id = world, story_id
        self.text = ""
        self.people = world.pick_people(5)
        self.state = world.random.randrange(len(_STATES))
        self.actors: dict[str, Actor] = {}
        self.blocks: list[Block] = []
        self.statements: list[Statement] = []
        self.events: list[Event] = []
        self.timexes: list[Timex] = []

    def write_paragraph(self) -> None:
        random = self.world.random
        begin = len(self.text)
        person = random.choice(self.people)
        source = self._write(person.name)
        speaker = self._mention(person.name, "person", person.country, source)
        cue = self._write(" said", 1)
        start = len(self.text) + 1
        self._write(" " + self.world.pick_words(random.randint(8, 20)))
        about = self._write(f" {_STATES[self.state]}", 1)
        state = self._mention(_STATES[self.state], "state", _CODES[self.state], about)
        self._write(" " + self.world.pick_words(4))
        content = Span(start, len(self.text))
        time = self._write_timex() if random.random() < 0.4 else None
        self.statements.append(
            Statement(
                make_id("s", self.story_id, cue.start, cue.end, content.start, content.end),
                source,
                cue,
                (content,),
                speaker,
                random.choice(("direct", "mixed", "indirect")),
                random.choice(get_args(Act)),
                round(random.random(), 3),
                Scores(0.9, 0.9, 0.9, 0.8),
                time=time,
            )
        )
        if random.random() < 0.3:
            self._add_event(Span(content.start, content.start + 4), speaker, state)
        self._write(".")
        self.blocks.append(Block(Span(begin, len(self.text)), f"/html/body/p[{len(self.blocks) + 1}]"))
        self._write("\n")

    def _write(self, words: str, lead: int = 0) -> Span:
        start = len(self.text) + lead
        self.text += words
        return Span(start, len(self.text))

    def _mention(self, name: str, kind: str, country: str, span: Span) -> str:
        known = self.actors.get(name)
        mention = Mention(span, "name")
        if known is None:
            id = make_id("a", self.story_id, span.start, span.end)
            self.actors[name] = Actor(id, name, kind, (mention,), country)  # type: ignore[arg-type]
        else:
            self.actors[name] = Actor(known.id, name, known.kind, (*known.mentions, mention), country)
        return self.actors[name].id

    def _write_timex(self) -> str:
        day = (_FIRST_DAY + timedelta(days=self.world.random.randrange(_DAYS))).isoformat()
        span = self._write(f" {day}", 1)
        id = make_id("t", self.story_id, span.start, span.end)
        self.timexes.append(Timex(id, span, "DATE", day, day, day, None, "a date written out"))
        return id

    def _add_event(self, trigger: Span, actor: str, recipient: str) -> None:
        random = self.world.random
        self.events.append(
            Event(
                make_id("e", self.story_id, trigger.start, trigger.end),
                random.choice(get_args(EventType)),
                None,
                trigger,
                (actor,),
                (recipient,),
                random.choice(get_args(EventStatus)),
                round(random.random(), 3),
            )
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Fill a case."""
    parser = argparse.ArgumentParser(description="Fills a case with made-up pages, for measuring.")
    parser.add_argument("case", help="a file, or postgresql://...")
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    from onrecord.store import Case

    began = time.perf_counter()
    with Case(asked.case) as case:
        for number, (page, record) in enumerate(make_pages(asked.pages, asked.seed), 1):
            case.add_record(page, record)
            if number % 1000 == 0:
                print(f"{number:,} pages, {number / (time.perf_counter() - began):.0f} a second", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
