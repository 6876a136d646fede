"""Interactive messages: reply buttons, lists and one button that opens an address.

https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-list-messages and the
pages beside it. Lengths are in characters.
"""

from urllib.parse import urlsplit

from bot.playground.whatsapp.contents_media import read_media
from bot.playground.whatsapp.errors import invalid, malformed
from bot.playground.whatsapp.fields import Fields, measured, unique
from bot.playground.whatsapp.media import MediaStore
from bot.playground.whatsapp.state import Choice, Content, Media, Number

MAX_BUTTONS = 3
MAX_BUTTON_TITLE = 20
MAX_BUTTON_ID = 256
MAX_BODY = 1024
MAX_LIST_BODY = 4096
MAX_HEADER = 60
MAX_FOOTER = 60
MAX_ROWS = 10
MAX_ROW_TITLE = 24
MAX_ROW_DESCRIPTION = 72
MAX_ROW_ID = 200
MAX_SECTION_TITLE = 24
_TYPES = {"button", "list", "cta_url"}


def read_interactive(store: MediaStore, number: Number, given: Fields) -> Content:
    """Check an `interactive` object, and what it shows."""
    kind = given.one_of("type", _TYPES)
    given.only("type", "header", "body", "footer", "action")
    body = given.inside("body").only("text")
    longest = MAX_LIST_BODY if kind == "list" else MAX_BODY
    text = measured(body.text("text", most=100_000), "Body text", most=longest)
    footer = ""
    if given.has("footer"):
        footer = measured(given.inside("footer").only("text").text("text", most=10_000), "Footer text", most=MAX_FOOTER)
    header, media = _header(store, number, given, media_too=kind != "list")
    action = given.inside("action")
    if kind == "list":
        sheet, rows = _list(action)
        return Content("interactive", text, header, footer, media, sheet=sheet, rows=rows)
    buttons = _buttons(action) if kind == "button" else (_link(action),)
    return Content("interactive", text, header, footer, media, buttons=buttons)


def _header(store: MediaStore, number: Number, given: Fields, *, media_too: bool) -> tuple[str, Media | None]:
    if not given.has("header"):
        return "", None
    header = given.inside("header")
    kind = header.one_of("type", {"text", "image", "video", "document"} if media_too else {"text"})
    header.only("type", kind)
    if kind == "text":
        return measured(header.text("text", most=10_000), "Header text", most=MAX_HEADER), None
    return "", read_media(store, number, kind, header.inside(kind))


def _buttons(action: Fields) -> tuple[Choice, ...]:
    buttons = []
    for button in action.only("buttons").each("buttons", most=MAX_BUTTONS):
        button.only("type", "reply").one_of("type", {"reply"})
        reply = button.inside("reply").only("id", "title")
        title = measured(reply.text("title", most=1000), "Button title", most=MAX_BUTTON_TITLE)
        buttons.append(Choice(_identifier(reply, "Button id", MAX_BUTTON_ID), title))
    unique((button.title for button in buttons), "Button title")
    unique((button.id for button in buttons), "Button id")
    return tuple(buttons)


def _list(action: Fields) -> tuple[str, tuple[Choice, ...]]:
    action.only("button", "sections")
    sheet = measured(action.text("button", most=1000), "Button label", most=MAX_BUTTON_TITLE)
    sections = action.each("sections", most=MAX_ROWS)
    rows: list[Choice] = []
    for section in sections:
        section.only("title", "rows")
        named = section.maybe("title", most=1000)
        if len(sections) > 1 and not named:
            raise invalid("Section title is required when there is more than one section")
        title = measured(named, "Section title", most=MAX_SECTION_TITLE, least=0)
        rows.extend(_row(row, title) for row in section.each("rows", most=100))
    if len(rows) > MAX_ROWS:
        raise invalid(f"Total row count exceed max allowed count: {MAX_ROWS}")
    unique((row.id for row in rows), "Row id")
    return sheet, tuple(rows)


def _row(row: Fields, section: str) -> Choice:
    row.only("id", "title", "description")
    title = measured(row.text("title", most=1000), "Row title", most=MAX_ROW_TITLE)
    description = row.maybe("description", most=10_000)
    measured(description, "Row description", most=MAX_ROW_DESCRIPTION, least=0)
    return Choice(_identifier(row, "Row id", MAX_ROW_ID), title, description, section=section)


def _link(action: Fields) -> Choice:
    action.only("name", "parameters").one_of("name", {"cta_url"})
    given = action.inside("parameters").only("display_text", "url")
    title = measured(given.text("display_text", most=1000), "Button title", most=MAX_BUTTON_TITLE)
    url = given.text("url", most=2000)
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise malformed(f"Param {given.name_of('url')} must be a valid URL.")
    return Choice("", title, url=url)


def _identifier(given: Fields, spoken: str, most: int) -> str:
    value = measured(given.text("id", most=100_000), spoken, most=most)
    if value != value.strip():
        raise invalid(f"{spoken} must not begin or end with a space")
    return value
