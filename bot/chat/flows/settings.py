"""A person's own settings: language, form of address, greeting, what is kept of them, stopping and starting again."""

from enum import StrEnum
from typing import TypeVar

from sqlalchemy import select

from bot.channels.base import Kind
from bot.chat.consent import consent_screen, wording
from bot.chat.flows import home
from bot.chat.router import Flow, Shown
from bot.chat.turns import Turn
from bot.domain.courtesy import LANGUAGES, LOCALES, Address, Child, Greeting
from bot.domain.errors import StaleScreen
from bot.domain.screens import Button, Row, Screen, Style, button, screen
from bot.domain.text import Phrase, _, p_
from bot.services import scope
from bot.services.links import consents
from bot.storage.models import AccountState, Guardianship, GuardianState, Person, Pupil, SchoolClass

flow = Flow("settings", "s")
BACK: Row = (button(_("‹ Settings"), "s.open"),)
PLACES = ("", "c", "w")
"""Where a choice of address or greeting stands: in the settings, or below the welcome."""

ADDRESSES: dict[Address, Phrase] = {
    Address.BAPAK_IBU: p_("choice of address", "Father or mother"),
    Address.BAPAK: p_("choice of address", "Father"),
    Address.IBU: p_("choice of address", "Mother"),
    Address.AYAH: p_("choice of address", "Dad"),
    Address.BUNDA: p_("choice of address", "Mum"),
}
GREETINGS: dict[Greeting, Phrase] = {
    Greeting.NEUTRAL: _("By the time of day"),
    Greeting.ASSALAMUALAIKUM: _("Assalamu'alaikum"),
    Greeting.SALAM_SEJAHTERA: _("Salam sejahtera"),
    Greeting.OM_SWASTIASTU: _("Om Swastiastu"),
}
STATES: dict[GuardianState, Phrase] = {
    GuardianState.PROVISIONAL: _("waiting for the homeroom teacher's confirmation"),
    GuardianState.CONFIRMED: _("confirmed by the homeroom teacher"),
}
W = TypeVar("W", bound=StrEnum)


def courtesy_rows(person: Person, locale: str, place: str = "") -> tuple[Row, ...]:
    """Form of address, greeting and language, one tap each; `place` is the screen that stays (`w`: the welcome)."""
    addresses = [_choice(face, person.address is key, "s.addr", key, place) for key, face in ADDRESSES.items()]
    greetings = [_choice(face, person.greeting is key, "s.greet", key, place) for key, face in GREETINGS.items()]
    languages = [button(name, "s.lang", key, place) for key, name in LANGUAGES.items() if key != locale]
    last = (*languages, button(_("Menu"), "home.menu"))
    return (tuple(addresses[:3]), tuple(addresses[3:]), tuple(greetings[:2]), tuple(greetings[2:]), last)


@flow.command("settings", "pengaturan", "!pengaturan")
async def by_command(turn: Turn) -> Shown:
    """`/pengaturan`."""
    return await opened(turn)


@flow.press("open")
async def opened(turn: Turn) -> Shown:
    """What is set now, and where to change it."""
    person = turn.known()
    rows: list[Row] = [
        (button(_("Address and greeting"), "s.courtesy"),),
        tuple(button(name, "s.lang", key, "") for key, name in LANGUAGES.items() if key != turn.locale),
        (button(_("When messages come"), "s.when"), button(_("My data"), "s.data")),
        (button(_("My chats"), "c.open"),),
        (_stop_or_start(turn), button(_("Menu"), "home.menu")),
    ]
    return screen(
        "settings/open",
        *rows,
        language=LANGUAGES[turn.locale],
        address=ADDRESSES[person.address],
        greeting=GREETINGS[person.greeting],
        stopped=turn.account.state is AccountState.STOPPED,
    )


@flow.press("courtesy")
async def courtesy(turn: Turn) -> Shown:
    """How to be spoken to."""
    return _courtesy(turn, turn.known(), "c")


@flow.press("addr")
async def address(turn: Turn, value: str, place: str = "") -> Shown:
    """A form of address was tapped."""
    turn.known().address = _word(Address, value)
    return _courtesy(turn, turn.known(), place)


@flow.press("greet")
async def greeting(turn: Turn, value: str, place: str = "") -> Shown:
    """A greeting was tapped."""
    turn.known().greeting = _word(Greeting, value)
    return _courtesy(turn, turn.known(), place)


@flow.press("lang")
async def language(turn: Turn, locale: str, place: str = "") -> Shown:
    """A language was tapped."""
    if locale not in LOCALES:
        raise StaleScreen
    person = turn.known()
    person.locale = turn.account.locale = locale
    return _courtesy(turn, person, place) if place else await opened(turn)


@flow.press("when")
async def when(turn: Turn) -> Shown:
    """When the school writes, and when it does not."""
    turn.known()
    school = turn.school
    return screen("settings/when", BACK, start=school.quiet_start, end=school.quiet_end, cap=school.weekly_cap)


