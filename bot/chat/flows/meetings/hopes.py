"""For the staff: what the families hope, family by family; a recording can be heard."""

from bot.chat.flows.meetings.draft import flow
from bot.chat.flows.meetings.parts import KNOWN, part
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.answers import MEDIA, RELATIONS, excerpt
from bot.domain.errors import NotAllowed
from bot.domain.meetings import MeetingKind
from bot.domain.screens import Button, Row, Screen, button, grid, screen
from bot.domain.text import Phrase, _
from bot.services.meetings import hopes, planning
from bot.services.meetings.hopes import FamilyHopes, Hope, Part, Said
from bot.storage.models import Meeting

PAGE = 5
MENU: Row = (button(_("Menu"), "home.menu"),)


@part(40)
def hopes_part(meeting: Meeting) -> Button | None:
    """On the card of a meeting whose invitation asks for hopes."""
    asks = meeting.state in KNOWN and meeting.kind is not MeetingKind.REPORTS
    return button(_("Hopes of the families"), "m.hopes", meeting.id) if asks else None


@flow.press("hopes")
async def of_meeting(turn: Turn, meeting_id: int, page: int = 0) -> Shown:
    """What was said, the newest families last, a few at a time; and how many have said nothing."""
    meeting = await planning.seen_by(turn.session, turn.staff(), meeting_id)
    families = await hopes.families(turn.session, turn.staff(), meeting)
    said = [family for family in families if family.hopes]
    pages = max(1, -(-len(said) // PAGE))
    shown = said[min(page, pages - 1) * PAGE :][:PAGE]
    rows = grid([button(family.pupil.name, "m.hope", meeting.id, family.pupil.id) for family in shown], 1)
    return screen(
        "meetings/hopes",
        *rows,
        *_leaf(meeting, min(page, pages - 1), pages),
        (button(_("‹ Meeting"), "m.open", meeting.id), *MENU),
        day=meeting.day,
        lines=[_line(family, hope) for family in shown for hope in family.hopes],
        count=len(said),
        total=len(families),
        page=min(page, pages - 1) + 1,
        pages=pages,
    )


@flow.press("hope")
async def of_family(turn: Turn, meeting_id: int, pupil_id: int) -> Shown:
    """One family's words in full; what was spoken comes as it was said."""
    meeting = await planning.seen_by(turn.session, turn.staff(), meeting_id)
    families = await hopes.families(turn.session, turn.staff(), meeting)
    family = next((one for one in families if one.pupil.id == pupil_id), None)
    if family is None:
        raise NotAllowed
    for hope in family.hopes:
        for which, said in hope.parts.items():
            if said.file is not None:
                turn.say(_recording(family, hope, which, said))
    back = (button(_("‹ Hopes"), "m.hopes", meeting.id),)
    return screen("meetings/family_hopes", back, lines=[_line(family, hope, whole=True) for hope in family.hopes])


def _recording(family: FamilyHopes, hope: Hope, which: Part, said: Said) -> Screen:
    """Somebody's own voice, with who says it about which child."""
    values = {"who": _who(family, hope), "part": which.value, "words": said.text or None}
    return Screen("meetings/recording", values, file=said.file, protect=True)


def _who(family: FamilyHopes, hope: Hope) -> dict[str, str | bool | Phrase]:
    return {
        "guardian": hope.name,
        "relation": RELATIONS[hope.relation.value],
        "child": family.pupil.name,
        "class_name": family.class_name,
        "provisional": hope.provisional,
    }


def _line(family: FamilyHopes, hope: Hope, *, whole: bool = False) -> dict[str, str | bool | Phrase | None]:
    return {**_who(family, hope), **{one.value: _words(hope.parts.get(one), whole=whole) for one in Part}}


def _words(said: Said | None, *, whole: bool) -> str | Phrase | None:
    if said is None:
        return None
    return (said.text if whole else excerpt(said.text)) or (MEDIA[said.file.kind] if said.file else None)


def _leaf(meeting: Meeting, page: int, pages: int) -> tuple[Row, ...]:
    back = (button(_("‹ Back"), "m.hopes", meeting.id, page - 1),) if page else ()
    on = (button(_("More ›"), "m.hopes", meeting.id, page + 1),) if page + 1 < pages else ()
    return ((*back, *on),) if back or on else ()
