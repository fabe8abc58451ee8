"""Pages made to break a reader: damaged, lying, endless, and odd in ways that the web is. All made here, none saved.

Each kind is a function of its size, so that one list serves small tests, growth tests, and the largest page allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

PROSE = (
    "The harbour minister, Liis Tamberg, said on Friday that the talks with Norway would “go on until they end”. "
    "Her ministry denied on 3 May 2024 that two ships had been seized, the Baltic Wire agency reported. "
)
_BYTES = PROSE.encode()


class Kind(NamedTuple):
    """A kind of hostile page: its label, the name it comes under, and how to make one of about `size` bytes."""

    label: str
    name: str
    make: Callable[[int], bytes]


def _fill(piece: str | bytes, before: str = "", after: str = "") -> Callable[[int], bytes]:
    """Pages that repeat one piece."""
    raw = piece if isinstance(piece, bytes) else piece.encode("utf-8", "surrogatepass")

    def make(size: int) -> bytes:
        return before.encode() + raw * max(1, size // len(raw)) + after.encode()

    return make


def _in_story(piece: str | bytes) -> Callable[[int], bytes]:
    """HTML pages whose one paragraph repeats a piece."""
    return _fill(piece, f"<html><body><article><p>{PROSE}</p><p>", f"</p><p>{PROSE}</p></article></body></html>")


def _in_head(before: str, piece: str, after: str) -> Callable[[int], bytes]:
    """HTML pages with a story and something endless in the head."""
    return _fill(
        piece, f"<html><head>{before}", f"{after}</head><body><article><p>{PROSE * 3}</p></article></body></html>"
    )


def _nest(opening: str, closing: str = "") -> Callable[[int], bytes]:
    def make(size: int) -> bytes:
        times = size // len(opening + closing)
        return f"<html><body>{opening * times}<p>{PROSE * 3}</p>{closing * times}</body></html>".encode()

    return make


def _cut(size: int) -> bytes:
    whole = f"<html><head><title>Talks</title></head><body><article><p>{PROSE}</p>".encode() + _BYTES * (
        size // len(_BYTES)
    )
    return whole[:-1][: max(200, size)] + "“".encode()[:2]  # ends within a character


def _bomb(size: int) -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY e0 "boom">{entities}]><html><body>'
    return (head + "<p>&e11;</p>" * max(1, size // 12) + f"<p>{PROSE * 3}</p></body></html>").encode()


def _json_nest(size: int) -> bytes:
    deep = "[" * (size // 2) + "]" * (size // 2)
    return f'<html><head><script type="application/ld+json">{deep}</script></head><p>{PROSE * 3}</p>'.encode()


def _json_wide(size: int) -> bytes:
    items = ",".join(['{"@type":"NewsArticle","@graph":[{"author":[{"name":"A B"}]}]}'] * (size // 65 + 1))
    return f'<html><head><script type="application/ld+json">[{items}]</script></head><p>{PROSE * 3}</p>'.encode()


def _attributes(size: int) -> bytes:
    many = " ".join(f"a{n}='x'" for n in range(size // 9))
    return f"<html><body {many}><p {many}>{PROSE * 3}</p>".encode()


def _attributes_hidden(size: int) -> bytes:
    """A tag of many attributes behind what looks like an open comment, script, or quotation, and is none."""
    many = " ".join(f"a{n}" for n in range(size // 7))
    return f"<html><body><!--><script/><p title=='\"><!---></p '>'><p {many}>{PROSE * 3}</p>".encode()


def _attribute(name: str, value: str) -> Callable[[int], bytes]:
    def make(size: int) -> bytes:
        return f'<html><body><p {name}="{value * (size // len(value))}">{PROSE * 3}</p>'.encode()

    return make


def _encoded(name: str, declared: str) -> Callable[[int], bytes]:
    def make(size: int) -> bytes:
        page = f'<html><head><meta charset="{declared}"></head><body><p>{PROSE * (size // len(PROSE) + 1)}</p>'
        return page.encode(name, "replace")

    return make


def _names(size: int) -> bytes:
    letters = "abcdefghijklmnoprstuvz"
    rows = (
        f"{letters[n % 22].upper()}{letters[n // 22 % 22]}{letters[n // 484 % 22]}ov said so to Mr. "
        f"{letters[n // 7 % 22].upper()}{letters[n % 22]}el. "
        for n in range(size // 30 + 1)
    )
    return "".join(rows).encode()


def _control_text(size: int) -> bytes:
    return (PROSE + "\x00\x07\x1b[31m\x7f" + PROSE * (size // len(PROSE))).encode()


# What makes text hard: in a text page, and in a story of HTML.
_TEXTS: dict[str, str | bytes] = {
    "quotation marks": "“",
    "quotation marks both ways": "“”",
    "straight quotation marks": '" ',
    "quotation marks of all kinds": "“„«»”'‘’\"‹› ",
    "open quotations": "“He said, ‘They told us, “",
    "one word": "a",
    "digits": "9",
    "digits and dashes": "1-",
    "digits and slashes": "12/",
    "numbers": "1999 ",
    "impossible dates": "31 February 0000, 99/99/9999, 2024-13-45, May 99, the 0th of June. ",
    "months": "may ",
    "weekdays": "Monday Friday ",
    "relative dates": "last the next year month week two days after before ",
    "number words": "hundred thousand million ",
    "ordinals": "1st 2nd 3rd of the ",
    "cues": "said ",
    "cues with sources": "he said she said that ",
    "pronouns": "he she they it ",
    "capitals": "A. B. C. ",
    "capitalised words": "Tamberg Norway Minister Of The ",
    "honorifics": "Mr. Mrs. Dr. President ",
    "full stops": ".",
    "dots with spaces": ". ",
    "commas": ", ",
    "commas without spaces": ",",
    "parentheses that open": "(",
    "brackets": "([{<",
    "hyphens": "-",
    "hyphenated words": "so-",
    "dashes": "word — ",
    "apostrophes": "'",
    "possessives": "s's ",
    "at signs": "@a ",
    "addresses": "https://a.b/c?d=",
    "e-mails": "a@b.c.",
    "blanks": " ",
    "tabs": "\t",
    "white space of all kinds": "\u00a0\u2003\u3000\u2028\u0085\u1680 ",
    "lines of one letter": "a\n",
    "blank lines": "\r\n\r\n",
    "lines that are furniture": "Read more: talks\n",
    "by lines": "By ",
    "right-to-left controls": "\u202e\u202d\u2067\u2069said ",
    "invisible characters": "s\u200ba\u00adi\ufeffd\u2060 ",
    "variation selectors": "a\ufe0f\U000e0101",
    "combining marks": "e\u0301\u0302\u0303\u0304\u0305",
    "emoji": "👩‍👩‍👧‍👦🇪🇪",
    "mixed scripts": "said сказал 说 قال said ",
    "lookalike letters": "Тhe mіnіstеr sаіd ",
    "surrogates": "\ud83d said ",
    "non-characters": "\uffff\ufffe said ",
    "replacement characters": "\ufffd",
    "own marks": "\U0001d800\U0001d801 said ",
    "letters that grow when folded": "ßŉǰΐİ ",
    "letters that are ligatures": "ﬁﷺ",
    "ampersands": "&amp;",
    "half entities": "&#x&#;&",
    "prose": PROSE,
    "prose without an end": "The minister said that the talks and the ships of the states would and ",
}

_PAGES: tuple[Kind, ...] = (
    Kind("empty", "a.html", lambda size: b""),
    Kind("nothing but white space", "a.html", _fill(b" \r\n\t")),
    Kind("cut off", "a.html", _cut),
    Kind("zero bytes", "a.html", _fill(b"\0")),
    Kind("zero bytes within prose", "a.txt", _fill(_BYTES + b"\0")),
    Kind("all bytes", "a.html", _fill(bytes(range(256)))),
    Kind("control characters", "a.txt", _control_text),
    Kind("damaged UTF-8", "a.html", _fill(b"\xe2\x80 \xc3( \xf0\x9f said ")),
    Kind("UTF-8 that is overlong", "a.txt", _fill(b"\xc0\xae\xe0\x80\xae said ")),
    Kind("UTF-8 with surrogates", "a.txt", _fill(b"\xed\xa0\xbd\xed\xb8\x80 said ")),
    Kind("UTF-16", "a.html", _encoded("utf-16", "utf-8")),
    Kind("UTF-16 without its mark", "a.html", _encoded("utf-16-be", "utf-16")),
    Kind("UTF-32", "a.txt", _encoded("utf-32", "utf-8")),
    Kind("UTF-16 of odd length", "a.html", lambda size: _encoded("utf-16", "utf-16")(size) + b"\x00"),
    Kind("says UTF-16, is not", "a.html", _encoded("utf-8", "utf-16")),
    Kind("says UTF-8, is windows-1252", "a.html", _encoded("cp1252", "utf-8")),
    Kind("says Shift JIS", "a.html", _encoded("utf-8", "shift_jis")),
    Kind("says UTF-7", "a.html", _encoded("utf-7", "utf-7")),
    Kind("says a codec that is none", "a.html", _encoded("cp1252", "rot13")),
    Kind("says an encoding that runs code", "a.html", _encoded("cp1252", "idna")),
    Kind("says punycode", "a.html", _encoded("cp1252", "punycode")),
    Kind("says unicode-escape", "a.html", _encoded("cp1252", "unicode_escape")),
    Kind("is EBCDIC", "a.html", _encoded("cp037", "cp037")),
    Kind("entities that multiply", "a.html", _bomb),
    Kind("elements that nest", "a.html", _nest("<div>", "</div>")),
    Kind("elements that never close", "a.html", _nest("<div>")),
    Kind("inline elements that never close", "a.html", _nest("<b>x")),
    Kind("links that never close", "a.html", _nest("<a href=x>")),
    Kind("lists that never close", "a.html", _nest("<ul><li>ab ")),
    Kind("tables that never close", "a.html", _nest("<table><tr><td>")),
    Kind("tables that close", "a.html", _nest("<table><tr><td>The port.", "</td></tr></table>")),
    Kind("cells that span", "a.html", _in_story("<table><tr><td colspan=9999 rowspan=9999>said</td></tr></table>")),
    Kind("cells that span in one table", "a.html", _in_story("<tr><td colspan=9999 rowspan=9999>said</td></tr>")),
    Kind("cells with endless spans", "a.html", lambda size: (
        f"<html><body><article><p>{PROSE}</p><table><tr><td colspan={'9' * size}>{PROSE}</td></table>").encode()),
    Kind("forms in tables", "a.html", _nest("<table><form><tr>")),
    Kind("quotations that nest", "a.html", _nest("<blockquote><q>", "</q></blockquote>")),
    Kind("elements that only close", "a.html", _nest("</div></p></b>")),
    Kind("templates that nest", "a.html", _nest("<template>")),
    Kind("drawings that nest", "a.html", _nest("<svg><foreignObject>")),
    Kind("captions that nest", "a.html", _nest("<figure><figcaption>", "</figcaption></figure>")),
    Kind("articles", "a.html", _nest("<article><p>The minister said so on Friday in the port.</p></article>")),
    Kind("line breaks", "a.html", _in_story("<br>")),
    Kind("paragraphs of one letter", "a.html", _in_story("<p>a")),
    Kind("bold letters", "a.html", _in_story("<b>s</b><i>a</i>")),
    Kind("hidden words", "a.html", _in_story("<span style='display:none'>said</span> ")),
    Kind("comments", "a.html", _in_story("<!---->")),
    Kind("comment that never closes", "a.html", _in_story("<!-- said -")),
    Kind("script that never closes", "a.html", _in_story("<script>said<")),
    Kind("CDATA", "a.html", _in_story("<![CDATA[said]]>")),
    Kind("processing instructions", "a.html", _in_story("<?php said ?>")),
    Kind("less-than signs", "a.html", _in_story("<")),
    Kind("attribute that never closes", "a.html", _in_story("<a href='")),
    Kind("numeric entities", "a.html", _in_story("&#x22;&#0;&#xD800;&#x110000;&#99999999999;")),
    Kind("plain text element", "a.html", _in_story("<plaintext>said ")),
    Kind("many attributes", "a.html", _attributes),
    Kind("many attributes where none seem to be", "a.html", _attributes_hidden),
    Kind("tags of many attributes", "a.html", _in_story(f"<b {'a=1 ' * 300}>said</b>")),
    Kind("attributes without values", "a.html", _in_story("<b a=")),
    Kind("long class", "a.html", _attribute("class", "caption-")),
    Kind("long class of words", "a.html", _attribute("class", "photo credit ")),
    Kind("long style", "a.html", _attribute("style", "display : ")),
    Kind("long style of blanks", "a.html", _attribute("style", "visibility" + " " * 50)),
    Kind("long id", "a.html", _attribute("id", "comments")),
    Kind("long title", "a.html", _in_head("<title>", "Talks | ", "</title>")),
    Kind("many titles", "a.html", _in_head("", "<title>Talks</title><h1>Talks</h1>", "")),
    Kind("many metas", "a.html", _in_head("", "<meta property='og:title' content='x - y'>", "")),
    Kind("long date in a meta", "a.html", _in_head("<meta name='date' content='", "2024-", "'>")),
    Kind("long author", "a.html", _in_head("<meta name='author' content='", "By ", "'>")),
    Kind("long address", "a.html", _in_head("<link rel=canonical href='https://a.example/", "2024/05/", "'>")),
    Kind("canonical address in brackets", "a.html", _in_head("<link rel=canonical href='https://[", "[", "'>")),
    Kind("encoding tag that never closes", "a.html", _in_head("<meta ", "charset ", "")),
    Kind("many base addresses", "a.html", _in_head("", "<base href='//a'>", "")),
    Kind("JSON that nests", "a.html", _json_nest),
    Kind("JSON of many articles", "a.html", _json_wide),
    Kind("JSON of endless digits", "a.html", _in_head('<script type="application/ld+json">{"a":', "9", "}</script>")),
    Kind("JSON that is none", "a.html", _in_head('<script type="application/ld+json">', '{"a":', "</script>")),
    Kind("JSON with lone surrogates", "a.html", _in_head(
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"', "\\ud83d", '"}</script>')),
    Kind("names", "a.txt", _names),
    Kind("styles before the story", "a.html", _in_head("<style>", "a{b:c} ", "</style>")),
    Kind("bytes of another format inside", "a.html", _in_story(b"%PDF-\x89PNG said ")),
)  # fmt: skip


def find_kinds() -> Iterator[Kind]:
    """All kinds, in one order: pages, then each hard text as a text page and as a paragraph of HTML."""
    yield from _PAGES
    for label, piece in _TEXTS.items():
        yield Kind(f"{label} (text)", "a.txt", _fill(piece, PROSE + "\n\n", "x"))
        yield Kind(f"{label} (HTML)", "a.html", _in_story(piece))
