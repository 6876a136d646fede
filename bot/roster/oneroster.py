"""OneRoster 1.1 and 1.2 CSV (a zip): https://www.imsglobal.org/spec/oneroster/v1p2

People are tied together by sourcedIds: a pupil names its guardians in `agentSourcedIds`, and enrolments tie pupils and
teachers to classes. A class of type *homeroom* is a class as the school speaks of it; a *scheduled* one is a subject
taught to it.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from bot.domain.roster import Homeroom, Place, Roster, RosterFormat, Teaching
from bot.roster.classes import tidy_class
from bot.roster.notebook import Notebook
from bot.roster.onerosterfiles import Entry, Files
from bot.roster.onerosterpeople import People, source_id
from bot.sheets.archives import Archive
from bot.sheets.errors import FileEmpty
from bot.sheets.limits import MAX_CLASS, MAX_SUBJECT

_LEAST_SHARE = 0.2
"""A subject is taught to a class if at least this share of its pupils come from there."""


def is_oneroster(archive: Archive) -> bool:
    """Whether the zip holds OneRoster's list of people, whatever folder it lies in."""
    return Files(archive).has("users")


def read_oneroster(archive: Archive, notebook: Notebook) -> Roster:
    """Everyone and every class of the zip; raises FileEmpty, FileDamaged, FileTooLarge."""
    files = Files(archive)
    files.read_manifest()
    people = People(files, notebook)
    courses = _Courses(files)
    notebook.formats.append(
        RosterFormat.ONEROSTER_1_2 if files.version().startswith("1.2") else RosterFormat.ONEROSTER_1_1
    )
    notebook.school_year = _school_year(files)
    # Only full lists can tell by silence that someone has left.
    notebook.complete = all(files.has(f) and files.mode(f) == "bulk" for f in ("users", "classes", "enrollments"))
    notebook.pupils = people.pupils(courses.class_of_pupils())
    notebook.staff = people.staff()
    if not notebook.pupils and not notebook.staff:
        raise FileEmpty
    courses.write(people, notebook)
    return notebook.roster()


def _school_year(files: Files) -> str | None:
    """The newest of the sessions' years. OneRoster names a school year by the year in which it ends."""
    rows = files.rows("academicSessions", ("sourcedId", "schoolYear"))
    years = {row["schoolYear"] for row in rows if not row.deleted}
    ends = max((int(year) for year in years if len(year) == 4 and year.isascii() and year.isdecimal()), default=None)
    return f"{ends - 1}/{ends}" if ends else None


@dataclass(slots=True)
class _Course:
    """One OneRoster class with its enrolments (sourcedIds); `primary` is the teacher marked so, or the first."""

    place: Place
    title: str
    homeroom: bool
    subject: str
    pupils: list[str] = field(default_factory=list)
    teachers: list[str] = field(default_factory=list)
    primary: str | None = None


class _Courses:
    """All classes with who is enrolled in them."""

    def __init__(self, files: Files) -> None:
        titles = {row["sourcedId"]: row["title"] for row in files.rows("courses", ("sourcedId", "title"))}
        rows = files.rows("classes", ("sourcedId", "title", "classType", "subjects", "courseSourcedId"))
        self._courses = {row["sourcedId"]: _course(row, titles) for row in rows if not row.deleted}
        for row in files.rows("enrollments", ("classSourcedId", "userSourcedId", "role", "primary")):
            if not row.deleted and (course := self._courses.get(row["classSourcedId"])):
                _enrol(course, row)
        if not any(course.homeroom for course in self._courses.values()):
            self._take_only_classes_as_homerooms()

    def _take_only_classes_as_homerooms(self) -> None:
        """Schools that mark no homeroom: where every pupil is in one class only, those classes are homerooms."""
        counted = Counter(pupil for course in self._courses.values() for pupil in course.pupils)
        if counted and max(counted.values()) == 1:
            for course in self._courses.values():
                course.homeroom = True

    def class_of_pupils(self) -> dict[str, str]:
        """Class names by the pupils' sourcedIds."""
        rooms = [course for course in self._courses.values() if course.homeroom]
        return {pupil: course.title for course in rooms for pupil in course.pupils}

    def write(self, people: People, notebook: Notebook) -> None:
        """Write down homerooms and teachings."""
        class_of = self.class_of_pupils()
        for course in self._courses.values():
            if course.homeroom:
                name = people.name(course.primary) if course.primary else ""
                teacher = source_id(course.primary) if course.primary and name else None
                notebook.homerooms.append(Homeroom(course.place, course.title, name or None, source_id=teacher))
            else:
                _teachings(course, class_of, people, notebook)


def _course(row: Entry, titles: dict[str, str]) -> _Course:
    subject = ", ".join(row.many("subjects")) or titles.get(row["courseSourcedId"], "") or row["title"]
    homeroom = row["classType"].lower() == "homeroom"
    return _Course(row.place, tidy_class(row["title"])[:MAX_CLASS], homeroom, subject[:MAX_SUBJECT])


def _enrol(course: _Course, row: Entry) -> None:
    role, user = row["role"].lower(), row["userSourcedId"]
    if role == "student":
        course.pupils.append(user)
    elif role == "teacher":
        course.teachers.append(user)
        if course.primary is None or row["primary"].lower() == "true":
            course.primary = user


def _teachings(course: _Course, class_of: dict[str, str], people: People, notebook: Notebook) -> None:
    counted: dict[str, int] = defaultdict(int)
    for pupil in course.pupils:
        if pupil in class_of:
            counted[class_of[pupil]] += 1
    least = _LEAST_SHARE * sum(counted.values())
    taught = [name for name, number in counted.items() if number >= least]
    for class_name in taught:
        for teacher in course.teachers:
            if name := people.name(teacher):
                notebook.teachings.append(
                    Teaching(course.place, class_name, name, course.subject, source_id=source_id(teacher))
                )
