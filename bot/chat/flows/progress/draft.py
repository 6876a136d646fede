"""What a family is looking at."""

from bot.chat.router import Flow

flow = Flow("progress", "pg")
