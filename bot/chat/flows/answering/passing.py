"""Pass a thread on to the colleague who can answer it, with a note that the family does not read."""

from bot.chat import drafts
from bot.chat.flows.answering.draft import LEAVE, MENU, Answering, flow, keep, load
from bot.chat.flows.questions.asking import ROLES
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.answers import honorific
from bot.domain.errors import NotAllowed, StaleScreen
from bot.domain.paging import page_of
from bot.domain.screens import Fact, Row, Screen, button, screen
from bot.domain.text import Phrase, _
from bot.services.answers.conversations import family_card, teacher_card
from bot.services.threads import answering, views
from bot.services.threads.addressees import Addressee, addressees
from bot.storage.models import Person, Pupil, Thread

PER_PAGE = 7
NOTE_LIMIT = 500


@flow.press("to")
async def whom(turn: Turn, thread_id: int) -> Shown:
    """Who could answer instead; below the question, which stays to be read."""
    turn.edits = None
    return await whom_page(turn, thread_id, 0)


@flow.press("tp")
async def whom_page(turn: Turn, thread_id: int, page: int) -> Shown:
    """Homeroom teacher, the class's teachers, counsellor, office."""
    thread = await views.thread_for_staff(turn.session, turn.staff(), thread_id)
    part = page_of(await _colleagues(turn, thread), page, PER_PAGE)
    rows: list[Row] = [(button(_face(one), "qa.fw", thread.id, one.key),) for one in part.shown]
    pupil = await turn.session.get_one(Pupil, thread.pupil_id)
    return Screen(
        "answering/to_whom",
        {"count": len(part.shown), **await family_card(turn.session, thread.person_id, [pupil])},
        (*rows, *part.turns("qa.tp", thread.id), (button(_("‹ Back"), "qa.open", thread.id), *MENU)),
        protect=True,
    )


@flow.press("fw")
async def ask_note(turn: Turn, thread_id: int, whom: str) -> Shown:
    """To this colleague: a note can go along."""
    thread = await views.thread_for_staff(turn.session, turn.staff(), thread_id)
    to = await _one(turn, thread, whom)
    await keep(turn, Answering(thread=thread.id, whom=whom), "note")
    return screen(
        "answering/note",
        (button(_("Pass on without a note"), "qa.pass", thread.id, whom),),
        (button(_("‹ Back"), "qa.tp", thread.id, 0), *LEAVE),
        teacher=teacher_card(to),
        limit=NOTE_LIMIT,
    )


@flow.press("pass")
async def pass_on(turn: Turn, thread_id: int, whom: str) -> Shown:
    """Passed on as it is."""
    return await _pass(turn, thread_id, whom, "")


@flow.step("note")
async def typed_note(turn: Turn) -> Shown:
    """Passed on with these words."""
    draft = await load(turn)
    if not draft.thread or not draft.whom:
        raise StaleScreen
    if not turn.text:
        return await ask_note(turn, draft.thread, draft.whom)
    return await _pass(turn, draft.thread, draft.whom, turn.text[:NOTE_LIMIT])


async def _pass(turn: Turn, thread_id: int, whom: str, note: str) -> Shown:
    staff = turn.staff()
    thread = await views.thread_for_staff(turn.session, staff, thread_id)
    to = await _one(turn, thread, whom)
    done = await answering.forward(turn.session, staff, thread.id, to, note, turn.now)
    await drafts.drop(turn, flow.name)
    pupil = await turn.session.get_one(Pupil, thread.pupil_id)
    covered = done.promised.responsible.id != to.id
    values: dict[str, Fact] = {
        "teacher": teacher_card(done.promised.responsible),
        "covers": teacher_card(to) if covered else None,
        "promised_at": done.promised.at,
        "told": done.told,
        **await family_card(turn.session, thread.person_id, [pupil]),
    }
    return Screen("answering/passed", values, ((button(_("Today"), "td.open"), *MENU),), protect=True)


async def _colleagues(turn: Turn, thread: Thread) -> list[Addressee]:
    """Everybody once, in the first capacity; not herself, and not the family."""
    pupil = await turn.session.get_one(Pupil, thread.pupil_id)
    guardian = await turn.session.get_one(Person, thread.person_id)
    found: dict[int, Addressee] = {}
    for one in await addressees(turn.session, pupil, guardian):
        if one.person.id != turn.staff().id:
            found.setdefault(one.person.id, one)
    return list(found.values())


async def _one(turn: Turn, thread: Thread, key: str) -> Person:
    """The colleague with this key; raises NotAllowed."""
    for one in await _colleagues(turn, thread):
        if one.key == key:
            return one.person
    raise NotAllowed


def _face(one: Addressee) -> Phrase:
    role = one.subject or ROLES[one.addressed]
    title = honorific(one.person.address, one.person.sex)
    return _("%(role)s: %(honorific)s %(name)s", role=role, honorific=title, name=one.person.name)
