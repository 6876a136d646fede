"""Which row of the file is which pupil of the school.

By NISN, then NIPD, then the source's id, then a name that is unique in its class, then in the whole school. A number
alone is not believed against a name that is quite another: a mistyped NISN would hand one child's family to another.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable

from bot.domain.roster import RemarkCode, RosterPupil
from bot.roster.names import name_key
from bot.services.rosters.known import Known, Remarks, class_key
from bot.storage.models import Pupil

_SIMILAR = 60
"""Of 100: "Muh. Rizky" and "Muhammad Rizki" reach 80, two unrelated names stay below 50."""

Key = tuple[str, ...]


class Matches:
    """The pupils found for the rows, and the rows that must be left out."""

    def __init__(self, rows: Iterable[RosterPupil], known: Known, remarks: Remarks) -> None:
        self.found: dict[RosterPupil, Pupil] = {}
        self.left_out: set[RosterPupil] = set()
        self.mentioned: set[int] = set()
        """Pupils that the file is about, even where the row is in doubt: these have not left."""
        self._known = known
        self._remarks = remarks
        self._rows = list(rows)
        for column, key_of_row, key_of_pupil in self._ways():
            self._match(column, key_of_row, key_of_pupil)
        self._stop_contradicted()

    def _ways(self) -> list[tuple[str, Callable[[RosterPupil], Key], Callable[[Pupil], Key]]]:
        known = self._known
        return [
            ("NISN", lambda row: _key(row.nisn), lambda pupil: _key(pupil.nisn)),
            ("NIPD", lambda row: _key(row.nipd), lambda pupil: _key(pupil.nipd)),
            ("sourcedId", lambda row: _key(row.source_id), lambda pupil: _key(pupil.source_id)),
            (
                "",
                lambda row: _key(name_key(row.name), class_key(row.class_name or "")),
                lambda pupil: _key(name_key(pupil.name), class_key(known.class_name(pupil.class_id) or "")),
            ),
            ("", lambda row: _key(name_key(row.name)), lambda pupil: _key(name_key(pupil.name))),
        ]

    def _match(self, column: str, key_of_row: Callable[[RosterPupil], Key], key_of: Callable[[Pupil], Key]) -> None:
        pupils: dict[Key, list[Pupil]] = defaultdict(list)
        rows: dict[Key, list[RosterPupil]] = defaultdict(list)
        for pupil in self._known.pupils.values():
            if pupil.id not in self.mentioned:
                pupils[key_of(pupil)].append(pupil)
        for row in self._rows:
            if row not in self.found and row not in self.left_out:
                rows[key_of_row(row)].append(row)
        for key, candidates in rows.items():
            if key and (same := pupils.get(key)):
                self._pair(column, candidates, same)

    def _pair(self, column: str, rows: list[RosterPupil], pupils: list[Pupil]) -> None:
        """Pair what is one to one; leave out rows whose number points to a child of another name."""
        for row in rows:
            alike = [pupil for pupil in pupils if not column or _similar(row.name, pupil.name)]
            if column == "NISN" and not alike:
                self._leave_out(row, column, RemarkCode.PUPIL_DIFFERS, pupils[0])
            if not column:
                alike = [pupil for pupil in alike if not _differs(row, pupil, "nisn", "nipd", "sex")]
            if len(alike) > 1:
                alike = [pupil for pupil in alike if pupil.left_at is None]
            if len(alike) != 1 or (not column and len(rows) > 1):
                continue
            if alike[0].id in self.mentioned:
                self._leave_out(row, column, RemarkCode.PUPIL_TAKEN, alike[0])
                continue
            self.found[row] = alike[0]
            self.mentioned.add(alike[0].id)

    def _stop_contradicted(self) -> None:
        """A new row with the name and class of a pupil who has another NISN: one of the two numbers is wrong."""
        here = {
            (name_key(pupil.name), class_key(self._known.class_name(pupil.class_id) or "")): pupil
            for pupil in self._known.pupils.values()
            if pupil.id not in self.mentioned and pupil.left_at is None
        }
        for row in self._rows:
            if row in self.found or row in self.left_out:
                continue
            pupil = here.get((name_key(row.name), class_key(row.class_name or "")))
            if pupil is not None and _differs(row, pupil, "nisn"):
                self._leave_out(row, "NISN", RemarkCode.NISN_DIFFERS, pupil)

    def _leave_out(self, row: RosterPupil, column: str, code: RemarkCode, pupil: Pupil) -> None:
        self.left_out.add(row)
        self.mentioned.add(pupil.id)
        self._remarks.add(row.place, column, code, row.name, pupil.name)


def _key(*parts: str | None) -> Key:
    """A key to look up with; empty, and so never matched, where a part is missing."""
    return tuple(part or "" for part in parts) if all(parts) else ()


def _differs(row: RosterPupil, pupil: Pupil, *fields: str) -> bool:
    """Whether both state one of these, and state it differently."""
    pairs = ((getattr(row, field), getattr(pupil, field)) for field in fields)
    return any(said and kept and said != kept for said, kept in pairs)


def _similar(one: str, other: str) -> bool:
    from rapidfuzz import fuzz

    return fuzz.token_sort_ratio(name_key(one), name_key(other)) >= _SIMILAR
