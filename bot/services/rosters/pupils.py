"""Pupils: new, changed, moved, returned, left."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from bot.domain.roster import RemarkCode, Roster, RosterPupil
from bot.services.rosters.known import Known, Remarks, class_key
from bot.services.rosters.matching import Matches
from bot.services.rosters.values import Action, FieldChange, HeldBack, PupilChange
from bot.storage.models import Pupil

_FIELDS = ("name", "nisn", "nipd", "sex", "phone", "source_id")
_FEW = 5
"""A class loses at most one in so many pupils without being asked about."""


@dataclass(frozen=True, slots=True)
class PupilPlan:
    """What becomes of the pupils, and how many stay as they are."""

    changes: list[PupilChange]
    held_back: list[HeldBack]
    unchanged: int


def plan_pupils(roster: Roster, known: Known, matches: Matches, remarks: Remarks, *, allow_leavers: bool) -> PupilPlan:
    """Compare every row, then look for those the file does not mention."""
    changes: list[PupilChange] = []
    unchanged = 0
    for row in roster.pupils:
        if row in matches.left_out:
            continue
        pupil = matches.found.get(row)
        change = _of_known(row, pupil, known) if pupil else _of_new(row, remarks)
        if change:
            changes.append(change)
        elif pupil:
            unchanged += 1
    left, held_back = _missing(roster, known, matches.mentioned, allow_leavers)
    return PupilPlan([*changes, *left], held_back, unchanged)


def _of_new(row: RosterPupil, remarks: Remarks) -> PupilChange | None:
    if row.left:
        remarks.add(row.place, "", RemarkCode.LEAVER_UNKNOWN, row.name)
        return None
    fields = tuple(FieldChange(name, None, value) for name in _FIELDS if (value := getattr(row, name)))
    return PupilChange(Action.NEW, row.name, row.class_name, row.place, fields=fields)


def _of_known(row: RosterPupil, pupil: Pupil, known: Known) -> PupilChange | None:
    current = known.class_name(pupil.class_id)
    if row.left:
        return None if pupil.left_at else PupilChange(Action.LEFT, pupil.name, current, row.place, pupil.id)
    # What a newer roster does not state stays as it is; nor does a number become the pupil's again.
    settled = {("phone", number) for number in known.confirmed_numbers(pupil.id)}
    fields = tuple(
        FieldChange(name, getattr(pupil, name), value)
        for name in _FIELDS
        if (value := getattr(row, name)) and value != getattr(pupil, name) and (name, value) not in settled
    )
    moved = row.class_name is not None and not _is_in(pupil, row.class_name, known)
    if not fields and not moved and pupil.left_at is None:
        return None
    action = Action.RETURNED if pupil.left_at else Action.CHANGED
    target = row.class_name if moved else current
    return PupilChange(action, row.name, target, row.place, pupil.id, fields, moved, current if moved else None)


def _is_in(pupil: Pupil, class_name: str, known: Known) -> bool:
    """Whether the pupil already is in this class of this school year."""
    current = known.classes.get(pupil.class_id) if pupil.class_id is not None else None
    return current is not None and current.year == known.year and class_key(current.name) == class_key(class_name)


def _missing(
    roster: Roster, known: Known, mentioned: set[int], allow_leavers: bool
) -> tuple[list[PupilChange], list[HeldBack]]:
    """Pupils of classes that the file covers who are not in it: they left, unless too many of a class would."""
    sizes: Counter[int] = Counter()
    absent: dict[int, list[Pupil]] = defaultdict(list)
    for pupil in known.pupils.values():
        if pupil.left_at is None and pupil.class_id is not None:
            sizes[pupil.class_id] += 1
            if pupil.id not in mentioned:
                absent[pupil.class_id].append(pupil)
    left: list[PupilChange] = []
    held_back: list[HeldBack] = []
    covered = _covered(roster, known, set(sizes))
    for class_id in sorted(covered & absent.keys()):
        pupils, name = absent[class_id], known.classes[class_id].name
        if len(pupils) * _FEW > sizes[class_id] and not allow_leavers:
            held_back.append(HeldBack(name, tuple(pupil.name for pupil in pupils), sizes[class_id]))
        else:
            left += [PupilChange(Action.LEFT, pupil.name, name, pupil_id=pupil.id) for pupil in pupils]
    return left, held_back


def _covered(roster: Roster, known: Known, peopled: set[int]) -> set[int]:
    """Classes whose pupils the file lists completely.

    A format that lists whole classes covers those it names, and in a new school year those of the year before. A
    school's own sheet covers them only if it names every class the school has.
    """
    named = {class_key(row.class_name) for row in roster.pupils if row.class_name and not row.left}
    by_name = {class_id for class_id in peopled if class_key(known.classes[class_id].name) in named}
    if not named or (not roster.complete and by_name != peopled):
        return set()
    if not roster.complete:
        return by_name
    return by_name | {class_id for class_id in peopled if known.classes[class_id].year < known.year}
