"""What a message to a person may hold, type by type.

https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
"""

from bot.playground.whatsapp.contents_media import MAX_CAPTION, read_media
from bot.playground.whatsapp.errors import Refused, malformed
from bot.playground.whatsapp.fields import Fields
from bot.playground.whatsapp.filling import read_template
from bot.playground.whatsapp.interactive import read_interactive
from bot.playground.whatsapp.media import MediaStore
from bot.playground.whatsapp.state import Content, Number

MAX_TEXT = 4096
MEDIA_KINDS = ("image", "document", "audio", "video", "sticker")
KINDS = {"text", "interactive", "template", "reaction", *MEDIA_KINDS}
COMMON = ("messaging_product", "recipient_type", "to", "type", "context", "biz_opaque_callback_data")


def read_content(store: MediaStore, number: Number, message: Fields) -> Content:
    """Check the part of a message that its type names, and what it shows."""
    kind = message.one_of("type", KINDS) if message.has("type") else "text"
    message.only(*COMMON, kind)
    given = message.inside(kind)
    if kind == "text":
        given.only("body", "preview_url").flag("preview_url")
        return Content("text", given.text("body", most=MAX_TEXT))
    if kind == "interactive":
        return read_interactive(store, number, given)
    if kind == "template":
        return read_template(number.account, given)
    if kind == "reaction":
        about = given.only("message_id", "emoji").text("message_id", most=200)
        return Content("reaction", str(given.values.get("emoji", "")), about=about)
    caption = given.maybe("caption", most=100_000)
    if len(caption) > MAX_CAPTION:
        raise malformed(f"Param {given.name_of('caption')} must be at most {MAX_CAPTION} characters long.")
    media = read_media(store, number, kind, given)
    if media.voice and media.mime != "audio/ogg":
        raise Refused(131053, "A voice message must be an OGG file encoded with OPUS.")
    return Content(kind, caption, media=media)
