"""Who looks after a family decides on a correction: with one tap, or with a reason why it stays as it is."""

from datetime import datetime

from bot.chat import drafts
from bot.chat.flows.privacy.draft import MENU, Asking, flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import InvalidValue
from bot.domain.privacy import WORDS_LIMIT, Field
from bot.domain.screens import Screen, Style, button, screen
from bot.domain.text import _
from bot.services.privacy import correcting
from bot.services.privacy.correcting import Asked


@flow.press("req")
async def asked(turn: Turn, asked_id: int) -> Shown:
    """What is asked, beside what stands there now."""
    found = await correcting.asked_of(turn.session, turn.staff(), asked_id)
    face = _("I have put it right") if found.field is Field.OTHER else _("Yes, change it")
    yes = button(face, "pv.ok", found.row.id, style=Style.SUCCESS)
    no = button(_("It stays as it is"), "pv.no", found.row.id)
    values: dict[str, str | datetime] = {**_values(found), "due_at": found.row.due_at}
    return Screen("privacy/request", values, ((yes,), (no,), MENU), protect=True)


@flow.press("ok")
async def granted(turn: Turn, asked_id: int) -> Shown:
    """Put right, and told."""
    found = await correcting.grant(turn.session, turn.staff(), asked_id, turn.now)
    return Screen("privacy/granted", _values(found), (MENU,), protect=True)


@flow.press("no")
async def why(turn: Turn, asked_id: int) -> Shown:
    """It stays; the family is told why."""
    found = await correcting.asked_of(turn.session, turn.staff(), asked_id)
    await drafts.keep(turn, flow.name, Asking(request_id=found.row.id), "why")
    return _why(turn, found, "")


@flow.step("why")
async def refused(turn: Turn) -> Shown:
    """The reason was typed."""
    draft = await drafts.needed(turn, flow.name, Asking)
    try:
        found = await correcting.refuse(turn.session, turn.staff(), draft.request_id, turn.text, turn.now)
    except InvalidValue as error:
        return _why(turn, await correcting.asked_of(turn.session, turn.staff(), draft.request_id), error.reason)
    await drafts.drop(turn, flow.name)
    return screen("privacy/refused", MENU, guardian=found.guardian.name)


def _why(turn: Turn, found: Asked, problem: str) -> Screen:
    back = (button(_("‹ Back"), "pv.req", found.row.id), *MENU)
    return screen("privacy/why", back, guardian=found.guardian.name, problem=problem, limit=WORDS_LIMIT)


def _values(found: Asked) -> dict[str, str]:
    return {
        "guardian": found.guardian.name,
        "child": found.pupil.name,
        "class_name": found.class_name,
        "field": found.field.value,
        "before": found.before,
        "words": found.words,
    }
