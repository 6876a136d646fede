"""A teacher raises a concern: what was seen, what comes next and when, who is in it."""

from collections.abc import Sequence
from datetime import date

from bot.chat.flows.concerns import page
from bot.chat.flows.concerns.draft import BACK, MENU, Case, Flawed, area_of, done, flow, keep, load, refused
from bot.chat.moments import day_of, today
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.chat.typed import parse_date
from bot.domain.concerns import (
    AREAS,
    OFFERED_STEPS,
    SEEN,
    SEEN_FACES,
    SEEN_LIMIT,
    STEP_LIMIT,
    STEPS,
    ConcernArea,
    good_days,
    step_words,
)
from bot.domain.errors import InvalidValue, StaleScreen
from bot.domain.screens import Button, Screen, Style, button, grid, screen
from bot.domain.text import _
from bot.services.calendar import quiet_rule
from bot.services.concerns import keeping, raising, rights
from bot.services.concerns.rights import HOMEROOM, Colleague
from bot.storage.models import Pupil

DAYS = (1, 3, 5, 10)
"""School days ahead that are offered for a next step."""
WAYS: tuple[Button, ...] = (button(BACK, "cn.again"), *MENU)


async def _pupil(turn: Turn, draft: Case) -> Pupil:
    """The pupil; raises NotAllowed where it is hers no more, StaleScreen where another draft was begun."""
    if not draft.pupil:
        raise StaleScreen
    return await rights.pupil_to_raise(turn.session, turn.staff(), draft.pupil)


@flow.press("area")
async def area(turn: Turn, key: str) -> Shown:
    """What did you see?"""
    draft = await load(turn)
    draft.area, draft.seen, draft.certain = area_of(key).value, "", False
    return await _seen(turn, draft)


@flow.press("again")
async def again(turn: Turn) -> Shown:
    """What was seen, once more."""
    return await _seen(turn, await load(turn))


async def _seen(turn: Turn, draft: Case) -> Screen:
    pupil, of = await _pupil(turn, draft), area_of(draft.area)
    await keep(turn, draft, "seen")
    return screen(
        "concerns/seen",
        *[(button(SEEN_FACES[key], "cn.seen", key),) for key in SEEN[of]],
        (button(BACK, "cn.pupil", pupil.id), *MENU),
        protect=True,
        child=pupil.name,
        area=AREAS[of],
        limit=SEEN_LIMIT,
    )


@flow.press("seen")
async def seen(turn: Turn, key: str) -> Shown:
    """One of the ready-made observations."""
    draft = await load(turn)
    if key not in SEEN[area_of(draft.area)]:
        raise StaleScreen
    return await _take_seen(turn, draft, key)


@flow.step("seen")
async def typed_seen(turn: Turn) -> Shown:
    """Her own words; they may reach the family, and are looked at first."""
    draft = await load(turn)
    draft.certain = False
    return await _take_seen(turn, draft, turn.text)


@flow.press("sure")
async def certainly(turn: Turn) -> Shown:
    """The word that was asked about is no other pupil."""
    draft = await load(turn)
    draft.certain = True
    return await _take_seen(turn, draft, draft.text)


async def _take_seen(turn: Turn, draft: Case, words: str) -> Screen:
    pupil, of = await _pupil(turn, draft), area_of(draft.area)
    draft.text = words[: 2 * SEEN_LIMIT]
    try:
        draft.seen = await raising.seen_of(turn.session, pupil, of, words, certain=draft.certain)
    except Flawed as error:
        await keep(turn, draft, "seen")
        return refused(error, pupil.name, button(_("That is no pupil, go on"), "cn.sure"), WAYS)
    return await ask_step(turn, draft)


async def ask_step(turn: Turn, draft: Case) -> Screen:
    """What comes next: of a new concern, or of one that there is."""
    await keep(turn, draft, "step")
    steps = [button(STEPS[key], "cn.step", key.lstrip(":")) for key in OFFERED_STEPS]
    back = (button(BACK, "cn.one", draft.concern), *MENU) if draft.concern else WAYS
    return screen(
        "concerns/step", *grid(steps, 1), back, protect=True, child=await _child(turn, draft), limit=STEP_LIMIT
    )


async def _child(turn: Turn, draft: Case) -> str:
    if not draft.concern:
        return (await _pupil(turn, draft)).name
    concern = await rights.for_staff(turn.session, turn.staff(), draft.concern)
    return (await turn.session.get_one(Pupil, concern.pupil_id)).name


@flow.press("next")
async def another_step(turn: Turn, concern_id: int) -> Shown:
    """Another next step for a concern that there is; of a closed one: it is open again."""
    concern = await rights.for_staff(turn.session, turn.staff(), concern_id)
    return await ask_step(turn, Case(concern=concern.id))


