"""What is written down while a file is read: people, classes and remarks, brought to one clean Roster at the end."""

from collections import Counter
from dataclasses import dataclass, field, replace

from bot.domain.roster import (
    Homeroom,
    Place,
    Remark,
    RemarkCode,
    Roster,
    RosterFormat,
    RosterPupil,
    RosterStaff,
    Sex,
    Teaching,
)
from bot.roster.names import name_key, spelled
from bot.roster.numbers import nip, nisn, phone, sex
from bot.sheets.cells import Cell, cut, text
from bot.sheets.limits import MAX_NAME


@dataclass(slots=True)
class Notebook:
    """Grows sheet by sheet. `region` is the country whose phone numbers are written without a country code."""

    region: str = "ID"
    formats: list[RosterFormat] = field(default_factory=list)
    school_year: str | None = None
    complete: bool = False
    pupils: list[RosterPupil] = field(default_factory=list)
    staff: list[RosterStaff] = field(default_factory=list)
    homerooms: list[Homeroom] = field(default_factory=list)
    teachings: list[Teaching] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def remark(self, place: Place, column: str, code: RemarkCode | None, *values: str) -> None:
        """Write a remark, if there is one; what it quotes is cut to 40 characters."""
        if code is not None:
            quoted = tuple(cut(value, 40) for value in values)
            self.remarks.append(Remark(place.sheet, place.row, column, code, quoted))

    def name(self, place: Place, column: str, cell: Cell) -> str:
        """A person's name as it is written; "" if the cell is empty."""
        return self.short(place, column, spelled(text(cell)), MAX_NAME)

    def short(self, place: Place, column: str, line: str, limit: int) -> str:
        """The text within `limit`, with a remark where it was cut."""
        if len(line) > limit:
            self.remark(place, column, RemarkCode.TEXT_CUT, line)
        return cut(line, limit)

    def phone(self, place: Place, column: str, cell: Cell) -> str | None:
        """A phone number as E.164, with a remark where the cell holds none, or several."""
        number, code = phone(cell, self.region)
        self.remark(place, column, code, text(cell))
        return number

    def nisn(self, place: Place, column: str, cell: Cell) -> str | None:
        """A NISN of ten digits, with a remark where it is doubtful."""
        number, code = nisn(cell)
        self.remark(place, column, code, text(cell))
        return number

    def nip(self, place: Place, column: str, cell: Cell) -> str | None:
        """A NIP of 18 digits, with a remark where it is doubtful."""
        number, code = nip(cell)
        self.remark(place, column, code, text(cell))
        return number

    def sex(self, place: Place, column: str, cell: Cell) -> Sex | None:
        """The sex, with a remark where the cell says something else."""
        found, code = sex(cell)
        self.remark(place, column, code, text(cell))
        return found

    def roster(self) -> Roster:
        """The clean roster: no row twice, no NISN with two names."""
        pupils = self._without_shared_nisn(self._without_repeats())
        return Roster(
            format=self.formats[0],
            school_year=self.school_year,
            complete=self.complete,
            pupils=tuple(pupils),
            staff=tuple(_merged(self.staff)),
            homerooms=tuple(self.homerooms),
            teachings=tuple(self.teachings),
            remarks=tuple(self.remarks),
        )

    def _without_repeats(self) -> list[RosterPupil]:
        """A row that names the same child again is left out, with a remark that tells the first row."""
        first: dict[tuple[str, str, str], RosterPupil] = {}
        kept = []
        for pupil in self.pupils:
            keys = _identities(pupil)
            earlier = next((first[key] for key in keys if key in first), None)
            if earlier is None:
                kept.append(pupil)
            else:
                self.remark(pupil.place, "", RemarkCode.DUPLICATE_ROW, pupil.name, str(earlier.place.row))
            for key in keys:
                first.setdefault(key, earlier or pupil)
        return kept

    def _without_shared_nisn(self, pupils: list[RosterPupil]) -> list[RosterPupil]:
        """A NISN that two different children bear is believed of neither: which one is wrong cannot be known."""
        counted = Counter(pupil.nisn for pupil in pupils if pupil.nisn)
        kept = []
        for pupil in pupils:
            if pupil.nisn and counted[pupil.nisn] > 1:
                self.remark(pupil.place, "NISN", RemarkCode.NISN_SHARED, pupil.nisn, pupil.name)
                pupil = replace(pupil, nisn=None)
            kept.append(pupil)
        return kept


def _identities(pupil: RosterPupil) -> list[tuple[str, str, str]]:
    name = name_key(pupil.name)
    numbers = (("source", pupil.source_id), ("nisn", pupil.nisn), ("nipd", pupil.nipd))
    stated = [(kind, number, name) for kind, number in numbers if number]
    return stated or [("class", pupil.class_name or "", name)]


def _merged(staff: list[RosterStaff]) -> list[RosterStaff]:
    """One entry per person: a teacher of three subjects stands in three rows of many sheets."""
    found: dict[tuple[str, str], RosterStaff] = {}
    for member in staff:
        identity = (member.source_id or member.nip or "", name_key(member.name))
        earlier = found.get(identity)
        found[identity] = replace(earlier, roles=earlier.roles | member.roles) if earlier else member
    return list(found.values())
