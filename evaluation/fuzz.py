"""Looks for pages that break the reader, led by what its code does with them (atheris, libFuzzer).

Usage: python -m evaluation.fuzz story|dates|read SECONDS, and python -m evaluation.fuzz keep. A run begins with the
kept pages and with the hostile ones; what reached new code lies in `evaluation/corpus/` then, and a page that broke
something beside it as `TARGET-crash-...`. `keep` chooses from all that lies there what the repository keeps.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
import tempfile
from pathlib import Path

from evaluation.hostile_pages import find_kinds

_FOUND = Path(__file__).parent / "corpus"
_READING = "inputs story tokens quotes folding dates actors statements events checks model read".split()
_LONGEST = 4096  # bytes of a page: what breaks a rule is short, and short pages are tried faster
_SLOW = 20  # seconds after which a page of that length counts as one that never ends
_MEMORY = 2048  # megabytes of the whole process
_SEED = 300  # bytes of the pages to begin with


def look(target: str, seconds: int) -> None:
    """Run one target for some seconds; ends the process."""
    import atheris

    with atheris.instrument_imports(include=["onrecord"]):
        from evaluation.fuzz_targets import KEPT, TARGETS, load_kept

        # Also what is imported only once a page needs it, which would be beyond the fuzzer's sight.
        for name in _READING:
            package = importlib.import_module(f"onrecord.{name}")
            for found in pkgutil.iter_modules(getattr(package, "__path__", ())):
                importlib.import_module(f"onrecord.{name}.{found.name}")
    seeds = [_make_seed(target, kind.name, kind.make(_SEED)) for kind in find_kinds()]
    seeds += load_kept(target) if (KEPT / f"{target}.json").exists() else []
    folder = _FOUND / target
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as begun:
        for number, seed in enumerate(seeds):
            (Path(begun) / str(number)).write_bytes(seed)
        options = [f"-max_total_time={seconds}", f"-max_len={_LONGEST}", f"-timeout={_SLOW}"]
        options += [f"-rss_limit_mb={_MEMORY}", f"-artifact_prefix={_FOUND}/{target}-", "-print_final_stats=1"]
        atheris.Setup([sys.argv[0], *options, str(folder), begun], TARGETS[target])
        atheris.Fuzz()


def keep() -> None:
    """Choose what the repository keeps from what it kept and what was found."""
    from evaluation.fuzz_targets import KEPT, TARGETS, choose_pages, load_kept, save_kept

    for target in TARGETS:
        pages = load_kept(target) if (KEPT / f"{target}.json").exists() else []
        pages += [path.read_bytes() for path in sorted((_FOUND / target).glob("*"))]
        chosen = choose_pages(target, pages)
        save_kept(target, chosen)
        print(f"{target}: {len(chosen)} of {len(pages)} pages, {sum(map(len, chosen)):,} bytes")


def _make_seed(target: str, name: str, page: bytes) -> bytes:
    choice = b"" if target == "dates" else bytes([name != "a.html"])
    return choice + page[: _LONGEST - 1]


def main() -> None:
    """Parse and call."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if sys.argv[1] == "keep":
        keep()
    else:
        look(sys.argv[1], int(sys.argv[2]))


if __name__ == "__main__":
    main()
