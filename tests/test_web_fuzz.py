"""Whatever is asked of the addresses that the description names, nothing fails, and all is as it says."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.web import BAD, make_case, serving, visit

WORDS = st.one_of(
    st.text(max_size=40), st.sampled_from([BAD, "'; DROP TABLE statements; --", "%00", "../../etc", "who-"])
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    place = str(tmp_path_factory.mktemp("fuzz") / "case.db")
    make_case(place)
    with serving(place) as address:
        yield address


def test_no_address_fails_whatever_is_asked(base: str) -> None:
    described = schemathesis.openapi.from_url(f"{base}/openapi.json")
    for operation in described.get_all_operations():

        @given(case=operation.ok().as_strategy())
        @settings(
            max_examples=6,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def ask(case: schemathesis.Case) -> None:
            answer = case.call(base_url=base, timeout=60)
            assert answer.status_code < 500, answer.text
            if answer.status_code == 200:
                case.validate_response(answer, checks=[schemathesis.checks.not_a_server_error])

        ask()


@given(
    words=WORDS, field=st.sampled_from(["q", "speaker", "about", "outlet", "addressee", "act", "after", "go", "limit"])
)
@settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
def test_no_list_fails_whatever_is_looked_for(base: str, words: str, field: str) -> None:
    with visit(base) as visitor, contextlib.suppress(UnicodeEncodeError):
        for path in ("/statements", "/events"):
            assert visitor.get(path, params={field: words}).status_code in (200, 400)


def test_accounts_are_made_on_the_command_line(tmp_path: Path) -> None:
    place = str(tmp_path / "case.db")
    make_case(place)
    command = [sys.executable, "-m", "onrecord.cli", "user"]

    def run(*more: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run([*command, *more], input=typed, capture_output=True, text=True)

    assert run("add", place, "ada", "--role", "editor", typed="too short\n").returncode == 2
    assert run("add", place, "ada", "--role", "editor", typed="long enough for anybody\n").returncode == 0
    assert run("list", place).stdout == "ada\teditor\topen\n"
    assert run("close", place, "bo").returncode == 2
    assert run("close", place, "ada").returncode == 0
    assert run("list", place).stdout == "ada\teditor\tclosed\n"
