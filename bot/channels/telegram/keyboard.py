"""Buttons as Telegram takes them: at most 8 a row and 100 below a message, each with at most 64 bytes of data."""

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.domain.rendered import Choice
from bot.domain.screens import MAX_PACKED

PER_ROW = 8
BUTTONS = 100

Rows = Sequence[Sequence[Choice]]


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """The buttons, wide rows folded; None where there are none."""
    fitted = fit(rows)
    return InlineKeyboardMarkup([[_button(choice) for choice in row] for row in fitted]) if fitted else None


def fit(rows: Rows) -> list[list[Choice]]:
    """Rows of at most 8. Past a hundred buttons the last row, which leads on, is kept before those above it."""
    folded = [list(row[i : i + PER_ROW]) for row in rows for i in range(0, len(row), PER_ROW)]
    if sum(map(len, folded)) <= BUTTONS:
        return folded
    *above, last = folded
    kept: list[list[Choice]] = []
    room = BUTTONS - len(last)
    for row in above:
        kept.append(row[:room])
        room -= len(row[:room])
        if not room:
            break
    return [row for row in kept if row] + [last]


def _button(choice: Choice) -> InlineKeyboardButton:
    if choice.url:
        return InlineKeyboardButton(choice.label, url=choice.url, style=choice.style.value or None)
    data = choice.data or ""
    if not 1 <= len(data.encode()) <= MAX_PACKED:
        raise ValueError(f"a button's data takes 1 to {MAX_PACKED} bytes")
    return InlineKeyboardButton(choice.label, callback_data=data, style=choice.style.value or None)
