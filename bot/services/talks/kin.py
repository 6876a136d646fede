"""Which people are one family: those who cannot be asked to come to two talks at once."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.among import among
from bot.storage.models import Guardianship, GuardianState, Wish


class Families:
    """People, joined into families by the talks they share; each family is named by one of its people."""

    def __init__(self) -> None:
        self._behind: dict[int, int] = {}

    def of(self, person_id: int) -> int:
        """The family of a person."""
        behind = self._behind.setdefault(person_id, person_id)
        if behind != person_id:
            behind = self._behind[person_id] = self.of(behind)
        return behind

    def join(self, people: Iterable[int]) -> None:
        """These are one family, with all who are joined to any of them."""
        families = sorted({self.of(person_id) for person_id in people})
        for family in families[1:]:
            self._behind[family] = families[0]

    def people(self) -> list[int]:
        """Everybody."""
        return sorted(self._behind)


async def families_of(session: AsyncSession, wishes: Sequence[Wish]) -> Families:
    """The families behind these wishes: the guardians of a child together; each alone where they come apart."""
    families = Families()
    shared = {wish.pupil_id for wish in wishes if not wish.party}
    guardians: dict[int, list[int]] = {pupil_id: [] for pupil_id in shared}
    ties = await session.execute(
        select(Guardianship.pupil_id, Guardianship.person_id).where(
            among(Guardianship.pupil_id, sorted(shared)),
            Guardianship.state != GuardianState.ENDED,
            Guardianship.sees_child,
        )
    )
    for pupil_id, person_id in ties:
        guardians[pupil_id].append(person_id)
    for wish in wishes:
        families.join([wish.person_id, *([] if wish.party else guardians[wish.pupil_id])])
    return families
