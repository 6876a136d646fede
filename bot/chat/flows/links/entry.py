"""A code is scanned or typed; one tap agrees, and the chat is linked. Wrong codes all get one kind answer."""

from dataclasses import dataclass, field

from bot.chat import drafts
from bot.chat.consent import consent_screen, wording
from bot.chat.flows import home
from bot.chat.flows.settings import courtesy_rows
from bot.chat.router import PASS, Flow, Pass, Shown
from bot.chat.turns import Turn
from bot.domain.courtesy import LANGUAGES, LOCALES, Child
from bot.domain.errors import StaleScreen
from bot.domain.links import code_in
from bot.domain.screens import Row, Screen, Style, button, screen
from bot.domain.text import _
from bot.services.links import redeeming as links
from bot.services.links.redeeming import AlreadyLinked, AnothersChat, Entry, Held, Letter, SharedPhone

flow = Flow("links", "l")
MENU: Row = (button(_("Menu"), "home.menu"),)
ASK: Row = (button(_("I have no code"), "l.ask"),)
LETTERS_KEPT = 20


@dataclass(slots=True)
class Letters:
    """The letters whose codes this chat has shown: only these can be agreed to."""

    invitations: list[int] = field(default_factory=list)


@flow.command("start")
async def start(turn: Turn) -> Shown:
    """The bot's link with a code in it, or the start button without one."""
    _command, *rest = turn.text.split(maxsplit=1)
    return await enter(turn, rest[0]) if rest else await home.opened(turn)


@flow.otherwise
async def typed_code(turn: Turn) -> Shown | Pass:
    """A code typed by hand, in any spelling."""
    code = code_in(turn.text, stranger=turn.person is None)
    return PASS if code is None else await enter(turn, code)


async def enter(turn: Turn, code: str) -> Shown:
    """Show what a code opens, or one and the same answer for all that open nothing."""
    entry = await links.present(turn.session, turn.account, turn.school, code, turn.now)
    if isinstance(entry, Letter):
        kept = await drafts.load(turn, flow.name, Letters) or Letters()
        known = [known for known in kept.invitations if known != entry.invitation_id]
        await drafts.keep(turn, flow.name, Letters([*known, entry.invitation_id][-LETTERS_KEPT:]))
    return _answer(turn, entry)


@flow.press("agree")
async def agree(turn: Turn, invitation_id: int) -> Shown:
    """Consent, and the link: the second and last tap."""
    entry = await _reopened(turn, invitation_id)
    if not isinstance(entry, Letter):
        return _answer(turn, entry)
    shown = _letter_screen(turn, entry)
    person = await links.redeem(turn.session, turn.account, entry, wording(turn, shown), turn.now)
    if entry.adds_chat:
        return screen("links/second", (button(_("My chats"), "c.open"), *MENU), school=turn.school.name)
    if entry.pupil_id is None:
        return screen("links/welcome_staff", MENU, name=person.name, school=turn.school.name)
    rows = courtesy_rows(person, turn.account.locale, "w")
    return screen("links/welcome", *rows, child=entry.child, class_name=entry.class_name, confirmed=False)


@flow.press("lang")
async def language(turn: Turn, locale: str, invitation_id: int) -> Shown:
    """The same screen in another language."""
    if locale not in LOCALES:
        raise StaleScreen
    turn.account.locale = locale
    if turn.person is not None:
        turn.person.locale = locale
    if invitation_id == 0:
        return await home.opened(turn)
    return _answer(turn, await _reopened(turn, invitation_id))


@flow.press("other")
async def other_child(turn: Turn) -> Shown:
    """The letter was for someone else: nothing is linked, and what to do."""
    return screen("links/not_mine", ASK)


def _letter_screen(turn: Turn, letter: Letter) -> Screen:
    """What a right code opens: whose letter it is, what agreeing means, and one button to agree."""
    if letter.adds_chat:
        agree = button(_("I agree"), "l.agree", letter.invitation_id, style=Style.SUCCESS)
        language = _languages(turn, letter.invitation_id)
        return screen("links/add_chat", (agree,), language, name=letter.guardian, school=turn.school.name)
    if letter.pupil_id is None:
        this_is_me = button(_("Yes, that is me"), "l.agree", letter.invitation_id, style=Style.SUCCESS)
        rows: list[Row] = [(this_is_me,), _languages(turn, letter.invitation_id)]
        return screen("links/staff", *rows, name=letter.guardian, school=turn.school.name)
    agree = button(_("I agree"), "l.agree", letter.invitation_id, style=Style.SUCCESS)
    child = Child(letter.child, letter.class_name)
    rows = [(agree,), (*_languages(turn, letter.invitation_id), button(_("Not my child"), "l.other"))]
    return consent_screen(turn.school.name, [child], letter.guardian).with_rows(*rows)


async def _reopened(turn: Turn, invitation_id: int) -> Entry:
    kept = await drafts.load(turn, flow.name, Letters)
    if kept is None or invitation_id not in kept.invitations:
        raise StaleScreen
    return await links.reopen(turn.session, turn.account, invitation_id, turn.now)


def _answer(turn: Turn, entry: Entry) -> Screen:
    match entry:
        case Letter():
            return _letter_screen(turn, entry)
        case AlreadyLinked():
            return screen("links/already", MENU)
        case SharedPhone(letter):
            return screen("links/shared", MENU, guardian=letter.guardian, child=letter.child)
        case AnothersChat():
            return screen("links/anothers", MENU)
        case Held(until):
            return screen("links/held", ASK, until=until)
        case _:
            return screen("links/unknown", ASK)


def _languages(turn: Turn, invitation_id: int) -> Row:
    others = [(key, name) for key, name in LANGUAGES.items() if key != turn.locale]
    return tuple(button(name, "l.lang", key, invitation_id) for key, name in others)
