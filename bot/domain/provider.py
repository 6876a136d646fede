"""What concerns a channel's provider, in plain words: openers by name, and where they stand."""

from collections.abc import Mapping

from bot.domain.delivery import Via
from bot.domain.openers import MESSAGE, NEWS, QUESTION, URGENT
from bot.domain.receipts import TemplateState
from bot.domain.text import Phrase, _

CHANNEL_NAMES: Mapping[Via, str] = {Via.TELEGRAM: "Telegram", Via.WHATSAPP: "WhatsApp"}

OPENER_NAMES: Mapping[str, Phrase] = {
    NEWS: _("There is news"),
    QUESTION: _("There is a question"),
    URGENT: _("There is important news"),
    MESSAGE: _("There is a message"),
}
STATE_WORDS: Mapping[TemplateState, Phrase] = {
    TemplateState.MISSING: _("not submitted yet"),
    TemplateState.SUBMITTED: _("submitted; WhatsApp is looking at it"),
    TemplateState.APPROVED: _("approved"),
    TemplateState.REJECTED: _("rejected"),
    TemplateState.PAUSED: _("paused by WhatsApp, because too many people did not like it"),
    TemplateState.DISABLED: _("disabled by WhatsApp"),
}
NEXT_STEPS: Mapping[TemplateState, Phrase] = {
    TemplateState.MISSING: _("Submit it: titian whatsapp templates --submit"),
    TemplateState.SUBMITTED: _("Wait; this takes minutes, at most a day."),
    TemplateState.REJECTED: _("Look into WhatsApp Manager for the reason, and ask for another look there."),
    TemplateState.PAUSED: _("Send less for some hours, and it comes back by itself. The third time it is disabled."),
    TemplateState.DISABLED: _("Ask for another look in WhatsApp Manager."),
}
"""What to do about it, for the administrator."""
