"""The attendance of a meeting as it is shown: the families of a class, or the classes."""

from collections.abc import Mapping

from bot.chat.flows.meetings.held import Noted, title_of, to_meeting
from bot.domain.paging import page_of
from bot.domain.screens import Button, Row, Screen, Style, button, grid, screen
from bot.domain.text import _
from bot.storage.models import Attendance, Meeting, Pupil

PER_PAGE = 8
HERE, AWAY = "in", "out"
"""The two ways of going through a class: tapping who came, and tapping who did not."""
WHOLE = 0
"""In place of a class's id: all that she may see."""


def families(
    meeting: Meeting,
    of: int,
    name: str,
    pupils: list[Pupil],
    known: Mapping[int, Attendance],
    number: int,
    way: str,
    news: Noted,
    above: tuple[Row, ...],
    several: bool,
) -> Screen:
    """The families of one class, some at a time; `left` are those of whom nothing is noted."""
    page = page_of(pupils, number, PER_PAGE)
    marks = [known[pupil.id].came for pupil in pupils if pupil.id in known]
    left = len(pupils) - len(marks)
    rows: list[Row] = [*above, *((_face(meeting, pupil, known, page.number, way),) for pupil in page.shown)]
    rows += page.turns("md.list", meeting.id, of, after=(way,))
    other = AWAY if way == HERE else HERE
    faces = {HERE: _("Tap who came"), AWAY: _("Tap who did not come")}
    if left:
        all_others = _("All others came (%(count)s)", count=left)
        nobody_else = _("All others did not come (%(count)s)", count=left)
        rows.append((button(nobody_else if way == HERE else all_others, "md.rest", meeting.id, of, way),))
    rows.append((button(faces[other], "md.list", meeting.id, of, page.number, other),))
    if several:
        rows.append((button(_("‹ Classes"), "md.list", meeting.id, WHOLE, 0, way),))
    return screen(
        "meetings/attendance",
        *rows,
        to_meeting(meeting),
        title=title_of(meeting),
        day=meeting.day,
        class_name=name,
        noted=news,
        way=way,
        came=sum(marks),
        missed=len(marks) - sum(marks),
        left=left,
        protect=True,
    )


def classes(meeting: Meeting, everybody: list[tuple[Pupil, str]], known: Mapping[int, Attendance], way: str) -> Screen:
    """The classes that she may see, each with how many are noted."""
    counts: dict[tuple[int, str], list[bool]] = {}
    for pupil, name in everybody:
        counts.setdefault((pupil.class_id or WHOLE, name), []).append(pupil.id in known)
    buttons = [
        button(
            _("%(name)s: %(noted)s of %(count)s", name=name, noted=sum(marks), count=len(marks)),
            "md.list",
            meeting.id,
            of,
            0,
            way,
        )
        for (of, name), marks in counts.items()
    ]
    return screen(
        "meetings/attendance_classes", *grid(buttons, 2), to_meeting(meeting), title=title_of(meeting), day=meeting.day
    )


def _face(meeting: Meeting, pupil: Pupil, known: Mapping[int, Attendance], page: int, way: str) -> Button:
    mark = known.get(pupil.id)
    if mark is None:
        return button(f"▫ {pupil.name}", "md.tap", meeting.id, pupil.id, page, way)
    sign, style = ("✓", Style.SUCCESS) if mark.came else ("✗", Style.PLAIN)
    return button(f"{sign} {pupil.name}", "md.who", meeting.id, pupil.id, page, way, style=style)
