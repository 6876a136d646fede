"""Media: what may be uploaded, how large, how long it is kept, and the address it is fetched from.

https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

from bot.playground.exchange import Upload
from bot.playground.whatsapp.errors import Refused, malformed, unknown_object
from bot.playground.whatsapp.state import Media, Number

MB = 1024 * 1024
DAY = 24 * 3600
UPLOADED_DAYS = 30
RECEIVED_DAYS = 7
URL_SECONDS = 300
"""How long the address of a file works."""
ANY_DOCUMENT = 100 * MB
_OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES: dict[str, tuple[int, frozenset[str]]] = {
    "image": (5 * MB, frozenset({"image/jpeg", "image/png"})),
    "sticker": (500 * 1024, frozenset({"image/webp"})),
    "audio": (16 * MB, frozenset({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"})),
    "video": (16 * MB, frozenset({"video/3gpp", "video/mp4"})),
    "document": (
        ANY_DOCUMENT,
        frozenset(
            {
                "text/plain",
                "application/pdf",
                "application/msword",
                "application/vnd.ms-excel",
                "application/vnd.ms-powerpoint",
                f"{_OFFICE}wordprocessingml.document",
                f"{_OFFICE}spreadsheetml.sheet",
                f"{_OFFICE}presentationml.presentation",
            }
        ),
    ),
}


class MediaStore:
    """All files of the server, found by id while they are kept."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._kept: dict[str, Media] = {}

    def upload(self, number: Number, upload: Upload, said: str) -> Media:
        """Keep what a business uploads. `said` is the type it gave; the part's own must agree."""
        mime = said.partition(";")[0].strip().lower()
        kind = next((kind for kind, (_, mimes) in TYPES.items() if mime in mimes), None)
        if kind is None:
            types = ", ".join(sorted(mime for _, mimes in TYPES.values() for mime in mimes))
            raise malformed(
                f"Param file must be a file with one of the following types: {types}. Received file of type '{mime}'."
            )
        if upload.mime.partition(";")[0].strip().lower() not in (mime, "application/octet-stream"):
            raise malformed(
                f"Param type must be the type of the file. Received '{said}' and a file of '{upload.mime}'."
            )
        if not upload.content:
            raise Refused(131053, "The file is empty.")
        if kind == "image" and not upload.content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8")):
            raise Refused(131053, "The file is not the picture it claims to be.")
        most = TYPES[kind][0]
        if len(upload.content) > most:
            raise Refused(100, f"Media file size too big. Max file size we currently support: {most // 1024} KB.")
        return self._keep(kind, mime, upload, number, UPLOADED_DAYS)

    def receive(self, number: Number, kind: str, upload: Upload, *, seconds: int = 0, voice: bool = False) -> Media:
        """Keep what a person sends. Raises ValueError if WhatsApp would not carry it."""
        most = TYPES[kind][0] if kind in TYPES else ANY_DOCUMENT
        if not 0 < len(upload.content) <= most:
            raise ValueError(f"a file of 1 byte to {most} bytes is expected")
        media = self._keep(kind, upload.mime, upload, number, RECEIVED_DAYS)
        return self._put(replace(media, seconds=seconds, voice=voice))

    def _keep(self, kind: str, mime: str, upload: Upload, number: Number, days: int) -> Media:
        number_in_all = len(self._kept) + 1
        return self._put(
            Media(
                id=str(880_000_000_000_000 + number_in_all),
                kind=kind,
                mime=mime,
                name=upload.name,
                content=upload.content,
                number_id=number.id,
                expires=self._clock() + days * DAY,
            )
        )

    def _put(self, media: Media) -> Media:
        self._kept[media.id] = media
        return media

    def get(self, media_id: str) -> Media | None:
        """The file, unless it is deleted or too old."""
        found = self._kept.get(media_id)
        return found if found and found.expires > self._clock() else None

    def usable(self, media_id: str, number: Number, kind: str) -> Media:
        """A file that may be sent as this kind of message."""
        found = self.get(media_id)
        if found is None or found.number_id != number.id:
            raise Refused(100, f"Media id {media_id} does not exist or was not uploaded by this phone number.")
        if found.mime not in TYPES[kind][1] and kind != "document":
            raise Refused(131053, f"Unsupported {kind} mime type {found.mime}.")
        if len(found.content) > TYPES[kind][0]:
            raise Refused(131053, f"The file is too large for {kind}.")
        return found

    def delete(self, media_id: str) -> None:
        if self.get(media_id) is None:
            raise unknown_object(media_id, "delete")
        del self._kept[media_id]

    def describe(self, media: Media, base: str) -> dict[str, object]:
        """What GET answers; the address lies below `base` and works for five minutes."""
        until = int(self._clock()) + URL_SECONDS
        query = urlencode({"mid": media.id, "ext": until, "hash": _seal(media.id, until)})
        return {
            "url": f"{base.rstrip('/')}/whatsapp_business/attachments/?{query}",
            "mime_type": media.mime,
            "sha256": hashlib.sha256(media.content).hexdigest(),
            "file_size": len(media.content),
            "id": media.id,
            "messaging_product": "whatsapp",
        }

    def download(self, media_id: str, until: str, seal: str) -> Media | None:
        """The file behind such an address; None once it is too old, or was never given."""
        valid = until.isdigit() and seal == _seal(media_id, int(until)) and int(until) > self._clock()
        return self.get(media_id) if valid else None


def _seal(media_id: str, until: int) -> str:
    return hashlib.sha256(f"{media_id}:{until}".encode()).hexdigest()[:16]
