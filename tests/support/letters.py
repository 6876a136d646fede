"""The letters of the demo school, as they lie in the pupils' bags."""

from dataclasses import dataclass

from sqlalchemy import select

from bot.playground.demo import Played
from bot.services.links import invitations
from bot.services.links.invitations import Issued
from bot.storage.models import Guardianship
from tests.support.house import House


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter; `code` as printed."""

    code: str
    person: str
    pupil: str
    pupil_id: int
    class_name: str
    guardianship_id: int


@dataclass(slots=True)
class Letters:
    """All letters that are out."""

    all: list[Letter]

    def of(self, person: str) -> Letter:
        """The letter addressed to this person."""
        return next(letter for letter in self.all if letter.person == person)

    def of_pupil(self, pupil_id: int) -> Letter:
        """A letter of this pupil's."""
        return next(letter for letter in self.all if letter.pupil_id == pupil_id)

    def in_class(self, name: str, number: int = 0) -> Letter:
        """A letter of the last pupils of a class, whose families nobody plays."""
        return [letter for letter in self.all if letter.class_name == name][-1 - 2 * number]

    def other_guardian(self, one: Letter) -> Letter:
        """The letter of the same pupil's other guardian."""
        return next(letter for letter in self.all if letter.pupil_id == one.pupil_id and letter.person != one.person)


async def letters_of(house: House) -> Letters:
    """Print the letters of the whole school."""
    async with house.sessions() as session:
        issued = await invitations.issue(session, house.demo.school, now=house.now)
        ties = {(tie.person_id, tie.pupil_id): tie.id for tie in await session.scalars(select(Guardianship))}
        await session.commit()
    return Letters([_letter(one, ties) for one in issued])


async def child_of(house: House, parent: Played) -> int:
    """The id of a played parent's first child."""
    async with house.sessions() as session:
        house.demo.session = session
        return (await house.demo.child(parent)).id


def _letter(one: Issued, ties: dict[tuple[int, int], int]) -> Letter:
    assert one.pupil_id is not None
    return Letter(
        one.code, one.person, one.pupil or "", one.pupil_id, one.class_name or "", ties[one.person_id, one.pupil_id]
    )
