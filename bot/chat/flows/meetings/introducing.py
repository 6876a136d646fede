"""A teacher's introduction: who she is, vision, mission, hopes; typed once, with her photograph or her voice."""

from dataclasses import dataclass

from bot.channels.base import Kind
from bot.chat import drafts
from bot.chat.router import Flow, Shown
from bot.chat.turns import Turn
from bot.domain.codec import load_file
from bot.domain.errors import InvalidValue, StaleScreen
from bot.domain.screens import Row, Screen, Style, button, grid, screen
from bot.domain.text import Phrase, _
from bot.domain.updates import TEXT_LIMIT
from bot.services.meetings import introductions
from bot.services.meetings.introductions import WORDS
from bot.storage.models import Introduction

flow = Flow("introduction", "m")

FACES: dict[str, Phrase] = {
    "who": _("Who I am"),
    "vision": _("My vision"),
    "mission": _("My mission"),
    "hopes": _("My hopes for this year"),
}


@dataclass(slots=True)
class Introducing:
    """What is asked for now. `meeting_id` is where she came from (0: from the list); `guided` asks for all in turn."""

    meeting_id: int = 0
    asking: str = "who"
    guided: bool = False


@flow.press("intro")
async def show(turn: Turn, meeting_id: int) -> Shown:
    """What families will read; who has said nothing yet is asked at once."""
    said = await introductions.of(turn.session, turn.staff())
    if said is None:
        return await _ask(turn, Introducing(meeting_id, guided=True))
    await _keep(turn, Introducing(meeting_id), None)
    return _shown(said, meeting_id)


@flow.press("iw")
async def change(turn: Turn, name: str) -> Shown:
    """Say one part anew."""
    draft = await _load(turn)
    if name not in WORDS:
        raise StaleScreen
    draft.asking, draft.guided = name, False
    return await _ask(turn, draft)


@flow.press("iskip")
async def skip(turn: Turn, name: str) -> Shown:
    """Leave this part out, or as it was."""
    draft = await _load(turn)
    if draft.asking != name:
        raise StaleScreen
    return await _next(turn, draft)


@flow.press("ifile")
async def ask_file(turn: Turn) -> Shown:
    """How to add a photograph or a voice message."""
    draft = await _load(turn)
    draft.asking, draft.guided = "file", False
    return await _ask(turn, draft)


@flow.press("isee")
async def see(turn: Turn) -> Shown:
    """Look at the photograph, or listen."""
    said = await introductions.of(turn.session, turn.staff())
    if said is None or said.file is None:
        raise StaleScreen
    turn.say(screen("meetings/my_picture", file=load_file(said.file)))
    return None


@flow.press("inofile")
async def without_file(turn: Turn) -> Shown:
    """Without photograph or voice."""
    draft = await _load(turn)
    await introductions.attach(turn.session, turn.staff(), None, turn.now)
    return await show(turn, draft.meeting_id)


@flow.step("words")
async def typed(turn: Turn) -> Shown:
    """Her words, spoken or typed; a photograph may come at any time, and its caption counts as words."""
    draft = await _load(turn)
    staff = turn.staff()
    if turn.received.kind is Kind.FILE and turn.received.file is not None:
        try:
            await introductions.attach(turn.session, staff, turn.received.file, turn.now)
        except InvalidValue:
            return await _ask(turn, draft, _("Please send a photograph or a voice message."))
        if not turn.text:
            return await (_next(turn, draft) if draft.asking == "file" else _ask(turn, draft, _("Saved. ✓")))
    if not turn.text or draft.asking == "file":
        return await _ask(turn, draft, _("Please type it as text."))
    if len(turn.text) > TEXT_LIMIT:
        wrong = _("That is %(length)s characters; here at most %(limit)s fit.", length=len(turn.text), limit=TEXT_LIMIT)
        return await _ask(turn, draft, wrong)
    await introductions.say(turn.session, staff, draft.asking, turn.text, turn.now)
    return await _next(turn, draft)


async def _next(turn: Turn, draft: Introducing) -> Shown:
    """The next part of the guided way; else what has come of it."""
    place = WORDS.index(draft.asking) + 1 if draft.asking in WORDS else len(WORDS)
    if draft.guided and place < len(WORDS):
        draft.asking = WORDS[place]
        return await _ask(turn, draft)
    said = await introductions.of(turn.session, turn.staff())
    await _keep(turn, draft, None)
    return _shown(said or Introduction(who="", vision="", mission="", hopes=""), draft.meeting_id)


async def _ask(turn: Turn, draft: Introducing, problem: Phrase | None = None) -> Screen:
    await _keep(turn, draft, "words")
    said = await introductions.of(turn.session, turn.staff())
    words = getattr(said, draft.asking) if said is not None and draft.asking in WORDS else ""
    face = _("Skip this") if draft.guided else _("Leave it as it was")
    return screen(
        "meetings/introduce",
        (button(face, "m.iskip", draft.asking),),
        asks=draft.asking,
        number=WORDS.index(draft.asking) + 1 if draft.guided else 0,
        words=words,
        limit=TEXT_LIMIT,
        problem=problem,
    )


def _shown(said: Introduction, meeting_id: int) -> Screen:
    kind = load_file(said.file).kind.value if said.file else None
    files: Row = (button(_("Photo or voice"), "m.ifile"),)
    if said.file:
        look = _("See the photo") if kind == "photo" else _("Listen")
        files = (button(look, "m.isee"), *files, button(_("Take it away"), "m.inofile", style=Style.DANGER))
    back = button(_("Done"), "m.open", meeting_id, style=Style.SUCCESS) if meeting_id else button(_("Done"), "m.list")
    return screen(
        "meetings/my_introduction",
        *grid([button(FACES[name], "m.iw", name) for name in WORDS], 2),
        files,
        (back,),
        who=said.who,
        vision=said.vision,
        mission=said.mission,
        hopes=said.hopes,
        kind=kind,
    )


async def _load(turn: Turn) -> Introducing:
    turn.staff()
    return await drafts.needed(turn, flow.name, Introducing)


async def _keep(turn: Turn, draft: Introducing, step: str | None) -> None:
    await drafts.keep(turn, flow.name, draft, step)
