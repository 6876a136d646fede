"""One of several free times, as families type it below them: `jam 10 bu`, `10.00`, `yang jam 9.20 saja`, `Kamis jam 1`.

Only a line that says nothing but a time is read: *jam 10 saya tidak bisa* is for somebody to read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from bot.chat.typed import parse_date, parse_time, weekday_of

_PART = r"(?:\s*(?:pagi|siang|sore|petang|malam|am|pm)\b)?"
_CLOCK = re.compile(
    rf"\b(?:pukul|pkl|jam|jm|at)\.?\s*\d{{1,2}}(?:[.:]\d{{2}})?(?!\d){_PART}"
    rf"|(?<![\d/.:-])\d{{1,2}}[.:]\d{{2}}(?![\d/:-]){_PART}"
)
_BARE = re.compile(rf"\d{{1,2}}{_PART}")
_SHORT = re.compile(r"^(?:pkl|jm)\b\.?|^(pukul|jam|at)\.")
_AROUND = (
    "bu ibu bunda pak bapak ayah ustaz ustadz ustazah ustadzah kak min ya iya nggih yg yang saja aja sj mau ingin "
    "boleh bisa saya sy kami kita pilih ambil minta mohon tolong untuk utk di hari tanggal tgl waktu nya atau baik ok "
    "oke okay terima kasih makasih trims wib wita wit "
    "please the one i we take can could for on or thanks thank you"
)
_COURTESY = frozenset(_AROUND.split())
"""Words around a time that say nothing against it."""
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Asked:
    """The clock times that are meant, on which day or weekday (Monday is 0) where one is said."""

    clocks: frozenset[time]
    day: date | None = None
    weekday: int | None = None

    def fits(self, at: datetime) -> bool:
        """Whether that is so of an instant on the school's clock."""
        if self.day is not None and at.date() != self.day:
            return False
        return (self.weekday is None or at.weekday() == self.weekday) and at.time() in self.clocks


def asked_time(text: str, today: date) -> Asked | None:
    """The time that a line asks for, seen from `today`; None for whatever is, or may be, something else."""
    line = " ".join(text.lower().replace("?", " ").replace("!", " ").replace(",", " ").split())
    if len(line) > _LONGEST:
        return None
    found = [match[0] for match in _CLOCK.finditer(line)]
    rest = [word.strip(".") for word in _CLOCK.sub(" ", line).split()]
    said = " ".join(word for word in rest if word and word not in _COURTESY)
    if not found and _BARE.fullmatch(said):
        found, said = [said], ""
    clocks = [_clocks(one) for one in found]
    if not clocks or not all(clocks):
        return None
    meant = frozenset(clock for several in clocks for clock in several)
    if not said:
        return Asked(meant)
    if (weekday := weekday_of(said)) is not None:
        return Asked(meant, weekday=weekday)
    day = parse_date(said, today)
    return Asked(meant, day) if day is not None else None


def _clocks(text: str) -> Sequence[time]:
    """What a clock time can mean: *jam 1* is 13.00, too, and whoever writes *01.00* means it."""
    clock = parse_time(_SHORT.sub("", text).strip())
    if clock is None:
        return ()
    digits = re.search(r"\d", text)
    plain = digits is not None and digits[0] != "0" and re.search(r"[a-z]$", text) is None
    return (clock, clock.replace(hour=clock.hour + 12)) if plain and clock.hour < 12 else (clock,)
