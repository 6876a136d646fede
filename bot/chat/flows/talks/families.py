"""The families of a host's talks: who has a time, whom she hopes to meet, and whose guardians come apart."""

from bot.chat.flows.talks.desk import MENU, desk, turns
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import AppError, StaleScreen
from bot.domain.screens import Button, Row, Screen, Style, button, grid, screen
from bot.domain.text import Phrase, _
from bot.services import scope
from bot.services.talks import needs, rota, views
from bot.services.talks.naming import named
from bot.storage.models import Meeting, Person, Pupil, SchoolClass

PAGE = 20
MARKS: dict[str, tuple[bool | None, Phrase]] = {
    "yes": (True, _("I hope to meet them")),
    "no": (False, _("No need")),
    "off": (None, _("As they like")),
}
"""What she says of a talk, by key."""


@desk.press("kids")
async def kids(turn: Turn, meeting_id: int, host_id: int, page: int) -> Shown:
    """Child by child."""
    meeting, host = await rota.looked_after(turn.session, turn.staff(), meeting_id, host_id)
    found = await views.pupils_for(turn.session, meeting, host)
    marked = await needs.of_host(turn.session, meeting.id, host.id)
    times = await rota.times_of(turn.session, meeting, host)
    shown = found[page * PAGE : (page + 1) * PAGE]
    return screen(
        "talks/families",
        *grid([button(pupil.name, "ta.child", meeting.id, host.id, pupil.id) for pupil in shown], 2),
        *turns("ta.kids", page, len(found), PAGE, meeting.id, host.id),
        (button(_("‹ Back"), "ta.open", meeting.id, host.id), *MENU),
        protect=True,
        host=named(host),
        lines=[
            {"child": pupil.name, "needed": marked.get(pupil.id), "at": min(times.get(pupil.id, ()), default=None)}
            for pupil in shown
        ],
        total=len(found),
        count=sum(pupil.id in times for pupil in found),
    )


@desk.press("child")
async def child(turn: Turn, meeting_id: int, host_id: int, pupil_id: int) -> Shown:
    """One family: what she says of a talk, and whether the guardians come apart."""
    meeting, host = await rota.looked_after(turn.session, turn.staff(), meeting_id, host_id)
    return await _card(turn, meeting, host, await needs.pupil_of(turn.session, meeting, host, pupil_id))


@desk.press("mark")
async def mark(turn: Turn, meeting_id: int, host_id: int, pupil_id: int, key: str) -> Shown:
    """She hopes for a talk, sees no need, or leaves it to them."""
    meeting, host = await rota.looked_after(turn.session, turn.staff(), meeting_id, host_id)
    if key not in MARKS:
        raise StaleScreen
    pupil = await needs.mark(turn.session, meeting, host, pupil_id, MARKS[key][0], turn.now)
    return await _card(turn, meeting, host, pupil)


@desk.press("apart")
async def apart(turn: Turn, meeting_id: int, host_id: int, pupil_id: int, key: str) -> Shown:
    """The guardians book each for themselves and do not see each other's time; or together again."""
    meeting, host = await rota.looked_after(turn.session, turn.staff(), meeting_id, host_id)
    pupil = await needs.pupil_of(turn.session, meeting, host, pupil_id)
    if key not in ("yes", "no"):
        raise StaleScreen
    await needs.set_apart(turn.session, turn.staff(), pupil, key == "yes")
    return await _card(turn, meeting, host, pupil)


async def _card(turn: Turn, meeting: Meeting, host: Person, pupil: Pupil) -> Screen:
    said = (await needs.of_host(turn.session, meeting.id, host.id)).get(pupil.id)
    school_class = await turn.session.get(SchoolClass, pupil.class_id) if pupil.class_id else None
    args = (meeting.id, host.id, pupil.id)
    rows: list[Row] = [
        tuple(_mark_button(key, said, args) for key in ("yes", "no")),
        (_mark_button("off", said, args),),
    ]
    if await _may_part(turn, pupil):
        face = _("The guardians come together") if pupil.talks_apart else _("The guardians come apart")
        rows.append((button(face, "ta.apart", *args, "no" if pupil.talks_apart else "yes"),))
    times = (await rota.times_of(turn.session, meeting, host)).get(pupil.id, ())
    return screen(
        "talks/child",
        *rows,
        (button(_("‹ Back"), "ta.kids", meeting.id, host.id, 0), *MENU),
        protect=True,
        child=pupil.name,
        class_name=school_class.name if school_class else "",
        needed=said,
        apart=pupil.talks_apart,
        times=list(times),
    )


def _mark_button(key: str, said: bool | None, args: tuple[int, int, int]) -> Button:
    needed, face = MARKS[key]
    chosen = needed is said
    return button(
        _("✓ %(answer)s", answer=face) if chosen else face,
        "ta.mark",
        *args,
        key,
        style=Style.SUCCESS if chosen else Style.PLAIN,
    )


async def _may_part(turn: Turn, pupil: Pupil) -> bool:
    """It is for who looks after the class to say."""
    try:
        await scope.homeroom_of(turn.session, turn.staff(), pupil.class_id or 0)
    except AppError:
        return False
    return True
