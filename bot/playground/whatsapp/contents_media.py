"""Media in a message: a file uploaded before, or the address of one."""

from urllib.parse import urlsplit

from bot.playground.whatsapp.errors import Refused, malformed
from bot.playground.whatsapp.fields import Fields
from bot.playground.whatsapp.media import MediaStore
from bot.playground.whatsapp.state import Media, Number

MAX_CAPTION = 1024
MAX_NAME = 240
_CAPTIONED = {"image", "video", "document"}


def read_media(store: MediaStore, number: Number, kind: str, given: Fields) -> Media:
    """The file that a media object means. Addresses are shown, never fetched."""
    names = {"id", "link"} | ({"caption"} if kind in _CAPTIONED else set())
    names |= {"filename"} if kind == "document" else {"voice"} if kind == "audio" else set()
    given.only(*names)
    if given.has("id") == given.has("link"):
        raise malformed(f"Exactly one of {given.name_of('id')} and {given.name_of('link')} is required.")
    name = given.maybe("filename", most=MAX_NAME)
    if given.has("link"):
        link = given.text("link", most=2000)
        if urlsplit(link).scheme not in ("http", "https"):
            raise Refused(131052, f"Downloading media from weblink failed: {link} is no address of the web.")
        return Media("", kind, "", name or link.rpartition("/")[2], link=link)
    found = store.usable(given.text("id", most=64), number, kind)
    return Media(
        found.id,
        kind,
        found.mime,
        name or found.name,
        found.content,
        number_id=found.number_id,
        expires=found.expires,
        voice=given.flag("voice"),
    )
