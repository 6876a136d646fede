"""The pieces of the playground's page as HTML, in the language of whoever looks at it."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.domain.phones import CHAT
from bot.domain.text import Label
from bot.messages import dates
from bot.messages.translations import known, translate, translations
from bot.paths import TEMPLATES
from bot.playground import telegram, whatsapp
from bot.playground.cast import CastMember
from bot.playground.pictures import measured

_COLOURS = 6
_CHATS = urlsplit(CHAT).hostname
Phone = telegram.Phone | whatsapp.Phone


class Faces:
    """Renders for one viewer: `locale` of the interface, `timezone` of the school."""

    def __init__(self, locale: str, timezone: str) -> None:
        self.locale = known(locale)
        self.timezone = timezone
        self._templates = _environment(self.locale)

    def page(
        self, cast: Sequence[CastMember], phones: Sequence[str], opened: Sequence[int], after: str, slot: Markup
    ) -> str:
        """The whole page; `phones` are rendered already, `after` is the last event they show."""
        return self._render(
            "page.html", cast=cast, phones=phones, opened=opened, after=after, slot=slot, locale=self.locale
        )

    def phone(self, member: CastMember, phone: Phone) -> str:
        """The whole device, as its kind looks."""
        shown: list[str] = [self._bubble(phone, one) for one in phone.screen()]
        return self._render(
            f"{_kind(phone)}phone.html",
            member=member,
            phone=phone,
            bubbles=shown,
            marks=self.marks(phone),
            foot=self.foot(member, phone),
            letter=letter_code(member),
        )

    def drawn(self, phone: Phone, number: int) -> dict[str, object] | None:
        """One message by its number; None if it is gone or not on this phone."""
        shown = phone.bubble(number)
        if shown is None or (isinstance(shown, telegram.Bubble) and shown.deleted):
            return None
        return {"id": shown.id, "mine": shown.mine, "html": self._bubble(phone, shown)}

    def marks(self, phone: Phone) -> dict[str, bool]:
        """What of a phone its menu depends on."""
        if isinstance(phone, telegram.Phone):
            return {"blocked": phone.blocked}
        return {
            "blocked": phone.blocked,
            "offline": not phone.person.online,
            "silent": not phone.person.receipts,
        }

    def foot(self, member: CastMember, phone: Phone) -> str:
        """What lies under the conversation: the letter to scan, the composer, or the bar of a blocked bot."""
        return self._render(
            f"{_kind(phone)}foot.html", member=member, phone=phone, letter=letter_code(member), qr=qr(member)
        )

    def _bubble(self, phone: Phone, shown: telegram.Bubble | whatsapp.Bubble) -> str:
        moment = datetime.fromtimestamp(shown.date, ZoneInfo(self.timezone))
        size = measured(shown.media.content) if shown.media and isinstance(shown, whatsapp.Bubble) else None
        return self._render(
            f"{_kind(phone)}bubble.html",
            bubble=shown,
            phone=phone,
            size=size,
            starts=_start_payloads(phone, shown) if isinstance(shown, telegram.Bubble) else {},
            clock=dates.clock(moment.time(), self.locale),
            day=dates.day(moment.date(), "date", self.locale),
        )

    def said(self, label: Label) -> str:
        """A label in the viewer's language."""
        if isinstance(label, str):
            return label
        values = {name: self.said(value) if not isinstance(value, int) else value for name, value in _plain(label)}
        return translate(label, self.locale) % values

    def _render(self, template: str, **values: object) -> str:
        return self._templates.get_template(template).render(
            said=self.said, initials=initials, colour=lambda number: int(number) % _COLOURS, **values
        )


def _plain(label: Label) -> list[tuple[str, Label | int]]:
    assert not isinstance(label, str)
    return [(name, value if isinstance(value, str | int) else str(value)) for name, value in label.values.items()]


def initials(name: str) -> str:
    """At most two letters for a round picture; titles and commas after the name do not count."""
    words = [word for word in name.partition(",")[0].split() if word[:1].isalpha()]
    words = [word for word in words if word not in ("Bapak", "Ibu", "Bu", "Pak", "Ustadz", "Ustadzah")] or words
    return "".join(word[0] for word in words[:2]).upper()


def letter_code(member: CastMember) -> str:
    """The code in the letter this person holds, or nothing."""
    return payload_of(member.start_link or "")


def payload_of(link: str) -> str:
    """What a link to a bot brings along: Telegram's start parameter, WhatsApp's text, or nothing."""
    parts = urlsplit(link)
    name = "text" if parts.hostname == _CHATS else "start" if parts.hostname in ("t.me", "telegram.me") else ""
    return parse_qs(parts.query).get(name, [""])[0]


def qr(member: CastMember) -> Markup:
    """The letter's link as a QR drawing."""
    if not member.start_link:
        return Markup("")
    drawing = segno.make(member.start_link, error="m").svg_inline(omitsize=True, border=2)
    return Markup(drawing)  # noqa: S704 - an SVG drawn by segno


def _kind(phone: Phone) -> str:
    """Where the drawings of this kind of phone lie."""
    return "" if isinstance(phone, telegram.Phone) else "whatsapp/"


def _start_payloads(phone: Phone, shown: telegram.Bubble) -> dict[str, str]:
    """Buttons that open this very bot: here they press Start on the same phone."""
    own = f"/{phone.bot_username}" if isinstance(phone, telegram.Phone) else ""
    links = [button.url for row in shown.buttons for button in row if button.url]
    return {link: payload_of(link) for link in links if urlsplit(link).path == own and payload_of(link)}


@cache
def _environment(locale: str) -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES / "web" / "playground"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_translations(translations(locale), newstyle=True)  # type: ignore[attr-defined]
    return made
