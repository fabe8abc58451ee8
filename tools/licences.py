"""Writes docs/reference/supply-chain.md: every package that comes along, its licence, and what that means for users.

Usage: python tools/licences.py [--check]. With --check nothing is written; the exit code says whether the page is
what it would be. What comes along is read from uv.lock, licences from what the installed packages say of themselves.
A licence that has no line in `MEANING` ends the run: somebody must read it first.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any, NamedTuple

from generated_page import keep_page

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reference" / "supply-chain.md"

# By SPDX's names: what a licence asks of those who use the program, and of those who pass it on.
MEANING = {
    "0BSD": "nothing at all",
    "Apache-2.0": "pass on its text and notices; who sues over patents in it loses the right to use it",
    "BSD-2-Clause": "pass on its text",
    "BSD-3-Clause": "pass on its text; do not advertise with the authors' names",
    "CC0-1.0": "nothing at all",
    "CNRI-Python": "pass on its text",
    "LGPL-3.0-only": "use it as it is, and nothing follows; who changes it and passes it on gives out the changes",
    "MIT": "pass on its text",
    "MIT-0": "nothing at all",
    "MIT-CMU": "pass on its text; do not advertise with the authors' names",
    "MPL-1.1": "use it as it is, and nothing follows; who changes its files and passes them on gives out those files",
    "MPL-2.0": "use it as it is, and nothing follows; who changes its files and passes them on gives out those files",
    "PSF-2.0": "pass on its text",
    "Zlib": "do not claim to have written it",
}
# How packages write the same licences where they do not use SPDX's names.
_SPELLINGS = {
    "3-clause bsd license": "BSD-3-Clause",
    "apache 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd 3-clause license": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "the bsd 2-clause license": "BSD-2-Clause",
}
# Packages that only Windows needs, as they say of themselves.
_ELSEWHERE = {"colorama": "BSD-3-Clause", "tzdata": "Apache-2.0"}
_BROWSER = "sys_platform == 'emscripten'"  # where On Record does not run
# Of several licences at choice the first of these is ours.
_CHOSEN = ("MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "MPL-2.0", "MPL-1.1")

_HEAD = """# Supply chain and privacy

## Where it comes from

- **Locked with hashes.** `uv.lock` names every package by version and the SHA-256 of its files; nothing else is
  installed by `make` and the tests. A test fails where a package has none.
- **The model** is in the package. Its files are named by their SHA-256, which is compared before they are used, and a
  file that differs is refused (`ModelError`). They are data in ONNX: nothing in them is executed as a program.
- **Nothing is downloaded** at installation beyond the packages, nor while it runs.
- **Bill of materials**: `make sbom` writes `build/onrecord.cdx.json` (CycloneDX 1.5) from `uv.lock`, with all files
  and hashes.
- **Weaknesses** that become known in these packages: compare the bill with a database of them, such as
  `osv-scanner --sbom build/onrecord.cdx.json`. How to report one in On Record: `SECURITY.md`.

## What it tells others

Nothing. Reading opens no connection; only an address that you name (`onrecord add`, `onrecord watch`) is fetched, and
nothing but it. There is no telemetry, no check for updates, no crash report. A test reads a page with every way to
connect or to look up a name closed. Pages in a browser load nothing from elsewhere. What a case holds about people, and
how to take it out: [forget a page or a person](../how-to/forget.md).

## Licences

Made by `tools/licences.py` from `uv.lock` and the packages' own data; a licence that is not in the first table fails
the tests. On Record itself is Apache-2.0. No licence here binds what you make with it: records, exports, your own
programs.

| licence | asks of you | packages |
|---|---|---|
"""


class Package(NamedTuple):
    """A package that comes along, its licence in SPDX's terms, and the extra that brings it, empty for everybody."""

    name: str
    licence: str
    extra: str


def find_packages(lock: Mapping[str, Any]) -> list[Package]:
    """Everything that `pip install onrecord` with all extras brings, by name."""
    held = {package["name"]: package for package in lock["package"]}
    own = held["onrecord"]
    brought = dict.fromkeys(_follow(own.get("dependencies", ()), held), "")
    for extra, wanted in sorted(own.get("optional-dependencies", {}).items()):
        for name in _follow(wanted, held):
            brought.setdefault(name, extra)
    return [Package(name, find_licence(name), extra) for name, extra in sorted(brought.items())]


def _follow(wanted: Any, held: Mapping[str, Any]) -> Iterator[str]:
    """Names of packages and of all that they need, on whatever system."""
    seen: set[tuple[str, str]] = set()
    waiting = list(_name(wanted))
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        yield name
        package = held[name]
        needs = package.get("optional-dependencies", {}).get(extra, ()) if extra else package.get("dependencies", ())
        waiting += _name(needs)


def _name(wanted: Any) -> Iterator[tuple[str, str]]:
    """The packages of a list in the lock, each alone and with its extras."""
    for package in wanted:
        if _BROWSER not in package.get("marker", ""):
            yield from ((package["name"], extra) for extra in ("", *package.get("extra", ())))


def find_licence(name: str) -> str:
    """The licence that an installed package names, in SPDX's terms.

    Raises:
        LookupError: it names none, or one that nobody has read.
    """
    try:
        said = metadata(name)
    except PackageNotFoundError:
        if name in _ELSEWHERE:
            return _ELSEWHERE[name]
        raise LookupError(f"{name} is not installed here: add its licence to _ELSEWHERE") from None
    classified = [c.rpartition(" :: ")[2] for c in said.get_all("Classifier") or () if c.startswith("License")]
    first = (said.get("License") or "").strip().partition("\n")[0]
    for written in (said.get("License-Expression"), first, *classified):
        licence = _spell(written or "")
        if licence:
            return licence
    raise LookupError(f"{name}: nobody has read its licence ({said.get('License-Expression') or first or classified})")


def _spell(written: str) -> str:
    licence = _SPELLINGS.get(written.lower().strip(), written.strip())
    return licence if licence and all(known in MEANING or _is_choice(licence) for known in find_parts(licence)) else ""


def _is_choice(licence: str) -> bool:
    """Whether one of several that one may choose from is known, so that the others do not matter."""
    return " OR " in licence and any(part in _CHOSEN for part in find_parts(licence))


def find_parts(licence: str) -> list[str]:
    """The licences of an expression such as `MIT AND (MPL-1.1 OR GPL-2.0-only)`."""
    return [part for part in re.split(r"\s+(?:AND|OR|WITH)\s+|[()]", licence) if part.strip()]


def choose(licence: str) -> list[str]:
    """The licences that hold for us: all that are joined by AND, and of several at choice the one that we take."""
    if " OR " not in licence:
        return find_parts(licence)
    return [next(known for known in _CHOSEN if known in find_parts(licence))]


def write_page() -> str:
    """The page, in Markdown."""
    packages = find_packages(tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8")))
    lines = [_HEAD.rstrip("\n")]
    for licence, meaning in sorted(MEANING.items()):
        named = [f"`{p.name}`" for p in packages if licence in choose(p.licence)]
        if named:
            lines.append(f"| {licence} | {meaning} | {len(named)} |")
    lines += ["", "| package | licence | comes with |", "|---|---|---|"]
    for name, licence, extra in packages:
        taken = f", of which we take {choose(licence)[0]}" if " OR " in licence else ""
        lines.append(f"| `{name}` | {licence}{taken} | {f'`onrecord[{extra}]`' if extra else 'all'} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.exit(keep_page(PAGE, write_page(), "the lock and the packages say"))
