"""The teacher's inbox: updates with answers, and each one's families by what they answered."""

from collections.abc import Mapping, Sequence

from bot.chat.flows.answers import family
from bot.chat.flows.answers.draft import MENU, flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.answers import RELATIONS, excerpt
from bot.domain.errors import StaleScreen
from bot.domain.screens import Row, button, grid, screen
from bot.domain.shelf import SHELF
from bot.domain.text import Phrase, _, n_
from bot.services import updates
from bot.services.answers import reports
from bot.services.answers.conversations import medium_of
from bot.services.answers.reports import NOT_YET, READ, WROTE, FamilyAnswer, GuardianAnswer
from bot.services.safety import holding
from bot.services.threads.views import owed_by
from bot.storage.models import ClassUpdate, LogEntry

PAGE = 6
FAMILIES = 10

_OTHERS: Mapping[str, Phrase] = {
    WROTE: _("Wrote"),
    READ: _("Read only"),
    NOT_YET: _("Not yet"),
}


@flow.command("jawaban", "answers")
async def command(turn: Turn) -> Shown:
    """The answers to a teacher's updates; for a parent, the updates that can be answered."""
    return await inbox(turn) if turn.roles else await family.current(turn)


@flow.press("inbox")
async def inbox(turn: Turn, page: int = 0) -> Shown:
    """Updates with answers: those that wait for a reply first, then the newest."""
    staff = turn.staff()
    found = await reports.lines(turn.session, staff, page * PAGE, PAGE + 1)
    direct = await reports.count_direct(turn.session, staff)
    rows: list[Row] = [(button(_line(line), "a.update", line.update.id),) for line in found[:PAGE]]
    if direct and not page:
        label = n_("%(count)s message besides the updates", "%(count)s messages besides the updates", direct)
        rows.insert(0, (button(label, "a.next", 0, 0),))
    asked = len(await owed_by(turn.session, staff))
    if asked and not page:
        rows.insert(0, (button(_("● Conversations: %(count)s to reply to", count=asked), "qa.list"),))
    if turns := _turns(page, len(found) > PAGE, "a.inbox"):
        rows.append(turns)
    below = (button(_("Conversations"), "qa.list"), *MENU) if not asked else MENU
    return screen("answers/inbox", *rows, below, count=len(found) + direct)


@flow.press("update")
async def one_update(turn: Turn, update_id: int) -> Shown:
    """One update: how many answered what. Each group opens to its families."""
    row = await updates.seen_by(turn.session, turn.staff(), update_id)
    found = await reports.families(turn.session, turn.staff(), row)
    groups = reports.by_group(found)
    shown = [(key, name, len(groups[key])) for key, name in _groups(row).items() if groups.get(key)]
    waiting = len({entry.id for one in found for guardian in one.guardians for entry in guardian.waiting})
    buttons = [
        button(_("%(group)s: %(count)s", group=name, count=count), "a.grp", row.id, key, 0)
        for key, name, count in shown
    ]
    rows: list[Row] = [*grid(buttons, 2)]
    if waiting:
        label = n_("%(count)s to reply to ›", "%(count)s to reply to ›", waiting)
        rows.append((button(label, "a.next", row.id, 0),))
    rows.append((button(_("As a spreadsheet"), "x.update", row.id), button(_("‹ Answers"), "a.inbox")))
    return screen(
        "answers/update",
        *rows,
        title=SHELF.get(row.template).title,
        sent_at=row.send_at,
        groups=[{"name": name, "count": count} for _key, name, count in shown],
        total=len(found),
        waiting=waiting,
    )


@flow.press("grp")
async def one_group(turn: Turn, update_id: int, group: str, page: int) -> Shown:
    """The families of a group, by child, with each guardian's own answer."""
    row = await updates.seen_by(turn.session, turn.staff(), update_id)
    names = _groups(row)
    if group not in names:
        raise StaleScreen
    found = reports.by_group(await reports.families(turn.session, turn.staff(), row)).get(group, [])
    shown = found[page * FAMILIES : (page + 1) * FAMILIES]
    waiting = {entry.id: one for one in shown for guardian in one.guardians for entry in guardian.waiting}
    replies = [button(_("Reply: %(child)s", child=one.pupil.name), "a.one", entry) for entry, one in waiting.items()]
    rows: list[Row] = [*grid(replies, 2)]
    if turns := _turns(page, len(found) > (page + 1) * FAMILIES, "a.grp", row.id, group):
        rows.append(turns)
    return screen(
        "answers/group",
        *rows,
        (button(_("‹ Back"), "a.update", row.id),),
        group=names[group],
        title=SHELF.get(row.template).title,
        count=len(found),
        lines=[line for one in shown for line in _family(row, one, await _held(turn, shown))],
    )


def _line(line: reports.InboxLine) -> Phrase:
    title, day = SHELF.get(line.update.template).title, line.update.send_at
    if line.waiting:
        return _("● %(title)s, %(day)s: %(count)s to reply to", title=title, day=day, count=line.waiting)
    return _("%(title)s, %(day)s: %(count)s answered", title=title, day=day, count=line.answered)


def _groups(row: ClassUpdate) -> dict[str, Phrase]:
    return {answer.key: answer.face for answer in SHELF.get(row.template).answers} | dict(_OTHERS)


def _turns(page: int, more: bool, key: str, *args: object) -> Row:
    newer = (button(_("‹ Back"), key, *args, page - 1),) if page else ()
    older = (button(_("More ›"), key, *args, page + 1),) if more else ()
    return (*newer, *older)


async def _held(turn: Turn, shown: Sequence[FamilyAnswer]) -> frozenset[int]:
    entries = [entry.id for one in shown for guardian in one.guardians for entry in guardian.entries]
    return await holding.held_among(turn.session, entries)


def _family(row: ClassUpdate, one: FamilyAnswer, held: frozenset[int]) -> list[dict[str, str | Phrase | bool | None]]:
    """A line per guardian; the first of a child names the child."""
    lines = [_guardian(row, guardian, held) for guardian in one.guardians]
    for number, line in enumerate(lines):
        line["child"], line["class_name"] = (one.pupil.name, one.class_name) if number == 0 else (None, None)
    return lines


def _guardian(row: ClassUpdate, one: GuardianAnswer, held: frozenset[int]) -> dict[str, str | Phrase | bool | None]:
    faces = _groups(row)
    last = one.entries[-1] if one.entries else None
    return {
        "relation": RELATIONS[one.relation.value],
        "guardian": one.name,
        "answer": faces.get(one.choice) if one.choice else None,
        "words": _words(last, held) if last else None,
        "edited": last is not None and last.replaces_id is not None,
        "waiting": bool(one.waiting),
        "noted": one.noted,
        "read": one.read,
    }


def _words(entry: LogEntry, held: frozenset[int]) -> str | Phrase | None:
    return _("a message that is held") if entry.id in held else excerpt(entry.text) or medium_of(entry)
