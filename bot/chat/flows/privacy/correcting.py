"""A guardian asks for something to be put right: what, of which child, and how it should be."""

from bot.chat import drafts
from bot.chat.flows.privacy.draft import BACK, Asking, flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import InvalidValue, NotAllowed, StaleScreen
from bot.domain.phones import shown as as_dialled
from bot.domain.privacy import FIELDS, WORDS_LIMIT, Field
from bot.domain.screens import Row, Screen, button, screen
from bot.services import scope
from bot.services.privacy import correcting
from bot.storage.models import Pupil


@flow.press("fix")
async def fix(turn: Turn) -> Shown:
    """What is not right?"""
    await _children(turn)
    rows: list[Row] = [(button(face, "pv.field", field.value),) for field, face in FIELDS.items()]
    return screen("privacy/fix", *rows, BACK)


@flow.press("field")
async def field(turn: Turn, field: str) -> Shown:
    """Of which child, where there are several and it matters."""
    which = _field(field)
    children = await _children(turn)
    if len(children) == 1 or which in (Field.NAME, Field.PHONE):
        return await _ask(turn, which, children[0])
    rows: list[Row] = [(button(child.name, "pv.kid", which.value, child.id),) for child in children]
    return screen("privacy/child", *rows, BACK, field=which.value)


@flow.press("kid")
async def child(turn: Turn, field: str, pupil_id: int) -> Shown:
    """The child was tapped."""
    return await _ask(turn, _field(field), await scope.child_of(turn.session, turn.known(), pupil_id))


@flow.step("words")
async def words(turn: Turn) -> Shown:
    """How it should be was typed: it goes to the homeroom teacher, or to an administrator."""
    draft = await drafts.needed(turn, flow.name, Asking)
    which = _field(draft.field)
    try:
        row = await correcting.ask(turn.session, turn.known(), which, draft.pupil_id, turn.text, turn.now)
    except InvalidValue as error:
        pupil = await scope.child_of(turn.session, turn.known(), draft.pupil_id)
        return _question(turn, which, pupil, error.reason)
    await drafts.drop(turn, flow.name)
    said = as_dialled(row.text, turn.school.country) if which is Field.PHONE else row.text
    return screen("privacy/sent", BACK, field=which.value, words=said, receipt=row.receipt, due_at=row.due_at)


async def _ask(turn: Turn, which: Field, pupil: Pupil) -> Screen:
    await drafts.keep(turn, flow.name, Asking(which.value, pupil.id), "words")
    return _question(turn, which, pupil, "")


def _question(turn: Turn, which: Field, pupil: Pupil, problem: str) -> Screen:
    person = turn.known()
    number = as_dialled(person.phone, turn.school.country) if person.phone else ""
    before = {Field.NAME: person.name, Field.PHONE: number, Field.CHILD: pupil.name}.get(which, "")
    return screen(
        "privacy/ask",
        BACK,
        field=which.value,
        child=pupil.name,
        before=before,
        problem=problem,
        limit=WORDS_LIMIT,
        protect=True,
    )


async def _children(turn: Turn) -> list[Pupil]:
    children = list(await turn.session.scalars(scope.children_of(turn.known())))
    if not children:
        raise NotAllowed
    return children


def _field(word: str) -> Field:
    try:
        return Field(word)
    except ValueError:
        raise StaleScreen from None
