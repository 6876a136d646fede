"""What conversations about marks keep: the file that is being looked at, and what a typed line is for."""

import base64
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from bot.chat import drafts
from bot.chat.attachments import BY_HAND_FLOW, MARKS_FLOW
from bot.chat.router import Flow
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.marksheets import MarkFile
from bot.domain.screens import Row, button
from bot.domain.text import Phrase, _
from bot.services.marks.choices import Choices, dump_choices, load_choices

flow = Flow(MARKS_FLOW, "mk")
by_hand = Flow(BY_HAND_FLOW, "mk")
"""Typed notes and marks: they stand beside a file that is being looked at, and do not push it out."""
MENU: Row = (button(_("Menu"), "home.menu"),)
PER_PAGE = 12
"""Pupils of a class shown at once."""
News = Phrase | None
"""What was written down just now, in a line."""

_FILES = TypeAdapter(MarkFile)


@dataclass(slots=True)
class Sent:
    """A file that was read (packed), its `name`, what was said about it, and the plan that was shown, by its
    fingerprint. `apart`: the same question is asked of each sheet."""

    packed: str = ""
    name: str = ""
    said: str = "{}"
    fingerprint: str = ""
    apart: bool = False

    @property
    def file(self) -> MarkFile:
        """The file; raises StaleScreen before one was read."""
        if not self.packed:
            raise StaleScreen
        return _FILES.validate_json(zlib.decompress(base64.b64decode(self.packed)))

    @property
    def choices(self) -> Choices:
        """What was said so far."""
        return load_choices(json.loads(self.said))

    @choices.setter
    def choices(self, choices: Choices) -> None:
        self.said = json.dumps(dump_choices(choices))

    @property
    def stamp(self) -> str:
        """Stands in the buttons, so that those of an older plan are recognised."""
        return self.fingerprint[:12]


def pack(file: MarkFile) -> str:
    """What a file says, as text: what it held besides is gone by now."""
    return base64.b64encode(zlib.compress(_FILES.dump_json(file))).decode()


async def load(turn: Turn, stamp: str | None = None) -> Sent:
    """The file this member of staff is looking at; raises NotAllowed for others, StaleScreen when there is none or it
    has moved on."""
    turn.staff()
    draft = await drafts.needed(turn, flow.name, Sent)
    if stamp is not None and draft.stamp != stamp:
        raise StaleScreen
    return draft


async def keep(turn: Turn, draft: Sent, step: str | None = None) -> None:
    """Keep the file."""
    await drafts.keep(turn, flow.name, draft, step)


@dataclass(slots=True)
class Writing:
    """What a typed line is for: a note about a pupil, a pupil's mark, or what is new about an assessment. `publish` are
    the assessments that are about to be published."""

    pupil_id: int = 0
    assessment_id: int = 0
    class_id: int = 0
    subject: str = ""
    kind: str = ""
    publish: list[int] = field(default_factory=list)

    @property
    def seal(self) -> int:
        """Of what is about to be published: stands in the button, so that no more is published than was shown."""
        return zlib.crc32(repr(sorted(self.publish)).encode())


async def writing(turn: Turn) -> Writing:
    """What is being written; raises NotAllowed for who is not of the staff, and StaleScreen when nothing is."""
    turn.staff()
    return await drafts.needed(turn, by_hand.name, Writing)


async def expect(turn: Turn, what: Writing, step: str | None = None) -> None:
    """From now on, what is typed is for that."""
    await drafts.keep(turn, by_hand.name, what, step)


async def done_writing(turn: Turn) -> None:
    """Nothing is being written any more."""
    await drafts.drop(turn, by_hand.name)


def page_with(pupils: Sequence[int], pupil_id: int) -> int:
    """The page of a class's list on which a pupil stands; `pupils` are their ids, as they are listed."""
    return pupils.index(pupil_id) // PER_PAGE if pupil_id in pupils else 0
