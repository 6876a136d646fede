"""A strict Cloud API server, a number on it, and a parent's phone; no network unless a test says so."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from bot.channels.whatsapp.graph import Graph
from bot.channels.whatsapp.send import WhatsAppChannel
from bot.messages.translations import translate
from bot.playground.whatsapp import CloudApi, Phone, Rates, Verdict
from bot.playground.whatsapp.app import whatsapp_app
from tests.channels.conftest import Clock

TOKEN, PHONE_ID, ACCOUNT, SECRET = "EAAGrahasia", "100200300", "500600700", "s3cret"
PARENT = "6281270000201"


@pytest.fixture
async def cloud(clock: Clock) -> AsyncIterator[CloudApi]:
    api = CloudApi(clock, rates=Rates.off())
    api.add_number(PHONE_ID, token=TOKEN, secret=SECRET, account_id=ACCOUNT, name="SMA Titian Bangsa")
    yield api
    await api.aclose()


@pytest.fixture
def parent(cloud: CloudApi) -> Phone:
    """A parent who has just written."""
    phone = cloud.phone(PARENT, "Siti")
    phone.say("Halo")
    cloud.events.clear()
    return phone


@pytest.fixture
async def graph(cloud: CloudApi) -> AsyncIterator[Graph]:
    made = Graph(SecretStr(TOKEN), "http://graph.example", transport=httpx.ASGITransport(whatsapp_app(cloud)))
    yield made
    await made.close()


@pytest.fixture
def whatsapp(graph: Graph, tmp_path: Path) -> WhatsAppChannel:
    return WhatsAppChannel(graph, PHONE_ID, tmp_path, translate)


__all__ = ["ACCOUNT", "PARENT", "PHONE_ID", "SECRET", "TOKEN", "Verdict"]
