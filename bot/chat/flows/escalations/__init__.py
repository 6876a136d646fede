"""Families that have not answered: what was done, whom to call, and what the school lets follow on silence."""

from bot.chat.flows.escalations import ahead, plan
from bot.chat.flows.escalations.silence import flow

__all__ = ["ahead", "flow", "plan"]
