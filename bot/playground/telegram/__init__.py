"""A local Bot API server that refuses what Telegram refuses, in Telegram's own words."""

from bot.playground.telegram.answers import Answer, Upload
from bot.playground.telegram.api import BotApi
from bot.playground.telegram.faults import Dropped, Fault, Faults
from bot.playground.telegram.floods import Floods
from bot.playground.telegram.phone import Phone
from bot.playground.telegram.screens import Bubble

__all__ = ["Answer", "BotApi", "Bubble", "Dropped", "Fault", "Faults", "Floods", "Phone", "Upload"]