@flow.press("step")
async def step(turn: Turn, key: str) -> Shown:
    """A ready-made next step."""
    if f":{key}" not in OFFERED_STEPS:
        raise StaleScreen
    draft = await load(turn)
    draft.step = f":{key}"
    return await ask_day(turn, draft)


@flow.step("step")
async def typed_step(turn: Turn) -> Shown:
    """Her own."""
    draft = await load(turn)
    try:
        draft.step = raising.step_of(turn.text)
    except InvalidValue as error:
        await keep(turn, draft, "step")
        return refused(error, await _child(turn, draft), button(BACK, "cn.again"), (button(BACK, "cn.list", 0), *MENU))
    return await ask_day(turn, draft)


async def ask_day(turn: Turn, draft: Case, *, wrong: bool = False) -> Screen:
    """By when?"""
    child = await _child(turn, draft)
    await keep(turn, draft, "day")
    rule = await quiet_rule(turn.session, turn.school, turn.now)
    near = good_days(today(turn), rule, max(DAYS))
    days = dict.fromkeys(near[min(ahead, len(near)) - 1] for ahead in DAYS)
    taps = [button(_("%(day)s", day=day), "cn.day", day.isoformat()) for day in days]
    back = (button(BACK, "cn.one", draft.concern), *MENU) if draft.concern else WAYS
    step_said = step_words(draft.step) if draft.step else step_words(":look")
    return screen("concerns/day", *grid(taps, 2), back, protect=True, child=child, step=step_said, wrong=wrong)


@flow.press("day")
async def day(turn: Turn, text: str) -> Shown:
    """A day was tapped."""
    return await _take_day(turn, await load(turn), day_of(turn, text))


@flow.step("day")
async def typed_day(turn: Turn) -> Shown:
    """A day was typed."""
    draft = await load(turn)
    found = parse_date(turn.text, today(turn))
    return await _take_day(turn, draft, found) if found else await ask_day(turn, draft, wrong=True)


async def _take_day(turn: Turn, draft: Case, on: date) -> Shown:
    try:
        draft.on = await raising.day_of(turn.session, turn.school.id, on, turn.now)
    except InvalidValue:
        return await ask_day(turn, draft, wrong=True)
    if not draft.concern:
        return await _who(turn, await _prefilled(turn, draft))
    if draft.text:  # what was agreed waits for the day on which the school looks again
        return await page.agree(turn, draft)
    concern = await keeping.set_step(turn.session, turn.staff(), draft.concern, draft.step, draft.on, turn.now)
    await done(turn)
    return await page.shown(turn, concern.id)


async def _prefilled(turn: Turn, draft: Case) -> Case:
    """The homeroom teacher is in it from the first, unless she is taken out."""
    found = await rights.colleagues(turn.session, await _pupil(turn, draft))
    draft.beside = [one.person.id for one in found if one.what == HOMEROOM and one.person.id != turn.staff().id]
    return draft


async def _who(turn: Turn, draft: Case) -> Screen:
    pupil, staff = await _pupil(turn, draft), turn.staff()
    await keep(turn, draft)
    found = [one for one in await rights.colleagues(turn.session, pupil) if one.person.id != staff.id]
    return screen(
        "concerns/who",
        *[(_face(one, draft.beside),) for one in found],
        (button(_("Keep this concern"), "cn.raise", style=Style.PRIMARY),),
        WAYS,
        protect=True,
        child=pupil.name,
        seen=SEEN[area_of(draft.area)].get(draft.seen, draft.seen),
        step=step_words(draft.step),
        on=draft.on,
        others=len(found),
    )


def _face(one: Colleague, chosen: Sequence[int]) -> Button:
    inside = one.person.id in chosen
    face = (
        _("✓ %(name)s, %(what)s", name=one.person.name, what=one.what)
        if inside
        else _("%(name)s, %(what)s", name=one.person.name, what=one.what)
    )
    return button(face, "cn.beside", one.person.id, style=Style.SUCCESS if inside else Style.PLAIN)


@flow.press("beside")
async def beside(turn: Turn, person_id: int) -> Shown:
    """Take a colleague in, or out again."""
    draft = await load(turn)
    can_be = {one.person.id for one in await rights.colleagues(turn.session, await _pupil(turn, draft))}
    if person_id not in can_be or draft.on is None:
        raise StaleScreen
    draft.beside = sorted({*draft.beside} ^ {person_id})
    return await _who(turn, draft)


@flow.press("raise")
async def raise_(turn: Turn) -> Shown:
    """It is kept, and whoever is in it is told."""
    draft = await load(turn)
    if draft.on is None or draft.concern or not (draft.seen and draft.step):
        raise StaleScreen
    concern = await raising.by_staff(
        turn.session,
        turn.staff(),
        draft.pupil,
        ConcernArea(draft.area),
        draft.seen,
        draft.step,
        draft.on,
        draft.beside,
        turn.now,
        certain=True,
    )
    await done(turn)
    return await page.shown(turn, concern.id, news=_("The concern is kept. Only who is in it sees it."))
