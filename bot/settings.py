"""The only reader of the environment. `.env.example` lists the same names; a test keeps them agreed."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.domain.errors import SettingsMissing

PUBLIC_TELEGRAM = "https://api.telegram.org"
PUBLIC_WHATSAPP = "https://graph.facebook.com"


@dataclass(frozen=True, slots=True)
class WhatsAppKeys:
    """What the WhatsApp Cloud API must be given. `account_id` is the WhatsApp Business Account's, which only the work
    on templates needs; `rate` is in messages a second.
    """

    token: SecretStr
    phone_id: str
    app_secret: SecretStr
    verify_token: SecretStr
    api_url: str
    account_id: str | None
    rate: int


class Settings(BaseSettings):
    """What an operator sets, from the environment or a `.env` file in the working folder."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True)

    telegram_bot_token: SecretStr | None = None
    telegram_api_url: str = PUBLIC_TELEGRAM
    telegram_messages_per_second: int = Field(default=30, ge=1, le=1000)
    whatsapp_token: SecretStr | None = None
    whatsapp_phone_id: str | None = Field(default=None, pattern=r"^\d{1,32}$")
    whatsapp_app_secret: SecretStr | None = None
    whatsapp_verify_token: SecretStr | None = None
    whatsapp_account_id: str | None = Field(default=None, pattern=r"^\d{1,32}$")
    whatsapp_api_url: str = PUBLIC_WHATSAPP
    whatsapp_messages_per_second: int = Field(default=80, ge=1, le=1000)
    database_url: str | None = None
    titian_host: str = "127.0.0.1"
    titian_port: int = Field(default=8080, ge=0, le=65535)
    titian_public_url: str | None = None
    titian_data_dir: Path = Path("var")
    titian_log_format: Literal["plain", "json"] = "plain"

    @property
    def is_live(self) -> bool:
        """Whether a bot is configured; without one there is the playground. Raises SettingsMissing."""
        return self.telegram_bot_token is not None or self.whatsapp is not None

    @property
    def secret(self) -> str:
        """What nobody outside knows, of which the marks of signed links are made: a token; with it they change."""
        token = self.telegram_bot_token or self.whatsapp_token
        return token.get_secret_value() if token is not None else ""

    def for_show(self) -> "Settings":
        """The same without the keys of any bot: there is nothing but the playground."""
        keys = ("telegram_bot_token", *(name for name in type(self).model_fields if name.startswith("whatsapp_")))
        return self.model_copy(update={name: type(self).model_fields[name].get_default() for name in keys})

    @cached_property
    def database(self) -> str:
        """The database's address; by default a SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.titian_data_dir.resolve() / 'titian.db'}"

    @cached_property
    def whatsapp(self) -> WhatsAppKeys | None:
        """The keys to WhatsApp, or None where there is none; raises SettingsMissing where only some are there.

        Half of them would be a bot that writes and never hears, or hears what anybody makes up.
        """
        token, phone_id = self.whatsapp_token, self.whatsapp_phone_id
        app_secret, verify_token = self.whatsapp_app_secret, self.whatsapp_verify_token
        if token and phone_id and app_secret and verify_token:
            rate, account_id = self.whatsapp_messages_per_second, self.whatsapp_account_id
            return WhatsAppKeys(token, phone_id, app_secret, verify_token, self.whatsapp_api_url, account_id, rate)
        needed = {
            "WHATSAPP_TOKEN": token,
            "WHATSAPP_PHONE_ID": phone_id,
            "WHATSAPP_APP_SECRET": app_secret,
            "WHATSAPP_VERIFY_TOKEN": verify_token,
        }
        if any(needed.values()) or self.whatsapp_account_id:
            raise SettingsMissing(tuple(name for name, value in needed.items() if not value))
        return None
