"""Class updates in the chat: compose, preview, send, follow, correct, withdraw, keep as a template."""

from bot.chat.flows.updates import compose, corrections, fields, own, preview, sending, sent, wording
from bot.chat.flows.updates.draft import flow

__all__ = ["compose", "corrections", "fields", "flow", "own", "preview", "sending", "sent", "wording"]
