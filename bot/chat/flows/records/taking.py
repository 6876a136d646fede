"""What was found, taken out as a file; the file is written before the turn, and the turn asks again."""

from bot.chat import taken_out
from bot.chat.flows.records.draft import MENU, flow, looking
from bot.chat.router import Shown
from bot.chat.spreadsheets import AS_CSV, AS_XLSX, Written
from bot.chat.turns import Turn
from bot.domain.accesses import LOG
from bot.domain.errors import StaleScreen
from bot.domain.records import About, Looking
from bot.domain.screens import screen
from bot.services.log.subjects import subject_of


@flow.press("xlsx")
async def as_xlsx(turn: Turn, of: int, about: str, sort: str, since: str, words: int) -> Shown:
    """As a spreadsheet."""
    return await _send(turn, AS_XLSX, await looking(turn, (of, about, sort, since, words)))


@flow.press("csv")
async def as_csv(turn: Turn, of: int, about: str, sort: str, since: str, words: int) -> Shown:
    """As plain rows that any program reads."""
    return await _send(turn, AS_CSV, await looking(turn, (of, about, sort, since, words)))


async def _send(turn: Turn, key: str, meant: Looking) -> Shown:
    subject = await subject_of(turn.session, turn.staff(), meant)
    made = turn.received.prepared
    if not isinstance(made, Written) or (made.key, made.looking) != (key, meant):
        raise StaleScreen
    taken_out.note(turn, made.file, class_id=subject.of, pupil_id=subject.pupil)
    person = subject.person if meant.about is About.STAFF else None
    taken_out.register(turn, LOG, made.rows, class_id=subject.of, pupil_id=subject.pupil, person_id=person)
    turn.say(screen("exports/log", MENU, file=made.file, count=made.rows))
    return None
