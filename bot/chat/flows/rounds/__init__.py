"""The weekly round: a sentence for each of a few pupils, tapped together from what is known of them."""

from bot.chat.flows.rounds import hub, opening, review, typing, walking
from bot.chat.flows.rounds.draft import flow

__all__ = ["flow", "hub", "opening", "review", "typing", "walking"]
