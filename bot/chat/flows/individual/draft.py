"""The individual updates that are being put together."""

from bot.chat.router import Flow

flow = Flow("individual", "iu")
