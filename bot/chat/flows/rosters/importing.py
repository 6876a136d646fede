"""A file comes in, a plan is shown; nothing changes before *Terapkan* is tapped."""

from collections.abc import Sequence

from bot.chat import drafts
from bot.chat.attachments import ReadFile
from bot.chat.flows.rosters.draft import MENU, Importing, flow, keep, load, pack
from bot.chat.router import PASS, Pass, Shown
from bot.chat.turns import Turn
from bot.domain.answers import RELATIONS
from bot.domain.remarks import FORMATS, remark_text
from bot.domain.roster import Remark, Severity
from bot.domain.screens import Row, Screen, Style, button, screen
from bot.domain.text import Phrase, _
from bot.services import scope
from bot.services.rosters import Action, ImportOutdated, ImportPlan, apply_import, plan_import
from bot.sheets.errors import FileWrongKind
from bot.storage.models import Pupil, RoleKind

TOLD = 5
"""Remarks that the preview tells; the report has all of them."""


@flow.command("data_pokok", "roster")
@flow.press("help")
async def explain(turn: Turn) -> Shown:
    """Which files are understood; the next document is one."""
    turn.admin()
    await keep(turn, Importing(), "file")
    return screen("rosters/help", (button(_("‹ The whole school"), "home.school"), *MENU))


@flow.step("file")
async def awaited_file(turn: Turn) -> Shown:
    """The file that was asked for."""
    turn.admin()
    read = turn.received.prepared
    if not isinstance(read, ReadFile):
        return screen("rosters/not_a_document", MENU)
    return await _look_at(turn, read)


@flow.otherwise
async def unasked_file(turn: Turn) -> Shown | Pass:
    """A document that an administrator sends of his own accord is taken for a roster, unless it is none at all.

    A teacher's was to be marks; why it holds none is said here, too, except of what may be meant for something else.
    """
    read = turn.received.prepared
    if not isinstance(read, ReadFile) or read.marks is not None:
        return PASS
    if isinstance(read.error, FileWrongKind) and (RoleKind.ADMIN not in turn.roles or await _is_parent(turn)):
        return PASS
    return await _look_at(turn, read)


@flow.press("again")
async def look_again(turn: Turn) -> Shown:
    """Plan once more, as the school is now."""
    return await _preview(turn, await load(turn))


@flow.press("leavers")
async def with_leavers(turn: Turn, stamp: str) -> Shown:
    """The file is complete: who is missing from it has left."""
    draft = await load(turn, stamp)
    draft.allow_leavers = not draft.allow_leavers
    return await _preview(turn, draft)


@flow.press("apply")
async def apply(turn: Turn, stamp: str) -> Shown:
    """Do what was shown, and nothing else."""
    admin = turn.admin()
    draft = await load(turn, stamp)
    plan = await planned(turn, draft)
    if plan.fingerprint != draft.fingerprint:
        raise ImportOutdated
    done = await apply_import(turn.session, plan, turn.now, by=admin.id)
    await drafts.drop(turn, flow.name)
    counts = {name: getattr(done, name) for name in done.__dataclass_fields__}
    return Screen("rosters/applied", {"year": plan.year, "counts": counts}, (MENU,))


@flow.press("cancel")
async def cancel(turn: Turn) -> Shown:
    """Nothing was changed."""
    turn.admin()
    await drafts.drop(turn, flow.name)
    return screen("rosters/cancelled", MENU)


async def _look_at(turn: Turn, read: ReadFile) -> Shown:
    if read.error is not None:
        raise read.error
    turn.admin()
    assert read.roster is not None
    return await _preview(turn, Importing(packed=pack(read.roster), name=read.name))


async def planned(turn: Turn, draft: Importing) -> ImportPlan:
    return await plan_import(turn.session, turn.school, draft.roster, turn.now, allow_leavers=draft.allow_leavers)


async def _preview(turn: Turn, draft: Importing) -> Screen:
    plan = await planned(turn, draft)
    draft.fingerprint = plan.fingerprint
    await keep(turn, draft)
    return screen(
        "rosters/preview",
        *_rows(plan, draft),
        name=draft.name,
        format=FORMATS[plan.roster.format],
        year=plan.year,
        counts=_counts(plan),
        changes=plan.changes,
        held_back=[{"class_name": held.class_name, "count": len(held.names)} for held in plan.held_back],
        allow_leavers=plan.allow_leavers,
        remarks=[told(remark) for remark in important(plan)[:TOLD]],
        more=max(len(important(plan)) - TOLD, 0),
    )


def _rows(plan: ImportPlan, draft: Importing) -> tuple[Row, ...]:
    leave = button(_("Cancel"), "r.cancel", style=Style.DANGER)
    report = button(_("Full report (spreadsheet)"), "r.report", draft.stamp)
    rows: list[Row] = []
    if plan.held_back:
        rows.append((button(_("The file is complete: the missing have left"), "r.leavers", draft.stamp),))
    elif plan.allow_leavers:
        rows.append((button(_("Leave those who are missing as they are"), "r.leavers", draft.stamp),))
    if plan.changes:
        rows.append((button(_("Apply"), "r.apply", draft.stamp, style=Style.SUCCESS), leave))
    else:
        rows.append((leave,))
    return (*rows, (report,))


def _counts(plan: ImportPlan) -> dict[str, int]:
    """What the plan would do, in numbers; moving is counted apart from other changes."""
    moved = set(plan.moved)
    return {
        "new": len(plan.of(Action.NEW)),
        "moved": len(moved),
        "changed": len([change for change in plan.of(Action.CHANGED) if change not in moved]),
        "returned": len(plan.of(Action.RETURNED)),
        "left": len(plan.of(Action.LEFT)),
        "unchanged": plan.unchanged,
        "guardians": len(plan.guardians),
        "staff": len(plan.staff),
        "classes": len(plan.classes),
        "homerooms": len(plan.homerooms),
        "teachings": len(plan.teachings),
        "skipped": len(plan.remarked(Severity.SKIPPED)),
        "doubtful": len(plan.remarked(Severity.DOUBTFUL)),
    }


def important(plan: ImportPlan) -> Sequence[Remark]:
    """What somebody should look at: rows that were left out first, then the doubtful ones."""
    return (*plan.remarked(Severity.SKIPPED), *plan.remarked(Severity.DOUBTFUL))


def told(remark: Remark) -> dict[str, str | int | Phrase | None]:
    """A remark as a message tells it."""
    return {
        "sheet": remark.sheet,
        "row": remark.row or None,
        "column": column_of(remark),
        "text": remark_text(remark),
    }


def column_of(remark: Remark) -> str | Phrase | None:
    """The column as the file spells it; a relation has no column of that name in every file, so it is said in words."""
    return RELATIONS.get(remark.column, remark.column or None)


async def _is_parent(turn: Turn) -> bool:
    found = await turn.session.scalar(scope.children_of(turn.known()).with_only_columns(Pupil.id).limit(1))
    return found is not None
