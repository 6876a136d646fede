"""Putting right what was said of one pupil, after it was sent: only this family's message changes."""

from sqlalchemy import select

from bot.chat import drafts
from bot.chat.flows.individual import listing
from bot.chat.flows.individual.draft import Several, changed, flow, keep, load, occasion_of
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.paging import page_of
from bot.domain.screens import button, grid, screen
from bot.domain.text import _
from bot.services import scope, updates
from bot.services.progress.guarding import first_leak, guard_of
from bot.services.updates import corrections
from bot.services.updates.meant import CORRECTED
from bot.storage.models import Pupil, UpdatePupil, UpdateState

NAMES = 12
NAME_FACE = 24


@flow.press("fix")
async def begin(turn: Turn, update_id: int, page: int) -> Shown:
    """Whose part is to change?"""
    row = await updates.written_by(turn.session, turn.staff(), update_id)
    if not row.personal or row.state not in (UpdateState.SENDING, UpdateState.SENT):
        raise StaleScreen
    there = list(
        await turn.session.scalars(
            select(Pupil)
            .join(UpdatePupil, UpdatePupil.pupil_id == Pupil.id)
            .where(UpdatePupil.update_id == row.id, Pupil.left_at.is_(None))
            .order_by(Pupil.name, Pupil.id)
        )
    )
    found = page_of(there, page, NAMES)
    names = [button(one.name[:NAME_FACE], "iu.fp", row.id, one.id) for one in found.shown]
    rows = (*grid(names, 2), *found.turns("iu.fix", row.id), (button(_("How far it has come"), "u.open", row.id),))
    return screen("individual/fix", *rows, title=occasion_of(row.template).template.title)


@flow.press("fp")
async def choose(turn: Turn, update_id: int, pupil_id: int) -> Shown:
    """What was said of this pupil, and what can be changed."""
    row = await updates.written_by(turn.session, turn.staff(), update_id)
    one = await turn.session.get(UpdatePupil, (row.id, pupil_id))
    pupil = await turn.session.get(Pupil, pupil_id)
    if one is None or pupil is None or pupil.class_id is None:
        raise StaleScreen
    of = await scope.class_of(turn.session, turn.staff(), pupil.class_id)
    said = {name: value for name, value in updates.load_values(one.values).items() if name != CORRECTED}
    draft = Several(
        template=occasion_of(row.template).key,
        class_id=of.id,
        chosen=[pupil_id],
        values={str(pupil_id): said},
        about=pupil_id,
        words_locale=row.words_locale,
        correcting=row.id,
    )
    changed(turn, draft)
    await keep(turn, draft)
    return await listing.one(turn, draft, pupil_id)


@flow.press("fixed")
async def finish(turn: Turn, stamp: int) -> Shown:
    """Change it in the chats of this family."""
    draft = await load(turn)
    if draft.correcting is None or draft.stamp != stamp or draft.lacking():
        raise StaleScreen
    (pupil,) = draft.chosen
    leak = first_leak(await guard_of(turn.session, turn.school, [draft.of_class]), {pupil: draft.of(pupil)})
    if leak is not None:
        raise StaleScreen  # the name of somebody who came to the school since: it is looked at anew
    row = await corrections.correct_pupil(
        turn.session, turn.staff(), draft.correcting, pupil, draft.of(pupil), turn.now
    )
    await drafts.drop(turn, flow.name)
    return screen(
        "updates/corrected",
        (button(_("How far it has come"), "u.open", row.id), button(_("Menu"), "home.menu")),
        title=occasion_of(row.template).template.title,
    )
