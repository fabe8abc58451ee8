"""What a site's robots.txt allows (RFC 9309), and how long it asks to wait between two requests."""

from __future__ import annotations

from collections.abc import Callable

from onrecord.errors import InputError

NAME = "OnRecord"
AGENT = f"{NAME}/0.1 (reads news pages for people who check them; follows robots.txt)"
_MAX_DELAY = 60.0  # seconds; sites that ask for more would stop a whole round of feeds
_MAX_RULES = 512_000  # bytes of a robots.txt that are read: RFC 9309, section 2.5


class Robots:
    """A site's rules. `why` says why an address is not allowed, `delay` is in seconds."""

    def __init__(self, allows: Callable[[str], bool], why: str, delay: float = 0.0) -> None:
        self.allows, self.why, self.delay = allows, why, delay


def make_robots(ask: Callable[[], tuple[int, bytes]]) -> Robots:
    """The rules behind an answer of status and body: none where there is no such file, all closed where the site fails
    to answer (RFC 9309, sections 2.3.1.3 and 2.3.1.4)."""
    try:
        status, content = ask()
    except InputError as error:
        return Robots(lambda url: False, f"its robots.txt cannot be read: {error}")
    if status >= 500 or status == 429:
        return Robots(lambda url: False, f"its robots.txt answers {status}, so nothing may be fetched now.")
    if status != 200:
        return Robots(lambda url: True, "")
    from protego import Protego

    rules = Protego.parse(content[:_MAX_RULES].decode("utf-8", "replace"))
    delay = rules.crawl_delay(NAME) or 0.0
    return Robots(
        lambda url: bool(rules.can_fetch(url, NAME)), "its robots.txt does not allow it.", min(delay, _MAX_DELAY)
    )
