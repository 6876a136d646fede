"""Message templates: what may be submitted, and the rules by which it is refused at once.

https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/components
"""

import re
from collections.abc import Iterator

from bot.playground.whatsapp.errors import Refused
from bot.playground.whatsapp.fields import Fields, as_fields
from bot.playground.whatsapp.state import Account, Template

MAX_BODY = 1024
MAX_HEADER = 60
MAX_FOOTER = 60
MAX_BUTTONS = 10
MAX_BUTTON_TEXT = 25
MAX_URL = 2000
MAX_TEMPLATES = 250
"""Of an account that is not verified yet."""
CATEGORIES = {"UTILITY", "MARKETING", "AUTHENTICATION"}
_LANGUAGES = """
af sq ar az bn bg ca zh_CN zh_HK zh_TW hr cs da nl en en_GB en_US et fil fi fr ka de el gu ha he hi hu id ga it ja kn kk
rw_RW ko ky_KG lo lv lt mk ms ml mr nb fa pl pt_BR pt_PT pa ro ru sr sk sl es es_AR es_ES es_MX sw sv ta te th tr uk ur
uz vi zu
"""
LANGUAGES = frozenset(_LANGUAGES.split())
PLACE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_NAME = re.compile(r"[a-z0-9_]{1,512}")


def wrong(subcode: int, title: str, words: str) -> Refused:
    """A template that is not taken, in the words that the template manager shows."""
    return Refused(100, words, subcode=subcode, title=title, message="Invalid parameter")


def read_new(account: Account, given: Fields) -> tuple[str, str, str, list[dict[str, object]]]:
    """Name, language, category and components of a template to be made."""
    given.only("name", "language", "category", "components", "allow_category_change", "parameter_format")
    name = given.text("name", most=100_000)
    if not _NAME.fullmatch(name):
        raise wrong(2388085, "Invalid name", "A template name holds lowercase letters, digits and underscores only.")
    language, category = given.one_of("language", LANGUAGES), given.one_of("category", CATEGORIES)
    given.one_of("parameter_format", {"POSITIONAL"}) if given.has("parameter_format") else None
    if (name, language) in account.templates:
        words = f"There is already {language} content for this template. Edit it, or choose another name."
        raise wrong(2388024, "Content in this language already exists", words)
    kinds = {template.category for template in account.templates.values() if template.name == name}
    if kinds - {category}:
        raise wrong(2388026, "Category differs", "A template has the same category in all its languages.")
    if len(account.templates) >= MAX_TEMPLATES:
        raise wrong(2388019, "Message template limit exceeded", f"An account has at most {MAX_TEMPLATES} templates.")
    return name, language, category, read_components(given)


def read_components(given: Fields) -> list[dict[str, object]]:
    """The components, each checked."""
    found = given.each("components", most=4)
    kinds = [component.one_of("type", {"HEADER", "BODY", "FOOTER", "BUTTONS"}) for component in found]
    if len(set(kinds)) < len(kinds) or "BODY" not in kinds:
        raise wrong(2388043, "Components", "A template has one body, and at most one header, footer, buttons.")
    for kind, component in zip(kinds, found, strict=True):
        {"HEADER": _header, "BODY": _body, "FOOTER": _footer, "BUTTONS": _buttons}[kind](component)
    return [component.values for component in found]


def component(template: Template, kind: str) -> dict[str, object]:
    """A component of a template that was taken; an empty one if it has none of the kind."""
    return next((found for found in template.components if found["type"] == kind), {})


def places(text: str) -> list[str]:
    """The names of the places in a text, in order."""
    return PLACE.findall(text)


def _header(given: Fields) -> None:
    given.only("type", "format", "text", "example").one_of("format", {"TEXT"})
    text = _long(given, 2388047, "header", MAX_HEADER)
    if len(places(text)) > 1 or set("*_~\n\r") & set(text):
        raise wrong(2388047, "Header", "A header has one place at most, and no formatting or line breaks.")
    _numbered(text)
    if places(text):
        _samples(given, "header_text", 1)


