"""How the bot introduces itself in the channel's own places: its commands and the words of an empty chat."""

from collections.abc import Mapping

from bot.domain.text import Phrase, _

COMMANDS: Mapping[str, Phrase] = {
    "menu": _("Open the menu"),
    "hariini": _("What waits for you (teachers)"),
    "kabar": _("Write to a class (teachers)"),
    "terkirim": _("Updates that were sent (teachers)"),
    "absensi": _("Attendance of a class (teachers)"),
    "pertemuan": _("Meetings with parents (teachers)"),
    "stop": _("Receive no more messages"),
}
DESCRIPTION = _(
    "The footbridge between your school and your family. Scan the letter from the homeroom teacher, "
    "or tap Start and type the code in it."
)
SHORT_DESCRIPTION = _("News from school, in this chat. Answer any time.")
