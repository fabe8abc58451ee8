"""The rules that hold the project together, where no linter looks."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.get_uv import VERSION, FetchError, choose_wheel

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "src").rglob("*.py"))
LONGEST = 400  # lines of a module: what is longer holds two subjects


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_module(path: Path) -> None:
    used = set(imports(path))
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree) or not tree.body, "a module says what it is for"
    assert not used & {"torch", "transformers", "pickle", "requests", "spacy"}
    if "onnxruntime" in used:
        assert path.parent.name == "model", "only the model runs the network"
    assert len(path.read_text(encoding="utf-8").splitlines()) < LONGEST


def dependencies() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"].values()
    named = [*project["project"]["dependencies"], *(name for group in groups for name in group)]
    return {name.split(">")[0].split("<")[0].split("=")[0].split("[")[0].strip() for name in named}


def test_every_dependency_is_justified() -> None:
    written = (ROOT / "docs" / "decisions" / "dependencies.md").read_text(encoding="utf-8")
    assert not {name for name in dependencies() if f"`{name}`" not in written}


def test_reading_needs_no_training_library() -> None:
    """Whatever is installed beside it, importing the reader must not pull the training libraries in."""
    code = "import onrecord.checks, onrecord.statements.mending, onrecord.story.html_story"
    code += "; import sys; print(sorted({'torch', 'transformers', 'spacy', 'onnx'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("system", "machine", "libc", "tag"),
    [
        ("Linux", "x86_64", "glibc", "manylinux_2_17_x86_64"),
        ("Linux", "aarch64", "glibc", "manylinux_2_17_aarch64"),
        ("Linux", "x86_64", "", "musllinux_1_1_x86_64"),
        ("Darwin", "arm64", "", "macosx_11_0_arm64"),
        ("Darwin", "x86_64", "", "macosx_10_12_x86_64"),
    ],
)
def test_wheel_of_this_machine_is_chosen(system: str, machine: str, libc: str, tag: str) -> None:
    tags = "win_amd64 macosx_10_12_x86_64 macosx_11_0_arm64 manylinux_2_17_aarch64 manylinux_2_17_x86_64".split()
    versions = [("0.0.1", tag) for tag in tags] + [(VERSION, tag) for tag in [*tags, "musllinux_1_1_x86_64"]]
    files = [{"filename": f"uv-{version}-py3-none-{tag}.whl"} for version, tag in versions]
    assert choose_wheel(files, system, machine, libc)["filename"] == f"uv-{VERSION}-py3-none-{tag}.whl"


def test_machine_without_a_wheel_is_told() -> None:
    with pytest.raises(FetchError, match="no uv for Plan9 on mips"):
        choose_wheel([], "Plan9", "mips", "")
