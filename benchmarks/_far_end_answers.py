"""What the far end answers, as long as Telegram's own answers are: put together once, sent many times."""

import json

_MARK = 100_000_000
"""Message ids have nine digits, so that one answer fits all."""


def _answer(content: bytes, status: str = "200 OK") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


def told(content: object) -> bytes:
    """Something told about what came in."""
    return _answer(json.dumps(content).encode())


def answered(result: bytes) -> bytes:
    """An answer of the Bot API with this JSON as its result."""
    return _answer(b'{"ok":true,"result":' + result + b"}")


def me(bot: int) -> bytes:
    """The answer to getMe."""
    return answered(json.dumps({"id": bot, "is_bot": True, "first_name": "Titian", "username": f"b{bot}_bot"}).encode())


_FACES = [
    {"text": "Hadir", "callback_data": "1|a.q|123456|y"},
    {"text": "Berhalangan", "callback_data": "1|a.q|123456|n"},
]
_BUTTONS = [_FACES, [{"text": "Tulis jawaban", "callback_data": "1|a.say|123456"}]]
_MESSAGE = {
    "message_id": _MARK,
    "from": {"id": 4242, "is_bot": True, "first_name": "SMA Titian Bangsa", "username": "titian_bot"},
    "chat": {"id": 5000001, "first_name": "Siti Rahayu", "type": "private"},
    "date": 1790000000,
    "text": "Selamat pagi,\nYth. Ibu Orang Tua/Wali dari Ananda Budi Santoso (X-1)\n\n" + "Kami mengundang Ibu. " * 20,
    "entities": [{"type": "bold", "offset": 200 + 20 * n, "length": 9} for n in range(5)],
    "link_preview_options": {"is_disabled": True},
    "reply_markup": {"inline_keyboard": _BUTTONS},
}
_BEFORE, _AFTER = answered(json.dumps(_MESSAGE, separators=(",", ":")).encode()).split(str(_MARK).encode(), 1)


def taken(number: int) -> bytes:
    """A message that was accepted, the `number`th of all."""
    return b"%b%d%b" % (_BEFORE, _MARK + number, _AFTER)


FLOOD = _answer(
    json.dumps(
        {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 1",
            "parameters": {"retry_after": 1},
        }
    ).encode(),
    "429 Too Many Requests",
)
