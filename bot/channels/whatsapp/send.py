"""A school's number on WhatsApp: sends messages, and turns every refusal into the house's own errors.

What a person writes is not marked as read: two blue ticks would say that somebody at the school has read it.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bot.channels.base import Limits, Received
from bot.channels.whatsapp import layout, updates
from bot.channels.whatsapp.graph import Graph
from bot.channels.whatsapp.layout import CHOOSE, MORE, Foot
from bot.channels.whatsapp.media import Media
from bot.channels.whatsapp.templates import language_of
from bot.channels.whatsapp.text import plain, split, split_above, width
from bot.domain.courtesy import LOCALES
from bot.domain.delivery import Reason, Via
from bot.domain.errors import InvalidValue, MessageGone, NotSent, Permanent, RetryAfter, Unknown
from bot.domain.openers import FilledOpener
from bot.domain.parts import joined
from bot.domain.rendered import Rendered
from bot.domain.screens import FileKind, FileRef
from bot.domain.text import Phrase

LIMITS = Limits(
    name=Via.WHATSAPP,
    text=4096,
    caption=1024,
    buttons=layout.BUTTONS,
    per_row=1,
    label=layout.BUTTON,
    edits=False,
    deletes_for_hours=None,
    receipts=True,
    links=True,
    list_rows=layout.ROWS,
    row_label=layout.ROW,
    window=timedelta(hours=24),
)
TAG_LIMIT = 512
_CAPTIONED = frozenset({"image", "video", "document"})
_NOT_THERE = "this channel changes nothing that was sent"

Json = dict[str, Any]
Step = Callable[[str], Awaitable[str]]
"""One request: given the mark that its receipts bring back, the id of the message."""
Send = Callable[[str, Json, str], Awaitable[str]]
"""A kind of message, its body, and the mark."""
Made = Callable[[str, Json], tuple[str, Json]]
Translate = Callable[[Phrase, str], str]


class WhatsAppChannel:
    """One number. `data_dir` is where the files lie that we hold ourselves; `translate` says a phrase in a language."""

    limits = LIMITS

    def __init__(self, graph: Graph, phone_id: str, data_dir: Path, translate: Translate) -> None:
        self.graph = graph
        self.phone_id = phone_id
        self._media = Media(graph, phone_id, data_dir)
        self._translate = translate

    async def close(self) -> None:
        """Close the connections."""
        await self.graph.close()

    def read(self, raw: str) -> Received:
        """Read one stored arrival; raises InvalidValue for what cannot be understood."""
        return updates.read(raw)

    async def send(self, address: str, message: Rendered) -> str:
        """Send, and return the ids of its parts, joined; the last part carries the buttons.

        When some of it has left and the rest has not, nothing is certain any more. WhatsApp does not promise that parts
        arrive in their order, so there are as few as possible.
        """
        steps, sent = self._steps(address, message), list[str]()
        for number, step in enumerate(steps, 1):
            # The last part alone is marked: its receipt proves the whole, while an earlier one's would not.
            tag = message.tag[:TAG_LIMIT] if number == len(steps) else ""
            try:
                sent.append(await step(tag))
            except (NotSent, RetryAfter, Permanent) as error:
                if not sent:
                    raise
                raise Unknown(Reason.NETWORK, f"part of a message: {error.detail}"[:200]) from error
        return joined(sent)

    async def edit(self, address: str, message_id: str, message: Rendered) -> None:
        """There is no such thing: raises MessageGone, so that it is said anew."""
        raise MessageGone(Reason.REJECTED, _NOT_THERE)

    async def delete(self, address: str, message_id: str) -> None:
        """Nor this: raises MessageGone."""
        raise MessageGone(Reason.REJECTED, _NOT_THERE)

    async def download(self, file: FileRef, limit: int) -> bytes:
        """The bytes of a file that WhatsApp keeps (7 days); raises InvalidValue when it is larger than `limit`."""
        if file.remote is None or file.via is not Via.WHATSAPP:
            raise InvalidValue("file", "not_remote")
        return await self._media.download(file.remote, limit)

    def _steps(self, address: str, message: Rendered) -> list[Step]:
        """The requests that make up one message; the last one carries the buttons."""
        send = partial(self._send, address)
        if message.opener is not None:
            return [partial(send, "template", template_of(message.opener, message))]
        foot = layout.foot(message.rows, message.page, *self._own_faces(message.locale))
        words = "\n".join(part for part in (plain(message.text), *foot.links) if part)
        file, steps = message.file, list[Step]()
        if file is not None:
            sort = self._media.sort(file)
            short = width(words) <= LIMITS.caption
            if foot.action is not None and foot.header and sort in _CAPTIONED and short and words:
                return [partial(self._with_file, send, file, partial(_interactive, foot, words))]
            caption = words if foot.action is None and sort in _CAPTIONED and short else ""
            steps.append(partial(self._with_file, send, file, partial(_media, caption)))
            words = "" if caption else words
        steps += [partial(send, kind, body) for kind, body in _said(foot, words)]
        if not steps:
            raise Permanent(Reason.REJECTED, "nothing to say")
        return steps

    def _own_faces(self, locale: str) -> tuple[str, str]:
        locale = locale or LOCALES[0]
        return self._translate(MORE, locale), self._translate(CHOOSE, locale)

    async def _with_file(
        self, send: Send, file: FileRef, made: Callable[[str, Json], tuple[str, Json]], tag: str
    ) -> str:
        """Send what `made` makes of a file's sort and its object; one that somebody sent may have to go up anew."""
        sort, media_id = self._media.sort(file), await self._media.id_of(file)
        try:
            return await send(*made(sort, _object(file, sort, media_id)), tag)
        except Permanent as error:
            if file.remote is None or error.reason != Reason.REJECTED:
                raise
        media_id = await self._media.anew(file)
        return await send(*made(sort, _object(file, sort, media_id)), tag)

    async def _send(self, address: str, kind: str, body: Json, tag: str) -> str:
        """Send one message; its id. Raises DeliveryError."""
        is_number = address.isascii() and address.isdigit()
        answer = await self.graph.ask(
            self.graph.calls.send_message(
                sender=self.phone_id,
                to=address if is_number else None,
                recipient=None if is_number else address,
                recipient_type="individual",
                typ=kind,
                msg=body,
                biz_opaque_callback_data=tag or None,
            )
        )
        try:
            return str(answer["messages"][0]["id"])
        except (KeyError, IndexError, TypeError):
            raise Unknown(Reason.NETWORK, "an answer without a message's id") from None


