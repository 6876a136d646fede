"""The file that is being looked at, and the questions that it leaves open."""

from bot.chat.router import Flow

flow = Flow("marks", "mk")
