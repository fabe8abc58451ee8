"""Passwords, as Argon2id hashes (RFC 9106, with the parameters that argon2-cffi recommends)."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from onrecord.errors import UsageError

LEAST = 10  # characters of a password
_MOST = 1_000

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """The hash that is kept.

    Raises:
        UsageError: the password is too short or too long.
    """
    if not LEAST <= len(password) <= _MOST:
        raise UsageError(f"A password has {LEAST} characters or more.")
    return _hasher.hash(password)


def is_password(kept: str | None, password: str) -> bool:
    """Whether it is the password of the kept hash. It takes as long where there is none, so that names are not told."""
    try:
        return _hasher.verify(kept or _make_stranger(), password[:_MOST]) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _make_stranger() -> str:
    return _hasher.hash("nobody has this password")
