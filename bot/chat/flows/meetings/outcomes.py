"""After an individual talk: that it took place or nobody came, a line about it, and when to look at it again."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.chat.flows.meetings.held import Noted, Writing, done_writing, expect, flow, writing
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.chat.typed import parse_date
from bot.domain.errors import InvalidValue, StaleScreen
from bot.domain.meetings import TalkState
from bot.domain.screens import Row, Screen, Style, button, grid, screen
from bot.domain.text import Phrase, _
from bot.services.meetings import outcomes
from bot.services.meetings.outcomes import LINE_LIMIT
from bot.storage.models import Person, Pupil, Talk

AHEAD: tuple[tuple[int, Phrase], ...] = (
    (7, _("In a week")),
    (14, _("In two weeks")),
    (30, _("In a month")),
)
"""Usual days on which to look at it again, from today."""
FURTHEST = timedelta(days=366)


@flow.press("talk")
async def opened(turn: Turn, talk_id: int) -> Shown:
    """One talk, and what came of it."""
    await done_writing(turn)
    return await card(turn, await outcomes.talk_for(turn.session, turn.staff(), talk_id))


@flow.press("done")
async def took_place(turn: Turn, talk_id: int) -> Shown:
    """It took place; a line about it can follow."""
    talk = await outcomes.note(turn.session, turn.staff(), talk_id, TalkState.DONE, turn.now)
    await expect(turn, Writing(talk_id=talk.id), "outcome")
    return await card(turn, talk, _("Noted: the talk took place. You can type what came of it, in a line."))


@flow.press("miss")
async def nobody_came(turn: Turn, talk_id: int) -> Shown:
    """They did not come."""
    talk = await outcomes.note(turn.session, turn.staff(), talk_id, TalkState.MISSED, turn.now)
    await done_writing(turn)
    return await card(turn, talk, _("Noted: they did not come."))


@flow.press("undone")
async def undo(turn: Turn, talk_id: int) -> Shown:
    """Nothing is noted after all."""
    talk = await outcomes.take_back(turn.session, turn.staff(), talk_id, turn.now)
    await done_writing(turn)
    return await card(turn, talk)


@flow.press("say")
async def ask(turn: Turn, talk_id: int) -> Shown:
    """Type what came of it."""
    talk = await outcomes.talk_for(turn.session, turn.staff(), talk_id)
    return await _ask(turn, talk)


@flow.step("outcome")
async def typed(turn: Turn) -> Shown:
    """The line; when to look at it again comes next."""
    draft = await writing(turn)
    try:
        talk = await outcomes.say(turn.session, turn.staff(), draft.talk_id, turn.text, turn.now)
    except InvalidValue as error:
        talk = await outcomes.talk_for(turn.session, turn.staff(), draft.talk_id)
        return await _ask(turn, talk, error)
    return await _when(turn, talk)


@flow.press("when")
async def ask_when(turn: Turn, talk_id: int) -> Shown:
    """When to look at it again."""
    return await _when(turn, await outcomes.talk_for(turn.session, turn.staff(), talk_id))


@flow.press("ahead")
async def in_some_days(turn: Turn, talk_id: int, days: int) -> Shown:
    """One of the usual days; 0: none."""
    if days and days not in dict(AHEAD):
        raise StaleScreen
    day = _today(turn) + timedelta(days=days) if days else None
    talk = await outcomes.follow_up(turn.session, turn.staff(), talk_id, day, turn.now)
    await done_writing(turn)
    return await card(turn, talk, _("You will be reminded.") if day else None)


@flow.step("follow_up")
async def typed_day(turn: Turn) -> Shown:
    """A day, as it is typed."""
    draft = await writing(turn)
    day = parse_date(turn.text, _today(turn))
    if day is None or not _today(turn) < day <= _today(turn) + FURTHEST:
        talk = await outcomes.talk_for(turn.session, turn.staff(), draft.talk_id)
        return await _when(turn, talk, unread=True)
    talk = await outcomes.follow_up(turn.session, turn.staff(), draft.talk_id, day, turn.now)
    await done_writing(turn)
    return await card(turn, talk, _("You will be reminded."))


async def card(turn: Turn, talk: Talk, news: Noted = None) -> Screen:
    """A talk with what is noted of it."""
    pupil = await turn.session.get_one(Pupil, talk.pupil_id)
    host = await turn.session.get_one(Person, talk.host_id)
    guardian = await turn.session.get_one(Person, talk.person_id)
    return screen(
        "meetings/outcome",
        *_rows(talk),
        (button(_("‹ All families"), "m.board", talk.meeting_id), button(_("Menu"), "home.menu")),
        noted=news,
        child=pupil.name,
        guardian=guardian.name,
        host=host.name if host.id != turn.staff().id else None,
        at=talk.starts_at,
        state=talk.state.value,
        outcome=talk.outcome,
        follow_up=talk.follow_up,
        protect=True,
    )


def _rows(talk: Talk) -> list[Row]:
    if talk.state is TalkState.BOOKED:
        return [
            (
                button(_("It took place"), "md.done", talk.id, style=Style.SUCCESS),
                button(_("They did not come"), "md.miss", talk.id),
            ),
            (button(_("Type the outcome"), "md.say", talk.id),),
        ]
    say = button(_("Change the outcome") if talk.outcome else _("Type the outcome"), "md.say", talk.id)
    when = button(_("Change the date") if talk.follow_up else _("Look at it again on …"), "md.when", talk.id)
    return [(say, when), (button(_("Undo"), "md.undone", talk.id),)]


async def _ask(turn: Turn, talk: Talk, problem: InvalidValue | None = None) -> Screen:
    await expect(turn, Writing(talk_id=talk.id), "outcome")
    pupil = await turn.session.get_one(Pupil, talk.pupil_id)
    return screen(
        "meetings/outcome_ask",
        (button(_("‹ Back"), "md.talk", talk.id),),
        child=pupil.name,
        outcome=talk.outcome,
        problem=problem.reason if problem else None,
        limit=LINE_LIMIT,
        protect=True,
    )


async def _when(turn: Turn, talk: Talk, *, unread: bool = False) -> Screen:
    await expect(turn, Writing(talk_id=talk.id), "follow_up")
    pupil = await turn.session.get_one(Pupil, talk.pupil_id)
    taps = [button(face, "md.ahead", talk.id, days) for days, face in AHEAD]
    return screen(
        "meetings/outcome_when",
        *grid(taps, 3),
        (button(_("No date needed"), "md.ahead", talk.id, 0),),
        child=pupil.name,
        outcome=talk.outcome,
        unread=unread,
        protect=True,
    )


def _today(turn: Turn) -> date:
    return turn.now.astimezone(ZoneInfo(turn.school.timezone)).date()
