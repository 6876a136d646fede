"""Which request is meant: what stands at an id decides, as in Meta's graph."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.playground.exchange import Upload
from bot.playground.whatsapp import managing, sending
from bot.playground.whatsapp.errors import unknown_object
from bot.playground.whatsapp.templates import described

if TYPE_CHECKING:
    from bot.playground.whatsapp.api import CloudApi

Result = dict[str, object]


@dataclass(frozen=True, slots=True)
class Request:
    """One request to an id; `base` is the address of the server as its caller knows it."""

    method: str
    node: str
    edge: str = ""
    token: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, object] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)
    base: str = "https://lookaside.example"


Act = Callable[["CloudApi", Request], Result | Awaitable[Result]]


@dataclass(frozen=True, slots=True)
class Operation:
    """`name` is how faults and the list of calls know it."""

    name: str
    act: Act


def operation(api: "CloudApi", asked: Request) -> Operation | None:
    """What the request asks for; None where there is no such thing."""
    found = _TABLE.get((asked.method, _kind(api, asked.node), asked.edge))
    if found and found.name == "messages" and "status" in asked.body:
        return Operation("read", found.act)
    return found


def _kind(api: "CloudApi", node: str) -> str:
    if node in api.numbers:
        return "number"
    if node in api.accounts:
        return "account"
    return "media" if api.media.get(node) else "template"


def _send(api: "CloudApi", asked: Request) -> Result:
    return sending.handle(api, api.numbers[asked.node], dict(asked.body))


def _upload(api: "CloudApi", asked: Request) -> Result:
    return managing.upload(api, api.numbers[asked.node], dict(asked.body), asked.files)


def _number(api: "CloudApi", asked: Request) -> Result:
    return managing.number_fields(api.numbers[asked.node], asked.query)


def _numbers(api: "CloudApi", asked: Request) -> Result:
    own = api.accounts[asked.node].numbers.values()
    return {"data": [managing.number_fields(number, asked.query) for number in own]}


def _media(api: "CloudApi", asked: Request) -> Result:
    media = api.media.get(asked.node)
    if media is None or asked.query.get("phone_number_id", media.number_id) != media.number_id:
        raise unknown_object(asked.node)
    return api.media.describe(media, asked.base)


def _delete_media(api: "CloudApi", asked: Request) -> Result:
    _media(api, asked)
    api.media.delete(asked.node)
    return {"success": True}


def _templates(api: "CloudApi", asked: Request) -> Result:
    return managing.list_templates(api.accounts[asked.node], asked.query)


def _create(api: "CloudApi", asked: Request) -> Result:
    return managing.create_template(api, api.accounts[asked.node], dict(asked.body))


def _edit(api: "CloudApi", asked: Request) -> Result:
    account, template = managing.owner(api, asked.node)
    return managing.edit_template(api, account, template, dict(asked.body))


def _template(api: "CloudApi", asked: Request) -> Result:
    return described(managing.owner(api, asked.node)[1])


def _delete(api: "CloudApi", asked: Request) -> Result:
    return managing.delete_template(api.accounts[asked.node], asked.query)


async def _subscribe(api: "CloudApi", asked: Request) -> Result:
    return await managing.subscribe(api, api.accounts[asked.node], dict(asked.body))


_TABLE: dict[tuple[str, str, str], Operation] = {
    ("POST", "number", "messages"): Operation("messages", _send),
    ("POST", "number", "media"): Operation("media", _upload),
    ("GET", "number", ""): Operation("number", _number),
    ("GET", "account", "phone_numbers"): Operation("phone_numbers", _numbers),
    ("GET", "media", ""): Operation("get_media", _media),
    ("DELETE", "media", ""): Operation("delete_media", _delete_media),
    ("GET", "account", "message_templates"): Operation("templates", _templates),
    ("POST", "account", "message_templates"): Operation("create_template", _create),
    ("DELETE", "account", "message_templates"): Operation("delete_template", _delete),
    ("POST", "account", "subscribed_apps"): Operation("subscribe", _subscribe),
    ("POST", "template", ""): Operation("edit_template", _edit),
    ("GET", "template", ""): Operation("template", _template),
}
