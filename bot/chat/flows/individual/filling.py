"""What is said of each: what the courses do not fill is asked once for all, and one pupil's can be changed alone."""

from bot.channels.base import Kind
from bot.chat.flows.individual import listing
from bot.chat.flows.individual.draft import Several, changed, composing, flow, keep, load, still
from bot.chat.flows.updates import fields
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.guard import Finding
from bot.domain.screens import Button, Row, Screen, button, grid, screen
from bot.domain.text import Phrase, _
from bot.domain.updates import Field, FieldKind, FieldValue
from bot.services.progress.guarding import guard_of

_KEYS = fields.Keys("iu.d", "iu.h", "iu.f")


async def ask_next(turn: Turn, draft: Several) -> Shown:
    """Ask for the next fact that holds for all; then the whole list."""
    wanted = draft.common()
    if wanted is None:
        return await listing.show(turn, draft, 0)
    return await ask(turn, draft, wanted)


async def ask(turn: Turn, draft: Several, wanted: Field, problem: Phrase | None = None) -> Screen:
    """Ask for one fact, of all or of one pupil; `problem` says what was wrong with the last try."""
    draft.asking, draft.pending = wanted.name, None
    await keep(turn, draft, "field")
    name = await _name(turn, draft)
    rows: list[Row] = [*grid(await fields.taps(turn, wanted, _KEYS), fields.columns(wanted))]
    rows.append((_away(draft),))
    return screen(
        "individual/ask",
        *rows,
        title=draft.occasion.template.title,
        prompt=wanted.prompt,
        name=name,
        count=len(draft.chosen),
        typed=wanted.kind in fields.LIMITS,
        tappable=bool(wanted.choices) or wanted.kind not in fields.LIMITS,
        limit=fields.LIMITS.get(wanted.kind),
        problem=problem,
    )


def _away(draft: Several) -> Button:
    if draft.about is None or draft.correcting is not None:
        return button(_("Discard"), "iu.cancel")
    return button(_("‹ Back to the list"), "iu.list", 0)


async def _name(turn: Turn, draft: Several) -> str | None:
    """The one pupil whom it is about; None where it holds for all."""
    if draft.about is None:
        return None
    there = await still(turn, draft)
    if draft.about not in there:
        raise StaleScreen
    return there[draft.about].name


@flow.press("f")
async def tap_choice(turn: Turn, key: str) -> Shown:
    """One of the common answers."""
    draft, wanted = await _asked(turn)
    return await _fill(turn, draft, wanted, fields.face_of(wanted, key))


@flow.press("d")
async def tap_day(turn: Turn, day: str) -> Shown:
    """One of the next days."""
    draft, wanted = await _asked(turn, FieldKind.DATE)
    return await _fill(turn, draft, wanted, fields.day_of(turn, day))


@flow.press("h")
async def tap_hour(turn: Turn, hour: str) -> Shown:
    """One of the usual hours."""
    draft, wanted = await _asked(turn, FieldKind.TIME)
    return await _fill(turn, draft, wanted, fields.hour_of(hour))


@flow.step("field")
async def typed(turn: Turn) -> Shown:
    """A fact that was typed; the guard looks at it before it is taken."""
    draft, wanted = await _asked(turn)
    if turn.received.kind is Kind.FILE:
        return await ask(turn, draft, wanted, _("Please type it as text."))
    value, problem = fields.read(turn, wanted)
    if problem is not None:
        return await ask(turn, draft, wanted, problem)
    if isinstance(value, str):
        value = value.rstrip(" .")
        found = await _look(turn, draft, value)
        if found:
            return await _guarded(turn, draft, value, found)
    return await _fill(turn, draft, wanted, value)


async def _look(turn: Turn, draft: Several, text: str) -> tuple[Finding, ...]:
    """What of another child is in words to one family, or in words to several: there, every name is another's."""
    guard = await guard_of(turn.session, turn.school, [draft.of_class])
    return guard.look(text, {draft.about} if draft.about is not None else _alone(draft))


