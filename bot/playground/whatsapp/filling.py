"""Sending a template: does it exist, may it be used, and do the values fit its places."""

import re

from bot.playground.whatsapp.errors import Refused, invalid
from bot.playground.whatsapp.fields import Fields, as_fields
from bot.playground.whatsapp.state import Account, Choice, Content, Template, Verdict
from bot.playground.whatsapp.templates import MAX_BODY, PLACE, component, places

MAX_PAYLOAD = 128
_BROKEN = re.compile(r"[\n\r\t]| {5,}")


def read_template(account: Account, given: Fields) -> Content:
    """Check a `template` object, and what the person will see."""
    given.only("name", "language", "components")
    name = given.text("name", most=512)
    language = given.inside("language").only("code", "policy").text("code", most=15)
    template = account.templates.get((name, language))
    if template is None or template.verdict in (Verdict.PENDING, Verdict.REJECTED):
        raise Refused(132001, f"template name ({name}) does not exist in {language}")
    if template.verdict is Verdict.PAUSED:
        raise Refused(132015, "Template is paused due to low quality so it cannot be sent in a template message.")
    if template.verdict is Verdict.DISABLED:
        raise Refused(132016, "Template has been paused too many times due to low quality and is now disabled.")
    return _fill(template, given.each("components", most=20, least=0) if given.has("components") else [])


def _fill(template: Template, given: list[Fields]) -> Content:
    values: dict[str, list[str]] = {"header": [], "body": []}
    payloads: dict[int, str] = {}
    for part in given:
        kind = part.one_of("type", {"header", "body", "button"})
        if kind == "button":
            payloads |= [_button(template, part)]
        else:
            part.only("type", "parameters")
            values[kind] = [_value(parameter) for parameter in part.each("parameters", most=100, least=0)]
    header = _filled("header", str(component(template, "HEADER").get("text", "")), values["header"])
    body = _filled("body", str(component(template, "BODY")["text"]), values["body"])
    if len(body) > MAX_BODY:
        raise Refused(132005, f"body: the filled text has {len(body)} characters; {MAX_BODY} are allowed")
    footer = str(component(template, "FOOTER").get("text", ""))
    buttons = tuple(_choice(button, payloads.get(at)) for at, button in enumerate(_faces(template)))
    category = template.category.lower()
    return Content("template", body, header, footer, buttons=buttons, template=template.name, category=category)


def _value(given: Fields) -> str:
    given.only("type", "text").one_of("type", {"text"})
    text = given.text("text", most=100_000)
    if _BROKEN.search(text):
        words = "Param text cannot have new-line/tab characters or more than 4 consecutive spaces"
        raise Refused(132018, words)
    return text


def _filled(spoken: str, text: str, values: list[str]) -> str:
    expected = len(places(text))
    if len(values) != expected:
        words = f"{spoken}: number of localizable_params ({len(values)}) does not match the expected number of params "
        raise Refused(132000, f"{words}({expected})")
    return PLACE.sub(lambda place: values[int(place.group(1)) - 1], text)


def _faces(template: Template) -> list[dict[str, object]]:
    found = component(template, "BUTTONS").get("buttons", [])
    assert isinstance(found, list)
    return [as_fields(button, "buttons").values for button in found]


def _button(template: Template, given: Fields) -> tuple[int, str]:
    given.only("type", "sub_type", "index", "parameters").one_of("sub_type", {"quick_reply"})
    at = str(given.values.get("index", ""))
    faces = _faces(template)
    if not at.isdigit() or int(at) >= len(faces) or faces[int(at)]["type"] != "QUICK_REPLY":
        raise Refused(132018, f"buttons: Button at index {at} of type quick_reply does not exist in the template")
    (payload,) = given.each("parameters", most=1)
    text = payload.only("type", "payload").text("payload", most=100_000)
    payload.one_of("type", {"payload"})
    if len(text) > MAX_PAYLOAD:
        raise invalid(f"Quick reply payload length invalid. Min length: 1, Max length: {MAX_PAYLOAD}")
    return int(at), text


def _choice(button: dict[str, object], payload: str | None) -> Choice:
    text = str(button["text"])
    return Choice(payload or text, text, url=str(button.get("url", "")))
