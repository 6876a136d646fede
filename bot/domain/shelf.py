"""The class-update templates (the whole shelf is being written; this file will be replaced)."""

from bot.domain.text import _
from bot.domain.updates import COMING, Field, FieldKind, Group, Shelf, UpdateTemplate

SHELF = Shelf(
    [
        UpdateTemplate(
            "event_invitation",
            Group.EVENTS,
            _("Invitation to an event"),
            (
                Field("event", FieldKind.LINE, _("Which event?")),
                Field("day", FieldKind.DATE, _("On which day?")),
                Field("at", FieldKind.TIME, _("At what time?")),
                Field("place", FieldKind.LINE, _("Where?")),
            ),
            COMING,
            "day",
        ),
    ]
)
