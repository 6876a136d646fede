"""A family's side of a concern: a time to talk with a tap, words at any time, and something on one's mind."""

from datetime import UTC, datetime

from bot.chat.flows.answers.draft import unsuitable, words_of
from bot.chat.flows.concerns.draft import BACK, MENU, PER_PAGE, Case, area_of, done, flow, keep, load
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.answers import Words
from bot.domain.concerns import AREAS, ConcernState
from bot.domain.errors import StaleScreen
from bot.domain.notices.concerns import WRITE, times_rows
from bot.domain.paging import page_of
from bot.domain.screens import Screen, button, grid, screen
from bot.domain.text import Label, _
from bot.services import scope
from bot.services.concerns import raising, reaching, rights, talking
from bot.services.hours import promising
from bot.services.talks.naming import named
from bot.storage.models import Concern, Person, Pupil

LATEST = datetime(2200, 1, 1, tzinfo=UTC).timestamp()
"""A forged button's moment is no later."""


@flow.press("pick")
async def pick(turn: Turn, concern_id: int, at: int) -> Shown:
    """One of the times to talk."""
    if at > LATEST:
        raise StaleScreen
    concern = await talking.choose(turn.session, turn.known(), concern_id, datetime.fromtimestamp(at, UTC), turn.now)
    turn.say(await _picked(turn, concern))
    return None


async def _picked(turn: Turn, concern: Concern) -> Screen:
    keeper = await turn.session.get_one(Person, concern.keeper_id)
    return screen(
        "concerns/picked",
        *times_rows(concern.id, reaching.times_of(concern), concern.chosen_at),
        protect=True,
        concern_id=concern.id,
        teacher=named(keeper),
        child=await _child(turn, concern),
        at=concern.chosen_at,
    )


async def _child(turn: Turn, concern: Concern) -> str:
    return (await turn.session.get_one(Pupil, concern.pupil_id)).name


@flow.press("other")
async def other(turn: Turn, concern_id: int) -> Shown:
    """Neither time suits: the school knows, and the family may say which would."""
    concern = await talking.ask_for_another(turn.session, turn.known(), concern_id, turn.now)
    await keep(turn, Case(concern=concern.id), "write")
    turn.say(await _ask(turn, concern, other=True))
    return None


@flow.press("write")
async def write(turn: Turn, concern_id: int) -> Shown:
    """What is typed, spoken or photographed now goes to the school."""
    concern = await rights.for_guardian(turn.session, turn.known(), concern_id)
    await keep(turn, Case(concern=concern.id), "write")
    turn.say(await _ask(turn, concern, other=False))
    return None


async def _ask(turn: Turn, concern: Concern, *, other: bool) -> Screen:
    keeper = await turn.session.get_one(Person, concern.keeper_id)
    return screen(
        "concerns/write",
        (button(_("Never mind"), "cn.open", concern.id),),
        protect=True,
        concern_id=concern.id,
        teacher=named(keeper),
        child=await _child(turn, concern),
        other=other,
    )


@flow.step("write")
async def typed(turn: Turn) -> Shown:
    """The words."""
    words = words_of(turn)
    if words is None:
        return unsuitable(turn)
    return await written(turn, (await load(turn)).concern, words)


async def written(turn: Turn, concern_id: int, words: Words) -> Screen:
    """They have arrived, with whom, and by when an answer comes."""
    concern = await talking.write(turn.session, turn.known(), concern_id, words, turn.now)
    await done(turn)
    keeper = await turn.session.get_one(Person, concern.keeper_id)
    talks = concern.chosen_at is not None and concern.chosen_at > turn.now
    return screen(
        "concerns/written",
        (button(WRITE, "cn.write", concern.id),),
        MENU,
        protect=True,
        concern_id=concern.id,
        teacher=named(keeper),
        child=await _child(turn, concern),
        on=None if talks else concern.next_on,
        at=concern.chosen_at if talks else None,
        outside=await _is_outside(turn, keeper),
    )


@flow.press("open")
async def one(turn: Turn, concern_id: int) -> Shown:
    """One matter, as the family knows of it."""
    await done(turn)
    concern = await rights.for_guardian(turn.session, turn.known(), concern_id)
    keeper = await turn.session.get_one(Person, concern.keeper_id)
    is_open = concern.state is ConcernState.OPEN
    ahead = [at for at in reaching.times_of(concern) if at > turn.now] if is_open else []
    rows = times_rows(concern.id, ahead, concern.chosen_at) if ahead else ((button(WRITE, "cn.write", concern.id),),)
    return screen(
        "concerns/family",
        *rows,
        (button(BACK, "cn.tell"), *MENU),
        protect=True,
        concern_id=concern.id,
        child=await _child(turn, concern),
        teacher=named(keeper),
        area=AREAS[concern.area],
        open=is_open,
        at=concern.chosen_at,
        times=ahead if concern.chosen_at is None else [],
        agreed=concern.agreed,
    )


