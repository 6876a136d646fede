"""Words that may reach a family about its child: nothing of another child, no judgement, nothing loud."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.blame import calm, judging
from bot.domain.errors import AppError, InvalidValue
from bot.domain.guard import Finding
from bot.services.progress.guarding import findings, guard_of
from bot.storage.models import Pupil, School


@dataclass
class WordsJudge(AppError):
    """These words judge a child, or compare it with others: the teacher is asked to tell what she saw."""

    words: tuple[str, ...]


@dataclass
class WordsHoldAnothers(AppError):
    """These words hold what is another child's, or may be."""

    found: tuple[Finding, ...]

    @property
    def sure(self) -> bool:
        """Whether it surely is; else the teacher may say that it means something else."""
        return any(one.sure for one in self.found)


def lines_of(field: str, text: str, limit: int) -> str:
    """The text without spare spaces and empty lines; raises InvalidValue when it is empty or too long."""
    text = "\n".join(line for raw in text.splitlines() if (line := " ".join(raw.split())))
    if not text or len(text) > limit:
        raise InvalidValue(field, "too_long" if text else "empty")
    return text


async def for_family(
    session: AsyncSession, pupil: Pupil, field: str, text: str, limit: int, *, certain: bool = False
) -> str:
    """The words as a family may read them, said quietly.

    Raises InvalidValue, WordsJudge, and WordsHoldAnothers; `certain`: what only may be another child's, is not.
    """
    text = calm(lines_of(field, text, limit))
    if words := judging(text):
        raise WordsJudge(words)
    school = await session.get_one(School, pupil.school_id)
    guard = await guard_of(session, school, [pupil.class_id] if pupil.class_id else [])
    found = [one for one in findings(guard, {field: text}, pupil.id) if one.sure or not certain]
    if found:
        raise WordsHoldAnothers(tuple(one for one in found if one.sure) or tuple(found))
    return text
