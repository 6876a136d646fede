"""Why a message waits or did not arrive, in plain words."""

from collections.abc import Mapping

from bot.domain.delivery import Reason
from bot.domain.text import Phrase, _

REASONS: Mapping[Reason, Phrase] = {
    Reason.NOT_LINKED: _("no chat linked yet"),
    Reason.NO_CONSENT: _("has not agreed to receive messages"),
    Reason.STOPPED: _("asked us to stop writing"),
    Reason.PROVISIONAL: _("link not confirmed yet"),
    Reason.BLOCKED: _("has blocked the bot"),
    Reason.DEACTIVATED: _("the chat account no longer exists"),
    Reason.CHAT_GONE: _("the chat can no longer be found"),
    Reason.QUIET_HOURS: _("waits until quiet hours are over"),
    Reason.HOLIDAY: _("waits until after the holiday"),
    Reason.FAMILY_CAP: _("has had enough messages this week; waits"),
    Reason.FLOOD: _("the chat service asked for a pause; waits"),
    Reason.NETWORK: _("the network is down; is tried again"),
    Reason.REJECTED: _("the chat service refused the message"),
    Reason.WITHDRAWN: _("withdrawn before it left"),
    Reason.EXPIRED: _("no longer current"),
    Reason.UNRENDERABLE: _("could not be put into words; the school's administrator has been told"),
    Reason.WINDOW: _("waits until the family taps the short message on WhatsApp"),
    Reason.TEMPLATE: _("waits: WhatsApp has not approved our short first message"),
    Reason.CEILING: _("waits: this month's limit for WhatsApp costs has been reached"),
    Reason.NOT_ON_CHANNEL: _("the number is not on WhatsApp"),
    Reason.ACCOUNT: _("waits: the school's WhatsApp account needs attention"),
}
