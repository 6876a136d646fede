"""POST /<number>/messages: a message to a person, or the blue ticks for one that a person wrote."""

from typing import TYPE_CHECKING

from bot.playground.whatsapp import payloads
from bot.playground.whatsapp.contents import read_content
from bot.playground.whatsapp.errors import Refused, invalid, malformed
from bot.playground.whatsapp.fields import Fields
from bot.playground.whatsapp.state import Chat, Content, Message, Number, Person, Progress, digits, wamid

if TYPE_CHECKING:
    from bot.playground.whatsapp.api import CloudApi

MAX_TAG = 512
TYPING_SECONDS = 25.0
STRANGER, CLOSED = 131026, 131047


def handle(api: "CloudApi", number: Number, body: dict[str, object]) -> dict[str, object]:
    """Do what the body asks, and answer as Meta does. Raises Refused."""
    given = Fields(body)
    given.one_of("messaging_product", {"whatsapp"})
    return _mark_read(api, number, given) if "status" in body else _send(api, number, given)


def _mark_read(api: "CloudApi", number: Number, given: Fields) -> dict[str, object]:
    given.only("messaging_product", "status", "message_id", "typing_indicator").one_of("status", {"read"})
    found = find(number, given.text("message_id", most=200))
    if found is None or found[1].from_business:
        raise invalid("Message id is not that of a message received.")
    chat, message = found
    if given.has("typing_indicator"):
        given.inside("typing_indicator").only("type").one_of("type", {"text"})
        chat.typing_until = api.clock() + TYPING_SECONDS
        api.saw(number, chat, "typing", text="typing")
    for earlier in chat.messages.values():
        if not earlier.from_business and earlier.at <= message.at and earlier.progress is not Progress.READ:
            earlier.progress = Progress.READ
            api.saw(number, chat, "message", earlier.number)
    return {"success": True}


def _send(api: "CloudApi", number: Number, given: Fields) -> dict[str, object]:
    if number.trouble is not None:
        raise Refused(number.trouble)
    content = read_content(api.media, number, given)
    to = _recipient(number, given)
    tag = given.maybe("biz_opaque_callback_data", most=MAX_TAG)
    reply_to = _context(number, to, given)
    now = api.clock()
    code = _hindrance(api, number, to, content, now)
    api.rates.admit(number, to, now)
    made = api.next_number()
    message = Message(made, wamid(made, to, from_business=True), True, now, content, reply_to=reply_to, tag=tag)
    _dispatch(api, number, to, message, code)
    answered: dict[str, object] = {"id": message.wamid}
    if content.kind == "template":
        answered["message_status"] = "accepted"
    return {
        "messaging_product": "whatsapp",
        "contacts": [{"input": str(given.values["to"]), "wa_id": to}],
        "messages": [answered],
    }


def _recipient(number: Number, given: Fields) -> str:
    if given.has("recipient_type"):
        given.one_of("recipient_type", {"individual"})
    said = given.text("to", most=40)
    to = digits(said)
    if not 7 <= len(to) <= 15 or said.strip(" +-()0123456789"):
        raise malformed("Param to must be a telephone number with its country code.")
    if to == number.wa_id:
        raise Refused(131021, "Sender and recipient phone number is the same.")
    return to


def _context(number: Number, to: str, given: Fields) -> str:
    if not given.has("context"):
        return ""
    wanted = given.inside("context").only("message_id").text("message_id", most=200)
    chat = number.chats.get(to)
    if chat is None or wanted not in chat.messages:
        raise invalid("The message replied to does not exist in this chat.")
    return wanted


def _hindrance(api: "CloudApi", number: Number, to: str, content: Content, now: float) -> int | None:
    """Why the message will not arrive: told at once, or later by a `failed` status, as the server is set."""
    person = api.people.get(to)
    if person is None or not person.on_whatsapp:
        if api.strangers == "at_once":
            raise Refused(STRANGER)
        return STRANGER
    chat = number.chats.get(to)
    if content.kind != "template" and (chat is None or not chat.open(now)):
        if api.closed_windows == "at_once":
            raise Refused(
                CLOSED, "More than 24 hours have passed since the recipient last replied to the sender number."
            )
        return CLOSED
    return None


def _dispatch(api: "CloudApi", number: Number, to: str, message: Message, code: int | None) -> None:
    person = api.people.get(to)
    if person is None or code is not None:
        nobody = person or Person(to, "", on_whatsapp=False)
        message.progress = Progress.FAILED
        told = payloads.status(number, nobody, message, Progress.FAILED, api.clock(), code)
        api.mail(number.account).add("status", to, told, Progress.FAILED)
        return
    chat = number.chats.setdefault(to, Chat(person))
    if message.content.kind == "reaction":
        _react(api, number, chat, message.content)
        return
    chat.messages[message.wamid] = message
    chat.typing_until = 0.0
    window = chat.open(message.at)
    message.billable = api.prices.billable(number, message.content, window=window, now=message.at)
    advance(api, number, chat, message, Progress.SENT)
    if person.online and not chat.blocked:
        advance(api, number, chat, message, Progress.DELIVERED)


def _react(api: "CloudApi", number: Number, chat: Chat, content: Content) -> None:
    for message in chat.messages.values():
        if message.wamid == content.about:
            message.reaction = content.text
            api.saw(number, chat, "message", message.number)


def advance(api: "CloudApi", number: Number, chat: Chat, message: Message, progress: Progress) -> None:
    """Note how far a message came, and tell the business; what was read only if this person lets others know."""
    message.progress = progress
    if progress is Progress.DELIVERED:
        api.saw(number, chat, "message", message.number)
    if progress is Progress.READ and not chat.person.receipts:
        return
    told = payloads.status(number, chat.person, message, progress, api.clock())
    api.mail(number.account).add("status", chat.person.wa_id, told, progress)


def find(number: Number, wanted: str) -> tuple[Chat, Message] | None:
    """A message of this number, and the chat it stands in."""
    for chat in number.chats.values():
        if message := chat.messages.get(wanted):
            return chat, message
    return None
