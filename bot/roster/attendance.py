"""Dapodik's *Daftar Hadir Siswa*: one sheet per class, whose fourth row names the class and its homeroom teacher."""

import re
from collections.abc import Iterable

from bot.domain.roster import Homeroom, Place
from bot.roster.classes import tidy_class
from bot.roster.names import spelled
from bot.roster.notebook import Notebook
from bot.roster.tables import Table
from bot.sheets.cells import Row, text
from bot.sheets.limits import MAX_CLASS

# "Jenis Rombel: Kelas - Nama Rombel: X-1 - Semester Ganjil - Wali Kelas: NURMALA, S.Pd."; a class may hold dashes.
_TITLE = re.compile(
    r"Nama Rombel\s*:\s*(?P<class>.+?)\s+-\s+(?:Semester\b.*?\s-\s+)?Wali Kelas\s*:\s*(?P<teacher>.*)$", re.IGNORECASE
)


def title_of(titles: Iterable[Row]) -> tuple[str, str, int] | None:
    """Class, homeroom teacher ("" if none) and row (from 1) among the titles of such a sheet; None if it is none."""
    for number, row in enumerate(titles, start=1):
        if found := _TITLE.search(" ".join(filter(None, map(text, row)))):
            return tidy_class(found["class"]), text(found["teacher"]), number
    return None


def note_homeroom(table: Table, title: tuple[str, str, int], notebook: Notebook) -> str:
    """Write the class and its homeroom teacher down; gives the class."""
    name, teacher, row = title
    place = Place(table.name, row)
    class_name = notebook.short(place, "Nama Rombel", name, MAX_CLASS)
    who = notebook.name(place, "Wali Kelas", spelled(teacher)) or None
    notebook.homerooms.append(Homeroom(place, class_name, who))
    return class_name
