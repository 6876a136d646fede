"""How one reader is spoken to at one moment: greeting, form of address, and values in their language."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.courtesy import Address, AnswerBy, Greeting, Reader
from bot.domain.text import Label, Phrase, _, p_
from bot.messages import dates
from bot.messages.names import tidy_name, without_controls
from bot.messages.places import Place
from bot.messages.translations import known, translate

_CHOSEN: Mapping[Greeting, Phrase] = {
    Greeting.ASSALAMUALAIKUM: _("Assalamu'alaikum warahmatullahi wabarakatuh"),
    Greeting.SALAM_SEJAHTERA: _("Salam sejahtera"),
    Greeting.OM_SWASTIASTU: _("Om Swastiastu"),
}
_BY_THE_HOUR = (
    (11, p_("until eleven", "Good morning")),
    (12, p_("until noon", "Good morning")),
    (15, p_("until three", "Good afternoon")),
    (18, p_("until six", "Good afternoon")),
    (24, _("Good evening")),
)
"""Languages part the day differently; the context is what lets each say its own greeting for the hour."""

_FORMS: Mapping[Address, Phrase] = {
    Address.BAPAK_IBU: p_("address: father or mother", "parent or guardian"),
    Address.BAPAK: p_("address: father, formal", "parent or guardian"),
    Address.IBU: p_("address: mother, formal", "parent or guardian"),
    Address.AYAH: p_("address: father, warm", "father"),
    Address.BUNDA: p_("address: mother, warm", "mother"),
}

_ANSWERS: Mapping[AnswerBy, Phrase] = {
    AnswerBy.BUTTONS: p_("please tell us …", "with a button below"),
    AnswerBy.MESSAGE: p_("please tell us …", "by replying to this message"),
    AnswerBy.NOTE: p_("please tell us …", "in a note to the homeroom teacher"),
    AnswerBy.SLIP: p_("please tell us …", "on the slip below"),
}

_PLAIN = frozenset({str, bool, int, float, type(None), dt.date, dt.datetime, dt.time, Place})


class Voice:
    """Says values to one `reader` at the instant `now` (aware)."""

    __slots__ = ("locale", "now", "reader", "timezone")

    def __init__(self, reader: Reader, now: dt.datetime) -> None:
        self.reader = reader
        self.locale = known(reader.locale)
        self.timezone = reader.timezone
        self.now = now

    def greeting(self) -> str:
        """The opening the reader chose, or the neutral one for the hour of sending; without punctuation."""
        chosen = _CHOSEN.get(self.reader.greeting)
        return self.phrase(chosen or _by_the_hour(self.now.astimezone(ZoneInfo(self.timezone)).hour))

    def address(self) -> str:
        """The reader's form of address: *Bapak/Ibu*; in English a noun that fits “Dear … of Budi”."""
        return self.phrase(_FORMS[self.reader.address])

    def reply(self) -> str:
        """With what the reader can answer, in the middle of a sentence: lewat tombol di bawah."""
        return self.phrase(_ANSWERS[self.reader.answer_by])

    def phrase(self, label: Label, *, short: bool = False) -> str:
        """A label in words; `short` (for buttons) says dates briefly."""
        if isinstance(label, str):
            return label
        text = translate(label, self.locale)
        if not label.values:
            return text
        return text % {name: self.say(value, short=short) for name, value in label.values.items()}

    def say(self, value: object, *, short: bool = False) -> str:
        """Any value a screen may carry, as text; None is nothing."""
        match value:
            case str():
                return without_controls(value)
            case None:
                return ""
            case Phrase():
                return self.phrase(value, short=short)
            case dt.datetime():
                return self.moment(value) if short else self.datetime(value)
            case dt.date():
                return dates.day(value, "day" if short else "date", self.locale)
            case dt.time():
                return dates.clock(value, self.locale)
            case bool():
                return self.phrase(_("yes") if value else _("no"))
            case int() | float():
                return dates.number(value, self.locale)
        return str(value)

    def settle(self, value: Any) -> Any:
        """The value with every phrase in it put into words; dates stay, for the template's filters."""
        if type(value) in _PLAIN:  # most values of most messages: thousands of them leave within minutes
            return value
        match value:
            case Phrase():
                return self.phrase(value)
            case list() | tuple():
                return [self.settle(item) for item in value]
            case Mapping():
                return {key: self.settle(item) for key, item in value.items()}
        return value

    def date(self, value: dt.date) -> str:
        """Senin, 13 Juli 2026."""
        return dates.day(self._local(value), "date", self.locale)

    def month(self, value: dt.date) -> str:
        """Juli 2026."""
        return dates.day(self._local(value), "month", self.locale)

    def day(self, value: dt.date) -> str:
        """Sen, 13 Jul."""
        return dates.day(self._local(value), "day", self.locale)

    def clock(self, value: dt.datetime | dt.time) -> str:
        """08.00"""
        if isinstance(value, dt.datetime):
            return dates.moment(value, "clock", self.locale, self.timezone)
        return dates.clock(value, self.locale)

    def time(self, value: dt.datetime | dt.time) -> str:
        """08.00 WIB"""
        instant = value if isinstance(value, dt.datetime) else self.now.replace(minute=0, second=0, microsecond=0)
        return f"{self.clock(value)} {dates.zone(instant, self.locale, self.timezone)}"

    def hours(self, day: dt.date, starts: dt.time, ends: dt.time) -> str:
        """07.15–09.00 WIB; the zone as it is called on that day, where clocks change."""
        instant = dt.datetime.combine(day, ends, ZoneInfo(self.timezone))
        return f"{self.clock(starts)}–{self.clock(ends)} {dates.zone(instant, self.locale, self.timezone)}"

    def datetime(self, value: dt.datetime) -> str:
        """Senin, 13 Juli 2026 pukul 08.00 WIB."""
        text = dates.moment(value, "datetime", self.locale, self.timezone)
        return f"{text} {dates.zone(value, self.locale, self.timezone)}"

    def moment(self, value: dt.datetime) -> str:
        """Sen, 13 Jul 08.00."""
        return dates.moment(value, "moment", self.locale, self.timezone)

    def until(self, value: dt.date) -> str:
        """A day or an instant as one says a deadline: hari ini, besok pukul 07.00 WIB, or the whole date."""
        ahead = self._local(value) - self._local(self.now)
        today, tomorrow = ahead == dt.timedelta(0), ahead == dt.timedelta(1)
        if not (today or tomorrow):
            return self.datetime(value) if isinstance(value, dt.datetime) else self.date(value)
        if not isinstance(value, dt.datetime):
            return self.phrase(_("today") if today else _("tomorrow"))
        said = self.time(value)
        return self.phrase(_("today at %(time)s", time=said) if today else _("tomorrow at %(time)s", time=said))

    def listed(self, items: Iterable[object]) -> str:
        """A, B, dan C."""
        return dates.listed(tuple(self.say(item) for item in items), self.locale)

    def number(self, value: int | float) -> str:
        """1.250"""
        return dates.number(value, self.locale)

    def name(self, value: str) -> str:
        """A person's name as one writes it, also when the roster shouts it."""
        return tidy_name(without_controls(value))

    def _local(self, value: dt.date) -> dt.date:
        return value.astimezone(ZoneInfo(self.timezone)).date() if isinstance(value, dt.datetime) else value


def _by_the_hour(hour: int) -> Phrase:
    return next(phrase for end, phrase in _BY_THE_HOUR if hour < end)
