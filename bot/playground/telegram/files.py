"""Files: kept, named, measured and found again."""

import hashlib
from dataclasses import replace

from bot.playground.exchange import Upload
from bot.playground.pictures import measured
from bot.playground.telegram.answers import bad_request
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
    size = measured(content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    if width + height > 10_000 or not width or not height or max(size) > 20 * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return size
