"""Talks of a family with a teacher: families choose, move and give back a time; hosts offer theirs."""

from bot.chat.flows.talks import booking, choosing, families, helping, keeping, offering, tapping, typing
from bot.chat.flows.talks.desk import desk
from bot.chat.flows.talks.family import flow

__all__ = ["booking", "choosing", "desk", "families", "flow", "helping", "keeping", "offering", "tapping", "typing"]
