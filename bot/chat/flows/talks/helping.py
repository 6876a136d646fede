"""What a host does for a family: books for one that phones, finds another time, takes a time back with a kind word."""

from collections.abc import Mapping

from bot.chat import drafts
from bot.chat.flows.talks.desk import MENU, desk, of_day, turns
from bot.chat.flows.talks.draft import Work, load
from bot.chat.flows.talks.family import as_day, day_of, refresh
from bot.chat.flows.talks.paging import paged
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.answers import RELATIONS
from bot.domain.errors import AlreadyBooked, BusyThen, NotAllowed, SlotTaken, StaleScreen
from bot.domain.meetings import TalkState
from bot.domain.screens import Button, Row, Screen, Style, button, grid, screen
from bot.domain.text import Phrase, _
from bot.services.talks import booking, needs, rota
from bot.services.talks.families import named
from bot.storage.models import Meeting, Person, Pupil, SchoolClass, Slot, Talk

PAGE = 20
WORD_LIMIT = 300
"""Characters of a word to the family."""
WORDS: Mapping[str, Phrase] = {
    "away": _("I am sorry, something has come up and I cannot be there then."),
    "plan": _("I am sorry, my timetable has changed."),
    "asked": _("As you asked."),
}
"""What is usually said when a time is taken back."""


@desk.press("for")
async def for_whom(turn: Turn, slot_id: int, page: int) -> Shown:
    """A family phoned: for which child?"""
    slot, meeting, host = await rota.slot_of(turn.session, turn.staff(), slot_id)
    found = await rota.without(turn.session, meeting, host)
    shown = found[page * PAGE : (page + 1) * PAGE]
    return screen(
        "talks/for_whom",
        *grid([button(pupil.name, "ta.who", slot.id, pupil.id) for pupil in shown], 2),
        *turns("ta.for", page, len(found), PAGE, slot.id),
        (button(_("‹ Back"), "ta.slot", slot.id), *MENU),
        at=slot.starts_at,
        count=len(found),
    )


@desk.press("who")
async def who(turn: Turn, slot_id: int, pupil_id: int) -> Shown:
    """Who comes for the child? Booked at once where the school knows one guardian."""
    slot, meeting, host = await rota.slot_of(turn.session, turn.staff(), slot_id)
    pupil = await needs.pupil_of(turn.session, meeting, host, pupil_id)
    ties = await rota.guardians_of(turn.session, pupil)
    if len(ties) == 1:
        return await _book(turn, slot, meeting, host, pupil, await turn.session.get_one(Person, ties[0].person_id))
    buttons: list[Button] = []
    for tie in ties:
        person = await turn.session.get_one(Person, tie.person_id)
        face = _("%(name)s (%(relation)s)", name=person.name, relation=RELATIONS[tie.relation.value])
        buttons.append(button(face, "ta.book", slot.id, pupil.id, person.id))
    back = (button(_("‹ Back"), "ta.for", slot.id, 0), *MENU)
    return screen("talks/who", *grid(buttons, 1), back, child=pupil.name, at=slot.starts_at, count=len(ties))


@desk.press("book")
async def book(turn: Turn, slot_id: int, pupil_id: int, person_id: int) -> Shown:
    """For this guardian."""
    slot, meeting, host = await rota.slot_of(turn.session, turn.staff(), slot_id)
    pupil = await needs.pupil_of(turn.session, meeting, host, pupil_id)
    ties = {tie.person_id for tie in await rota.guardians_of(turn.session, pupil)}
    if person_id not in ties:
        raise NotAllowed
    return await _book(turn, slot, meeting, host, pupil, await turn.session.get_one(Person, person_id))


async def _book(turn: Turn, slot: Slot, meeting: Meeting, host: Person, pupil: Pupil, guardian: Person) -> Screen:
    try:
        talk = await booking.book(turn.session, guardian, pupil, slot.id, turn.now, by=turn.staff())
    except AlreadyBooked as error:
        return await talk_card(turn, await turn.session.get_one(Talk, error.talk_id), meeting, host)
    except (SlotTaken, BusyThen) as error:
        return _not_possible(turn, slot, meeting, host, error)
    await refresh(turn, meeting, pupil.id)
    return await talk_card(turn, talk, meeting, host, fresh=True)


def _not_possible(turn: Turn, slot: Slot, meeting: Meeting, host: Person, error: SlotTaken | BusyThen) -> Screen:
    back = button(_("‹ Back"), "ta.day", meeting.id, host.id, day_of(turn, slot.starts_at).isoformat())
    busy = error.at if isinstance(error, BusyThen) else None
    return screen("talks/not_possible", (back, *MENU), at=slot.starts_at, busy=busy)


@desk.press("talk")
async def talk(turn: Turn, talk_id: int) -> Shown:
    """Who comes, and what can be done."""
    found, meeting, host = await rota.talk_of(turn.session, turn.staff(), talk_id)
    return await talk_card(turn, found, meeting, host)


