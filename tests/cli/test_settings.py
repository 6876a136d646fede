"""`.env.example` lists every setting and no other, with the defaults that hold without it."""

import re

import pytest
from pydantic import SecretStr

from bot.domain.errors import SettingsMissing
from bot.paths import ROOT
from bot.settings import Settings, WhatsAppKeys
from tests.cli.conftest import Titian

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


KEYS = {
    "whatsapp_token": "EAAG",
    "whatsapp_phone_id": "1055",
    "whatsapp_app_secret": "ab",
    "whatsapp_verify_token": "x",
}


@pytest.mark.structure
def test_whatsapp_is_there_with_all_its_keys_and_not_with_some() -> None:
    assert Settings(_env_file=None).whatsapp is None
    assert Settings(_env_file=None, **KEYS).whatsapp == WhatsAppKeys(  # type: ignore[arg-type]
        SecretStr("EAAG"), "1055", SecretStr("ab"), SecretStr("x"), "https://graph.facebook.com", None, 80
    )
    for left_out in KEYS:
        some = Settings(_env_file=None, **{name: key for name, key in KEYS.items() if name != left_out})  # type: ignore[arg-type]
        with pytest.raises(SettingsMissing) as missing:
            _ = some.whatsapp
        assert missing.value.names == (left_out.upper(),)


def test_half_of_the_keys_is_told_in_one_line_without_saying_them(
    titian: Titian, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHATSAPP_TOKEN", "EAAGrahasia")
    outcome = titian("run")
    assert (outcome.code, outcome.err.count("\n")) == (1, 1)
    assert "WHATSAPP_PHONE_ID, WHATSAPP_APP_SECRET, WHATSAPP_VERIFY_TOKEN" in outcome.err
    assert "rahasia" not in outcome.out + outcome.err
