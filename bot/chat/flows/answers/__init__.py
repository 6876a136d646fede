"""Answers in the chat: what families say to updates, and what the school says back."""

from bot.chat.flows.answers import addressing, family, inbox, received, replies, retold
from bot.chat.flows.answers.draft import flow

__all__ = ["addressing", "family", "flow", "inbox", "received", "replies", "retold"]
