"""Files on their way to WhatsApp: uploaded once, then named by the id that they got.

What it takes, and how large: https://developers.facebook.com/documentation/business-messaging/whatsapp/
business-phone-numbers/media (supported media types).
"""

import asyncio
import mimetypes
import time
from collections.abc import Callable
from pathlib import Path

from bot.channels.whatsapp.errors import NoSuchObject
from bot.channels.whatsapp.graph import Graph
from bot.domain.delivery import Reason, Via
from bot.domain.errors import InvalidValue, NotSent, Permanent, Unknown
from bot.domain.screens import FileKind, FileRef

MB = 1024 * 1024
_IMAGES = frozenset({"image/jpeg", "image/png"})
_STICKER = "image/webp"
_AUDIO = frozenset({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"})
_VIDEO = frozenset({"video/mp4", "video/3gpp"})
_LIMITS = {"image": 5 * MB, "audio": 16 * MB, "video": 16 * MB, "document": 100 * MB, "sticker": MB // 2}
_TYPES = {
    ".csv": "text/plain",
    ".m4a": "audio/mp4",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".aac": "audio/aac",
    ".amr": "audio/amr",
}
"""Where Python says nothing, or what WhatsApp does not take under its usual name."""
KEPT = 24 * 3600.0
"""Seconds for which an upload is used again; WhatsApp keeps it for 30 days."""
MOST_KEPT = 256


class Media:
    """Uploads for one number. `data_dir` is where our own files lie."""

    def __init__(
        self, graph: Graph, phone_id: str, data_dir: Path, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._graph = graph
        self._phone_id = phone_id
        self._data_dir = data_dir.resolve()
        self._clock = clock
        self._uploads: dict[tuple[str, int, int], tuple[float, asyncio.Task[str]]] = {}

    def sort(self, file: FileRef) -> str:
        """As what it is shown: image, sticker, document, audio or video; what is not fit to be shown is a document."""
        if file.kind is FileKind.PHOTO and _mime(file) == _STICKER:
            return "sticker"
        if file.path is None:
            return {FileKind.PHOTO: "image", FileKind.VOICE: "audio"}.get(file.kind, file.kind.value)
        mime, size = _mime(file), file.size
        if file.kind is FileKind.PHOTO and mime in _IMAGES and size <= _LIMITS["image"]:
            return "image"
        if file.kind in (FileKind.VOICE, FileKind.AUDIO) and mime in _AUDIO and size <= _LIMITS["audio"]:
            return "audio"
        if file.kind is FileKind.VIDEO and mime in _VIDEO and size <= _LIMITS["video"]:
            return "video"
        return "document"

    async def id_of(self, file: FileRef) -> str:
        """The id under which WhatsApp has the file; ours is uploaded, once for all who get it.

        Raises DeliveryError; Permanent for a file of another channel, which has to be brought over first.
        """
        if file.remote is not None:
            if file.via is not Via.WHATSAPP:
                raise Permanent(Reason.REJECTED, "a file that another channel keeps")
            return file.remote
        if file.content is not None:
            return await self.upload(file.content, file.name, _mime(file))
        path = self._path(file)
        try:
            stat = await asyncio.to_thread(path.stat)
        except OSError as error:
            raise Permanent(Reason.REJECTED, f"{type(error).__name__}: a file that is not there") from None
        return await self._shared((str(path), stat.st_mtime_ns, stat.st_size), file, path)

    async def upload(self, content: bytes, name: str, mime: str) -> str:
        """Upload; the id. Raises DeliveryError: nothing was sent to anybody, so no outcome of it is unknown."""
        try:
            answer = await self._graph.ask(self._graph.calls.upload_media(self._phone_id, content, mime, name))
        except Unknown as error:
            raise NotSent(error.reason, error.detail) from None
        if not isinstance(found := answer.get("id"), str):
            raise Permanent(Reason.REJECTED, "an upload without an id")
        return found

    async def download(self, media_id: str, limit: int) -> bytes:
        """The bytes of what somebody sent; raises InvalidValue where it is gone or larger than `limit`."""
        try:
            found = await self._graph.ask(self._graph.calls.get_media_url(media_id))
        except NoSuchObject:
            raise InvalidValue("file", "gone") from None
        address, size = found.get("url"), found.get("file_size")
        if not isinstance(address, str):
            raise Unknown(Reason.NETWORK, "a file without an address")
        if isinstance(size, int | str) and str(size).isdigit() and int(size) > limit:
            raise InvalidValue("file", "too_large")
        return await self._graph.fetch(address, limit)

    async def anew(self, file: FileRef) -> str:
        """Another id for a file that somebody sent, whose own WhatsApp will not send again."""
        try:
            content = await self.download(file.remote or "", _LIMITS[self.sort(file)])
        except InvalidValue:
            raise Permanent(Reason.REJECTED, "a file that is gone, or too large") from None
        except Unknown as error:
            raise NotSent(error.reason, error.detail) from None
        return await self.upload(content, file.name or file.kind.value, _mime(file))

    async def _shared(self, key: tuple[str, int, int], file: FileRef, path: Path) -> str:
        self._forget_old()
        known = self._uploads.get(key)
        if known is None:
            known = (self._clock(), asyncio.create_task(self._read_and_upload(file, path)))
            self._uploads[key] = known
        try:
            return await asyncio.shield(known[1])
        except BaseException:
            if known[1].done() and self._uploads.get(key) is known:
                del self._uploads[key]
            raise

    async def _read_and_upload(self, file: FileRef, path: Path) -> str:
        try:
            content = await asyncio.to_thread(path.read_bytes)
        except OSError as error:
            raise Permanent(Reason.REJECTED, f"{type(error).__name__}: a file that is not there") from None
        if len(content) > _LIMITS[self.sort(file)]:
            raise Permanent(Reason.REJECTED, "a file larger than WhatsApp takes")
        return await self.upload(content, file.name or path.name, _mime(file))

    def _path(self, file: FileRef) -> Path:
        path = (self._data_dir / (file.path or "")).resolve()
        if not path.is_relative_to(self._data_dir):
            raise Permanent(Reason.REJECTED, "a file outside the data folder")
        return path

    def _forget_old(self) -> None:
        oldest = self._clock() - KEPT
        for key, (since, task) in list(self._uploads.items()):
            if task.done() and (since < oldest or len(self._uploads) > MOST_KEPT):
                del self._uploads[key]


def _mime(file: FileRef) -> str:
    name = file.name or file.path or ""
    known = _TYPES.get(Path(name).suffix.lower()) or mimetypes.guess_type(name)[0]
    if known and known.startswith("text/"):
        return "text/plain"
    return known or {FileKind.PHOTO: "image/jpeg", FileKind.VOICE: "audio/ogg"}.get(file.kind, "application/pdf")