def _alone(draft: Several) -> set[int]:
    return set(draft.chosen) if len(draft.chosen) == 1 else set()


async def _guarded(turn: Turn, draft: Several, text: str, found: tuple[Finding, ...]) -> Screen:
    """Sure findings stop; of others the teacher is asked."""
    sure = found[0].sure
    draft.pending = None if sure else text
    await keep(turn, draft, "field")
    rows: list[Row] = [(button(_("Type it anew"), "iu.again"),)]
    if not sure:
        rows.insert(0, (button(_("That is no pupil, go on"), "iu.ok", draft.stamp),))
    shown = [{"leak": one.leak.value, "words": one.words} for one in found if one.sure == sure]
    return screen("individual/guarded", *rows, found=shown, sure=sure, one=draft.about is not None)


@flow.press("ok")
async def no_pupil(turn: Turn, stamp: int) -> Shown:
    """The word means something else: it is taken as typed."""
    draft, wanted = await _asked(turn)
    if draft.pending is None or draft.stamp != stamp:
        raise StaleScreen
    return await _fill(turn, draft, wanted, draft.pending)


@flow.press("again")
async def again(turn: Turn) -> Shown:
    """Ask once more."""
    draft, wanted = await _asked(turn)
    return await ask(turn, draft, wanted)


@flow.press("one")
async def one_pupil(turn: Turn, pupil_id: int) -> Shown:
    """What is said of one pupil, as its family will read it, and what can be changed."""
    draft = await load(turn)
    draft.about = pupil_id
    draft.of(pupil_id)
    await keep(turn, draft)
    return await listing.one(turn, draft, pupil_id)


@flow.press("ch")
async def change(turn: Turn, pupil_id: int, name: str) -> Shown:
    """Ask for one fact of one pupil."""
    draft = await load(turn)
    draft.of(pupil_id)
    draft.about = pupil_id
    return await ask(turn, draft, draft.occasion.template.field(name))


@flow.press("all")
async def change_for_all(turn: Turn, name: str) -> Shown:
    """Ask for one fact again, for all of them."""
    draft = await composing(turn)
    draft.about = None
    return await ask(turn, draft, draft.occasion.template.field(name))


@flow.press("out")
async def leave_out(turn: Turn, pupil_id: int) -> Shown:
    """Leave one pupil out."""
    draft = await composing(turn)
    draft.of(pupil_id)
    return await _without(turn, draft, {pupil_id})


@flow.press("rest")
async def leave_out_lacking(turn: Turn) -> Shown:
    """Leave out everybody of whom nothing is said yet."""
    draft = await composing(turn)
    return await _without(turn, draft, set(draft.lacking()))


async def _without(turn: Turn, draft: Several, pupils: set[int]) -> Shown:
    if pupils.issuperset(draft.chosen):
        raise StaleScreen
    draft.chosen = [pupil for pupil in draft.chosen if pupil not in pupils]
    draft.values = {pupil: said for pupil, said in draft.values.items() if int(pupil) not in pupils}
    draft.about = None
    changed(turn, draft)
    return await listing.show(turn, draft, 0)


async def _asked(turn: Turn, kind: FieldKind | None = None) -> tuple[Several, Field]:
    draft = await load(turn)
    if draft.asking is None:
        raise StaleScreen
    wanted = draft.occasion.template.field(draft.asking)
    if kind is not None and wanted.kind is not kind:
        raise StaleScreen
    return draft, wanted


async def _fill(turn: Turn, draft: Several, wanted: Field, value: FieldValue) -> Shown:
    about = draft.about
    draft.say(draft.chosen if about is None else [about], wanted.name, value)
    draft.asking = draft.pending = None
    changed(turn, draft)
    if about is None:
        return await ask_next(turn, draft)
    await keep(turn, draft)
    return await listing.one(turn, draft, about)
