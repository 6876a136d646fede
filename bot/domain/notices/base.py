"""What the product says unasked, typed: one small frozen class per message, named after the event.

A service names a notice and never its words. `screen()` gives the template, the values and the buttons; the outbox
keeps that, and it is put into words when it leaves.
"""

from dataclasses import dataclass, fields
from typing import ClassVar

from bot.domain.policy import Weight
from bot.domain.screens import Row, Screen


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Base of all notices; the fields of a subclass are the variables of its template."""

    template: ClassVar[str]
    weight: ClassVar[Weight] = Weight.ANSWER
    personal: ClassVar[bool] = False

    def rows(self) -> tuple[Row, ...]:
        """The buttons below the message."""
        return ()

    def screen(self) -> Screen:
        """The message as data."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return Screen(self.template, values, self.rows(), protect=self.personal)
