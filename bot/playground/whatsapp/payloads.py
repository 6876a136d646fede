"""Events as the webhook gets them.

https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
"""

import hashlib

from bot.playground.whatsapp.errors import failure
from bot.playground.whatsapp.prices import pricing
from bot.playground.whatsapp.state import Account, Media, Message, Number, Person, Progress, Template, Verdict


def envelope(account: Account, field: str, value: dict[str, object], now: float) -> dict[str, object]:
    """The whole body around one change."""
    entry: dict[str, object] = {"id": account.id, "changes": [{"value": value, "field": field}]}
    if field != "messages":
        entry["time"] = int(now)
    return {"object": "whatsapp_business_account", "entry": [entry]}


def _value(number: Number, person: Person) -> dict[str, object]:
    return {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": number.wa_id, "phone_number_id": number.id},
        "contacts": [{"profile": {"name": person.name}, "wa_id": person.wa_id, "user_id": scoped_id(number, person)}],
    }


def scoped_id(number: Number, person: Person) -> str:
    """How this business knows the person, whether or not it may see the telephone number."""
    digest = hashlib.sha256(f"{number.account.id}:{person.wa_id}".encode()).hexdigest()
    return f"ID.{int(digest[:12], 16)}"


def status(
    number: Number, person: Person, message: Message, progress: Progress, now: float, code: int | None = None
) -> dict[str, object]:
    """How far a message of the business came."""
    told: dict[str, object] = {
        "id": message.wamid,
        "status": progress.value,
        "timestamp": str(int(now)),
        "recipient_id": person.wa_id,
        "recipient_user_id": scoped_id(number, person),
    }
    if message.tag:
        told["biz_opaque_callback_data"] = message.tag
    if message.billable is not None and progress in (Progress.SENT, Progress.DELIVERED, Progress.READ):
        told["pricing"] = pricing(message.content, message.billable)
    if code is not None:
        told["errors"] = [failure(code)]
    return envelope(number.account, "messages", _value(number, person) | {"statuses": [told]}, now)


def message(number: Number, person: Person, written: Message, parts: dict[str, object]) -> dict[str, object]:
    """What a person did; `parts` are its type and what that names."""
    told: dict[str, object] = {
        "from": person.wa_id,
        "from_user_id": scoped_id(number, person),
        "id": written.wamid,
        "timestamp": str(int(written.at)),
    }
    if written.reply_to:
        told["context"] = {"from": number.wa_id, "id": written.reply_to}
    return envelope(number.account, "messages", _value(number, person) | {"messages": [told | parts]}, written.at)


def media_parts(media: Media, caption: str) -> dict[str, object]:
    """A file, as a message's parts."""
    told: dict[str, object] = {
        "mime_type": "audio/ogg; codecs=opus" if media.voice else media.mime,
        "sha256": hashlib.sha256(media.content).hexdigest(),
        "id": media.id,
    }
    if media.kind == "document":
        told["filename"] = media.name
    if media.kind == "audio":
        told["voice"] = media.voice
    if caption:
        told["caption"] = caption
    return {"type": media.kind, media.kind: told}


def template_verdict(account: Account, template: Template, now: float) -> dict[str, object]:
    """What became of a template."""
    value: dict[str, object] = {
        "event": template.verdict.value,
        "message_template_id": int(template.id),
        "message_template_name": template.name,
        "message_template_language": template.language,
        "message_template_category": template.category,
        "reason": template.reason,
    }
    if template.verdict is Verdict.PAUSED:
        value["other_info"] = {"title": "FIRST_PAUSE", "description": "This template was paused for its low quality."}
    if template.verdict is Verdict.DISABLED:
        value["disable_info"] = {"disable_date": int(now)}
    return envelope(account, "message_template_status_update", value, now)
