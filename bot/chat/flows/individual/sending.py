"""Sending what was looked through; ten seconds to undo."""

from bot.chat import drafts
from bot.chat.flows.individual import listing
from bot.chat.flows.individual.draft import Several, changed, composing, flow, keep, occasion_of, own_occasion, still
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.screens import Screen, Style, button, screen
from bot.domain.text import _
from bot.services import updates
from bot.services.progress import individual
from bot.services.progress.individual import NamesAnother
from bot.storage.models import ClassUpdate


@flow.press("send")
async def send(turn: Turn, stamp: int) -> Shown:
    """Send to each family what is said of its child: only what was looked through, as it was looked through."""
    draft = await composing(turn)
    there = await still(turn, draft)
    if draft.stamp != stamp or not draft.looked_through:
        raise StaleScreen
    pupils = {pupil: draft.of(pupil) for pupil in draft.chosen}
    try:
        row = await individual.send(
            turn.session, turn.staff(), draft.of_class, draft.occasion, pupils, draft.words_locale, turn.now
        )
    except NamesAnother as error:
        found = [{"leak": error.finding.leak.value, "words": error.finding.words}]
        name = there[error.pupil_id].name
        look = button(_("Look at it"), "iu.one", error.pupil_id, style=Style.PRIMARY)
        return screen(
            "individual/stopped", (look,), (button(_("‹ Back to the list"), "iu.list", 0),), name=name, found=found
        )
    row.progress_account_id, row.progress_message = turn.account.id, turn.edits
    await drafts.drop(turn, flow.name)
    return await _waiting(turn, row, len(pupils))


async def _waiting(turn: Turn, row: ClassUpdate, count: int) -> Screen:
    return screen(
        "individual/waiting",
        (button(_("Undo"), "iu.undo", row.id, style=Style.DANGER),),
        (button(_("Menu"), "home.menu"),),
        title=occasion_of(row.template).template.title,
        classes=[of.name for of in await updates.classes_of(turn.session, row.id)],
        count=count,
        send_at=row.send_at,
        soon=row.send_at <= turn.now + updates.UNDO,
    )


@flow.press("undo")
async def undo(turn: Turn, update_id: int) -> Shown:
    """Nothing leaves; all of it is a draft again."""
    occasion = own_occasion((await updates.written_by(turn.session, turn.staff(), update_id)).template)
    row, pupils = await individual.taken_back(turn.session, turn.staff(), update_id, turn.now)
    (of,) = await updates.classes_of(turn.session, row.id)
    draft = Several(
        template=occasion.key,
        class_id=of.id,
        chosen=list(pupils),
        values={str(pupil): dict(said) for pupil, said in pupils.items()},
        words_locale=row.words_locale,
    )
    changed(turn, draft)
    there = await still(turn, draft)
    draft.chosen = sorted(draft.chosen, key=list(there).index)
    await keep(turn, draft)
    return await listing.show(turn, draft, 0)
