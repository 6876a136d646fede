"""Guardians: who is added to a pupil, who is corrected, and who is only remarked on.

A linked or confirmed guardian, one a colleague entered, and anyone with a chat keep their name and phone: where the
roster says otherwise, that is a remark. Siblings share a parent only where nothing else is likely.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.roster import RemarkCode, RosterGuardian, RosterPupil
from bot.roster.names import name_key
from bot.services.rosters.known import Known, Remarks
from bot.services.rosters.values import Action, FieldChange, GuardianChange
from bot.storage.models import Guardianship, GuardianState, Person, Pupil, Relation

Family = tuple[str, str, str]
"""Father, mother and phone: the evidence that two pupils are siblings."""


@dataclass(frozen=True, slots=True)
class _Child:
    """A row of the file with the pupil it is, None for a new one."""

    row: RosterPupil
    pupil: Pupil | None


def plan_guardians(
    children: Iterable[tuple[RosterPupil, Pupil | None]], known: Known, remarks: Remarks
) -> list[GuardianChange]:
    """Compare the guardians of every pupil that stays."""
    parents = _Parents(known)
    changes: dict[tuple[int | None, str], GuardianChange] = {}
    found: list[GuardianChange] = []
    for row, pupil in children:
        child = _Child(row, pupil)
        for guardian in row.guardians:
            change = _compare(child, guardian, known, parents, remarks)
            if change is None:
                continue
            # A parent of three is corrected once.
            once = (change.person_id, str(change.fields))
            if change.action is Action.CHANGED and once in changes:
                continue
            changes[once] = change
            found.append(change)
    return found


def _compare(
    child: _Child, stated: RosterGuardian, known: Known, parents: "_Parents", remarks: Remarks
) -> GuardianChange | None:
    ties = known.guardianships.get(child.pupil.id, []) if child.pupil else []
    tie = _tie(ties, stated, known)
    if tie is None:
        return _new(child, stated, parents)
    person = known.people[tie.person_id]
    if tie.state is GuardianState.ENDED:
        remarks.add(child.row.place, stated.relation.value, RemarkCode.GUARDIAN_ENDED, child.row.name, stated.name)
        return None
    same = name_key(person.name) == name_key(stated.name)
    shared = len(known.pupils_of[person.id]) > 1 and person.source_id is None
    if person.id in known.protected or (shared and not same):
        if not same:
            told = (child.row.name, person.name, stated.name)
            remarks.add(child.row.place, stated.relation.value, RemarkCode.GUARDIAN_DIFFERS, *told)
        return None
    return _corrected(child, tie, person, stated)


def _tie(ties: list[Guardianship], stated: RosterGuardian, known: Known) -> Guardianship | None:
    """The guardianship that the roster means: by the source's id, the relation, or the same name in another role.

    One that ended is meant only if it bore this very name: somebody ended it, and a file does not bring it back.
    """
    if stated.source_id:
        for tie in ties:
            if known.people[tie.person_id].source_id == stated.source_id:
                return tie
    named = [tie for tie in ties if name_key(known.people[tie.person_id].name) == name_key(stated.name)]
    living = [tie for tie in ties if tie.state is not GuardianState.ENDED]
    of_relation = [
        tie
        for tie in living
        if tie.relation.value == stated.relation.value and not _other_source(known.people[tie.person_id], stated)
    ]
    candidates = [*(tie for tie in named if tie in living), *named, *of_relation]
    return candidates[0] if candidates else None


def _other_source(person: Person, stated: RosterGuardian) -> bool:
    """Two people of one source who share a relation, as OneRoster's agents may."""
    return bool(person.source_id and stated.source_id and person.source_id != stated.source_id)


def _new(child: _Child, stated: RosterGuardian, parents: "_Parents") -> GuardianChange | None:
    person_id, key = parents.for_child(child.row, stated)
    return GuardianChange(
        action=Action.NEW,
        place=child.row.place,
        pupil_id=child.pupil.id if child.pupil else None,
        pupil_name=child.row.name,
        relation=stated.relation,
        name=stated.name,
        phone=stated.phone,
        source_id=stated.source_id,
        person_id=person_id,
        person_key=key,
    )


def _corrected(child: _Child, tie: Guardianship, person: Person, stated: RosterGuardian) -> GuardianChange | None:
    wanted = (("name", stated.name), ("phone", stated.phone), ("source_id", stated.source_id))
    fields = tuple(
        FieldChange(field, getattr(person, field), value)
        for field, value in wanted
        if value and value != getattr(person, field)
    )
    if not fields:
        return None
    return GuardianChange(
        action=Action.CHANGED,
        place=child.row.place,
        pupil_id=tie.pupil_id,
        pupil_name=child.row.name,
        relation=tie.relation,
        name=stated.name,
        phone=stated.phone,
        source_id=stated.source_id,
        person_id=person.id,
        fields=fields,
    )


class _Parents:
    """Which parents are one person: by the source's id, or where both parents' names and a phone agree."""

    def __init__(self, known: Known) -> None:
        self._by_source = {person.source_id: person.id for person in known.people.values() if person.source_id}
        self._by_family: dict[tuple[Family, Relation], int] = {}
        for pupil_id, ties in known.guardianships.items():
            pupil = known.pupils[pupil_id]
            people = {tie.relation: known.people[tie.person_id] for tie in ties if tie.state is not GuardianState.ENDED}
            father, mother = people.get(Relation.FATHER), people.get(Relation.MOTHER)
            if father and mother:
                for phone in {father.phone, mother.phone, pupil.phone} - {None}:
                    family = (name_key(father.name), name_key(mother.name), phone or "")
                    for relation, person in ((Relation.FATHER, father), (Relation.MOTHER, mother)):
                        self._by_family.setdefault((family, relation), person.id)

    def for_child(self, row: RosterPupil, stated: RosterGuardian) -> tuple[int | None, str]:
        """The existing person who is this guardian, or the key of the new one."""
        if stated.source_id:
            return self._by_source.get(stated.source_id), f"source {stated.source_id}"
        if stated.relation is not Relation.GUARDIAN and (families := _families(row)):
            relation = stated.relation
            known = (self._by_family.get((family, relation)) for family in families)
            return next((found for found in known if found), None), f"{stated.relation} {families[0]}"
        return None, f"{row.place} {stated.relation}"


def _families(row: RosterPupil) -> list[Family]:
    """The family's evidence, once for each phone; none where a parent's name or every phone is missing."""
    named = {guardian.relation: guardian for guardian in row.guardians}
    father, mother = named.get(Relation.FATHER), named.get(Relation.MOTHER)
    if father is None or mother is None:
        return []
    phones = [phone for phone in (father.phone, mother.phone, row.phone) if phone]
    return [(name_key(father.name), name_key(mother.name), phone) for phone in dict.fromkeys(phones)]
