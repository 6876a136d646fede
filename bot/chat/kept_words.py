"""Words that somebody said and that are not delivered yet, as a draft keeps them."""

from collections.abc import Sequence
from typing import Any

from bot.chat.turns import Turn
from bot.domain.answers import Words
from bot.domain.codec import dump_file, load_file

Kept = dict[str, Any]


def keep(words: Words) -> Kept:
    """Words as a draft keeps them."""
    return {"text": words.text, "file": dump_file(words.file) if words.file else None, "message": words.message}


def pieces(turn: Turn, kept: Sequence[Kept]) -> list[Words]:
    """The words that a draft kept."""
    return [
        Words(
            raw["text"],
            load_file(raw["file"]) if raw["file"] else None,
            raw["message"],
            turn.bot.channel,
            turn.locale,
        )
        for raw in kept
    ]


def refresh(kept: Sequence[Kept], words: Words) -> bool:
    """Put an edited message in place of its older version; whether it was among them."""
    mine = [raw for raw in kept if words.message is not None and raw["message"] == words.message]
    for raw in mine:
        raw["text"] = words.text
        raw["file"] = dump_file(words.file) if words.file else raw["file"]
    return bool(mine)
