"""Files: kept, named, measured and found again."""

import hashlib
import struct
from dataclasses import replace

from bot.playground.telegram.answers import Upload, bad_request
from bot.playground.telegram.params import Params
from bot.playground.telegram.state import StoredFile

MAX_UPLOAD = 50 * 1024 * 1024
MAX_PHOTO = 10 * 1024 * 1024
MAX_DOWNLOAD = 20 * 1024 * 1024
_FOLDERS = {
    "Photo": "photos",
    "Document": "documents",
    "VoiceNote": "voice",
    "Audio": "music",
    "Video": "videos",
    "Thumbnail": "thumbnails",
}


class FileStore:
    """All files of the server, found by id or by path."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def add(self, kind: str, upload: Upload, *, duration: int = 0) -> StoredFile:
        """Keep a file. Raises Refused if it is too large, or no picture where a photo is wanted."""
        size = len(upload.content)
        if kind == "Photo" and size > MAX_PHOTO:
            raise bad_request(f'File "{upload.name}" of size {size} bytes is too big for a photo')
        width, height = picture_size(upload.content) if kind == "Photo" else (0, 0)
        number = len(self._by_id) + 1
        digest = hashlib.sha256(upload.content + kind.encode()).hexdigest()
        extension = upload.name.rpartition(".")[2] if "." in upload.name else "bin"
        stored = StoredFile(
            id=f"AgAC{number:06d}{digest[:20]}",
            unique_id=f"AQAD{digest[:12]}",
            path=f"{_FOLDERS[kind]}/file_{number}.{extension}",
            kind=kind,
            name=upload.name,
            mime=upload.mime,
            content=upload.content,
            width=width,
            height=height,
            duration=duration,
        )
        return self._keep(stored)

    def _keep(self, stored: StoredFile) -> StoredFile:
        self._by_id[stored.id] = self._by_path[stored.path] = stored
        return stored

    def get(self, file_id: str) -> StoredFile | None:
        return self._by_id.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        return self._by_path.get(path)

    def take(self, kind: str, source: str, params: Params, field: str, missing: str) -> StoredFile:
        """The file that a parameter means: a part of the request, attach://part, or a file id.

        Raises Refused with Telegram's words; addresses are never fetched.
        """
        upload = params.files.get(field)
        if source.startswith("attach://"):
            upload = params.files.get(source.removeprefix("attach://"))
        elif source:
            return self._by_reference(kind, source)
        if upload is None:
            raise bad_request(missing)
        return self.add(kind, upload)

    def _by_reference(self, kind: str, source: str) -> StoredFile:
        if source.startswith(("http://", "https://")):
            raise bad_request("Failed to get HTTP URL content")
        stored = self._by_id.get(source)
        if stored is None:
            raise bad_request("Wrong file identifier/HTTP URL specified")
        if stored.kind != kind:
            raise bad_request(f"Can't use file of type {stored.kind} as {kind}")
        return stored

    def describe(self, stored: StoredFile, *, duration: int, title: str, performer: str) -> StoredFile:
        """Note what a request says of a sound or a film."""
        return self._keep(replace(stored, duration=duration, title=title, performer=performer))


def picture_size(content: bytes) -> tuple[int, int]:
    """Width and height in pixels of a PNG, JPEG, GIF or WebP. Raises Refused for anything else."""
    size = _png(content) or _gif(content) or _webp(content) or _jpeg(content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    if width + height > 10_000 or not width or not height or max(size) > 20 * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return size


def _png(content: bytes) -> tuple[int, int] | None:
    if not content.startswith(b"\x89PNG\r\n\x1a\n") or len(content) < 24:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _gif(content: bytes) -> tuple[int, int] | None:
    if content[:6] not in (b"GIF87a", b"GIF89a") or len(content) < 10:
        return None
    width, height = struct.unpack("<HH", content[6:10])
    return width, height


def _webp(content: bytes) -> tuple[int, int] | None:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP" or len(content) < 30:
        return None
    if content[12:16] == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if content[12:16] == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", content[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _jpeg(content: bytes) -> tuple[int, int] | None:
    if not content.startswith(b"\xff\xd8"):
        return None
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):  # a start-of-frame segment
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return None
