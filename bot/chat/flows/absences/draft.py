"""Where somebody stands in it."""

from bot.chat.router import Flow

flow = Flow("absences", "ab")