def template_of(opener: FilledOpener, message: Rendered) -> Json:
    """An opener as the provider's template: its values, and what its button says. Raises Permanent without a button."""
    press = next((choice.data for row in message.rows for choice in row if choice.data), None)
    if press is None:
        raise Permanent(Reason.UNRENDERABLE, "an opener without a button")
    values = [{"type": "text", "text": value} for value in opener.values]
    button = {"type": "button", "sub_type": "quick_reply", "index": "0"}
    return {
        "name": opener.name,
        "language": {"code": language_of(opener.locale)},
        "components": [
            {"type": "body", "parameters": values},
            {**button, "parameters": [{"type": "payload", "payload": press}]},
        ],
    }


def _said(foot: Foot, words: str) -> list[tuple[str, Json]]:
    """The words, in parts, with what stands below them."""
    if foot.action is None:
        return [("text", _text(part)) for part in split(words, LIMITS.text)]
    *above, last = split_above(words, LIMITS.text, foot.body) or ["…"]
    return [("text", _text(part)) for part in above] + [("interactive", _body(foot, last))]


def _text(part: str) -> Json:
    return {"body": part, "preview_url": False}


def _body(foot: Foot, words: str) -> Json:
    return {"type": foot.kind, "body": {"text": words}, "action": foot.action}


def _interactive(foot: Foot, words: str, sort: str, content: Json) -> tuple[str, Json]:
    """Words and buttons below a picture, a video or a document."""
    return "interactive", {**_body(foot, words), "header": {"type": sort, sort: content}}


def _media(caption: str, sort: str, content: Json) -> tuple[str, Json]:
    return sort, {**content, "caption": caption} if caption else content


def _object(file: FileRef, sort: str, media_id: str) -> Json:
    content: Json = {"id": media_id}
    if sort == "document" and file.name:
        content["filename"] = file.name[:240]
    if sort == "audio" and file.kind is FileKind.VOICE:
        content["voice"] = True
    return content
