"""A child's record as its guardian takes it: marks that are published, days, notes, and updates about this child."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import alert_words
from bot.domain.attendance import STATES
from bot.domain.codec import load_value
from bot.domain.errors import NotFound
from bot.domain.mark_words import assessment_words, rounded, term_words
from bot.domain.shelf import SHELF
from bot.domain.text import Label, _, p_
from bot.services.privacy.copies import INTERNAL, Cell, CopySheet
from bot.services.privacy.tables import Family
from bot.storage.models import (
    Absence,
    AbsenceNote,
    AbsenceTotal,
    Alert,
    Assessment,
    ClassUpdate,
    Mark,
    Person,
    Pupil,
    PupilNote,
    Recipient,
    Round,
    RoundPupil,
    RoundState,
    TurnState,
    UpdatePupil,
)


async def marks(session: AsyncSession, family: Family) -> CopySheet:
    """Marks that families see."""
    sheet = CopySheet(
        p_("sheet", "Marks"),
        (_("Pupil"), _("Half of the year"), _("Subject"), _("Assessment"), _("Mark"), _("Best mark"), _("Remark")),
    )
    rows = await session.execute(
        select(Mark, Assessment, Pupil.name)
        .join(Assessment, Assessment.id == Mark.assessment_id)
        .join(Pupil, Pupil.id == Mark.pupil_id)
        .where(Mark.pupil_id.in_(family.pupils), Assessment.published_at.is_not(None))
        .order_by(Pupil.name, Assessment.term, Assessment.subject, Assessment.position, Mark.id)
    )
    for mark, of, child in rows:
        remark: Cell = _("not handed in") if mark.missing else mark.words or ""
        title = assessment_words(of.kind, of.title)
        sheet.add(child, term_words(of.term), of.subject, title, rounded(mark.score), rounded(of.best), remark)
        for objective, reached in mark.objectives:
            sheet.add(
                child, term_words(of.term), of.subject, _("Objective"), None, None, _objective(objective, reached)
            )
    return sheet


def _objective(objective: str, reached: bool | None) -> Cell:
    if reached is None:
        return objective
    return _("%(goal)s: reached", goal=objective) if reached else _("%(goal)s: not yet reached", goal=objective)


async def attendance(session: AsyncSession, family: Family) -> CopySheet:
    """Days that were not simply present, totals of the school's files, and the guardian's own notes."""
    sheet = CopySheet(
        p_("sheet", "Attendance"),
        (_("Pupil"), _("Day"), _("Through"), _("What is stored"), _("Words"), _("Written down")),
    )
    days = await session.execute(
        select(Absence, Pupil.name)
        .join(Pupil, Pupil.id == Absence.pupil_id)
        .where(Absence.pupil_id.in_(family.pupils))
        .order_by(Pupil.name, Absence.day)
    )
    for day, child in days:
        sheet.add(child, day.day, None, STATES[day.state], day.note, day.at)
    totals = await session.execute(
        select(AbsenceTotal, Pupil.name)
        .join(Pupil, Pupil.id == AbsenceTotal.pupil_id)
        .where(AbsenceTotal.pupil_id.in_(family.pupils))
    )
    for total, child in totals:
        counts = {"sick": total.sick, "excused": total.excused, "unexplained": total.unexplained}
        said = _("ill %(sick)s, excused %(excused)s, no word %(unexplained)s", **counts)
        sheet.add(child, None, total.through, said, term_words(total.term), total.at)
    notes = await session.execute(
        select(AbsenceNote, Pupil.name)
        .join(Pupil, Pupil.id == AbsenceNote.pupil_id)
        .where(AbsenceNote.person_id == family.person_id)
        .order_by(AbsenceNote.id)
    )
    for note, child in notes:
        with_file = _("%(words)s (with a photo or file)", words=note.text) if note.file else note.text
        said = _("absence note: %(state)s", state=STATES[note.reason])
        sheet.add(child, note.first, note.through, said, with_file, note.at)
    return sheet


async def notes(session: AsyncSession, family: Family) -> CopySheet:
    """Teachers' notes, sentences of the week, and what the bot asked by the school's rule."""
    sheet = CopySheet(p_("sheet", "Notes"), (_("Pupil"), _("Time"), _("What it is"), _("By"), _("Words")))
    noted = await session.execute(
        select(PupilNote, Pupil.name, Person.name)
        .join(Pupil, Pupil.id == PupilNote.pupil_id)
        .join(Person, Person.id == PupilNote.author_id)
        .where(PupilNote.pupil_id.in_(family.pupils))
        .order_by(PupilNote.at)
    )
    for note, child, author in noted:
        sheet.add(child, note.at, _("Note"), author, note.text if note.shown else INTERNAL)
    turns = await session.execute(
        select(RoundPupil, Round, Pupil.name, Person.name)
        .join(Round, Round.id == RoundPupil.round_id)
        .join(Pupil, Pupil.id == RoundPupil.pupil_id)
        .join(Person, Person.id == Round.teacher_id)
        .where(RoundPupil.pupil_id.in_(family.pupils), RoundPupil.state == TurnState.KEPT)
        .order_by(Round.created_at)
    )
    for turn, round_, child, author in turns:
        sent = round_.state is RoundState.SENT
        for part in (turn.strength, turn.improve, turn.step):
            if part:
                words = _part(part) if sent else INTERNAL
                sheet.add(child, round_.created_at, _("Sentence of the week"), author, words)
    asked = await session.execute(
        select(Alert, Pupil.name)
        .join(Pupil, Pupil.id == Alert.pupil_id)
        .where(Alert.pupil_id.in_(family.pupils), Alert.told_at.is_not(None))
        .order_by(Alert.told_at)
    )
    for alert, child in asked:
        told = ", ".join(text for text in _texts(alert.facts))
        sheet.add(child, alert.told_at, alert_words.NAMES[alert.kind], _("by itself"), told)
    return sheet


async def updates(session: AsyncSession, family: Family) -> CopySheet:
    """How far each update came with this guardian, and what personal ones hold about the child."""
    sheet = CopySheet(
        p_("sheet", "Updates"),
        (_("Sent"), _("Update"), _("Pupil"), _("Delivered"), _("Read"), _("Answered"), _("What it holds of the child")),
    )
    rows = await session.execute(
        select(ClassUpdate, Recipient)
        .join(Recipient, Recipient.update_id == ClassUpdate.id)
        .where(Recipient.person_id == family.person_id)
        .order_by(ClassUpdate.send_at)
    )
    for update, recipient in rows:
        times = (recipient.delivered_at or recipient.accepted_at, recipient.read_at, recipient.answered_at)
        sheet.add(update.send_at, _title(update.template), "", *times, "")
    personal = await session.execute(
        select(ClassUpdate, UpdatePupil, Pupil.name)
        .join(UpdatePupil, UpdatePupil.update_id == ClassUpdate.id)
        .join(Pupil, Pupil.id == UpdatePupil.pupil_id)
        .where(UpdatePupil.pupil_id.in_(family.pupils), or_(ClassUpdate.personal, UpdatePupil.values != {}))
        .order_by(ClassUpdate.send_at)
    )
    for update, own, child in personal:
        held = ", ".join(text for text in _texts(own.values))
        sheet.add(update.send_at, _title(update.template), child, None, None, None, held)
    return sheet


def _title(template: str) -> Label:
    try:
        return SHELF.get(template).title
    except NotFound:  # it has left the shelf since
        return template


def _part(raw: Mapping[str, Any]) -> Cell:
    """A tapped part is a phrase, a typed one its words."""
    if "typed" in raw:
        return str(raw["typed"])
    said: Cell = load_value(raw)
    return said


def _texts(value: Any) -> list[str]:
    """The texts within values as the codec keeps them, without its own marks."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    return [] if value is None else [str(value)]
