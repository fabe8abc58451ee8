"""Pages become stories with places and facts, or rejections with a reason."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from onrecord.errors import UsageError
from onrecord.inputs import MAX_BYTES, make_page, open_page
from onrecord.inputs.html import decode_html, parse_html
from onrecord.record import Dated, Page, Rejection, Story
from onrecord.story import find_story
from onrecord.story.calendar import read_address, read_date, read_published, read_stamp
from onrecord.story.characters import clean_text
from onrecord.story.furniture import find_kind
from onrecord.story.language import find_language
from onrecord.story.marks import Places
from onrecord.story.metadata import find_facts

PAGES = Path(__file__).parent / "pages"
CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "cases" / "furniture.json").read_text("utf-8"))
STORIES = sorted(p for p in PAGES.glob("*.html") if p.name != "no-story.html")

ARTICLE = """Port talks to resume in Valletta

By Orla Venn

Friday, March 8, 2024

Talks over the southern port will resume on Monday, the trade minister said.

“We never left the table,” she told reporters in Valletta.

Read more: Nine ships, no crew

Sign up for our newsletter

Leave a Reply

Your email address will not be published. Required fields are marked *"""


def story_of(page: Page, published: str | None = None, outlet: str | None = None) -> Story:
    found = find_story(page, published, outlet)
    assert isinstance(found, Story), found
    return found


def text_story(text: str) -> Story:
    return story_of(make_page("page.txt", text.encode("utf-8")))


def html_story(markup: str) -> Story:
    return story_of(make_page("page.html", markup.encode("utf-8")))


def rejection_of(name: str, content: bytes) -> Rejection:
    found = find_story(make_page(name, content))
    assert isinstance(found, Rejection), found
    return found


# --- HTML pages ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", STORIES, ids=lambda p: p.stem)
def test_places_hold_their_words(path: Path) -> None:
    page = open_page(path)
    story = story_of(page)
    tree = parse_html(decode_html(page.content) or "")
    assert tree is not None
    assert story.blocks
    for block in story.blocks:
        (element,) = tree.xpath(block.place)
        held = " ".join(clean_text(element.text_content()).split())
        assert all(line in held for line in block.span.of(story.text).split("\n"))


@pytest.mark.parametrize("path", STORIES, ids=lambda p: p.stem)
def test_blocks_make_up_the_text(path: Path) -> None:
    story = story_of(open_page(path))
    assert "\n\n".join(b.span.of(story.text) for b in story.blocks) == story.text
    assert story.text == story.text.strip()
    assert not re.search(r"[ \t\xa0]{2}|\n{3}| \n|\n ", story.text)
    assert story.language == "en"


@pytest.mark.parametrize("path", STORIES, ids=lambda p: p.stem)
def test_story_survives_json(path: Path) -> None:
    story = story_of(open_page(path))
    assert msgspec.json.decode(msgspec.json.encode(story), type=Story) == story
    assert story_of(open_page(path)) == story


@pytest.mark.parametrize("path", STORIES, ids=lambda p: p.stem)
def test_no_furniture_in_html_stories(path: Path) -> None:
    text = story_of(open_page(path)).text
    for line in text.splitlines():
        assert find_kind(line) is None, line
    for words in ("Leave a Reply", "Read more", "Also read", "Share this", "newsletter", "Photo", "rights reserved"):
        assert words not in text


def test_facts_from_json_ld() -> None:
    story = story_of(open_page(PAGES / "json-ld.html"))
    assert story.url == "https://ledger.example/port-talks"
    assert story.title == "Port talks to resume in Valletta, minister says"
    assert story.byline == "Orla Venn, Tomas Rell"
    assert story.outlet == "The Harbour Ledger"
    assert story.published == Dated("2024-03-08T18:20:00+01:00", "json-ld")
    assert story.updated == Dated("2024-03-09T07:05:00+01:00", "json-ld")
    assert len(story.blocks) == 4


@pytest.mark.parametrize(
    ("marked", "byline"),
    [
        ("<div>The Quay</div><div><time>May 05, 2024</time></div>", "The Quay"),
        ("<a>Orla Venn</a><a>Tomas Rell</a>", "Orla Venn Tomas Rell"),
        ("By <a>Orla Venn</a>, <a>Tomas Rell</a>", "Orla Venn, Tomas Rell"),
    ],
)
def test_a_byline_has_no_times_and_blanks_between_elements(marked: str, byline: str) -> None:
    tree = html.document_fromstring(f'<html><body><div class="byline">{marked}</div><p>Ferries run.</p></body></html>')
    assert find_facts(tree, "https://quay.example/ferries").byline == byline


def test_facts_from_meta() -> None:
    story = story_of(open_page(PAGES / "meta.html"))
    assert story.url == "https://dispatch.example/news/ferry-inspections"
    assert story.title == "Finland and Estonia agree on ferry inspections"
    assert (story.byline, story.outlet) == ("Signe Halloran", "Northern Example Dispatch")
    assert story.published == Dated("2023-11-02T06:30:00+00:00", "meta")
    assert story.updated == Dated("2023-11-02T09:15:00+00:00", "meta")


def test_date_and_outlet_from_address() -> None:
    story = story_of(open_page(PAGES / "address.html"))
    assert story.published == Dated("2022-06-14", "address")
    assert story.outlet == "valleypost.example"


def test_date_from_a_line_of_the_page() -> None:
    story = story_of(open_page(PAGES / "captions.html"))
    assert story.published == Dated("2021-09-17", "text")
    assert "17 September" not in story.text


def test_date_from_htmldate_is_named_so() -> None:
    markup = (PAGES / "meta.html").read_text("utf-8")
    markup = re.sub(r"<meta property=\"article.*?>", "", markup).replace(
        "<div id", '<time datetime="2023-11-02">Thu</time><div id'
    )
    assert html_story(markup).published == Dated("2023-11-02", "htmldate")


def test_caller_wins_over_page() -> None:
    story = story_of(open_page(PAGES / "json-ld.html"), published="2024-03-07", outlet=" Harbour Weekly ")
    assert story.published == Dated("2024-03-07", "given")
    assert story.outlet == "Harbour Weekly"


def test_declared_latin1_is_windows_1252() -> None:
    text = story_of(open_page(PAGES / "windows-1252.html")).text
    assert "Besançon" in text
    assert "“neither needed nor lawful” – a rebuke" in text


def test_utf16() -> None:
    assert "Nukuʻalofa had called the vote “a picnic with ballots”." in story_of(open_page(PAGES / "utf-16.html")).text


def test_invisible_characters_are_gone_before_offsets() -> None:
    text = story_of(open_page(PAGES / "invisible.html")).text
    assert "Norway’s government said it was “out of date”. Iceland" in text
    assert "would not comment." in text
    assert "Fishing unions said the draft" in text
    assert "“Nobody asked us,” said" in text  # numeric references 147 and 148


def test_broken_markup_keeps_words_and_line_breaks() -> None:
    text = story_of(open_page(PAGES / "broken.html")).text
    assert "four days of queues that reached back to the river" in text
    assert "onions & apples < potatoes.\nHe said nobody had told the drivers why." in text
    assert "\n\nOfficials in Russia did not comment" in text
    assert "Advertisement" not in text


def test_story_cut_into_twins_is_read_whole() -> None:
    story = story_of(open_page(PAGES / "split-body.html"))
    assert len(story.blocks) == 5
    assert story.text.endswith("wages may be late.")


def test_next_story_of_an_endless_page_is_left_out() -> None:
    markup = (PAGES / "split-body.html").read_text("utf-8")
    markup = markup.replace('<div class="ad-slot">Advertisement</div>', "</article><article>")
    assert "finance ministry" not in html_story(markup).text


def test_words_are_joined_and_parted_as_on_the_page() -> None:
    story = html_story(
        "<html><body><article><p>The <b>foreign</b> minis<i>ter</i> of <a href='/x'>Norway</a>, <b>who</b>"
        " left on Monday, said that the talks in <b>Oslo</b><em> had</em> gone well and would go on.</p>"
        "<p>“It was a <q>good</q> day,” she said, and that was all that she would say.</p></article></body></html>"
    )
    assert story.text.startswith("The foreign minister of Norway, who left on Monday, said that the talks in Oslo")


def test_hidden_words_of_a_paragraph_are_not_read() -> None:
    story = html_story(
        "<html><body><article><p>The minister said on Friday that the talks <b style='display: none'>see note</b>"
        " would go on in Oslo until the end of the week.</p><p>“We will stay,” she said to them.</p></article></body>"
    )
    assert story.text.startswith("The minister said on Friday that the talks would go on in Oslo")


def test_preformatted_text_keeps_its_lines() -> None:
    text = "The minister said on Friday that the talks\nwould go on in Oslo until the end\nof the week, and longer."
    assert html_story(f"<html><body><pre>{text}</pre></body></html>").text == text


def test_story_in_json_only_has_the_script_as_its_place() -> None:
    body = "The talks were held in Oslo on Monday, officials said. " * 8
    markup = (
        "<html><head><title>Talks</title><script type='application/ld+json'>"
        + json.dumps({"@type": "NewsArticle", "headline": "Talks", "articleBody": body})
        + "</script></head><body><div id='app'></div></body></html>"
    )
    story = html_story(markup)
    assert story.text == body.strip()
    assert story.blocks[0].place == "/html/head[1]/script[1]"


# --- Text pages ------------------------------------------------------------------------------------------------------


def test_text_story_is_the_input() -> None:
    text = "\ufeffFirst line of the page.\r\n\r\n  Second\u200b line\xa0of the page.  \r\nThird line of it.\n"
    story = text_story(text)
    assert story.text == text[1:]
    assert [b.span.of(story.text) for b in story.blocks] == [
        "First line of the page.",
        "Second\u200b line\xa0of the page.",
        "Third line of it.",
    ]
    assert story.blocks[0].place == "char=0,23"


def test_text_furniture_title_byline_and_date() -> None:
    story = text_story(ARTICLE)
    assert story.title == "Port talks to resume in Valletta"
    assert story.byline == "Orla Venn"
    assert story.published == Dated("2024-03-08", "text")
    assert [f.of(story.text) for f in story.furniture] == [
        "By Orla Venn",
        "Read more: Nine ships, no crew",
        "Sign up for our newsletter",
        "Leave a Reply",
        "Your email address will not be published. Required fields are marked *",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Talks resumed on Friday, she said.\n\nFriday, March 8, 2024, was cold.",
        "Talks resumed, she said.\n\nUpdated: March 9, 2024",
        "Talks resumed, she said.\n\n" + "More was said of it.\n\n" * 8 + "March 9, 2024",
    ],
)
def test_a_date_elsewhere_is_not_that_of_publication(text: str) -> None:
    assert text_story(text).published is None


def test_no_title_where_the_first_line_is_a_sentence() -> None:
    assert text_story("Talks resumed on Friday.\n\nThe minister said so.").title is None
    assert text_story("Talks resumed on Friday, said the minister").title is None


def test_standard_input_is_named() -> None:
    rejection = rejection_of("-", b"")
    assert rejection.detail.startswith("Standard input is empty")


# --- Furniture, dates, language --------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["label"])
def test_furniture_lines(case: dict[str, Any]) -> None:
    assert find_kind(case["line"]) == case["kind"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("2024-02-31", "February 2024 has 29 days"),
        ("2024-13-01", "there is no month 13"),
        ("2024-04-27T25:00", "its time cannot be"),
        ("27.4.2024", "is no date. Write it as YYYY-MM-DD"),
        ("yesterday", "is no date. Write it as YYYY-MM-DD"),
        ("", "is no date"),
        ("0000-00-00", "there is no month 0"),
    ],
)
def test_impossible_published_says_what_to_write(value: str, message: str) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        find_story(make_page("page.txt", ARTICLE.encode()), published=value)


def test_empty_outlet_is_refused() -> None:
    with pytest.raises(UsageError, match="outlet is empty"):
        find_story(make_page("page.txt", ARTICLE.encode()), outlet=" ")


def test_published_with_a_time() -> None:
    assert read_published("2024-04-27T18:05:00+02:00") == "2024-04-27T18:05:00+02:00"


@pytest.mark.parametrize(
    ("stamp", "value"),
    [
        ("2024-03-08", "2024-03-08"),
        ("2024-03-08T18:20:00Z", "2024-03-08T18:20:00+00:00"),
        ("2024/03/08 18:20", "2024-03-08T18:20:00"),
        ("Fri, 08 Mar 2024 18:20:00 GMT", "2024-03-08T18:20:00+00:00"),
        ("March 8, 2024", "2024-03-08"),
        ("8th March 2024", "2024-03-08"),
        ("03/08/2024", None),  # March or August
        ("2024-02-31", None),
        ("0001-01-01", None),
        ("soon", None),
    ],
)
def test_stamps(stamp: str, value: str | None) -> None:
    assert read_stamp(stamp) == value


@pytest.mark.parametrize(
    ("address", "value"),
    [
        ("/world/2022/06/14/dam.html", "2022-06-14"),
        ("/world/2022/jun/14/dam", "2022-06-14"),
        ("/world/2022-06-14-dam", "2022-06-14"),
        ("/world/20220614/dam", "2022-06-14"),
        ("/world/2022/06/dam", None),
        ("/world/2022/14/44/dam", None),
        ("/article-20221414", None),
    ],
)
def test_addresses(address: str, value: str | None) -> None:
    assert read_address(address) == value


def test_first_written_date() -> None:
    assert read_date("Posted on 14 June 2022 at noon") == "2022-06-14"
    assert read_date("May day") is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The minister said that the talks would go on in Oslo, and that it was time for them to end.", "en"),
        ("Kyiv hit by drones overnight, mayor says; three dead, dozens wounded in strikes", "en"),
        ("Le ministre a déclaré vendredi que les négociations reprendraient la semaine prochaine à Genève.", "fr"),
        ("Der Minister sagte am Freitag, dass die Gespräche in Genf wieder aufgenommen werden.", "de"),
        ("Министр заявил в пятницу, что переговоры будут продолжены.", "ru"),
        ("Police say two held", None),
        ("", None),
    ],
)
def test_language(text: str, language: str | None) -> None:
    assert find_language(text) == language


# --- Bad input -------------------------------------------------------------------------------------------------------

GERMAN = "Der Minister sagte am Freitag, dass die Gespräche in Genf wieder aufgenommen werden. " * 4


@pytest.mark.parametrize(
    ("name", "content", "reason", "words"),
    [
        ("a.html", b"", "empty", "download"),
        ("a.txt", b" \n\t\r\n ", "empty", "download"),
        ("a.txt", b"\xef\xbb\xbf\n", "empty", "download"),
        ("a.html", b"%PDF-1.7 ...", "unsupported", "a PDF"),
        ("a.html", b"PK\x03\x04....", "unsupported", "DOCX"),
        ("a.txt", b"\x89PNG\r\n\x1a\n...", "unsupported", "a PNG image"),
        ("a.html", b"\x1f\x8b\x08....", "unsupported", "gunzip"),
        ("a.txt", bytes(range(256)) * 20, "undecodable", "UTF-8"),
        ("a.txt", b"word \x00\x01\x02\x03 word " * 20, "binary", "HTML or its text"),
        ("a.html", b"<html><body><p>word \x01\x02\x03\x04\x05\x06 </p>" * 20, "binary", "HTML or its text"),
        ("a.txt", b"a" * (MAX_BYTES + 1), "too-large", "10 MB"),
        ("a.txt", b"the minister said so. " * 100_000, "too-large", "2 million characters"),
        ("a.txt", b"said\n" * 60_000, "too-large", "50,000 lines"),
        ("a.html", b"<html><body>" + b"<p>ab" * 110_000, "too-large", "100,000 elements"),
        ("a.html", b"<html><body><p>" + b"the minister said so. " * 100_000, "too-large", "one page at a time"),
        ("a.html", b"<html><body></body></html>", "no-story", "browser"),
        ("a.html", b"<html><frameset><frame src=x></frameset></html>", "no-story", "browser"),
        ("a.html", b"<html><body><p>Please enable scripts.</p></body></html>", "no-story", "browser"),
        ("a.html", b"<html><body><main>" + b"<p>Home and away</p><p>World news</p>" * 20, "no-story", "browser"),
        ("a.txt", b"Leave a Reply\n\nYour email address will not be published.", "no-story", ".txt"),
        ("a.txt", b"...", "no-story", ".txt"),
        ("a.txt", GERMAN.encode(), "language", "German"),
        ("a.html", f"<html><body><article><p>{GERMAN}</p></article></body></html>".encode(), "language", "German"),
    ],
    ids=lambda v: v if isinstance(v, str) and len(v) < 30 else None,
)
def test_bad_input_has_a_reason_and_a_next_step(name: str, content: bytes, reason: str, words: str) -> None:
    rejection = rejection_of(name, content)
    assert rejection.reason == reason, rejection
    assert name in rejection.detail
    assert words in rejection.detail
    assert rejection.url == name


def test_page_built_by_script_has_no_story() -> None:
    assert rejection_of("no-story.html", (PAGES / "no-story.html").read_bytes()).reason == "no-story"


@pytest.mark.parametrize("opening", ["<div>", "<b>x", "<blockquote>", "<ul><li>ab ", "<table><tr><td>", "<a href=x>"])
def test_elements_that_never_close(opening: str) -> None:
    found = find_story(make_page("a.html", ("<html><body>" + opening * 20_000 + "<p>The end of it.</p>").encode()))
    assert isinstance(found, (Story, Rejection))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.html", "a.txt", "-", "https://ledger.example/a"]))
def test_any_bytes_are_answered(content: bytes, name: str) -> None:
    found = find_story(make_page(name, content))
    assert isinstance(found, (Story, Rejection))
    if isinstance(found, Rejection):
        assert found.detail


_TAGS = (
    "p div span b a br li ul table tr td h1 h2 article main figure blockquote script form pre title body html".split()
)
_PIECES = st.one_of(
    st.sampled_from([f"<{t}>" for t in _TAGS] + [f"</{t}>" for t in _TAGS]),
    st.sampled_from(
        ["<p class='caption'>", "<!--", "-->", "&#0;", "&shy;", "&#x200b;", "<![CDATA[", "<a href='", "\U000f0001"]
    ),
    st.sampled_from(
        ["The minister said that the talks would go on in Oslo until the end of the week. ", "word ", "\n", "“"]
    ),
    st.text(max_size=12),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=40))
def test_any_markup_is_answered_and_its_places_are_true(pieces: list[str]) -> None:
    page = make_page("a.html", ("<html><body>" + "".join(pieces)).encode("utf-8", "ignore"))
    found = find_story(page)
    if isinstance(found, Rejection):
        return
    tree = parse_html(decode_html(page.content) or "")
    assert tree is not None
    for block in found.blocks:
        (element,) = tree.xpath(block.place)
        assert "".join(block.span.of(found.text).split()) in "".join(clean_text(element.text_content()).split())


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_text_pages_are_kept_character_for_character(text: str) -> None:
    content = text.encode("utf-8", "ignore")
    found = find_story(make_page("a.txt", content))
    if isinstance(found, Story) and b"\0" not in content:
        kept = content.decode("utf-8")
        assert found.text in (kept, kept.removeprefix("\ufeff"))
        for block in found.blocks:
            words = block.span.of(found.text)
            assert words == words.strip()
            assert words
        assert list(found.blocks) == sorted(found.blocks, key=lambda b: b.span)


def test_places_are_those_of_lxml() -> None:
    tree = html.document_fromstring("<body><p>a<b>b</b><b>c</b></p><div><p>d</p></div><p>e</p></body>")
    places = Places()
    for element in tree.iter():
        (found,) = tree.xpath(places.find(element))
        assert found is element
    assert isinstance(tree, etree._Element)


# --- Gold pages ------------------------------------------------------------------------------------------------------


@pytest.mark.skipif("ONRECORD_GOLD" not in os.environ, reason="ONRECORD_GOLD names no folder of gold data")
def test_story_text_on_saved_pages() -> None:
    from evaluation.pages import score_pages

    ours = score_pages(Path(os.environ["ONRECORD_GOLD"]))[0]
    assert ours.f1 >= 0.975
    assert ours.reply_forms == 0
    assert ours.read_more <= 2
