"""What stands in `deploy/` agrees with the settings, the commands, the Makefile and the folders there are."""

import asyncio
import json
import os
import re
import shlex
import subprocess
import sys

import pytest

from bot.cli.app import app
from bot.paths import ROOT
from bot.settings import Settings
from bot.web.app import web_app
from bot.web.server import WebServer

DEPLOY = ROOT / "deploy"
OURS = re.compile(r"\b(?:TITIAN|TELEGRAM|WHATSAPP|DATABASE)_[A-Z_]+\b")
FILES = sorted(path.name for path in DEPLOY.iterdir())


def text(name: str) -> str:
    """A file of `deploy/`, with continued lines joined."""
    return (DEPLOY / name).read_text(encoding="utf-8").replace("\\\n", " ")


def values(name: str, key: str, between: str = "=") -> list[str]:
    """Everything that a key is set to."""
    return re.findall(rf"^\s*{re.escape(key)}{between}(.*)$", text(name), re.MULTILINE)


@pytest.mark.structure
@pytest.mark.parametrize("name", FILES)
def test_only_settings_that_there_are_are_named(name: str) -> None:
    named = set(OURS.findall(text(name)))
    assert named <= {field.upper() for field in Settings.model_fields}


@pytest.mark.structure
def test_what_the_image_sets_are_values_that_settings_take(monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = re.findall(r"^ENV (.*)$", text("Dockerfile"), re.MULTILINE)
    given = dict(pair.split("=", 1) for pair in shlex.split(line))
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = Settings(_env_file=None)
    assert (settings.titian_host, settings.titian_port, settings.titian_log_format) == ("0.0.0.0", 8080, "json")
    assert values("Dockerfile", "EXPOSE", " ") == [str(settings.titian_port)]
    assert values("Dockerfile", "VOLUME", " ") == [str(settings.titian_data_dir)]


@pytest.mark.structure
def test_the_image_is_made_of_files_that_there_are_and_the_builder_gets_them() -> None:
    copied = [
        source for line in values("Dockerfile", "COPY", " ") if "--from" not in line for source in line.split()[:-1]
    ]
    allowed = {line[1:] for line in text("Dockerfile.dockerignore").splitlines() if line.startswith("!")}
    assert {"bot", "templates", "locales", "migrations", "requirements/runtime.txt"} <= set(copied)
    assert all((ROOT / source).exists() for source in copied)
    assert set(copied) == allowed


@pytest.mark.structure
def test_everything_starts_a_command_that_there_is() -> None:
    commands = {command.name for command in app.registered_commands}
    (entry,), (command,) = values("Dockerfile", "ENTRYPOINT", " "), values("Dockerfile", "CMD", " ")
    assert json.loads(entry) == ["titian"]
    assert set(json.loads(command)) <= commands
    (unit,) = values("titian.service", "ExecStart")
    folder = "/opt/titian/"
    assert unit == f"{folder}.venv/bin/titian run"
    assert values("titian.service", "WorkingDirectory") == [folder.rstrip("/")]
    assert values("titian.service", "ReadWritePaths") == [f"{folder}{Settings(_env_file=None).titian_data_dir}"]
    assert re.search(r"^VENV := \.venv$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert 'titian = "bot.cli:main"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.structure
def test_the_operator_is_told_of_nothing_that_is_not_there() -> None:
    told = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")
    assert set(OURS.findall(told)) <= {field.upper() for field in Settings.model_fields}
    groups = {group.name for group in app.registered_groups}
    commands = {command.name for command in app.registered_commands} | groups
    assert set(re.findall(r"\btitian ([a-z]+)(?=[ `])", told)) <= commands
    code = "".join((ROOT / "bot" / name).read_text(encoding="utf-8") for name in ("metrics.py", "web/pages/metrics.py"))
    for name in re.findall(r"\btitian_\w+", told):
        assert f'"{name.removesuffix("_total")}"' in code, name


@pytest.mark.structure
def test_everything_is_given_a_minute_to_finish_what_is_in_hand() -> None:
    assert values("titian.service", "TimeoutStopSec") == ["60"]
    assert set(values("compose.yaml", "stop_grace_period", ": ")) == {"60s"}


@pytest.mark.slow
@pytest.mark.parametrize(("status", "code"), [("ready", 0), ("database not reachable", 1)])
async def test_the_image_looks_after_its_own_health(status: str, code: int) -> None:
    (line,) = re.findall(r"^HEALTHCHECK .*CMD (\[.*\])$", text("Dockerfile"), re.MULTILINE)
    python, *arguments = json.loads(line)
    assert python == "python"

    async def health() -> str:
        return status

    server = WebServer(web_app(health), "127.0.0.1", 0)
    serving = server.start()
    environment = {**os.environ, "TITIAN_PORT": str(server.port)}

    def ask() -> int:
        return subprocess.run([sys.executable, *arguments], env=environment, check=False).returncode

    assert await asyncio.to_thread(ask) == code
    await server.stop(serving)
    assert await asyncio.to_thread(ask) == 1
