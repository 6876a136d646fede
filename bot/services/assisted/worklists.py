"""What a member of staff can do by hand about one update: families, their numbers, and what each may be told."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.domain.assisted import Doubt, Step, Words
from bot.domain.courtesy import Child
from bot.domain.errors import StaleScreen
from bot.storage.models import ClassUpdate, Person, Relation, School


@dataclass(frozen=True, slots=True)
class Candidate:
    """A guardian of whom it would settle all doubts to hear that the number is theirs."""

    tie_id: int
    name: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class Contact:
    """A number of a family: a guardian's, or the pupil's (`person` is None) of which nobody knows whose it is.

    `key` names it in buttons. `named` are the children of whom the words may speak; none in an invitation.
    """

    key: str
    pupil_id: int
    number: str
    doubt: Doubt | None
    step: Step
    person: Person | None = None
    relation: Relation | None = None
    guardianship_id: int | None = None
    named: tuple[tuple[int, Child], ...] = ()
    answered: bool = False
    candidates: tuple[Candidate, ...] = ()

    @property
    def words(self) -> Words:
        """What may be said to this number."""
        return Words.UPDATE if self.doubt is None else Words.INVITATION


@dataclass(slots=True)
class Family:
    """One child whose family no chat reaches."""

    pupil_id: int
    class_id: int
    child: Child
    contacts: list[Contact] = field(default_factory=list)
    sent: bool = False
    """One of the guardians has the update from the teacher's own WhatsApp."""

    @property
    def step(self) -> Step:
        """The furthest that any of its numbers has come."""
        if self.sent:
            return Step.SENT
        steps = {contact.step for contact in self.contacts}
        if any(contact.step is Step.OPEN and contact.words is Words.UPDATE for contact in self.contacts):
            return Step.OPEN
        return next((step for step in (Step.INVITED, Step.OPEN) if step in steps), Step.NO_NUMBER)

    def contact(self, key: str) -> Contact:
        """The number called `key`; raises StaleScreen when it is not (or no longer) one of this family's."""
        for contact in self.contacts:
            if contact.key == key:
                return contact
        raise StaleScreen


@dataclass(frozen=True, slots=True)
class Worklist:
    """What a member of staff can do by hand about one update, by class and child."""

    update: ClassUpdate
    school: School
    families: Sequence[Family]

    def at(self, *steps: Step) -> list[Family]:
        """The families that have come so far."""
        return [family for family in self.families if family.step in steps]

    def family(self, pupil_id: int) -> Family:
        """The family of this child; raises StaleScreen when it is not (or no longer) on the list."""
        for family in self.families:
            if family.pupil_id == pupil_id:
                return family
        raise StaleScreen

    def following(self, pupil_id: int = 0) -> Family | None:
        """The next family to write to, after this one; then from the beginning again."""
        waiting = self.at(Step.OPEN)
        places = {family.pupil_id: place for place, family in enumerate(self.families)}
        after = places.get(pupil_id, -1)
        later = [family for family in waiting if places[family.pupil_id] > after]
        return next(iter([*later, *waiting]), None)
