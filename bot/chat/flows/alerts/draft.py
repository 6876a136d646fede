"""The rule as it is being changed."""

from bot.chat.router import Flow

flow = Flow("alerts", "al")
