"""Welcome, good news and thanks: most of what a family hears should be here."""

from bot.domain.text import _
from bot.domain.updates import Field, FieldKind, Group, UpdateTemplate

THANKS = (
    UpdateTemplate(
        "welcome",
        Group.THANKS,
        _("Introducing myself"),
        (
            Field("about", FieldKind.TEXT, _("What should families know about you?")),
            Field("hope", FieldKind.TEXT, _("What do you hope for this year?")),
            Field(
                "hours",
                FieldKind.LINE,
                _("When do you answer messages?"),
                choices=(
                    ("school", _("On school days until 15.00")),
                    ("afternoon", _("On school days from 13.00 to 16.00")),
                    ("evening", _("On school days until 19.00")),
                ),
            ),
        ),
    ),
    UpdateTemplate(
        "achievement",
        Group.THANKS,
        _("Achievement of the class"),
        (
            Field("achievement", FieldKind.TEXT, _("What did the class achieve? (no names)")),
            Field("event", FieldKind.LINE, _("At which event?"), optional=True),
        ),
    ),
    UpdateTemplate(
        "class_praise",
        Group.THANKS,
        _("Good news about the class"),
        (
            Field(
                "when",
                FieldKind.LINE,
                _("When was it?"),
                choices=(("week", _("This week")), ("month", _("This month")), ("semester", _("This semester"))),
            ),
            Field("news", FieldKind.TEXT, _("What is the good news? (no names)")),
        ),
    ),
    UpdateTemplate(
        "cooperation",
        Group.THANKS,
        _("Thanks for the cooperation"),
        (
            Field(
                "reason",
                FieldKind.LINE,
                _("Thanks for what?"),
                choices=(
                    ("meeting", _("Coming to the class meeting")),
                    ("event", _("Helping with the class event")),
                    ("home", _("Supporting learning at home")),
                    ("items", _("Preparing the things for class")),
                ),
            ),
            Field("effect", FieldKind.TEXT, _("What came of it?"), optional=True),
        ),
    ),
)
