"""The conversations, one file per noun; `all_flows` is their order of precedence."""

from bot.chat.flows import answers, updates
from bot.chat.router import Flow


def all_flows() -> tuple[Flow, ...]:
    """Every flow, in the order in which they are asked about a message that nothing waited for."""
    return (updates.flow, answers.flow)