@flow.command("cerita", "tell")
async def by_command(turn: Turn) -> Shown:
    """`/cerita`."""
    return await tell(turn)


@flow.press("tell")
async def tell(turn: Turn) -> Shown:
    """Something is on a guardian's mind: about which child? And what is being talked about already."""
    guardian = turn.known()
    await done(turn)
    children = list(await turn.session.scalars(scope.told_of(guardian)))
    if not children:
        waits = await raising.is_waiting(turn.session, guardian)
        return screen("concerns/not_yet", MENU, waits=waits, school=turn.school.name)
    matters = await _matters(turn, guardian)
    if len(children) == 1 and not matters:
        return await _whom(turn, children[0])
    return screen(
        "concerns/tell_child",
        *[(button(_("About %(child)s", child=child.name), "cn.child", child.id),) for child in children],
        *[(button(_("%(child)s: %(area)s", child=name, area=face), "cn.open", key),) for key, name, face in matters],
        MENU,
        protect=True,
        matters=len(matters),
    )


async def _matters(turn: Turn, guardian: Person) -> list[tuple[int, str, Label]]:
    rows = await turn.session.execute(
        scope.concerns_told(guardian)
        .join(Pupil, Pupil.id == Concern.pupil_id)
        .add_columns(Pupil.name)
        .order_by(Concern.id.desc())
        .limit(PER_PAGE)
    )
    return [(concern.id, name, AREAS[concern.area]) for concern, name in rows]


@flow.press("child")
async def child(turn: Turn, pupil_id: int) -> Shown:
    """Whom do you want to tell?"""
    return await _whom(turn, await raising.child_of(turn.session, turn.known(), pupil_id))


async def _whom(turn: Turn, pupil: Pupil, page: int = 0) -> Screen:
    found = page_of(await raising.whom(turn.session, pupil), page, PER_PAGE)
    await keep(turn, Case(pupil=pupil.id))
    rows = [
        (button(_("%(name)s, %(what)s", name=one.person.name, what=one.what), "cn.to", one.person.id),)
        for one in found.shown
    ]
    return screen("concerns/tell_whom", *rows, MENU, protect=True, child=pupil.name, many=len(rows))


@flow.press("to")
async def to(turn: Turn, person_id: int) -> Shown:
    """What is it about?"""
    draft = await load(turn)
    pupil = await raising.child_of(turn.session, turn.known(), draft.pupil)
    person = next((one.person for one in await raising.whom(turn.session, pupil) if one.person.id == person_id), None)
    if person is None:
        raise StaleScreen
    draft.to = person.id
    await keep(turn, draft)
    faces = [button(name, "cn.about", area.value) for area, name in AREAS.items()]
    return screen("concerns/tell_area", *grid(faces, 1), MENU, protect=True, child=pupil.name, teacher=named(person))


@flow.press("about")
async def about(turn: Turn, key: str) -> Shown:
    """What is on your mind? Typed, spoken or photographed."""
    draft = await load(turn)
    if not draft.to:
        raise StaleScreen
    pupil = await raising.child_of(turn.session, turn.known(), draft.pupil)
    draft.area = area_of(key).value
    await keep(turn, draft, "tell")
    teacher = await turn.session.get_one(Person, draft.to)
    leave = (button(_("Never mind"), "home.menu"),)
    return screen("concerns/tell", leave, protect=True, child=pupil.name, teacher=named(teacher))


@flow.step("tell")
async def told(turn: Turn) -> Shown:
    """It has arrived, nobody else reads it, and by when an answer comes."""
    words = words_of(turn)
    if words is None:
        return unsuitable(turn)
    draft = await load(turn)
    concern = await raising.by_guardian(
        turn.session, turn.known(), draft.pupil, draft.to, area_of(draft.area), words, turn.now
    )
    await done(turn)
    return await _told(turn, concern)


async def _told(turn: Turn, concern: Concern) -> Screen:
    keeper = await turn.session.get_one(Person, concern.keeper_id)
    return screen(
        "concerns/told",
        (button(_("Add something"), "cn.write", concern.id),),
        MENU,
        protect=True,
        concern_id=concern.id,
        teacher=named(keeper),
        child=await _child(turn, concern),
        on=concern.next_on,
        outside=await _is_outside(turn, keeper),
    )


async def _is_outside(turn: Turn, keeper: Person) -> bool:
    """Whether it is read later, so that what is urgent is better said on the phone."""
    return await promising.is_outside(turn.session, turn.school, keeper, turn.now)
