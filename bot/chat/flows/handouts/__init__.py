"""Letters for the families of an update that nothing else reaches: printed, noted as handed out, their slips noted."""

from bot.chat.flows.handouts import listing, printing, slips
from bot.chat.flows.handouts.draft import flow, letters_rows

__all__ = ["flow", "letters_rows", "listing", "printing", "slips"]
