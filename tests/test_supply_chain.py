"""What comes along with the program, and that nothing of it talks to anybody."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import licences  # noqa: E402  a tool, not a package

LOCK: dict[str, Any] = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))


def test_every_package_is_locked_with_the_hash_of_each_file() -> None:
    lacking = []
    for package in LOCK["package"]:
        if "registry" in package["source"]:
            files = [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else [])]
            if not files or not all(file.get("hash", "").startswith("sha256:") for file in files):
                lacking.append(package["name"])
        elif package["name"] != "onrecord":
            lacking.append(package["name"])  # from somewhere that no hash holds
    assert lacking == []


def test_every_licence_was_read() -> None:
    packages = licences.find_packages(LOCK)
    assert len(packages) > 50
    assert {known for p in packages for known in licences.choose(p.licence)} <= set(licences.MEANING)
    binding = [p.name for p in packages if any("GPL" in known for known in licences.choose(p.licence))]
    assert binding == ["psycopg", "psycopg-binary"], "LGPL, only for teams on PostgreSQL, and used as it is"


def test_a_licence_that_nobody_read_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(licences.MEANING, "PSF-2.0")
    with pytest.raises(LookupError, match=r"PSF-2\.0"):
        licences.find_packages(LOCK)


@pytest.mark.parametrize(
    ("licence", "held"),
    [
        ("MIT", ["MIT"]),
        ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", ["MPL-1.1"]),
        ("MPL-2.0 AND MIT", ["MPL-2.0", "MIT"]),
        ("MIT OR Apache-2.0", ["MIT"]),
    ],
)
def test_of_several_licences_one_is_chosen(licence: str, held: list[str]) -> None:
    assert licences.choose(licence) == held


def test_the_page_is_up_to_date() -> None:
    done = subprocess.run([sys.executable, "tools/licences.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_bill_of_materials(tmp_path: Path) -> None:
    target = tmp_path / "bill.json"
    command = ["sh", "tools/uv", "export", "--quiet", "--frozen", "--offline", "--no-dev", "--all-extras"]
    command += ["--format", "cyclonedx1.5", "--preview-features", "sbom-export", "--output-file", str(target)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    bill = json.loads(target.read_text(encoding="utf-8"))
    named = {component["name"]: component for component in bill["components"]}
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    assert {p.name for p in licences.find_packages(LOCK)} <= set(named)
    assert "pytest" not in named
    assert all(
        digest["alg"] == "SHA-256"
        for component in named.values()
        for file in component["externalReferences"]
        for digest in file["hashes"]
    )


# Refuses before anything is connected, resolved, or sent, whoever asks: an audit hook cannot be taken away again. What
# is only made and bound to this machine itself passes: urllib3 asks so, when it is imported, whether there is IPv6.
_NO_SOCKETS = """
import sys
opened = []
def refuse(event, arguments):
    own = event == "socket.bind" and arguments[1][0] == "::1"
    if event.startswith("socket.") and event not in ("socket.__new__", "socket.gethostname") and not own:
        opened.append(event)
        raise RuntimeError("a socket was asked for: " + event)
sys.addaudithook(refuse)
"""
_READ = """
from onrecord import Record, read
record = read("examples/harbour-talks.html")
assert isinstance(record, Record) and record.statements and record.events
assert not opened, opened
print("read, and nobody was asked")
"""


def test_reading_connects_to_nobody() -> None:
    done = subprocess.run([sys.executable, "-c", _NO_SOCKETS + _READ], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "read, and nobody was asked\n", done.stderr


def test_a_connection_would_be_noticed() -> None:
    code = _NO_SOCKETS + "import socket; socket.socket().connect(('127.0.0.1', 9))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert "a socket was asked for: socket." in done.stderr
