"""Whose day is being entered."""

from bot.chat.router import Flow

flow = Flow("registers", "at")
