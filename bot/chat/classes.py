"""Classes are chosen by taps: one after the other, or all of them at once."""

from collections.abc import Collection, Sequence

from bot.domain.errors import StaleScreen
from bot.domain.screens import Row, Style, button, grid
from bot.domain.text import _
from bot.storage.models import SchoolClass


def toggled(chosen: Collection[int], classes: Sequence[SchoolClass], class_id: int) -> list[int]:
    """With this class chosen, or no more; raises StaleScreen for one that is not among them."""
    if class_id not in {found.id for found in classes}:
        raise StaleScreen
    now = set(chosen) ^ {class_id}
    return [found.id for found in classes if found.id in now]


def all_or_none(chosen: Collection[int], classes: Sequence[SchoolClass]) -> list[int]:
    """Every class, or none where that was so already."""
    return [] if set(chosen) == {found.id for found in classes} else [found.id for found in classes]


def rows_of(chosen: Collection[int], classes: Sequence[SchoolClass], one: str, everything: str) -> tuple[Row, ...]:
    """A button for each class and one for all; `one` and `everything` are their keys."""
    buttons = [
        button(f"✓ {found.name}", one, found.id, style=Style.SUCCESS)
        if found.id in chosen
        else button(found.name, one, found.id)
        for found in classes
    ]
    face = _("None of them") if len(chosen) == len(classes) else _("All classes")
    return (*grid(buttons, 3), (button(face, everything),))
