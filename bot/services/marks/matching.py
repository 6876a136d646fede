"""Whose row it is: by NISN, then NIPD, then a name that only one pupil of the class bears.

Nothing is guessed: where two pupils could be meant, or a number and a name speak of two, it is asked. What a person has
said stands before all else, as long as it is a pupil of the class.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from bot.domain.marksheets import SheetRow
from bot.roster.names import name_key
from bot.services.marks.alike import alike
from bot.services.marks.known import Book, Known
from bot.services.marks.questions import Asked, Option, Question
from bot.services.marks.values import LeftOut, Why

_SAME = 60
"""So alike a name must be for its number to be believed."""
_ALIKE = 75
"""From here on a name of the class is offered for a name that is not in it."""
_OFFERED = 4
_NAMED = 5
"""So many other rows of one name are told of."""

Chosen = Mapping[tuple[str, int], int | None]


@dataclass(slots=True)
class Matches:
    """The rows of one sheet and one class: whose they are, which are left out, which are asked about."""

    found: dict[int, Known] = field(default_factory=dict)
    """By the row's number."""
    left_out: list[LeftOut] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    """The classes of the rows that are pupils of other classes."""


def match(rows: Sequence[SheetRow], class_id: int, book: Book, chosen: Chosen) -> Matches:
    """Find the pupils of a class in the rows of its sheet."""
    return _Matching(rows, class_id, book, chosen).run()


class _Matching:
    def __init__(self, rows: Sequence[SheetRow], class_id: int, book: Book, chosen: Chosen) -> None:
        self._here = {pupil.id: pupil for pupil in book.by_class[class_id]}
        self._book = book
        self._chosen = chosen
        self._open = {row.place.row: row for row in rows}
        self._keys = {row.place.row: name_key(row.name) for row in rows}
        self._taken: set[int] = set()
        self._asked: dict[int, list[Known]] = {}
        self._result = Matches()

    def run(self) -> Matches:
        """What people said, then numbers, then names; the rest is asked about or left out."""
        self._by_choice()
        self._by_number(lambda row: self._book.by_nisn.get(row.nisn or "", ()))
        self._by_number(lambda row: self._book.by_nipd.get(row.nipd or "", ()))
        self._by_name()
        for row in list(self._open.values()):
            self._ask_or_leave(row)
        self._result.questions.sort(key=lambda question: question.row)
        return self._result

    def _by_choice(self) -> None:
        for number, row in list(self._open.items()):
            place = (row.place.sheet, number)
            if place not in self._chosen:
                continue
            pupil_id = self._chosen[place]
            if pupil_id is None:
                self._leave(row, Why.CHOSEN)
            elif pupil_id in self._taken:
                self._leave(row, Why.PUPIL_TWICE)
            elif pupil_id in self._here:
                self._take(row, self._here[pupil_id])

    def _by_number(self, of: Callable[[SheetRow], Iterable[Known]]) -> None:
        """A number alone is not believed against a name that is quite another."""
        for row in list(self._open.values()):
            meant = list(of(row))
            named = [pupil for pupil in meant if alike(self._keys[row.place.row], pupil.key) >= _SAME]
            here = [pupil for pupil in named if pupil.id in self._here]
            if len(here) == 1:
                self._take_once(row, here[0])
            elif not here and len(named) == 1:
                self._leave_elsewhere(row, named[0])
            elif others := [pupil for pupil in meant if pupil.id in self._here]:
                self._asked[row.place.row] = others

    def _by_name(self) -> None:
        rows: defaultdict[str, list[SheetRow]] = defaultdict(list)
        for number, row in self._open.items():
            rows[self._keys[number]].append(row)
        for key, same in rows.items():
            pupils = [pupil for pupil in self._free() if pupil.key == key]
            (row, *others) = same
            certain = len(pupils) == 1 and not others and row.place.row not in self._asked
            if certain and not _contradicts(row, pupils[0]):
                self._take(row, pupils[0])
            elif pupils:
                for one in same:
                    self._asked[one.place.row] = [*pupils, *self._asked.get(one.place.row, ())]

    def _ask_or_leave(self, row: SheetRow) -> None:
        candidates = [pupil for pupil in self._asked.get(row.place.row, ()) if pupil.id not in self._taken]
        if not candidates:
            candidates = self._similar(row)
        if candidates:
            distinct = {pupil.id: pupil for pupil in candidates}
            options = tuple(Option(pupil.id, pupil.name, _hint(pupil)) for pupil in distinct.values())
            also = self._also_in(row)
            question = Question(Asked.PUPIL, row.place.sheet, row.place.row, row.name, options, also)
            self._result.questions.append(question)
            return
        key = self._keys[row.place.row]
        if any(pupil.key == key for pupil in self._here.values()):
            self._leave(row, Why.PUPIL_TWICE)
            return
        others = [pupil for pupil in self._book.by_key.get(key, ()) if not _contradicts(row, pupil)]
        if len(others) == 1:
            self._leave_elsewhere(row, others[0])
        else:
            self._leave(row, Why.PUPIL_UNKNOWN)

    def _also_in(self, row: SheetRow) -> tuple[int, ...]:
        """The other rows of the same name: a reason why a name that only one pupil bears is asked about."""
        number = row.place.row
        same = (other for other, key in self._keys.items() if other != number and key == self._keys[number])
        return tuple(islice(sorted(same), _NAMED))

    def _similar(self, row: SheetRow) -> list[Known]:
        key = self._keys[row.place.row]
        near = [(alike(key, pupil.key), pupil) for pupil in self._free() if not _contradicts(row, pupil)]
        near = sorted((one for one in near if one[0] >= _ALIKE), key=lambda one: (-one[0], one[1].id))
        return [pupil for _how, pupil in near[:_OFFERED]]

    def _free(self) -> list[Known]:
        return [pupil for pupil in self._here.values() if pupil.id not in self._taken]

    def _take_once(self, row: SheetRow, pupil: Known) -> None:
        if pupil.id in self._taken:
            self._leave(row, Why.PUPIL_TWICE)
        else:
            self._take(row, pupil)

    def _take(self, row: SheetRow, pupil: Known) -> None:
        self._result.found[row.place.row] = pupil
        self._taken.add(pupil.id)
        del self._open[row.place.row]

    def _leave_elsewhere(self, row: SheetRow, pupil: Known) -> None:
        """The pupil has left, or is in another class of the school now."""
        if pupil.left_at is not None:
            self._leave(row, Why.PUPIL_LEFT)
            return
        name = self._book.class_name(pupil.class_id)
        self._result.elsewhere.append(name)
        self._leave(row, Why.CLASS_OTHER, told=name)

    def _leave(self, row: SheetRow, why: Why, told: str = "") -> None:
        self._result.left_out.append(LeftOut(why, row.place.sheet, row.place.row, name=row.name, told=told))
        self._open.pop(row.place.row, None)


def _contradicts(row: SheetRow, pupil: Known) -> bool:
    """Whether both state a number, and state it differently."""
    pairs = ((row.nisn, pupil.nisn), (row.nipd, pupil.nipd))
    return any(said and kept and said != kept for said, kept in pairs)


def _hint(pupil: Known) -> str:
    """What tells pupils of one name apart."""
    return f"NISN {pupil.nisn}" if pupil.nisn else f"NIPD {pupil.nipd}" if pupil.nipd else ""
