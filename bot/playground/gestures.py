"""What a thumb does on a phone of the page, by name: each takes the phone and the posted form."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol, TypeVar

from starlette.datastructures import FormData, UploadFile

from bot.playground import telegram, whatsapp
from bot.playground.telegram.answers import Refused

_VOICE = Path(__file__).parent / "static" / "voice.ogg"
_VOICE_SECONDS = 3
MAX_FILE = 20 * 1024 * 1024


class Handset(Protocol):
    """What the thumb can do on either kind of phone. Raises ValueError where the phone cannot."""

    @property
    def key(self) -> tuple[int, int]: ...
    @property
    def bot_name(self) -> str: ...
    @property
    def blocked(self) -> bool: ...
    def start(self, payload: str = "") -> object: ...
    def say(self, text: str, reply_to: int | None = None) -> object: ...
    def press(self, number: int, button: str, /) -> object: ...
    def send_photo(self, content: bytes, caption: str = "", *, name: str = "photo.jpg") -> object: ...
    def send_document(self, content: bytes, name: str, caption: str = "", *, mime: str = "") -> object: ...
    def send_voice(self, content: bytes, seconds: int = 3, /) -> object: ...
    def block(self) -> None: ...
    def unblock(self) -> None: ...


P = TypeVar("P", contravariant=True)
Gesture = Callable[[P, FormData], Awaitable[None]]


async def start(phone: Handset, form: FormData) -> None:
    phone.start(_text(form, "payload"))


async def say(phone: Handset, form: FormData) -> None:
    """A line of text; a reply if it says to what."""
    phone.say(_text(form, "text"), reply_to=_number(form, "reply_to") or None)


async def press(phone: Handset, form: FormData) -> None:
    phone.press(_number(form, "message_id"), _text(form, "data"))


async def voice(phone: Handset, form: FormData) -> None:
    """A prepared recording stands in for the microphone."""
    phone.send_voice(_VOICE.read_bytes(), _VOICE_SECONDS)


async def attach(phone: Handset, form: FormData) -> None:
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
    except (Refused, ValueError):
        pass  # not the picture it claims to be, or too large for a photo: such a file is sent as it is
    phone.send_document(content, name, _text(form, "caption"), mime=mime)


async def block(phone: Handset, form: FormData) -> None:
    phone.block()


async def unblock(phone: Handset, form: FormData) -> None:
    phone.unblock()


async def edit(phone: telegram.Phone, form: FormData) -> None:
    phone.edit(_number(form, "message_id"), _text(form, "text"))


async def read(phone: whatsapp.Phone, form: FormData) -> None:
    """Somebody looks at the chat."""
    phone.read()


async def receipts(phone: whatsapp.Phone, form: FormData) -> None:
    """Whether others learn what was read: the other way round."""
    phone.tell_reading(on=not phone.person.receipts)


async def network(phone: whatsapp.Phone, form: FormData) -> None:
    """Lose the network, or find it again."""
    if phone.person.online:
        phone.go_offline()
    else:
        phone.go_online()


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _number(form: FormData, name: str) -> int:
    return int(_text(form, name) or 0)


_COMMON: tuple[Gesture[Handset], ...] = (start, say, press, voice, attach, block, unblock)
TELEGRAM: dict[str, Gesture[telegram.Phone]] = {act.__name__: act for act in (*_COMMON, edit)}
WHATSAPP: dict[str, Gesture[whatsapp.Phone]] = {act.__name__: act for act in (*_COMMON, read, receipts, network)}


async def act(phone: telegram.Phone | whatsapp.Phone, name: str, form: FormData) -> bool:
    """Do it; False where this kind of phone knows no such gesture."""
    if isinstance(phone, telegram.Phone):
        for_telegram = TELEGRAM.get(name)
        if for_telegram is not None:
            await for_telegram(phone, form)
        return for_telegram is not None
    gesture = WHATSAPP.get(name)
    if gesture is not None:
        await gesture(phone, form)
    return gesture is not None
