"""Below a meeting's invitation, for families: with whom they come, the teacher, their hopes, their calendar."""

from bot.chat.flows.invited import calendar, company, hopes, introduction
from bot.chat.flows.invited.draft import flow

__all__ = ["calendar", "company", "flow", "hopes", "introduction"]
