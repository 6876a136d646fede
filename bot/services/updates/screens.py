"""An update as each of its readers sees it: the facts, the own children, who signs, and what can be answered."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.answers import answer_rows
from bot.domain.codec import load_file
from bot.domain.courtesy import Child, Sender
from bot.domain.delivery import ReadBy
from bot.domain.meetings import FOLDER
from bot.domain.screens import Fact, FileRef, Row, Screen
from bot.domain.shelf import SHELF
from bot.domain.updates import FieldValue, UpdateTemplate
from bot.domain.words import fill
from bot.services.meetings.facts import facts_for
from bot.services.updates import classes_of, load_values, meant
from bot.storage.among import among
from bot.storage.many import rows_found
from bot.storage.models import (
    LINKED,
    ClassUpdate,
    Guardianship,
    Person,
    Pupil,
    Recipient,
    RecipientPupil,
    Role,
    School,
    SchoolClass,
    Teaching,
    UpdateState,
)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all readers of a language are told alike; `own` are the typed words that have places for the reader's own
    part."""

    values: dict[str, Fact]
    own: dict[str, str]


@dataclass(frozen=True, slots=True)
class Prose:
    """All that an update says, but for the reader's own part."""

    template: UpdateTemplate
    values: dict[str, FieldValue]
    words_locale: str
    other_words: dict[str, dict[str, str]]
    classes: tuple[str, ...]
    greeting_line: dict[str, str]
    sender: Sender
    file: FileRef | None = None
    corrected: bool = False
    _frames: dict[str, _Frame] = field(default_factory=dict, compare=False, repr=False)

    def screen(
        self,
        locale: str,
        children: Sequence[Child],
        rows: tuple[Row, ...],
        kin: str | None = None,
        facts: Mapping[str, Fact] | None = None,
    ) -> Screen:
        """The message for a reader of `locale` with these children; `kin` is what those of this prose are called.

        `facts` are what only this reader is told.
        """
        if (frame := self._frames.get(locale)) is None:
            frame = self._frames[locale] = self._frame(locale)
        values = dict(frame.values)
        values["children"] = [{"name": child.name, "class_name": child.class_name} for child in children]
        if frame.own:
            places = self._places(children)
            values |= {name: fill(text, places) for name, text in frame.own.items()}
        values |= facts or {}
        if self.template.personal:
            about: Any = values.get("about") or ()
            values["own_words"] = any(_typed_in(said) for said in about)
        return Screen(self.template.prose, values, rows, self.file, kin=None if frame.own or facts else kin)

    def _frame(self, locale: str) -> _Frame:
        words = self.other_words.get(locale, {})
        typed = {name for name, value in self.values.items() if isinstance(value, str)}
        said = {**self.values, **words}
        values: dict[str, Fact] = {
            **{one.name: None for one in self.template.fields},
            **said,
            "classes": list(self.classes),
            "sender": {"name": self.sender.name, "role": self.sender.role, "detail": self.sender.detail},
            "school": self.sender.school,
            "greeting_line": self.greeting_line.get(locale) or None,
            "corrected": self.corrected,
            "copy": False,
            "words_locale": locale if typed <= words.keys() else self.words_locale,
            "own_words": bool(typed),
        }
        return _Frame(values, {name: text for name, text in said.items() if isinstance(text, str) and "{{" in text})

    def _places(self, children: Sequence[Child]) -> dict[str, str]:
        return {
            "child": ", ".join(child.name for child in children),
            "class": ", ".join(dict.fromkeys(child.class_name for child in children)) or ", ".join(self.classes),
            "teacher": self.sender.name,
            "school": self.sender.school,
        }


def _typed_in(said: Mapping[str, Fact]) -> bool:
    """Whether what is said of one child holds the teacher's own words."""
    return any(isinstance(value, str) for name, value in said.items() if name not in meant.NAMES)


async def sender_of(session: AsyncSession, author: Person, school: School, classes: Sequence[SchoolClass]) -> Sender:
    """Who signs towards these classes: homeroom teacher, teacher of a subject, or another member of staff."""
    if classes and all(found.homeroom_id == author.id for found in classes):
        return Sender(author.name, "homeroom", ", ".join(found.name for found in classes), school.name)
    subject = await session.scalar(
        select(Teaching.subject)
        .where(Teaching.person_id == author.id, Teaching.class_id.in_([found.id for found in classes]))
        .order_by(Teaching.subject)
        .limit(1)
    )
    if subject is not None:
        return Sender(author.name, "teacher", subject, school.name)
    role = await session.scalar(
        select(Role.kind).where(Role.person_id == author.id, Role.ended_at.is_(None)).order_by(Role.id).limit(1)
    )
    return Sender(author.name, role.value if role else "teacher", "", school.name)


