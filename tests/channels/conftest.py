"""A strict Bot API server, a bot on it, and a parent's phone."""

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.channels.telegram.send import TelegramChannel
from bot.playground.telegram import BotApi, Floods, Phone
from tests.support.telegram_request import HouseRequest

TOKEN = "110:playground"
PARENT = 700
ADDRESS = str(PARENT)


def a_picture() -> bytes:
    """A white PNG of 32 by 32."""
    rows = zlib.compress((b"\0" + b"\xff" * 32) * 32)
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", 32, 32, 8, 0, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )


@dataclass
class Clock:
    """Time that moves when a test says so."""

    now: float = 1_784_512_800.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def api(clock: Clock) -> BotApi:
    api = BotApi(clock, floods=Floods.off())
    api.add_bot(TOKEN)
    return api


@pytest.fixture
def phone(api: BotApi) -> Phone:
    phone = api.phone(PARENT, "Sari")
    phone.start()
    return phone


@pytest.fixture
def channel(api: BotApi, tmp_path: Path) -> TelegramChannel:
    return TelegramChannel(TOKEN, "http://localhost", tmp_path, HouseRequest(api), HouseRequest(api))
