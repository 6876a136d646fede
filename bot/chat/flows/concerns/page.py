"""One concern as who is in it sees it: what stands, what was said, and what can be done."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.chat.flows.concerns.draft import BACK, MENU, Case, done, flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.answers import excerpt
from bot.domain.concerns import AREAS, STATES, ConcernState, step_words
from bot.domain.screens import Button, Row, Screen, Style, button, grid, screen
from bot.domain.text import Label, Phrase, _
from bot.services.concerns import history, keeping, reaching, rights
from bot.services.concerns.history import Line
from bot.storage.models import Concern, HeldState, Person, Pupil, SchoolClass

LATEST = 3
"""Lines of what was said that the page itself shows."""
PER_PAGE = 6


@flow.press("one")
async def one(turn: Turn, concern_id: int) -> Shown:
    """All of it."""
    await done(turn)
    return await shown(turn, concern_id)


async def shown(turn: Turn, concern_id: int, news: Phrase | None = None) -> Screen:
    """The concern's page; raises NotAllowed for who is not in it."""
    staff = turn.staff()
    concern = await rights.for_staff(turn.session, staff, concern_id)
    pupil = await turn.session.get_one(Pupil, concern.pupil_id)
    of = await turn.session.get(SchoolClass, pupil.class_id) if pupil.class_id else None
    members = await rights.members(turn.session, concern)
    keeper = await turn.session.get_one(Person, concern.keeper_id)
    return screen(
        "concerns/one",
        *_actions(concern),
        *await _files(turn, concern),
        (button(_("‹ Concerns"), "cn.list", 0), *MENU),
        protect=True,
        news=news,
        child=pupil.name,
        class_name=of.name if of else "",
        area=AREAS[concern.area],
        state=STATES[concern.state],
        open=concern.state is ConcernState.OPEN,
        by_family=concern.by_family,
        told=concern.told_at is not None,
        step=step_words(concern.next_step),
        on=concern.next_on,
        keeper=keeper.name,
        members=[person.name for person in members],
        times=reaching.times_of(concern) if concern.chosen_at is None else [],
        chosen=concern.chosen_at,
        agreed=excerpt(concern.agreed) or "",
        lines=_lines(await history.lines(turn.session, concern, 0, LATEST)),
    )


def _actions(concern: Concern) -> list[Row]:
    if concern.state is ConcernState.CLOSED:
        reopen = button(_("Open it again"), "cn.next", concern.id)
        return [(reopen, button(_("All that was said"), "cn.said", concern.id, 0))]
    rows: list[Row] = []
    if concern.told_at is None:
        rows.append((button(_("Write to the family"), "cn.first", concern.id, 0, style=Style.PRIMARY),))
    else:
        reply = button(_("Write to the family"), "cn.reply", concern.id)
        rows.append((reply, button(_("Offer two times"), "cn.first", concern.id, 0)))
    rows += grid(
        [
            button(_("What we agreed"), "cn.agree", concern.id),
            button(_("Next step"), "cn.next", concern.id),
            button(_("Note for colleagues"), "cn.note", concern.id),
            button(_("Who is in it"), "cn.members", concern.id),
            button(_("All that was said"), "cn.said", concern.id, 0),
            button(_("Close it"), "cn.close", concern.id),
        ],
        2,
    )
    return rows


async def _files(turn: Turn, concern: Concern) -> list[Row]:
    """What the family last spoke or photographed can be looked at; of what is held, one decides."""
    latest = await history.lines(turn.session, concern, 0, LATEST)
    faces = [button(_("Show %(what)s", what=line.words), "cn.file", line.entry_id) for line in latest if line.file]
    return [*_held(latest), *grid(faces, 2)]


def _held(found: Sequence[Line]) -> list[Row]:
    """The ways to what is held for who is in it."""
    held = [line.entry_id for line in found if line.held is HeldState.HELD]
    return [(button(_("A message that is held"), "sf.one", entry_id),) for entry_id in held]


@flow.press("file")
async def file(turn: Turn, entry_id: int) -> Shown:
    """A photo, recording or document of a concern."""
    found = await history.entry_for(turn.session, turn.staff(), entry_id)
    turn.say(
        screen(
            "concerns/file",
            (button(BACK, "cn.one", found.concern_id),),
            file=history.file_of(found),
            protect=True,
            words=found.text or "",
        )
    )
    return None


@flow.press("said")
async def said(turn: Turn, concern_id: int, page: int) -> Shown:
    """All that was said and done, the newest first."""
    concern = await rights.for_staff(turn.session, turn.staff(), concern_id)
    count = await history.count(turn.session, concern)
    pages = max(1, -(-count // PER_PAGE))
    page = min(page, pages - 1)
    pupil = await turn.session.get_one(Pupil, concern.pupil_id)
    turns: list[Button] = []
    if page:
        turns.append(button("‹", "cn.said", concern.id, page - 1))
    if page + 1 < pages:
        turns.append(button("›", "cn.said", concern.id, page + 1))
    lines = await history.lines(turn.session, concern, page * PER_PAGE, PER_PAGE)
    return screen(
        "concerns/said_all",
        *_held(lines),
        *([tuple(turns)] if turns else []),
        (button(BACK, "cn.one", concern.id), *MENU),
        protect=True,
        child=pupil.name,
        page=page + 1,
        pages=pages,
        lines=_lines(lines),
    )


def _lines(found: Sequence[Line]) -> list[Mapping[str, Label | datetime]]:
    return [
        {
            "at": line.at,
            "who": line.who,
            "what": line.what,
            "words": (excerpt(line.words) or "") if isinstance(line.words, str) else line.words,
        }
        for line in found
    ]


async def agree(turn: Turn, draft: Case) -> Screen:
    """What was agreed is written down, and the family told so."""
    assert draft.on is not None
    concern, reached = await keeping.agree(turn.session, turn.staff(), draft.concern, draft.text, draft.on, turn.now)
    await done(turn)
    return await shown(turn, concern.id, news=news_of(reached=reached))


def news_of(*, reached: bool) -> Phrase:
    """What became of words to the family."""
    if reached:
        return _("It is on its way to the family.")
    return _("No chat reaches this family. They are on your list to call.")
