"""Puts uv into a folder, with whatever this machine has: pip, or venv, or nothing but Python.

Usage: python3 tools/get_uv.py FOLDER. Afterwards FOLDER/bin/uv runs. Only the standard library is used, and
only what Python 3.8 knows, because the first python3 on a path may be an old one: uv finds a newer one itself.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from pathlib import Path

VERSION = "0.13.9"
REQUIREMENT = "uv==" + VERSION
INDEX = "https://pypi.org/simple/uv/"
INDEX_FORM = "application/vnd.pypi.simple.v1+json"


class FetchError(Exception):
    """One way of getting uv did not work; the message says why."""


def get_with_pip(folder: Path) -> None:
    """Install with the pip of this Python into `folder` alone (Debian lets pip do that outside a venv)."""
    run(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder / "pip"), REQUIREMENT)
    keep(folder / "pip" / "bin" / "uv", folder)


def get_with_venv(folder: Path) -> None:
    """Make a virtual environment with its own pip and install there."""
    run(sys.executable, "-m", "venv", str(folder / "venv"))
    run(str(folder / "venv" / "bin" / "python"), "-m", "pip", "install", "--quiet", REQUIREMENT)
    keep(folder / "venv" / "bin" / "uv", folder)


def get_from_pypi(folder: Path) -> None:
    """Download the wheel for this machine, check its SHA-256, and unpack the program from it."""
    try:
        asked = urllib.request.Request(INDEX, headers={"Accept": INDEX_FORM})
        with urllib.request.urlopen(asked, timeout=60) as answer:
            files = json.load(answer)["files"]
        wheel = choose_wheel(files, platform.system(), platform.machine(), platform.libc_ver()[0])
        with urllib.request.urlopen(wheel["url"], timeout=300) as answer:
            content = answer.read()
    except (OSError, ValueError) as error:
        raise FetchError(str(error)) from error
    if hashlib.sha256(content).hexdigest() != wheel["hashes"]["sha256"]:
        raise FetchError(wheel["filename"] + " arrived damaged (its hash differs)")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = next(n for n in archive.namelist() if n.endswith("/scripts/uv"))
        with tempfile.TemporaryDirectory(dir=str(folder)) as place:
            keep(Path(archive.extract(name, place)), folder)


def choose_wheel(files: list, system: str, machine: str, libc: str) -> dict:
    """The entry of PyPI's list of files that is of our version and for this machine."""
    machine = {"amd64": "x86_64", "AMD64": "x86_64"}.get(machine, machine)
    if system == "Darwin":
        wanted = ("macosx_", machine)
    else:
        # musl systems (Alpine) report no libc name
        wanted = ("manylinux" if libc == "glibc" else "musllinux", {"arm64": "aarch64"}.get(machine, machine))
    for file in files:
        if not file["filename"].startswith("uv-" + VERSION + "-"):
            continue
        tag = file["filename"].rsplit("-", 1)[-1]
        if tag.endswith(".whl") and wanted[0] in tag and wanted[1] in tag:
            return file
    raise FetchError("PyPI holds no uv for " + system + " on " + machine)


def run(*command: str) -> None:
    """Run a command quietly; its last line of error is the reason if it fails."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True)
    except OSError as error:
        raise FetchError(str(error)) from error
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()
        raise FetchError(lines[-1] if lines else "exit code " + str(done.returncode))


def keep(program: Path, folder: Path) -> None:
    """Move the program to its place and see that it runs."""
    place = folder / "bin" / "uv"
    place.parent.mkdir(parents=True, exist_ok=True)
    if not program.exists():
        raise FetchError("installed, but without a program at " + str(program))
    shutil.copy(str(program), str(place))
    os.chmod(str(place), 0o755)
    try:
        run(str(place), "--version")
    except FetchError:
        place.unlink()
        raise


def main(folder: Path) -> int:
    """Try each way in turn; the exit code is 0 once `folder`/bin/uv runs."""
    folder.mkdir(parents=True, exist_ok=True)
    reasons = []
    for name, get in (("pip", get_with_pip), ("venv", get_with_venv), ("download", get_from_pypi)):
        try:
            get(folder)
        except FetchError as error:
            reasons.append("  " + name + ": " + str(error))
        else:
            print("Set up uv " + VERSION + " in " + str(folder) + " (" + name + ").")
            return 0
    print("uv, which On Record sets itself up with, could not be fetched:", *reasons, sep="\n", file=sys.stderr)
    print("Check the network, or install uv yourself (https://docs.astral.sh/uv/), and try again.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
