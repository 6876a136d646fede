"""What keeps talking safe: held messages, reports by guardians, looks into a thread that both sides can see."""

from bot.chat.flows.safety import cases, held, looking, reporting
from bot.chat.flows.safety.draft import flow

__all__ = ["cases", "flow", "held", "looking", "reporting"]
