"""Free times as buttons: few are shown at once, more day by day, and of a long day so many at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.chat.flows.talks.family import clock, day_of
from bot.chat.turns import Turn
from bot.domain.screens import Button, Row, button, grid
from bot.domain.text import Phrase, _
from bot.storage.models import Slot

PAGE = 24
"""Times of a day shown at once."""
FEW = 10
"""So few times on several days are shown at once."""


@dataclass(frozen=True, slots=True)
class Times:
    """What stands on the buttons; `day` is None where they are of several."""

    faces: Sequence[tuple[Phrase, Slot]]
    day: date | None
    others: Sequence[date]
    page: int = 0
    more: bool = False

    def rows(self, take: Callable[[Phrase, Slot], Button], key: str, *args: int) -> list[Row]:
        """A button for each time; `key` with these arguments, a day and a page leads to the others."""
        rows: list[Row] = [*grid([take(face, slot) for face, slot in self.faces], 3)]
        if self.day is None:
            return rows
        turns: Row = ()
        if self.page:
            turns += (button(_("‹ Earlier"), key, *args, self.day.isoformat(), self.page - 1),)
        if self.more:
            turns += (button(_("Later ›"), key, *args, self.day.isoformat(), self.page + 1),)
        rows += [turns] if turns else []
        return [*rows, *grid([button(_("%(day)s", day=day), key, *args, day.isoformat()) for day in self.others], 3)]


def paged(turn: Turn, free: Sequence[Slot], day: date | None = None, page: int = 0) -> Times:
    """The times of a day, the first one where it is not said or has none; a page there is not is the last."""
    days = sorted({day_of(turn, slot.starts_at) for slot in free})
    if not days or (day is None and len(days) > 1 and len(free) <= FEW):
        return Times([(_("%(at)s", at=slot.starts_at), slot) for slot in free], None, ())
    shown = day if day in days else days[0]
    of_day = [slot for slot in free if day_of(turn, slot.starts_at) == shown]
    page = min(page, (len(of_day) - 1) // PAGE)
    faces = [(clock(turn, slot.starts_at), slot) for slot in of_day[page * PAGE : (page + 1) * PAGE]]
    return Times(faces, shown, [one for one in days if one != shown], page, len(of_day) > (page + 1) * PAGE)