async def talk_card(turn: Turn, found: Talk, meeting: Meeting, host: Person, *, fresh: bool = False) -> Screen:
    """A booked time as the host sees it."""
    pupil = await turn.session.get_one(Pupil, found.pupil_id)
    guardian = await turn.session.get_one(Person, found.person_id)
    school_class = await turn.session.get(SchoolClass, pupil.class_id) if pupil.class_id else None
    stands = found.state is TalkState.BOOKED
    rows: list[Row] = []
    if stands and found.starts_at > turn.now:
        again = button(_("Change the time"), "ta.shift", found.id)
        rows.append((again, button(_("Take it back"), "ta.drop", found.id)))
    elif found.state is not TalkState.RELEASED:
        rows.append((button(_("What came of it"), "md.talk", found.id, style=Style.PRIMARY),))
    rows.append((button(_("About this family"), "ta.child", meeting.id, host.id, pupil.id),))
    day = day_of(turn, found.starts_at).isoformat()
    return screen(
        "talks/talk",
        *rows,
        (button(_("‹ Back"), "ta.day", meeting.id, host.id, day), *MENU),
        protect=True,
        at=found.starts_at,
        child=pupil.name,
        class_name=school_class.name if school_class else "",
        guardian=guardian.name,
        host=named(host),
        alone=found.party != 0,
        stands=stands,
        fresh=fresh,
    )


@desk.press("shift")
async def shift(turn: Turn, talk_id: int, day: str = "", page: int = 0) -> Shown:
    """The other times that this family could have."""
    found, meeting, _host = await rota.talk_of(turn.session, turn.staff(), talk_id)
    pupil = await turn.session.get_one(Pupil, found.pupil_id)
    guardian = await turn.session.get_one(Person, found.person_id)
    free = await booking.free(
        turn.session, meeting, found.host_id, guardian, pupil, turn.now, by=turn.staff(), moving=found
    )
    free = [slot for slot in free if slot.starts_at != found.starts_at]
    shown = paged(turn, free, as_day(day), page)
    rows = shown.rows(lambda face, slot: button(face, "ta.to", found.id, slot.id), "ta.shift", found.id)
    return screen(
        "talks/shift",
        *rows,
        (button(_("‹ Back"), "ta.talk", found.id), *MENU),
        child=pupil.name,
        at=found.starts_at,
        day=shown.day,
        count=len(free),
    )


@desk.press("to")
async def to(turn: Turn, talk_id: int, slot_id: int) -> Shown:
    """Moved; the family is told."""
    found, meeting, host = await rota.talk_of(turn.session, turn.staff(), talk_id)
    try:
        found = await booking.move(turn.session, turn.staff(), found.id, slot_id, turn.now)
    except (SlotTaken, BusyThen) as error:
        slot = await turn.session.get_one(Slot, slot_id)
        return _not_possible(turn, slot, meeting, host, error)
    await refresh(turn, meeting, found.pupil_id)
    return await talk_card(turn, found, meeting, host, fresh=True)


@desk.press("drop")
async def ask_word(turn: Turn, talk_id: int) -> Shown:
    """Before it is taken back: a word to the family, tapped or typed."""
    found, _meeting, _host = await rota.talk_of(turn.session, turn.staff(), talk_id)
    if found.state is not TalkState.BOOKED:
        raise StaleScreen
    pupil = await turn.session.get_one(Pupil, found.pupil_id)
    await drafts.keep(turn, desk.name, Work(talk_id=found.id), "word")
    return screen(
        "talks/word",
        *[(button(face, "ta.free", found.id, key),) for key, face in WORDS.items()],
        (button(_("‹ Back"), "ta.talk", found.id), *MENU),
        child=pupil.name,
        at=found.starts_at,
        limit=WORD_LIMIT,
    )


@desk.press("free")
async def free(turn: Turn, talk_id: int, key: str) -> Shown:
    """Taken back with one of the usual words."""
    if key not in WORDS:
        raise StaleScreen
    return await _take_back(turn, talk_id, WORDS[key])


@desk.step("word")
async def typed_word(turn: Turn) -> Shown:
    """Taken back with her own words."""
    draft = await load(turn)
    if not turn.text or len(turn.text) > WORD_LIMIT:
        return screen("talks/word_again", (button(_("‹ Back"), "ta.talk", draft.talk_id),), limit=WORD_LIMIT)
    return await _take_back(turn, draft.talk_id, turn.text)


async def _take_back(turn: Turn, talk_id: int, word: Phrase | str) -> Screen:
    found, meeting, host = await rota.talk_of(turn.session, turn.staff(), talk_id)
    day = day_of(turn, found.starts_at)
    if found.state is TalkState.BOOKED:
        await booking.release(turn.session, turn.staff(), found.id, turn.now, word)
        await refresh(turn, meeting, found.pupil_id)
    await drafts.drop(turn, desk.name)
    return await of_day(turn, meeting, host, day)
