"""What the weekly round sends: a sentence about one child. It stands on no shelf: the round fills it."""

from bot.domain.sentences import Part
from bot.domain.shelves.common import TALK
from bot.domain.text import _
from bot.domain.updates import Field, FieldKind, UpdateTemplate

WEEKLY_NOTE = "weekly_note"

ROUNDS = (
    UpdateTemplate(
        WEEKLY_NOTE,
        None,
        _("A sentence about your child"),
        (
            Field(Part.STRENGTH.value, FieldKind.LINE, _("What is going well?")),
            Field(Part.IMPROVE.value, FieldKind.LINE, _("What could become better?")),
            Field(Part.STEP.value, FieldKind.LINE, _("What is the next step?")),
        ),
        TALK,
        folder="progress",
        personal=True,
    ),
)
