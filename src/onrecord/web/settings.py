"""How the pages are served: what may be done, by whom, and under which names the server answers."""

from __future__ import annotations

from onrecord.record import Frozen

MEGABYTE = 1_000_000


class Settings(Frozen, frozen=True, kw_only=True):
    """What `onrecord serve` was told.

    `hosts` are the names (without port) that requests may be addressed to; anything else is refused, so that a page
    elsewhere cannot reach a server on loopback under a name of its own; `*` stands for any. `origin` is the address
    that people use where another server stands in front, such as `https://record.example`. `person` is who corrects
    where there are no accounts. With `warm`, what the first request would wait for is done before any is answered.
    """

    place: str
    person: str = "local"
    accounts: bool = False
    read_only: bool = False
    replies: bool = False
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    origin: str | None = None
    most_upload: int = 10 * MEGABYTE
    most_files: int = 50
    warm: bool = False
    patience: float = 20.0  # seconds that a client may take to send what it announced

    @property
    def secure(self) -> bool:
        """Whether people reach the pages over TLS, so that cookies may be kept to it."""
        return bool(self.origin and self.origin.startswith("https://"))
