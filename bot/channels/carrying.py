"""Files that one channel keeps, on their way through another: fetched there, kept by us, sent from here.

A parent's recording on WhatsApp is to be heard by a teacher on Telegram, and a class's picture goes to families on
both. The handle that a channel gives to a file means nothing to another one.
"""

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import structlog

from bot.channels.base import Channel, Received
from bot.domain.courtesy import LOCALES
from bot.domain.delivery import Reason, Via
from bot.domain.errors import DeliveryError, InvalidValue, NotSent, Permanent
from bot.domain.rendered import Rendered
from bot.domain.screens import FileKind, FileRef
from bot.domain.text import Phrase, _

log = structlog.get_logger(__name__)

FOLDER = "files"
"""Below the data folder; what lies there is deleted after some days, and fetched anew where it is still wanted."""
LIMIT = 20 * 1024 * 1024
"""Bytes; the most that Telegram lets us fetch."""
NOT_SHOWN = _("A file came with this message, but it cannot be shown here.")
_SUFFIXES = {FileKind.PHOTO: ".jpg", FileKind.VOICE: ".ogg", FileKind.AUDIO: ".mp3", FileKind.VIDEO: ".mp4"}

Translate = Callable[[Phrase, str], str]


def carrying(channels: Mapping[int, Channel], data_dir: Path, translate: Translate) -> Mapping[int, Channel]:
    """The channels by bot, so that each shows the files of the others, and none loses words with a file."""
    by_name = {channel.limits.name: channel for channel in channels.values()}
    return {bot_id: Carrying(channel, by_name, data_dir, translate) for bot_id, channel in channels.items()}


class Carrying:
    """A channel that shows the files of `others`. A file that cannot be brought or shown is left out, with a line that
    says so: the words are not to be lost with it.
    """

    def __init__(self, channel: Channel, others: Mapping[Via, Channel], data_dir: Path, translate: Translate) -> None:
        self.limits = channel.limits
        self._channel = channel
        self._others = others
        self._data_dir = data_dir
        self._translate = translate
        self._under_way: dict[str, asyncio.Task[None]] = {}

    async def send(self, address: str, message: Rendered) -> str:
        """Send, and return the channel's id of the message, of all its parts."""
        if message.file is None:
            return await self._channel.send(address, message)
        try:
            return await self._channel.send(address, replace(message, file=await self._here(message.file)))
        except Permanent as error:
            if error.reason != Reason.REJECTED:
                raise
            log.warning("file_left_out", kind=message.file.kind, channel=self.limits.name, detail=error.detail)
        line = self._translate(NOT_SHOWN, message.locale or LOCALES[0])
        text = "\n\n".join(part for part in (message.text, line) if part)
        return await self._channel.send(address, replace(message, file=None, text=text))

    async def edit(self, address: str, message_id: str, message: Rendered) -> None:
        """Show another in place of a message's last part; its file stays as it is."""
        await self._channel.edit(address, message_id, message)

    async def delete(self, address: str, message_id: str) -> None:
        """Take all parts back for everyone."""
        await self._channel.delete(address, message_id)

    async def download(self, file: FileRef, limit: int) -> bytes:
        """The bytes of a file that this channel keeps, or another one."""
        return await self._others.get(_keeper(file), self._channel).download(file, limit)

    def read(self, raw: str) -> Received:
        """Read one stored arrival."""
        return self._channel.read(raw)

    async def _here(self, file: FileRef) -> FileRef:
        """The file as this channel can send it. Raises Permanent where it cannot be had, NotSent where not now."""
        if file.remote is None or _keeper(file) is self.limits.name:
            return file
        suffix = Path(file.name).suffix.lower() or _SUFFIXES.get(file.kind, "")
        digest = hashlib.sha256(f"{_keeper(file)}:{file.remote}".encode()).hexdigest()[:32]
        path = f"{FOLDER}/{digest}{suffix if suffix[1:].isalnum() else ''}"
        size = await asyncio.to_thread(_size, self._data_dir / path)
        if size is None:
            await self._fetched(file, path)
            size = await asyncio.to_thread(_size, self._data_dir / path)
        return FileRef(file.kind, path=path, name=file.name or f"{file.kind.value}{suffix}", size=size or 0)

    async def _fetched(self, file: FileRef, path: str) -> None:
        """Fetch it once, however many wait for it."""
        task = self._under_way.get(path)
        if task is None:
            task = self._under_way[path] = asyncio.create_task(self._fetch(file, self._data_dir / path))
            task.add_done_callback(lambda _done: self._under_way.pop(path, None))
        await asyncio.shield(task)

    async def _fetch(self, file: FileRef, path: Path) -> None:
        keeper = self._others.get(_keeper(file))
        if keeper is None:
            raise Permanent(Reason.REJECTED, "a file of a channel that is not connected")
        try:
            content = await keeper.download(file, LIMIT)
        except InvalidValue as error:
            raise Permanent(Reason.REJECTED, f"a file that is {error.reason}") from None
        except Permanent as error:
            raise Permanent(Reason.REJECTED, error.detail) from None
        except DeliveryError as error:
            raise NotSent(Reason.NETWORK, error.detail) from None
        await asyncio.to_thread(_write, path, content)


def _keeper(file: FileRef) -> Via:
    return file.via or Via.TELEGRAM


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: another process may look for it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = path.with_name(f".{path.name}.half")
    half.write_bytes(content)
    half.replace(path)