@flow.press("data")
async def my_data(turn: Turn) -> Shown:
    """What is kept: which children, since when, consent given when."""
    person = turn.known()
    since = await consents.given(turn.session, person)
    children = []
    for child, of in await _children(turn, person):
        tie = await _tie(turn, person, child)
        children.append(
            {
                "name": child.name,
                "class_name": of,
                "since": tie.linked_at,
                "state": STATES.get(tie.state, ""),
                "consent": since.get(child.id),
            }
        )
    own = button(_("Take, correct or erase"), "pv.open")
    back: Row = (*BACK, button(_("Menu"), "home.menu"))
    rows: list[Row] = [(own,), back] if children else [back]
    return screen(
        "settings/data", *rows, name=person.name, chat_name=turn.account.name, children=children, protect=True
    )


@flow.command("stop", "berhenti", "!stop", "!berhenti")
async def stop_by_word(turn: Turn) -> Shown:
    """STOP, in any spelling, anywhere."""
    return await stop(turn)


@flow.press("stop")
async def stop(turn: Turn) -> Shown:
    """Nothing unasked any more; taking it back is one button away."""
    await consents.stop(turn.session, turn.account, turn.person, turn.now)
    return screen("settings/stopped", (button(_("Start again"), "s.again"),), school=turn.school.name)


@flow.command("mulai", "!mulai")
async def again_by_word(turn: Turn) -> Shown:
    """MULAI."""
    return await again(turn)


@flow.press("again")
async def again(turn: Turn) -> Shown:
    """Consent is asked anew, in one tap; who has no child here simply starts again."""
    if turn.person is None or turn.account.state is not AccountState.STOPPED:
        return await home.opened(turn)
    if not await _children(turn, turn.person):
        await consents.resume(turn.session, turn.account, turn.person, None, turn.now)
        return await home.opened(turn)
    return (await _consent(turn, turn.person)).with_rows(
        (button(_("I agree"), "s.agree", style=Style.SUCCESS),), (button(_("Menu"), "home.menu"),)
    )


@flow.press("agree")
async def agree(turn: Turn) -> Shown:
    """Consent is given again: everything is as before."""
    person = turn.known()
    if turn.account.state is not AccountState.STOPPED or not await _children(turn, person):
        raise StaleScreen
    words = wording(turn, await _consent(turn, person))
    await consents.resume(turn.session, turn.account, person, words, turn.now)
    return screen("settings/resumed", (button(_("Menu"), "home.menu"),))


@flow.event(Kind.BLOCKED)
async def blocked(turn: Turn) -> Shown:
    """The person blocked the bot."""
    await consents.block(turn.session, turn.account, turn.person, turn.now)
    return None


@flow.event(Kind.UNBLOCKED)
async def unblocked(turn: Turn) -> Shown:
    """The person lets the bot write again."""
    await consents.unblock(turn.session, turn.account, turn.person, turn.now)
    return None


async def _consent(turn: Turn, person: Person) -> Screen:
    children = [Child(child.name, of) for child, of in await _children(turn, person)]
    return consent_screen(turn.school.name, children, person.name)


async def _children(turn: Turn, person: Person) -> list[tuple[Pupil, str]]:
    """The person's children with the names of their classes."""
    rows = await turn.session.execute(
        scope.children_of(person).outerjoin(SchoolClass, SchoolClass.id == Pupil.class_id).add_columns(SchoolClass.name)
    )
    return [(child, of or "") for child, of in rows]


async def _tie(turn: Turn, person: Person, child: Pupil) -> Guardianship:
    rows = await turn.session.scalars(
        select(Guardianship).where(Guardianship.person_id == person.id, Guardianship.pupil_id == child.id)
    )
    return rows.one()


def _stop_or_start(turn: Turn) -> Button:
    if turn.account.state is AccountState.STOPPED:
        return button(_("Start again"), "s.again", style=Style.SUCCESS)
    return button(_("Stop the messages"), "s.stop", style=Style.DANGER)


def _courtesy(turn: Turn, person: Person, place: str) -> Screen:
    if place not in PLACES:
        raise StaleScreen
    rows = courtesy_rows(person, turn.locale, place)
    if place == "w":
        return screen("links/chosen", *rows)
    return screen("settings/courtesy", *rows[:-1], BACK)


def _choice(face: Phrase, chosen: bool, key: str, value: str, place: str) -> Button:
    shown = _("✓ %(answer)s", answer=face) if chosen else face
    return button(shown, key, value, place, style=Style.SUCCESS if chosen else Style.PLAIN)


def _word(words: type[W], value: str) -> W:
    """The word that was tapped; a forged one is a stale button."""
    try:
        return words(value)
    except ValueError:
        raise StaleScreen from None
