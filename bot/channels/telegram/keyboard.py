"""Buttons as Telegram takes them: at most 8 a row and 100 below a message, each with at most 64 bytes of data."""

from collections.abc import Sequence

import orjson

from bot.domain.rendered import Choice
from bot.domain.screens import MAX_PACKED

PER_ROW = 8
BUTTONS = 100

Rows = Sequence[Sequence[Choice]]


def keyboard(rows: Rows) -> str | None:
    """The buttons, wide rows folded, as the JSON of an InlineKeyboardMarkup; None where there are none.

    Raises ValueError for data of a button that takes no byte or more than 64.
    """
    fitted = fit(rows)
    if not fitted:
        return None
    return orjson.dumps({"inline_keyboard": [[_button(choice) for choice in row] for row in fitted]}).decode()


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


def _button(choice: Choice) -> dict[str, str]:
    button = {"text": choice.label}
    if choice.style.value:
        button["style"] = choice.style.value
    if choice.url:
        return {**button, "url": choice.url}
    data = choice.data or ""
    if not 1 <= len(data.encode()) <= MAX_PACKED:
        raise ValueError(f"a button's data takes 1 to {MAX_PACKED} bytes")
    return {**button, "callback_data": data}