def _body(given: Fields) -> None:
    given.only("type", "text", "example")
    text = _long(given, 2388072, "body", MAX_BODY)
    _numbered(text)
    count = len(places(text))
    bare = PLACE.sub("\0", text).strip()
    if bare.startswith("\0") or bare.endswith("\0"):
        raise wrong(2388299, "Leading or trailing places", "Places cannot be at the start or end of the template.")
    if re.search("\0\\s*\0", bare):
        raise wrong(2388072, "Places side by side", "There must be words between two places.")
    if count and len(bare.replace("\0", " ").split()) < 2 * count + 1:
        raise wrong(2388293, "Too many places for its length", "Use fewer places, or more words.")
    if re.search(r"\n{3,}| {5,}", text):
        raise wrong(2388072, "Body", "A body has no more than two line breaks or four spaces in a row.")
    if count:
        _samples(given, "body_text", count)


def _footer(given: Fields) -> None:
    given.only("type", "text")
    text = _long(given, 2388073, "footer", MAX_FOOTER)
    if places(text) or "\n" in text:
        raise wrong(2388073, "Footer", "A footer has no places and no line breaks.")


def _buttons(given: Fields) -> None:
    buttons = given.only("type", "buttons").each("buttons", most=MAX_BUTTONS)
    kinds = [button.one_of("type", {"QUICK_REPLY", "URL", "PHONE_NUMBER"}) for button in buttons]
    for kind, button in zip(kinds, buttons, strict=True):
        button.only("type", "text", *{"URL": ("url",), "PHONE_NUMBER": ("phone_number",)}.get(kind, ()))
        text = button.text("text", most=1000)
        if len(text) > MAX_BUTTON_TEXT or places(text) or set("*_~\n") & set(text):
            raise wrong(2388040, "Button", f"A button has at most {MAX_BUTTON_TEXT} characters, and no places.")
        if kind == "URL":
            button.text("url", most=MAX_URL)
        if kind == "PHONE_NUMBER":
            button.text("phone_number", most=20)
    together = [kind == "QUICK_REPLY" for kind in kinds]
    if together != sorted(together) and together != sorted(together, reverse=True):
        raise wrong(2388060, "Buttons", "Quick replies stand together, before or after all other buttons.")
    if len({button.values["text"] for button in buttons}) < len(buttons):
        raise wrong(2388060, "Buttons", "Two buttons cannot have the same text.")


def _long(given: Fields, subcode: int, spoken: str, most: int) -> str:
    text = given.text("text", most=100_000)
    if len(text) > most:
        raise wrong(2388040, "Character limit exceeded", f"The {spoken} has {len(text)} characters of {most}.")
    if "\t" in text:
        raise wrong(subcode, spoken.capitalize(), "Tabs are not allowed.")
    return text


def _numbered(text: str) -> None:
    named = places(text)
    if named != [str(at + 1) for at in range(len(named))] or PLACE.sub("", text).count("{{"):
        raise wrong(2388072, "Places", "Places are numbered {{1}}, {{2}} and so on, in the order they stand.")


def _samples(given: Fields, name: str, count: int) -> None:
    example = as_fields(given.values.get("example") or {}, given.name_of("example"))
    found = example.values.get(name)
    rows = found if name == "header_text" else found[0] if isinstance(found, list) and len(found) == 1 else None
    if not isinstance(rows, list) or len(rows) != count or not all(_filled(rows)):
        words = f"component of type {given.values['type']} is missing expected field(s) (example)"
        raise wrong(2388043, "Message template components are missing expected fields", words)


def _filled(values: list[object]) -> Iterator[bool]:
    return (isinstance(value, str) and bool(value.strip()) for value in values)


def described(template: Template) -> dict[str, object]:
    """What GET answers for one."""
    return {
        "name": template.name,
        "parameter_format": "POSITIONAL",
        "components": template.components,
        "language": template.language,
        "status": template.verdict.value,
        "category": template.category,
        "id": template.id,
        "rejected_reason": template.reason,
    }
