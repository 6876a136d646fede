"""The pupils of an open round, and what is said of each: whatever was tapped is kept at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.codec import load_value
from bot.domain.errors import StaleScreen
from bot.domain.observations import Observation
from bot.domain.sentences import Part, Said, Sentence, dump_said, load_said, own, said_alike
from bot.domain.suggestions import facts
from bot.domain.text import Phrase
from bot.services.rounds.knowing import seen_of
from bot.services.rounds.opening import RECENT
from bot.storage.models import Person, Pupil, Round, RoundPupil, School, TurnState


@dataclass(slots=True)
class PupilTurn:
    """A pupil's turn in a round."""

    row: RoundPupil
    name: str

    @property
    def pupil_id(self) -> int:
        """Whose turn it is."""
        return self.row.pupil_id

    @property
    def why(self) -> Phrase | None:
        """Why it is this pupil's turn."""
        found: Phrase | None = load_value(self.row.why)
        return found

    @property
    def parts(self) -> Mapping[Part, Said]:
        """What has been said so far."""
        raw = {part: getattr(self.row, part.value) for part in Part}
        return {part: load_said(given) for part, given in raw.items() if given is not None}

    @property
    def sentence(self) -> Sentence | None:
        """All three parts, once they are there."""
        parts = self.parts
        return (parts[Part.STRENGTH], parts[Part.IMPROVE], parts[Part.STEP]) if len(parts) == len(Part) else None

    @property
    def asked(self) -> Part | None:
        """The first part that is still missing."""
        return next((part for part in Part if part not in self.parts), None)


async def turns_of(session: AsyncSession, round_: Round) -> list[PupilTurn]:
    """The turns in their order; pupils who have left the class meanwhile have none any more."""
    rows = await session.execute(
        select(RoundPupil, Pupil.name)
        .join(Pupil, Pupil.id == RoundPupil.pupil_id)
        .where(RoundPupil.round_id == round_.id, Pupil.class_id == round_.class_id, Pupil.left_at.is_(None))
        .order_by(RoundPupil.position)
    )
    return [PupilTurn(row, name) for row, name in rows]


def turn_of(turns: list[PupilTurn], pupil_id: int) -> PupilTurn:
    """A pupil's turn; raises StaleScreen for one who is not in the round (any more)."""
    found = next((turn for turn in turns if turn.pupil_id == pupil_id), None)
    if found is None:
        raise StaleScreen
    return found


async def known_of(
    session: AsyncSession, teacher: Person, round_: Round, turn: PupilTurn, now: datetime
) -> list[Observation]:
    """What is known of a pupil, for the sentence; the heaviest first. What is recent stays so in an open round."""
    school = await session.get_one(School, round_.school_id)
    since: date = (round_.created_at.astimezone(ZoneInfo(school.timezone)) - RECENT).date()
    return (await seen_of(session, teacher, round_.class_id, {turn.pupil_id: since}, now)).get(turn.pupil_id, [])


def taken(turns: list[PupilTurn], but: PupilTurn) -> set[tuple[Any, ...]]:
    """What the kept sentences of the others say."""
    return {
        said_alike(turn.sentence)
        for turn in turns
        if turn is not but and turn.row.state is TurnState.KEPT and turn.sentence is not None
    }


def say(turn: PupilTurn, part: Part, said: Said) -> None:
    """Say one part. What is to be improved decides which steps fit, so another one takes the step away."""
    setattr(turn.row, part.value, dump_said(said))
    if part is Part.IMPROVE:
        turn.row.step = None
    turn.row.state = TurnState.WAITING


def unsay(turn: PupilTurn, part: Part) -> None:
    """Ask for a part again."""
    setattr(turn.row, part.value, None)
    turn.row.state = TurnState.WAITING


def complete(turn: PupilTurn, turns: list[PupilTurn], known: list[Observation]) -> None:
    """A sentence that is whole names a fact of this pupil's own, and differs from those kept, as far as is known."""
    if (sentence := turn.sentence) is None:
        raise StaleScreen
    put(turn, own(sentence, facts(known), taken(turns, turn)))


def put(turn: PupilTurn, sentence: Sentence) -> None:
    """Say all three parts at once."""
    for part, said in zip(Part, sentence, strict=True):
        setattr(turn.row, part.value, dump_said(said))


def keep(turn: PupilTurn) -> None:
    """The sentence is as the teacher wants it; raises StaleScreen before it is whole."""
    if turn.sentence is None:
        raise StaleScreen
    turn.row.state = TurnState.KEPT


def skip(turn: PupilTurn) -> None:
    """Nothing is said of this pupil in this round; what was tapped stays, should the teacher come back."""
    turn.row.state = TurnState.SKIPPED


def next_turn(turns: list[PupilTurn], after: PupilTurn | None = None) -> PupilTurn | None:
    """The next turn that waits, from `after` on and round again."""
    place = turns.index(after) + 1 if after is not None else 0
    return next((turn for turn in (*turns[place:], *turns[:place]) if turn.row.state is TurnState.WAITING), None)
