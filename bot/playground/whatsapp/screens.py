"""A chat as the person sees it."""

import html
import re
from dataclasses import dataclass

from bot.playground.whatsapp.state import Chat, Choice, Media, Message, Progress

_ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")
_MARKS = (
    (re.compile(r"```(?=\S)(.+?)(?<=\S)```", re.S), "code"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]*?)(?<=\S)\*(?![\w*])"), "strong"),
    (re.compile(r"(?<![\w_])_(?=\S)([^_\n]*?)(?<=\S)_(?![\w_])"), "em"),
    (re.compile(r"(?<![\w~])~(?=\S)([^~\n]*?)(?<=\S)~(?![\w~])"), "s"),
)
_QUOTE = re.compile(r"^&gt; (.+)$", re.M)


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message on the screen. `mine`: the person wrote it. `id` counts, `wamid` is what the API calls it.

    `sheet` is the face of the button that opens the list of `rows`; `date` is seconds since 1970.
    """

    id: int
    wamid: str
    mine: bool
    date: float
    text: str
    html: str
    header: str = ""
    footer: str = ""
    buttons: tuple[Choice, ...] = ()
    sheet: str = ""
    rows: tuple[Choice, ...] = ()
    media: Media | None = None
    progress: Progress = Progress.SENT
    reply_to: int | None = None
    reply_text: str = ""
    reaction: str = ""
    template: str = ""

    def labels(self) -> list[str]:
        """The faces of all buttons and rows."""
        return [choice.title for choice in (*self.buttons, *self.rows)]


def bubble(chat: Chat, message: Message) -> Bubble:
    """The message as the person sees it."""
    content, replied = message.content, chat.messages.get(message.reply_to)
    return Bubble(
        id=message.number,
        wamid=message.wamid,
        mine=not message.from_business,
        date=message.at,
        text=content.text,
        html=to_html(content.text),
        header=content.header,
        footer=content.footer,
        buttons=content.buttons,
        sheet=content.sheet,
        rows=content.rows,
        media=content.media,
        progress=message.progress,
        reply_to=replied.number if replied else None,
        reply_text=_quoted(replied) if replied else "",
        reaction=message.reaction,
        template=content.template,
    )


def _quoted(message: Message) -> str:
    """The beginning of a message, without its marks."""
    text = message.content.text or message.content.header
    for mark, _tag in _MARKS:
        text = mark.sub(r"\1", text)
    return text[:80]


def to_html(text: str) -> str:
    """The text as safe HTML: everything escaped, WhatsApp's marks as tags, addresses as links."""
    written: list[str] = []
    at = 0
    for found in _ADDRESS.finditer(text):
        written.append(_marked(text[at : found.start()]))
        address = html.escape(found.group())
        written.append(f'<a href="{address}" target="_blank" rel="noopener noreferrer">{address}</a>')
        at = found.end()
    return "".join([*written, _marked(text[at:])])


def _marked(text: str) -> str:
    text = html.escape(text)
    for mark, tag in _MARKS:
        text = mark.sub(rf"<{tag}>\1</{tag}>", text)
    text = _QUOTE.sub(r"<blockquote>\1</blockquote>", text)
    return text.replace("</blockquote>\n", "</blockquote>").replace("\n", "<br>")
