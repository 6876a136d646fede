"""Objects as the Bot API writes them in JSON."""

from bot.playground.telegram.state import BotAccount, Chat, Message, Person, StoredFile

_MEDIA_FIELDS = {"Document": "document", "VoiceNote": "voice", "Audio": "audio", "Video": "video"}


def bot_user(bot: BotAccount) -> dict[str, object]:
    return {"id": bot.id, "is_bot": True, "first_name": bot.name, "username": bot.username}


def user(person: Person) -> dict[str, object]:
    known: dict[str, object] = {"id": person.id, "is_bot": False, "first_name": person.first_name}
    if person.last_name:
        known["last_name"] = person.last_name
    if person.username:
        known["username"] = person.username
    return known | {"language_code": person.language_code}


def private_chat(person: Person) -> dict[str, object]:
    known: dict[str, object] = {"id": person.id, "first_name": person.first_name}
    if person.last_name:
        known["last_name"] = person.last_name
    if person.username:
        known["username"] = person.username
    return known | {"type": "private"}


def message(bot: BotAccount, chat: Chat, stored: Message, *, depth: int = 1) -> dict[str, object]:
    """A Message object; `depth` 0 leaves the replied-to message out, as Telegram does one level down."""
    written: dict[str, object] = {
        "message_id": stored.id,
        "from": bot_user(bot) if stored.from_bot else user(chat.person),
        "chat": private_chat(chat.person),
        "date": int(stored.date),
    }
    written |= _context(bot, chat, stored, depth)
    if stored.contact:
        return written | {"contact": stored.contact}
    words, marks = ("caption", "caption_entities") if stored.media else ("text", "entities")
    if stored.media:
        written |= media(stored.media)
    if stored.body.text:
        written[words] = stored.body.text
    if stored.body.entities:
        written[marks] = [entity.json() for entity in stored.body.entities]
    return written


def _context(bot: BotAccount, chat: Chat, stored: Message, depth: int) -> dict[str, object]:
    around: dict[str, object] = {}
    if stored.edited is not None:
        around["edit_date"] = int(stored.edited)
    replied = chat.messages.get(stored.reply_to or 0)
    if replied and depth and not replied.deleted:
        around["reply_to_message"] = message(bot, chat, replied, depth=depth - 1)
    if stored.group:
        around["media_group_id"] = stored.group
    if stored.protected:
        around["has_protected_content"] = True
    if stored.forwarded_from:
        origin = stored.forwarded_from
        sender = user(origin) if isinstance(origin, Person) else bot_user(origin)
        around["forward_origin"] = {"type": "user", "date": int(stored.date), "sender_user": sender}
    if stored.markup and "inline_keyboard" in stored.markup:
        around["reply_markup"] = stored.markup
    return around


def media(stored: StoredFile) -> dict[str, object]:
    """The field of a Message that holds this file."""
    described = file(stored)
    if stored.kind == "Photo":
        return {"photo": [described | {"width": stored.width, "height": stored.height}]}
    if stored.kind in ("VoiceNote", "Audio", "Video"):
        described["duration"] = stored.duration
    if stored.kind == "Video":
        described |= {"width": stored.width, "height": stored.height}
    if stored.kind == "Audio":
        described |= {"title": stored.title, "performer": stored.performer}
    if stored.kind != "VoiceNote":
        described["file_name"] = stored.name
    return {_MEDIA_FIELDS[stored.kind]: described | {"mime_type": stored.mime}}


def file(stored: StoredFile) -> dict[str, object]:
    return {
        "file_id": stored.id,
        "file_unique_id": stored.unique_id,
        "file_size": len(stored.content),
    }