async def prose_of(session: AsyncSession, row: ClassUpdate) -> Prose:
    """What an update says now, corrections included."""
    classes = await classes_of(session, row.id)
    author = await session.get_one(Person, row.author_id)
    school = await session.get_one(School, row.school_id)
    return Prose(
        template=SHELF.get(row.template),
        values=load_values(row.values),
        words_locale=row.words_locale,
        other_words=row.other_words,
        classes=tuple(found.name for found in classes),
        greeting_line=greeting_line(classes),
        sender=await sender_of(session, author, school, classes),
        file=load_file(row.file) if row.file else None,
        corrected=row.corrected_at is not None,
    )


def greeting_line(classes: Sequence[SchoolClass]) -> dict[str, str]:
    """The homeroom teacher's own line, when the update goes to her class alone."""
    return dict(classes[0].greeting_line) if len(classes) == 1 else {}


Known = dict[tuple[int, int], Prose]
"""By update and version: what it says."""

_READERS = (
    select(
        Recipient.id,
        Recipient.update_id,
        Recipient.read_by,
        Recipient.answer,
        Person.locale,
        School.locale.label("school_locale"),
        ClassUpdate.version,
        ClassUpdate.state,
        ClassUpdate.template,
        ClassUpdate.personal,
    )
    .join(Person, Person.id == Recipient.person_id)
    .join(School, School.id == Person.school_id)
    .join(ClassUpdate, ClassUpdate.id == Recipient.update_id)
    .where(among(Recipient.id, "recipients"))
)
_CHILDREN = (
    select(RecipientPupil.recipient_id, Pupil.name, SchoolClass.name)
    .join(Recipient, Recipient.id == RecipientPupil.recipient_id)
    .join(Pupil, Pupil.id == RecipientPupil.pupil_id)
    .join(SchoolClass, SchoolClass.id == Pupil.class_id)
    .join(Guardianship, (Guardianship.pupil_id == Pupil.id) & (Guardianship.person_id == Recipient.person_id))
    .where(among(RecipientPupil.recipient_id, "recipients"), Guardianship.state.in_(LINKED), Guardianship.sees_child)
    .order_by(Pupil.name, Pupil.id)
)
"""Statements of the busiest path are put together once: that costs more than running them."""


class _Reader(NamedTuple):
    """What `_READERS` finds, in its order."""

    id: int
    update_id: int
    read_by: ReadBy | None
    answer: str | None
    locale: str | None
    school_locale: str
    version: int
    state: UpdateState
    template: str
    personal: bool


async def screens_for(
    session: AsyncSession, recipient_ids: Sequence[int], known: Known | None = None
) -> dict[int, Screen]:
    """By recipient: the update as this reader sees it now; a withdrawn one says so.

    One whose template is not on the shelf has no screen: a database from a newer version holds back nobody else's. Nor
    has a personal one about no child of whom the reader may hear (any more).
    What is in `known` is not asked again, and what is asked is added to it.
    """
    readers = [_Reader(*row) for row in await rows_found(session, _READERS, {"recipients": recipient_ids})]
    children = await _children(session, recipient_ids)
    of_meetings = [row.id for row in readers if row.template in SHELF and SHELF.get(row.template).folder == FOLDER]
    facts = await facts_for(session, of_meetings) if of_meetings else {}
    if of_pupils := [row.id for row in readers if row.personal]:
        facts |= await meant.facts_for(session, of_pupils)
    known = {} if known is None else known
    screens: dict[int, Screen] = {}
    for recipient, update_id, read_by, answer, locale, school_locale, version, state, template, personal in readers:
        if template not in SHELF or (personal and recipient not in facts):
            continue
        if state is UpdateState.WITHDRAWN:
            screens[recipient] = Screen("updates/withdrawn", {"title": SHELF.get(template).title})
            continue
        if (prose := known.get((update_id, version))) is None:
            prose = known[update_id, version] = await prose_of(session, await session.get_one(ClassUpdate, update_id))
        read = read_by is ReadBy.TAP
        own = facts.get(recipient)
        booked = bool(own and own.get("talks"))
        leads = prose.template.leads
        answers = answer_rows(recipient, prose.template.answers, leads, read=read, chosen=answer, booked=booked)
        kin = f"{update_id}:{version}:{read}:{answer}"
        screens[recipient] = prose.screen(locale or school_locale, children[recipient], answers, kin, own)
    return screens


async def _children(session: AsyncSession, recipient_ids: Sequence[int]) -> defaultdict[int, list[Child]]:
    """By recipient: the children it came for, as far as the reader is still their guardian and may hear of them."""
    children: defaultdict[int, list[Child]] = defaultdict(list)
    for recipient_id, name, class_name in await rows_found(session, _CHILDREN, {"recipients": recipient_ids}):
        children[recipient_id].append(Child(name, class_name))
    return children
