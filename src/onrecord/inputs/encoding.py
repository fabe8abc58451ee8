"""Bytes -> text. Says no rather than guess wildly: a wrong encoding puts false letters into quotations.

Order: byte order mark; UTF-8 where the bytes are valid UTF-8; the encoding that the page declares; UTF-16 without a
mark; UTF-8 with a few damaged places; windows-1252 where it gives Latin prose; detection by charset-normalizer.
"""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Labels that mean a wider encoding on the web: the WHATWG Encoding Standard, section 4.2.
_WIDER = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}

# Share of damaged places among all places beyond ASCII up to which a page still counts as UTF-8 (a page cut in the
# middle of a character, or one pasted from two sources). Latin-1 prose read as UTF-8 is damaged at nearly all.
_MAX_DAMAGE = 0.2

# Share of letters beyond ASCII up to which windows-1252 is believed: English prose has under 0.01, French and
# German 0.03 to 0.05, while Cyrillic or Greek bytes read as windows-1252 come near 1.
_MAX_ACCENTED = 0.12

# Share of control characters and of bytes that windows-1252 does not define up to which damage is believed: one byte in
# five hundred, as on a page that was cut or edited by a program that knew another encoding.
_MAX_ODD = 0.002

_HIGH = re.compile(r"[^\x00-\x7f]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_DETECT_BYTES = 20_000


def decode(content: bytes, declared: str | None = None) -> str | None:
    """The text of `content`, without its byte order mark; None where no encoding fits.

    `declared` is the encoding that the page names, believed only where it fits: bytes that are valid UTF-8 are
    never anything else in practice, and pages that name UTF-8 but hold windows-1252 are common.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, errors="replace")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if "\0" not in text:
            return text
    return _decode_declared(content, declared) or _decode_unmarked(content) or _decode_detected(content)


def _decode_declared(content: bytes, declared: str | None) -> str | None:
    if not declared:
        return None
    try:
        name = codecs.lookup(declared).name
    except (LookupError, ValueError):
        return None
    if name == "utf-8":
        return None
    name = _WIDER.get(name, name)
    # A page that says UTF-16 in ASCII letters is not UTF-16; the HTML standard says the same.
    if name.startswith("utf-16") and b"\0" not in content[:1024]:
        return None
    try:
        return content.decode(name)
    except (UnicodeDecodeError, LookupError):  # LookupError: a codec of Python's that is no encoding, such as hex
        return None


def _decode_unmarked(content: bytes) -> str | None:
    head = content[:2048]
    zeros_even, zeros_odd = head[::2].count(0), head[1::2].count(0)
    if zeros_even + zeros_odd > len(head) / 4 and len(head) > 1:
        name = "utf-16-le" if zeros_odd > 4 * zeros_even else "utf-16-be" if zeros_even > 4 * zeros_odd else None
        try:
            return content[: len(content) // 2 * 2].decode(name) if name else None
        except UnicodeDecodeError:
            return None
    text = content.decode("utf-8", errors="replace")
    high = len(_HIGH.findall(text))
    if text.count("\ufffd") <= _MAX_DAMAGE * high:
        return text
    return None


def _decode_detected(content: bytes) -> str | None:
    if b"\0" in content:
        return None
    text = content.decode("cp1252", errors="replace")
    if _is_latin_prose(text):
        return text
    from charset_normalizer import from_bytes  # slow to import, and few pages come here

    sample = (
        content if len(content) <= _DETECT_BYTES else content[: _DETECT_BYTES // 2] + content[-_DETECT_BYTES // 2 :]
    )
    best = from_bytes(sample).best()
    if best is None:
        return None
    try:
        return content.decode(best.encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _is_latin_prose(text: str) -> bool:
    sample = text[:_DETECT_BYTES]
    letters = sum(c.isalpha() for c in sample)
    accented = sum(c.isalpha() for c in _HIGH.findall(sample))
    odd = len(_CONTROL.findall(text)) + text.count("\ufffd")
    return letters > 0 and accented <= _MAX_ACCENTED * letters and odd <= _MAX_ODD * len(text)


def looks_binary(text: str) -> bool:
    """Whether decoded text is no text: a NUL, or more than one control character in a hundred."""
    if not text:
        return False
    return "\0" in text or len(_CONTROL.findall(text)) > 0.01 * len(text)
