"""Where the teacher stands in her round; the round itself is rows."""

from bot.chat.router import Flow

flow = Flow("rounds", "wr")
