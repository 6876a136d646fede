"""Invitations, meetings, report-card days, permission to take part, and holidays."""

from datetime import time

from bot.domain.shelves.common import at, clock, day, place
from bot.domain.text import _
from bot.domain.updates import AGREE, COMING, Field, FieldKind, Group, UpdateTemplate

_MORNINGS = (time(8, 0), time(9, 0), time(10, 0), time(13, 0))

EVENTS = (
    UpdateTemplate(
        "event_invitation",
        Group.EVENTS,
        _("Invitation to an event"),
        (
            Field(
                "event",
                FieldKind.LINE,
                _("Which event?"),
                choices=(
                    ("meeting", _("Parents' meeting")),
                    ("exhibition", _("Exhibition of pupils' work")),
                    ("performance", _("Class performance")),
                    ("farewell", _("Farewell")),
                ),
            ),
            day(),
            at(*_MORNINGS),
            place(),
        ),
        COMING,
        until="day",
    ),
    UpdateTemplate(
        "meeting_reminder",
        Group.EVENTS,
        _("Class meeting reminder"),
        (
            day(),
            at(*_MORNINGS),
            place(),
            Field(
                "topic",
                FieldKind.LINE,
                _("What will it be about?"),
                optional=True,
                choices=(
                    ("year", _("The programme of this school year")),
                    ("progress", _("How the class is getting on")),
                    ("exams", _("Preparing for the assessments")),
                ),
            ),
        ),
        COMING,
        until="day",
    ),
    UpdateTemplate(
        "report_day",
        Group.EVENTS,
        _("Report-card day"),
        (day(), at(*_MORNINGS), place()),
        COMING,
        until="day",
    ),
    UpdateTemplate(
        "permission",
        Group.EVENTS,
        _("Permission for an outing"),
        (
            Field(
                "activity",
                FieldKind.LINE,
                _("Which activity?"),
                choices=(
                    ("study", _("Study visit")),
                    ("museum", _("Visit to a museum")),
                    ("nature", _("Learning in nature")),
                    ("contest", _("Contest between schools")),
                ),
            ),
            Field("place", FieldKind.LINE, _("Where?")),
            day(),
            Field(
                "back",
                FieldKind.TIME,
                _("Back at what time?"),
                optional=True,
                choices=clock(time(12, 0), time(14, 0), time(16, 0)),
            ),
        ),
        AGREE,
        until="day",
    ),
    UpdateTemplate(
        "holiday",
        Group.EVENTS,
        _("Holiday"),
        (
            Field(
                "occasion",
                FieldKind.LINE,
                _("Which holiday?"),
                choices=(
                    ("public", _("Public holiday")),
                    ("joint", _("Joint leave (cuti bersama)")),
                    ("semester", _("End-of-semester holiday")),
                    ("fasting", _("Beginning of Ramadan")),
                ),
            ),
            Field("starts", FieldKind.DATE, _("First day of the holiday?")),
            Field("back", FieldKind.DATE, _("First day back at school?")),
        ),
        until="back",
    ),
)
