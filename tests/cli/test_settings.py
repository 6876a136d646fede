"""`.env.example` lists every setting and no other, with the defaults that hold without it."""

import re

import pytest

from bot.paths import ROOT
from bot.settings import Settings

LINE = re.compile(r"^([A-Z_]+)=(.*)$", re.MULTILINE)


@pytest.mark.structure
def test_the_example_lists_exactly_the_settings() -> None:
    listed = [name for name, _value in LINE.findall((ROOT / ".env.example").read_text(encoding="utf-8"))]
    assert sorted(listed) == sorted(name.upper() for name in Settings.model_fields)


@pytest.mark.structure
def test_the_example_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    assert Settings(_env_file=ROOT / ".env.example") == Settings(_env_file=None)


@pytest.mark.structure
def test_every_setting_is_explained() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert all(block.startswith("#") for block in text.split("\n\n"))
