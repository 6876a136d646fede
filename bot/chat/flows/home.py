"""The menu by roles, first words to strangers, help, and the gentle end of what nothing else understood."""

from bot.chat import drafts
from bot.chat.router import PASS, Flow, Pass, Shown
from bot.chat.turns import Turn
from bot.domain.courtesy import LANGUAGES
from bot.domain.hello import Hello, greeting_in, may_greet, words_in
from bot.domain.notices.provider import LOOK
from bot.domain.screens import Row, Screen, Style, button, screen
from bot.domain.text import _
from bot.services import scope, staff
from bot.services.chats import windows
from bot.services.links import requests
from bot.services.provider import meter
from bot.services.reflection.seen import LEADS
from bot.storage.models import AccountState, Pupil, RoleKind

flow = Flow("home", "home")
greeted = Flow("greeted", "home")
"""Asked before who passes words on: a family that only greets is not asked for whom that is."""


@flow.command("menu", "!menu")
async def by_command(turn: Turn) -> Shown:
    """`/menu`."""
    return await opened(turn)


@flow.press("menu")
async def opened(turn: Turn) -> Shown:
    """The menu of what this person may do; a stranger is welcomed. Who goes there has left what was being written."""
    await drafts.stop_expecting(turn)
    return await _menu(turn, lost=False)


@flow.command("!unknown")
async def unknown_command(turn: Turn) -> Shown:
    """A command we do not have."""
    return await _menu(turn, lost=True)


@flow.command("!group")
async def group(turn: Turn) -> Shown:
    """In a group nothing is said but where to find us: everybody there reads along."""
    return screen("home/group")


@flow.command("help", "bantuan", "!bantuan")
async def help_by_word(turn: Turn) -> Shown:
    """`/bantuan`."""
    return await help_(turn)


@flow.press("help")
async def help_(turn: Turn) -> Shown:
    """What can be done here, in a few lines."""
    back: Row = (button(_("Menu"), "home.menu"),)
    return screen("home/help", back, staff=bool(turn.roles), stranger=turn.person is None, school=turn.school.name)


@flow.press("school")
async def whole_school(turn: Turn) -> Shown:
    """What an administrator sets for everybody: looked for now and then, so that the menu stays one glance long."""
    turn.admin()
    await drafts.stop_expecting(turn)
    return screen(
        "home/school",
        (button(_("Reports"), "sf.cases", 0), button(_("The school's month"), "rf.all")),
        (button(_("Send school data"), "r.help"), button(_("The school's promise"), "oh.promise")),
        (button(_("Automatic questions"), "al.open"), button(_("Reminders"), "e.plan")),
        *await _provider_rows(turn),
        (button(_("Menu"), "home.menu"),),
        school=turn.school.name,
    )


@greeted.otherwise
async def by_family(turn: Turn) -> Shown | Pass:
    """A family that only greets is greeted back. A member of staff may mean the family that waits for her."""
    if turn.person is None or await turn.session.scalar(scope.children_of(turn.person).limit(1)) is None:
        return PASS
    hello = await _hello(turn)
    if hello is None:
        return PASS
    return None if await windows.waiting(turn.session, turn.account) else await _menu(turn, lost=False, hello=hello)


@flow.otherwise
async def nothing_else(turn: Turn) -> Shown | Pass:
    """The last one asked: the menu again, gently. Who answered an opener in words gets what waits, and that is all."""
    if await windows.waiting(turn.session, turn.account):
        return None
    hello = await _hello(turn)
    return await _menu(turn, lost=hello is None, hello=hello)


async def _hello(turn: Turn) -> Hello | None:
    """How somebody greets who only greets; a quoted reply says more than its words."""
    if turn.received.reply_to is not None or turn.received.file is not None or not may_greet(turn.text):
        return None
    people = await staff.members(turn.session, turn.school)
    return greeting_in(turn.text, {word for person in people for word in words_in(person.name)})


async def _menu(turn: Turn, *, lost: bool, hello: Hello | None = None) -> Screen:
    person = turn.person
    children = list(await turn.session.scalars(scope.children_of(person))) if person else []
    if person is None or not (children or turn.roles):
        return await _stranger(turn)
    rows = [*_staff_rows(turn), *_family_rows(children)]
    if turn.account.state is AccountState.STOPPED:
        rows.append((button(_("Start again"), "s.again", style=Style.SUCCESS),))
    rows.append((button(_("Settings"), "s.open"), button(_("Help"), "home.help")))
    stopped = turn.account.state is AccountState.STOPPED
    return screen(
        "home/menu",
        *rows,
        name=person.name,
        school=turn.school.name,
        lost=lost,
        stopped=stopped,
        hello=hello.value if hello else None,
        family=bool(children),
    )


def _staff_rows(turn: Turn) -> list[Row]:
    if not turn.roles:
        return []
    rows: list[Row] = [
        (button(_("Today"), "td.open"),),
        (button(_("Send a class update"), "u.new", style=Style.PRIMARY),),
        (button(_("Sent updates"), "u.sent"), button(_("Answers"), "a.inbox")),
        (button(_("How pupils are doing"), "wr.hub"), button(_("Parent meetings"), "m.list")),
        (button(_("Concerns"), "cn.list", 0), button(_("Phone list"), "cl.list", 0)),
        (button(_("Families of the class"), "f.classes"), button(_("Records"), "rc.open")),
        (button(_("Stock answers"), "st.list"), button(_("My hours"), "oh.open")),
        (button(_("My month"), "rf.open"), *_lead_buttons(turn)),
    ]
    return rows


def _lead_buttons(turn: Turn) -> Row:
    """For who leads the school: its month in totals; for an administrator behind one button with all that is rare."""
    if RoleKind.ADMIN in turn.roles:
        return (button(_("The whole school"), "home.school"),)
    if not set(LEADS) & turn.roles:
        return ()
    return (button(_("The school's month"), "rf.all"),)


async def _provider_rows(turn: Turn) -> list[Row]:
    """How the paid channel stands, where the school has one."""
    if not await meter.billed_bots(turn.session, turn.school.id):
        return []
    return [LOOK]


def _family_rows(children: list[Pupil]) -> list[Row]:
    if not children:
        return []
    return [
        (button(_("How my child is doing"), "pg.open"),),
        (button(_("Ask the school"), "qs.new"), button(_("Not coming to school"), "ab.new")),
        (button(_("Latest updates"), "a.list"), button(_("My questions"), "qs.list")),
        (button(_("My meetings"), "tk.mine"), button(_("My children"), "s.data")),
        (button(_("Something on my mind"), "cn.tell"),),
    ]


async def _stranger(turn: Turn) -> Screen:
    languages = [button(name, "l.lang", key, 0) for key, name in LANGUAGES.items() if key != turn.locale]
    return screen(
        "home/stranger",
        (button(_("I have no code"), "l.ask"),),
        (*languages, button(_("Help"), "home.help")),
        school=turn.school.name,
        waits=await requests.waits(turn.session, turn.account),
    )
