"""The only reader of the environment. `.env.example` lists the same names; a test keeps them agreed."""

from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PUBLIC_TELEGRAM = "https://api.telegram.org"


class Settings(BaseSettings):
    """What an operator sets, from the environment or a `.env` file in the working folder."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True)

    telegram_bot_token: SecretStr | None = None
    telegram_api_url: str = PUBLIC_TELEGRAM
    telegram_messages_per_second: int = Field(default=30, ge=1, le=1000)
    database_url: str | None = None
    titian_host: str = "127.0.0.1"
    titian_port: int = Field(default=8080, ge=0, le=65535)
    titian_public_url: str | None = None
    titian_data_dir: Path = Path("var")
    titian_log_format: Literal["plain", "json"] = "plain"

    @property
    def is_live(self) -> bool:
        """Whether a bot is configured; without one there is the playground."""
        return self.telegram_bot_token is not None

    @cached_property
    def database(self) -> str:
        """The database's address; by default a SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.titian_data_dir.resolve() / 'titian.db'}"
