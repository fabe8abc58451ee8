"""What the bytes of a page are: HTML, plain text, or a format that is no news page, told by its first bytes."""

from __future__ import annotations

import re
from typing import NamedTuple

HTML = "text/html"
TEXT = "text/plain"
BINARY = "application/octet-stream"


class Format(NamedTuple):
    """A file format that cannot be read, its signature, and what its owner can do."""

    signature: bytes
    media_type: str
    name: str
    advice: str


# Signatures: the PRONOM registry of The National Archives (UK) and RFC 9110's registered media types.
FORMATS = (
    Format(b"%PDF-", "application/pdf", "a PDF", "save its text with pdftotext and read the .txt file"),
    Format(b"PK\x03\x04", "application/zip", "a zip archive or an office document (DOCX, ODT, EPUB)",
           "unpack it, or save the document as plain text or HTML"),
    Format(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage", "an old office document (DOC, XLS, MSG)",
           "save it as plain text or HTML"),
    Format(b"{\\rtf", "application/rtf", "an RTF document", "save it as plain text or HTML"),
    Format(b"\x1f\x8b", "application/gzip", "a gzip archive", "unpack it with gunzip first"),
    Format(b"BZh", "application/x-bzip2", "a bzip2 archive", "unpack it with bunzip2 first"),
    Format(b"\xfd7zXZ\x00", "application/x-xz", "an xz archive", "unpack it with unxz first"),
    Format(b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", "a 7z archive", "unpack it first"),
    Format(b"Rar!\x1a\x07", "application/vnd.rar", "a RAR archive", "unpack it first"),
    Format(b"\x28\xb5\x2f\xfd", "application/zstd", "a zstd archive", "unpack it with unzstd first"),
    Format(b"\x89PNG\r\n\x1a\n", "image/png", "a PNG image", "give the page itself, or its text"),
    Format(b"\xff\xd8\xff", "image/jpeg", "a JPEG image", "give the page itself, or its text"),
    Format(b"GIF8", "image/gif", "a GIF image", "give the page itself, or its text"),
    Format(b"RIFF", "application/x-riff", "a RIFF file (WebP image, WAV sound, or AVI film)",
           "give the page itself, or its text"),
    Format(b"\x00\x00\x01\x00", "image/vnd.microsoft.icon", "an icon", "give the page itself, or its text"),
    Format(b"II*\x00", "image/tiff", "a TIFF image", "give the page itself, or its text"),
    Format(b"MM\x00*", "image/tiff", "a TIFF image", "give the page itself, or its text"),
    Format(b"ID3", "audio/mpeg", "an MP3 recording", "give its transcript as text"),
    Format(b"OggS", "application/ogg", "an Ogg recording", "give its transcript as text"),
    Format(b"SQLite format 3\x00", "application/vnd.sqlite3", "an SQLite database", "give the pages themselves"),
    Format(b"\x7fELF", "application/x-elf", "a program", "give a news page"),
    Format(b"MZ\x90\x00", "application/x-msdownload", "a program", "give a news page"),
)  # fmt: skip

_HTML_NAMES = (".html", ".htm", ".xhtml", ".shtml")
_TEXT_NAMES = (".txt", ".text", ".md")
# Enough of an opening to tell markup from prose that merely holds a "<".
_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_TAG = re.compile(rb"<(?:p|div|a|span|article|section|br|h[1-6]|ul|table|meta|title|script|main)\b[^<>]*>", re.I)
_BOM = re.compile(rb"\A(?:\xef\xbb\xbf|\xff\xfe\x00\x00|\x00\x00\xfe\xff|\xff\xfe|\xfe\xff)")
_HEAD = 4096


def find_format(content: bytes) -> Format | None:
    """The format that the first bytes give away, if it is one that cannot be read."""
    return next((f for f in FORMATS if content.startswith(f.signature)), None)


def find_media_type(url: str, content: bytes) -> str:
    """Media type of `content`: by its first bytes, then by the name's ending.

    A file that opens like HTML is HTML whatever its name, and a file named `.html` without one tag is text: people
    save pages under all kinds of names.
    """
    known = find_format(content)
    if known is not None:
        return known.media_type
    head = content[: 2 * _HEAD].replace(b"\0", b"")  # as if UTF-16 were ASCII, enough to see tags
    head = _BOM.sub(b"", head)
    if _HTML_START.match(head):
        return HTML
    name = url.lower().partition("?")[0].partition("#")[0]
    if name.endswith(_TEXT_NAMES):
        return TEXT
    if name.endswith(_HTML_NAMES):
        return HTML if b"<" in content else TEXT
    return HTML if len(_TAG.findall(head)) >= 2 else TEXT
