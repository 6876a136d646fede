"""What a thumb does on a phone of the page, by name: each takes the phone and the posted form."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.datastructures import FormData, UploadFile

from bot.playground.telegram import Phone
from bot.playground.telegram.answers import Refused

_VOICE = Path(__file__).parent / "static" / "voice.ogg"
_VOICE_SECONDS = 3
MAX_FILE = 20 * 1024 * 1024


async def start(phone: Phone, form: FormData) -> None:
    phone.start(_text(form, "payload"))


async def say(phone: Phone, form: FormData) -> None:
    """A line of text; a reply if it says to what."""
    phone.say(_text(form, "text"), reply_to=_number(form, "reply_to") or None)


async def edit(phone: Phone, form: FormData) -> None:
    phone.edit(_number(form, "message_id"), _text(form, "text"))


async def press(phone: Phone, form: FormData) -> None:
    phone.press(_number(form, "message_id"), _text(form, "data"))


async def voice(phone: Phone, form: FormData) -> None:
    """A prepared recording stands in for the microphone."""
    phone.send_voice(_VOICE.read_bytes(), _VOICE_SECONDS)


async def attach(phone: Phone, form: FormData) -> None:
    """A picture goes as a photo, anything else as a document. Raises ValueError if it is no file or too large."""
    upload = form["file"]
    if not isinstance(upload, UploadFile):
        raise ValueError("a file is expected")
    content = await upload.read()
    if not 0 < len(content) <= MAX_FILE:
        raise ValueError("a file of 1 byte to 20 MB is expected")
    name, mime = upload.filename or "berkas", upload.content_type or "application/octet-stream"
    try:
        if mime in ("image/png", "image/jpeg", "image/webp", "image/gif"):
            phone.send_photo(content, _text(form, "caption"), name=name)
            return
    except Refused:
        pass  # not the picture it claims to be, or too large for a photo: Telegram sends such a file as it is
    phone.send_document(content, name, _text(form, "caption"), mime=mime)


async def block(phone: Phone, form: FormData) -> None:
    phone.block()


async def unblock(phone: Phone, form: FormData) -> None:
    phone.unblock()


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _number(form: FormData, name: str) -> int:
    return int(_text(form, name) or 0)


GESTURES: dict[str, Callable[[Phone, FormData], Awaitable[None]]] = {
    gesture.__name__: gesture for gesture in (start, say, edit, press, voice, attach, block, unblock)
}
