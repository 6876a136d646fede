"""Language, exit codes, and what is not imported before a command runs."""

import subprocess
import sys

import pytest

from tests.cli.conftest import Titian

HEAVY = ("telegram", "sqlalchemy", "typst", "holidays", "babel", "aiohttp", "alembic", "pydantic", "starlette")


def test_the_help_of_all_commands_needs_nothing_heavy() -> None:
    asked = "import sys, bot.cli, bot.cli.app; print([name for name in sys.argv[1:] if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", asked, *HEAVY], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_module_is_the_command() -> None:
    run = subprocess.run([sys.executable, "-m", "bot", "--help"], capture_output=True, text=True, check=True)
    for name in (
        "run",
        "playground",
        "init",
        "staff",
        "invites",
        "export",
        "backup",
        "doctor",
        "status",
        "holiday",
        "school",
    ):
        assert name in run.stdout


@pytest.mark.parametrize(("variable", "value"), [("LANG", "id_ID.UTF-8"), ("LC_ALL", "id_ID")])
def test_a_machine_that_speaks_indonesian_is_answered_in_it(
    titian: Titian, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    assert "jembatan kecil" in titian.ok("--help")
    assert titian.fails("invites", "list").startswith("Sekolahnya belum ada")
    assert "a footbridge" in titian.ok("--lang", "en", "--help")


def test_an_unknown_language_is_answered_in_english(titian: Titian, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    assert "a footbridge" in titian.ok("--help")
    assert "jembatan kecil" in titian.ok("--lang=id", "--help")


@pytest.mark.parametrize(
    "arguments",
    [("invites", "issue"), ("staff", "add", "Ratna"), ("staff", "add", "Ratna", "--role", "king"), ("fly",), ("init",)],
)
def test_wrong_usage_is_code_two(titian: Titian, arguments: tuple[str, ...]) -> None:
    outcome = titian(*arguments)
    assert outcome.code == 2
    assert outcome.out == ""
    assert "Traceback" not in outcome.err


def test_a_database_that_cannot_be_used_is_one_line(titian: Titian) -> None:
    (titian.folder / "titian.db").write_text("not a database")
    assert titian.fails("invites", "list") == "The database cannot be used (DatabaseError). See: titian doctor"


def test_a_setting_that_does_not_fit_is_one_line(titian: Titian, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TITIAN_PORT", "eighty")
    assert titian.fails("invites", "list").startswith("A setting does not fit: TITIAN_PORT.")


def test_details_of_a_failure_are_told_when_asked_for(titian: Titian) -> None:
    (titian.folder / "titian.db").write_text("not a database")
    said = titian("--debug", "invites", "list").err
    assert "Traceback" in said
    assert said.endswith("See: titian doctor\n")
